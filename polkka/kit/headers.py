"""The headers that tell browsers what to keep from every answer: one table, set on whatever leaves the portal."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

POLICY, RESOURCE, TRANSPORT = "Content-Security-Policy", "Cross-Origin-Resource-Policy", "Strict-Transport-Security"
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The policy of an answer that is no page: it may load nothing and stand in no frame."""
DRAWING = f"{NOTHING}; style-src 'unsafe-inline'"
"""The policy of an SVG drawing of ours, which carries its colours in itself."""
FILE = f"{NOTHING}; sandbox"
"""The policy of a file that somebody sent: whatever it is, nothing in it runs."""
OURS = ("clipboard-write",)
"""What our own pages ask of a browser; sharing to other programs is theirs by default and not known to all browsers."""
NEVER = (
    "browsing-topics", "camera", "clipboard-read", "display-capture", "geolocation", "hid", "microphone", "midi",
    "payment", "publickey-credentials-get", "serial", "usb",
)  # fmt: skip
"""What no page of ours ever asks of a browser, so that nothing that got into one can either: what could spy or pay.

Browsers give the rest to our own pages alone. Each name stands before the first byte of a page, and the list of
practices has to fit into what a server sends before it hears from the browser (ten packets, 14.6 kB).
"""
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Header → value, on every answer of every kind.

The referrer goes to our own pages alone: a form learns from it where to lead back, and Django asks for it over HTTPS.
"""
PERMISSIONS = "Permissions-Policy"
PERMITTED = ", ".join(sorted([f"{name}=(self)" for name in OURS] + [f"{name}=()" for name in NEVER]))
"""What a page may ask of a browser. Long, and heeded in pages alone: beside a picture it would weigh more than that."""


def transport() -> str:
    """How long browsers insist on HTTPS, "" where nothing is said of it."""
    seconds = int(settings.SECURE_HSTS_SECONDS)
    parts = [f"max-age={seconds}"]
    parts += ["includeSubDomains"] if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else []
    parts += ["preload"] if settings.SECURE_HSTS_PRELOAD else []
    return "; ".join(parts) if seconds else ""


def _policy(response: HttpResponseBase) -> str:
    return DRAWING if response.headers.get("Content-Type", "").startswith("image/svg") else NOTHING


class Headers:
    """Stands outside everything else, so that files, pages out of memory, redirects and early refusals have them too.

    What an answer says itself stays. A 304 says nothing of policies: a browser would put them in place of those that
    the page it has came with.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.transport = transport()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if self.transport and request.is_secure():
            response.headers.setdefault(TRANSPORT, self.transport)
        if response.status_code != 304:
            is_for_others = "Access-Control-Allow-Origin" in response.headers
            response.headers.setdefault(RESOURCE, "cross-origin" if is_for_others else "same-origin")
            if response.headers.get("Content-Type", "").startswith("text/html"):
                response.headers.setdefault(PERMISSIONS, PERMITTED)
            if not settings.DEBUG:  # Django's own pages of errors have their style in themselves
                response.headers.setdefault(POLICY, _policy(response))
        return response
