"""taggit under the words of the portal: what it calls tags are keywords here."""

from django.utils.translation import gettext_lazy as _
from taggit.apps import TaggitAppConfig


class KeywordsConfig(TaggitAppConfig):  # type: ignore[misc]  # the library has no types
    verbose_name = _("Keywords")

    def ready(self) -> None:
        names = self.get_model("Tag")._meta
        names.verbose_name, names.verbose_name_plural = _("keyword"), _("keywords")
        names.get_field("name").verbose_name = _("name")
        names.get_field("slug").verbose_name = _("code")
