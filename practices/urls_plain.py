"""Addresses of practices without a language: the files."""

from django.urls import path

from .views import serving

urlpatterns = [path("files/<slug:key>/<slug:variant>/<str:name>", serving.file, name="file")]
