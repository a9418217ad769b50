"""What caches between the portal and a reader may do with an answer: three values of Cache-Control."""

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

AWAY = 3600
"""Seconds that a page may be given on while the portal cannot be asked."""
FRESH = (settings.SHARED_SECONDS + 1) // 2
REFRESHING = settings.SHARED_SECONDS - FRESH
"""A server in front gives a page again for FRESH seconds. Then one reader fetches it anew, and for REFRESHING seconds
more the others need not wait for that one: together SHARED_SECONDS, and nobody is given anything older.
"""
PAGE = f"public, max-age=0, s-maxage={FRESH}, stale-while-revalidate={REFRESHING}, stale-if-error={AWAY}"
"""What everybody sees alike: browsers ask each time, a server in front after so many seconds."""
MINUTE = f"public, max-age=60, s-maxage={settings.SHARED_SECONDS}"
"""What a browser may use for a minute without asking."""
ASK = "no-cache"
"""What says nothing of itself: kept by nobody without asking."""


def is_for_all(response: HttpResponseBase) -> bool:
    """Whether the answer says that everybody may have it."""
    return "public" in response.get("Cache-Control", "")


def forbid(response: HttpResponseBase) -> None:
    """An answer that brings a cookie is for one person, whatever its view has said."""
    del response["Cache-Control"]
    patch_cache_control(response, private=True, no_store=True)
