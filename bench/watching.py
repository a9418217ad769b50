"""What watching costs each request: the outermost middleware around an answer that costs nothing."""

import os
import subprocess
import sys
import timeit
from io import StringIO
from tempfile import TemporaryDirectory

from .kept import ROOT
from .tables import table

BAR = 100.0  # µs that a request may cost more, a line of the log included
TOKEN = "a-token-of-the-measurement-0123456789"
HOW = {
    "id, level and host": {},
    "with figures, one process": {"METRICS_TOKEN": TOKEN},
    "with figures, several workers": {"METRICS_TOKEN": TOKEN, "shared": "yes"},
    "with figures of several workers and a line of the log": {
        "METRICS_TOKEN": TOKEN,
        "shared": "yes",
        "LOG_LEVEL": "INFO",
    },
}
"""What is measured → the settings of its process."""


def measure() -> bool:
    """Print the table; whether the bar was kept. Ten seconds."""
    costs = {name: _in_process(dict(changed)) for name, changed in HOW.items()}
    rows = [(name, f"{cost:.1f}", f"{BAR:.0f}") for name, cost in costs.items()]
    print(table("what a request costs", ("µs more", "bar"), rows))
    return max(costs.values()) <= BAR


def _in_process(changed: dict[str, str]) -> float:
    """In a process of its own, since where figures are added up is settled when it starts."""
    with TemporaryDirectory() as folder:
        if changed.pop("shared", ""):
            changed["PROMETHEUS_MULTIPROC_DIR"] = folder
        own = {"MODE": "demo", "DEBUG": "false", "LOG_FORMAT": "json", "LOG_LEVEL": "WARNING"}
        kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
        environment = {**kept, **own, **changed, "DJANGO_SETTINGS_MODULE": "polkka.settings"}
        command = [sys.executable, "-m", "bench.watching"]
        told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return float(told.stdout)


def _cost(times: int = 10_000) -> float:
    """µs that the middleware adds; the best of five, as everything else on the machine only adds to it."""
    import logging

    import django

    django.setup()
    from django.http import HttpRequest, HttpResponse
    from django.test import RequestFactory

    from polkka.operations.watching import Watch

    for handler in logging.getLogger().handlers:
        handler.setStream(StringIO())  # type: ignore[attr-defined]  # the one of the settings writes to a stream
    answer, request = HttpResponse("x"), RequestFactory().get("/fi/")
    answer.route = "portal:home"  # type: ignore[attr-defined]  # as a page out of memory has it

    def inner(request: HttpRequest) -> HttpResponse:
        return answer

    watched = Watch(inner)
    whole = min(timeit.repeat(lambda: watched(request), number=times, repeat=5))
    alone = min(timeit.repeat(lambda: inner(request), number=times, repeat=5))
    return (whole - alone) / times * 1e6


if __name__ == "__main__":
    print(_cost())
