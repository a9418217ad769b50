"""The portal for a WSGI server; every answer names the process that gave it."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from polkka.wsgi import application as portal

WORKER = "X-Worker"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as the portal does."""

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, (WORKER, str(os.getpid()))], *rest)

    return portal(environ, start)
