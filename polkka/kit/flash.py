"""What a page tells once after a deed: in a cookie that only this host can set, or in the session if it is long."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class OwnCookie(CookieStorage):
    """Under a name that browsers take over HTTPS from this host alone, where there is HTTPS."""

    cookie_name = "__Host-told" if settings.SESSION_COOKIE_SECURE else "told"


class Told(FallbackStorage):
    """The cookie first, so that a page which tells nothing asks no session."""

    storage_classes = (OwnCookie, SessionStorage)
