"""Public addresses without a language: permanent names, pictures, the style guide, machine files."""

from django.urls import path

from polkka.kit.addresses import PUBLIC_ID

from . import views

urlpatterns = [
    path(f"p/{PUBLIC_ID}", views.permanent, name="permanent"),
    path(f"cover/{PUBLIC_ID}-<slug:theme>.svg", views.cover, name="cover"),
    path("api/practices/", views.api_practices, name="api_practices"),
    path("api/openapi.json", views.api_description, name="api_description"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("robots.txt", views.robots, name="robots"),
]
