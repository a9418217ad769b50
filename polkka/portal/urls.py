"""Addresses of the public pages under a language."""

from django.urls import path

from polkka.kit.addresses import PUBLIC_ID
from polkka.kit.languages import route

from . import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path(route("@practices/"), views.practices, name="practices"),
    path(route("@practices/@suggestions/"), views.suggestions, name="suggestions"),
    path(route("@practices/@feed/"), views.feed, name="feed"),
    path(route("@practices/@feed/json/"), views.feed_json, name="feed_json"),
    path(route("@practices/@wish/"), views.wish, name="wish"),
    path(route("@practices/@wish/@thanks/"), views.wish_thanks, name="wish_thanks"),
    path(route(f"@practices/{PUBLIC_ID}/@contact/"), views.contact, name="contact"),
    path(route(f"@practices/{PUBLIC_ID}/@contact/@thanks/"), views.thanks, {"what": "question"}, name="contact_thanks"),
    path(route(f"@practices/{PUBLIC_ID}/@report/"), views.report, name="report"),
    path(route(f"@practices/{PUBLIC_ID}/@report/@thanks/"), views.thanks, {"what": "problem"}, name="report_thanks"),
    path(route(f"@practices/{PUBLIC_ID}/@versions/"), views.versions, name="versions"),
    path(route(f"@practices/{PUBLIC_ID}/@card/"), views.card, name="card"),
    path(route(f"@practices/{PUBLIC_ID}-<str:slug>/"), views.practice, name="practice"),
    path(route(f"@practices/{PUBLIC_ID}/"), views.practice, name="practice_by_name"),
    path(route("@projects/"), views.projects, name="projects"),
    path(route("@projects/<slug:code>/"), views.project, name="project"),
    path(route("@organisations/"), views.organisations, name="organisations"),
    path(route("@organisations/<slug:code>/"), views.organisation, name="organisation"),
    path(route("@theme/<slug:code>/"), views.theme, name="theme"),
    path(route("@level/<slug:code>/"), views.level, name="level"),
    path(route("@stage/<slug:code>/"), views.stage, name="stage"),
    path(route("@subject/<slug:code>/"), views.subject, name="subject"),
    path(route("@tag/<str:slug>/"), views.tag, name="tag"),
    path(route("@coordinations/<slug:code>/"), views.coordination, name="coordination"),
    path(route("@glossary/"), views.glossary, name="glossary"),
    path(route("@follow/"), views.follow, name="follow"),
    path(route("@criteria/"), views.criteria, name="criteria"),
    path(route("@criteria/<str:version>/"), views.criteria_set, name="criteria_set"),
    path(route("@numbers/"), views.in_numbers, name="numbers"),
    path(route("@overview/"), views.overview, name="overview"),
    path(route("@overview/csv/"), views.overview_csv, name="overview_csv"),
    path(route("@overview/svg/"), views.overview_svg, name="overview_svg"),
    path(route("@feedback/"), views.feedback, name="feedback"),
    path(route("@feedback/@thanks/"), views.thanks, {"what": "feedback"}, name="feedback_thanks"),
    path(route("@about/"), views.page, {"key": "about"}, name="about"),
    path(route("@accessibility/"), views.page, {"key": "accessibility"}, name="accessibility"),
    path(route("@privacy/"), views.page, {"key": "privacy"}, name="privacy"),
    path(route("@terms/"), views.page, {"key": "terms"}, name="terms"),
    path(route("@contact-us/"), views.page, {"key": "contact"}, name="contact_us"),
]
