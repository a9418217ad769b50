"""How people are named once they have left."""

from django.utils.translation import gettext as _

FORMER = "–"
"""Stands where the name of a person was whose account has been removed."""


NOWHERE = "@removed.invalid"
"""The end of the address of a row whose person has been removed."""


def named(name: str) -> str:
    """A kept name as it is shown, in the language of the moment."""
    return _("a former user") if name == FORMER else name
