"""Addresses of the public pages under a language."""

from django.urls import path

from polkka.kit.addresses import PUBLIC_ID
from polkka.kit.languages import route

from . import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path(route("@practices/"), views.practices, name="practices"),
    path(route("@practices/@suggestions/"), views.suggestions, name="suggestions"),
    path(route("@practices/@feed/"), views.feed, name="feed"),
    path(route("@practices/@wish/"), views.wish, name="wish"),
    path(route("@practices/@wish/@thanks/"), views.wish_thanks, name="wish_thanks"),
    path(route(f"@practices/{PUBLIC_ID}/@contact/"), views.contact, name="contact"),
    path(route(f"@practices/{PUBLIC_ID}-<str:slug>/"), views.practice, name="practice"),
    path(route(f"@practices/{PUBLIC_ID}/"), views.practice, name="practice_by_name"),
    path(route("@projects/"), views.projects, name="projects"),
    path(route("@projects/<slug:code>/"), views.project, name="project"),
    path(route("@organisations/"), views.organisations, name="organisations"),
    path(route("@organisations/<slug:code>/"), views.organisation, name="organisation"),
    path(route("@criteria/"), views.criteria, name="criteria"),
    path(route("@about/"), views.page, {"key": "about"}, name="about"),
    path(route("@accessibility/"), views.page, {"key": "accessibility"}, name="accessibility"),
    path(route("@privacy/"), views.page, {"key": "privacy"}, name="privacy"),
    path(route("@terms/"), views.page, {"key": "terms"}, name="terms"),
    path(route("@contact-us/"), views.page, {"key": "contact"}, name="contact_us"),
]
