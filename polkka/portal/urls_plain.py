"""Public addresses without a language: permanent names, pictures, the style guide, machine files."""

from django.urls import path

from polkka.kit.addresses import PUBLIC_ID

from . import views

urlpatterns = [
    path(f"p/{PUBLIC_ID}", views.permanent, name="permanent"),
    path(f"cover/{PUBLIC_ID}-<slug:theme>.svg", views.cover, name="cover"),
    path(f"share/{PUBLIC_ID}-<slug:theme>.png", views.share_picture, name="share_picture"),
    path("api/practices/", views.api_practices, name="api_practices"),
    path("api/openapi.json", views.api_description, name="api_description"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap_whole, name="sitemap"),
    path("sitemap-<int:number>.xml", views.sitemap_part, name="sitemap_part"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("manifest.webmanifest", views.to_manifest, name="to_manifest"),
    path("favicon.ico", views.icon, {"name": "favicon.ico"}, name="favicon"),
    path("apple-touch-icon.png", views.icon, {"name": "apple-touch-icon.png"}, name="touch_icon"),
]
