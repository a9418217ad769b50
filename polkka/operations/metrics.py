"""The text that Prometheus reads: figures of the requests, and how the portal is at this moment."""

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import nullcontext

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from polkka.kit.release import version
from polkka.portal.page_cache import release
from polkka.upkeep.models import Mail
from practices.states import State

from . import figures, health, workers
from .parts import OUT

SINGLE = {
    ("database", "generation"): ("polkka_generation", "Number of the published content."),
    ("migrations", "unapplied"): ("polkka_migrations_unapplied", "Migrations that the database lacks."),
    ("mail", "oldest_due_s"): (
        "polkka_mail_oldest_due_seconds",
        "For how long the oldest waiting message has been due.",
    ),
    ("tick", "age_s"): ("polkka_tick_age_seconds", "Since manage.py tick ran; -1: never."),
    ("disk", "free_mb"): ("polkka_disk_free_megabytes", "Free where files and an embedded database lie."),
    ("clock", "off_s"): ("polkka_clock_off_seconds", "This machine’s clock less the database’s."),
    ("clock", "rows_ahead_s"): ("polkka_clock_rows_ahead_seconds", "By which the newest row is ahead of now."),
    ("replica", "behind"): ("polkka_replica_behind_generations", "By which the database for reading is behind."),
}
"""Part and number → name of the figure and what it is."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Now(Collector):
    """How the portal is, asked when somebody reads."""

    def collect(self) -> Iterable[Metric]:
        report = health.report()
        yield _gauge("polkka_ready", "1: answers people, 0: does not.", int(report.is_ready))
        yield _gauge("polkka_degraded", "1: works, and somebody should look.", int(report.status == health.DEGRADED))
        yield _by_label("polkka_part_ok", "1: this part is as it should be.", "part", _words(report))
        for (part, number), (name, about) in SINGLE.items():
            if (value := report.number(part, number)) is not None:
                yield _gauge(name, about, value)
        yield from _counts(report)
        info = GaugeMetricFamily("polkka_release_info", "What runs here.", labels=["version", "release"])
        info.add_metric([version(), release()], 1)
        yield info


def _words(report: health.Report) -> dict[str, float]:
    return {name: int(part.status == "ok") for name, part in report.parts.items()}


def _counts(report: health.Report) -> Iterator[Metric]:
    """Messages and versions by state, with 0 where there is none; nothing if they could not be counted."""
    named = (
        ("mails", "polkka_mail", "Messages by state.", Mail.State),
        ("portal", "polkka_versions", "Versions by state.", State),
    )
    for part, name, about, states in named:
        found = report.parts[part]
        if found.status != OUT:
            yield _by_label(name, about, "state", {str(state): found.numbers.get(str(state), 0) for state in states})


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(name, about, value=value)


def _by_label(name: str, about: str, label: str, values: dict[str, float]) -> Metric:
    family = GaugeMetricFamily(name, about, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def text() -> bytes:
    """All figures; those of the requests are of all workers where they share a folder."""
    now = CollectorRegistry()
    now.register(Now())
    return _of_requests() + generate_latest(now)


def _of_requests() -> bytes:
    at = workers.folder()
    if at is None:
        return generate_latest(figures.OF_PROCESS)
    together = CollectorRegistry()
    MultiProcessCollector(together, str(at))  # type: ignore[no-untyped-call]  # not typed there
    with workers.held(at, fcntl.LOCK_SH) if at.is_dir() else nullcontext():
        return generate_latest(together)
