"""Old addresses and where they lead: asked only where a page is missing, and checked when they are written."""

import re
from collections.abc import Mapping
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext_lazy as _

from polkka.kit.languages import CODES, speaking

from .models import Redirect

LONGEST = 300
RESERVED = ("/admin/", "/static/", "/outbox/", "/api/")
"""No address below these is ever redirected."""
REFUSED = re.compile(r"[\\\x00-\x20\x7f]|^//")

_lock = Lock()
_held: tuple[int, Mapping[str, str]] | None = None


def target(path: str, at: int) -> str:
    """Where the missing page at `path` is now, "" if nobody has said; one query a generation."""
    return _table(at).get(plain(path), "")


def plain(path: str) -> str:
    """A path as it is compared: decoded, without the slash at the end."""
    return unquote(path).rstrip("/") or "/"


def _table(at: int) -> Mapping[str, str]:
    global _held
    held = _held
    if held is None or held[0] != at:
        with _lock:
            held = _held = (at, {plain(old): new for old, new in Redirect.objects.values_list("old", "new")})
    return held[1]


def forget() -> None:
    """Forget the table of this process (tests, and after the tables were replaced)."""
    global _held
    _held = None


def check_old(value: str) -> str:
    """The old address as it is stored; raises ValidationError if it is no path, or a page that is always there."""
    path = _own(value)
    parts = urlsplit(path)
    if parts.query or parts.fragment:
        raise ValidationError(_("Write the old address without what follows a question mark or a number sign."))
    if parts.path == "/" or parts.path.startswith(RESERVED):
        raise ValidationError(_("This address cannot be redirected."))
    if _is_fixed_page(parts.path):
        raise ValidationError(_("There is a page at this address. A redirect never hides a page."))
    return unquote(path)


def check_new(value: str) -> str:
    """The new address as it is stored; raises ValidationError if it leads to no page of this site."""
    path = _own(value)
    if _resolved(unquote(urlsplit(path).path)) is None:
        raise ValidationError(_("This address leads to no page of the site."))
    return path


def _own(value: str) -> str:
    path = value.strip()
    if not path.startswith("/") or REFUSED.search(path) or urlsplit(path).netloc:
        raise ValidationError(_("Write an address of this site that begins with a slash: /fi/…"))
    return path


def _is_fixed_page(path: str) -> bool:
    """Whether a page stands at the path whatever the database holds."""
    match = _resolved(path)
    fixed = getattr(match, "extra_kwargs", None) or {}  # what the table of addresses gives itself; the stubs lack it
    return match is not None and not set(match.kwargs) - set(fixed)


def _resolved(path: str) -> ResolverMatch | None:
    """The view at a path, whose words follow the language that the path begins with."""
    first = path.split("/")[1]
    with speaking(first if first in CODES else CODES[0]):
        try:
            return resolve(path)
        except Resolver404:
            return None


def final(old: str, new: str, others: Mapping[str, str]) -> str:
    """Where `new` leads when `others` (old → new) are followed to the end; raises ValidationError for a circle."""
    table = {plain(path): there for path, there in others.items()} | {plain(old): new}
    passed, last = {plain(old)}, new
    while (here := plain(urlsplit(last).path)) in table:
        if here in passed:
            raise ValidationError(_("This would lead round in a circle."))
        passed.add(here)
        last = table[here]
    return last


def shorten(redirect: Redirect) -> int:
    """Let the redirects that lead to the old address of this one lead straight to its end; how many there were."""
    rows = [row for row in Redirect.objects.exclude(pk=redirect.pk) if plain(row.new) == plain(redirect.old)]
    return Redirect.objects.filter(pk__in=[row.pk for row in rows]).update(new=redirect.new)


def table_of_others(pk: Any) -> dict[str, str]:
    """Every redirect but one: old → new."""
    return dict(Redirect.objects.exclude(pk=pk).values_list("old", "new"))
