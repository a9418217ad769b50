"""The texts of the site in the admin."""

from django.contrib import admin

from polkka.upkeep.curating import PublicAdmin

from .models import SiteText


@admin.register(SiteText)
class SiteTextAdmin(PublicAdmin):
    list_display = ("key", "title_fi", "title_sv", "title_en")
    search_fields = ("title_fi", "title_sv", "title_en")
    fixed = ("key",)
