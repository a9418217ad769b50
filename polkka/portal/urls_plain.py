"""Public addresses without a language: permanent names, pictures, the style guide, machine files."""

from django.urls import path

from . import views

urlpatterns = [
    path("p/<str:public_id>", views.permanent, name="permanent"),
    path("cover/<str:public_id>-<slug:theme>.svg", views.cover, name="cover"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("robots.txt", views.robots, name="robots"),
]
