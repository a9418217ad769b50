"""Addresses for machines that watch; see views.py for who answers them."""

from django.urls import path

from . import views

urlpatterns = [path(address.lstrip("/"), views.VIEWS[name], name=name) for address, name in views.PROBES.items()]
