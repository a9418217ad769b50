"""What an address of the admin may ask of a list, and which keys and days can be those of rows."""

from typing import Any

from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

PLAIN = {"exact", "in", "isnull", "isempty", "gte", "lt", "year", "month", "day"}
"""How filters and dates of the lists ask for a column: nothing of it reads letter by letter."""
LONGEST_KEY = 19


def may_ask(page: Any, lookup: str, value: str, request: HttpRequest) -> bool:
    """Whether a list may be asked like this: only by columns that it shows, else a hidden one could be guessed at."""
    first, *rest = lookup.split("__")
    names = {field.name: field for field in page.opts.get_fields(include_hidden=True)}
    if not all(is_key(one) for one in str(value).split(",") if one.isdecimal()):
        return False
    if first not in names or first == page.opts.pk.name:
        return True
    return (names[first].is_relation or set(rest) <= PLAIN) and first in _shown(page, request)


def _shown(page: Any, request: HttpRequest) -> set[str]:
    """The names of what the list, its filters and the page of a row show."""
    filters = [one[0] if isinstance(one, list | tuple) else one for one in page.get_list_filter(request)]
    own = [getattr(one, "parameter_name", one) for one in filters]
    fields = flatten_fieldsets(page.get_fieldsets(request))
    shown = (*page.get_list_display(request), *own, page.date_hierarchy, *fields)
    return {name.partition("__")[0] for name in shown if isinstance(name, str)}


def is_key(key: str) -> bool:
    """Whether this can be the key of a row: digits, and no more than a database takes."""
    return key.isascii() and key.isdecimal() and len(key) < LONGEST_KEY


def check_year(moment: Any) -> None:
    """A moment that is on the calendar everywhere. Raises ValidationError."""
    if not 1 < moment.year < 9999:
        raise ValidationError(_("Give the date as day.month.year."))
