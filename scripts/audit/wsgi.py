"""The portal as it stands behind the proxy of a production, which has already spoken https with the browser."""

from collections.abc import Callable, Iterable
from typing import Any

from polkka.wsgi import application as portal


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Every request as the proxy hands it on."""
    environ["HTTP_X_FORWARDED_PROTO"] = "https"
    for name in ("HTTP_ORIGIN", "HTTP_REFERER"):
        if name in environ:
            environ[name] = environ[name].replace("http://", "https://", 1)
    return portal(environ, start_response)
