"""Every answer has an id, one line and one count; probes answer before anything else, and tell nobody anything."""

import logging
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from polkka.operations import figures, health, hosts, parts, workers
from polkka.upkeep import clock, outbox, shared_cache
from polkka.upkeep.models import DayCount, Mail
from practices.states import State
from tests.factory import Cast, in_state

TOKEN = "a-token-of-the-tests-0123456789"


@pytest.fixture(autouse=True)
def _nothing_seen() -> Any:
    hosts.forget()
    health.forget()
    yield
    hosts.forget()
    health.forget()


def statuses(client: Client) -> dict[str, str]:
    return {name: part["status"] for name, part in client.get("/readyz").json()["parts"].items()}


def measured(client: Client) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Name and labels → value, as Prometheus reads them."""
    text = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).content.decode()
    families = text_string_to_metric_families(text)
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for family in families for s in family.samples}


# --- id and line ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("proxies", "given", "is_taken"),
    [
        (1, "0123456789abcdef", True),
        (0, "0123456789abcdef", False),
        (1, "short", False),
        (1, "with space and more", False),
        (1, "x" * 65, False),
        (1, "", False),
    ],
)
def test_id_is_taken_only_from_a_trusted_server_in_front(
    settings: Any, proxies: int, given: str, is_taken: bool
) -> None:
    settings.TRUSTED_PROXIES = proxies
    told = Client(headers={"x-request-id": given}).get("/healthz")["X-Request-ID"]
    assert (told == given) == is_taken
    assert len(told) == 16


@pytest.mark.parametrize(
    ("ms", "status", "level"), [(3, 200, "INFO"), (3, 404, "INFO"), (1_200, 200, "WARNING"), (3, 503, "ERROR")]
)
def test_slow_answers_are_warnings_and_faults_are_errors(
    base: None, ms: int, status: int, level: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([0.0, ms / 1000])
    monkeypatch.setattr("polkka.operations.watching.time.perf_counter", lambda: next(times, 9.0))
    if status == 503:
        monkeypatch.setattr("polkka.portal.views.robots", None, raising=False)
    caplog.set_level(logging.INFO, "polkka.requests")
    with pytest.MonkeyPatch.context() as patch:
        if status == 503:
            patch.setattr("polkka.portal.page_cache._checked", lambda request, response: _unavailable())
        Client(raise_request_exception=False).get("/fi/no-such-page/" if status == 404 else "/robots.txt")
    (line,) = [record for record in caplog.records if record.name == "polkka.requests"]
    assert (line.levelname, line.status, line.ms) == (level, status, ms)  # type: ignore[attr-defined]
    assert line.route == ("none" if status == 404 else "robots")  # type: ignore[attr-defined]


def _unavailable() -> Any:
    from django.http import HttpResponse

    return HttpResponse(status=503)


def test_page_of_a_fault_shows_the_id_of_its_line(base: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> int:
        raise RuntimeError

    monkeypatch.setattr("polkka.upkeep.generation.number", broken)
    response = Client(raise_request_exception=False).get("/sv/")
    assert response.status_code == 500
    assert f"<code>{response['X-Request-ID']}</code>" in response.content.decode()


# --- probes --------------------------------------------------------------------------------------------------------
def test_healthz_asks_nothing_of_anybody(settings: Any, django_assert_num_queries: Any, db: None) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.MAINTENANCE = 5
    with django_assert_num_queries(0):
        response = Client().get("/healthz", headers={"host": "10.1.1.1:81"})
    assert (response.status_code, response.content, response.cookies) == (200, b"ok\n", {})
    assert Client().post("/healthz").status_code == 405


def test_readyz_is_ready_when_all_is_well(cast: Cast, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    clock.note_run()
    told = Client(headers={"host": "10.1.1.1"}).get("/readyz")
    assert (told.status_code, told.json()["status"]) == (200, "ready"), told.json()
    assert set(told.json()["parts"]) == {"database", "migrations", "index", "mail", "tick", "disk", "clock", "site_url"}


def test_readyz_tells_what_somebody_should_look_at_and_stays_in_service(cast: Cast, settings: Any) -> None:
    client = Client()
    assert statuses(client)["tick"] == "late"  # it has never run
    outbox.queue("publish", key="k", address="a@example.org", language="fi", context={"title": "x"})
    Mail.objects.update(next_try_at=timezone.now() - timezone.timedelta(hours=1))
    clock.note_run()
    DayCount.objects.filter(kind=clock.TICK).update(day=timezone.localdate() - timezone.timedelta(days=2))
    told = client.get("/readyz")
    assert (told.status_code, told.json()["status"]) == (200, "degraded")
    found = told.json()["parts"]
    assert found["mail"] == {"status": "late", "waiting": 1, "oldest_due_s": 3600, "parked": 0}
    assert found["tick"]["status"] == "late" and found["tick"]["age_s"] > 86_400


def test_readyz_knows_a_clock_that_has_gone_back(cast: Cast) -> None:
    clock.note_run()
    ahead = timezone.localdate() + timezone.timedelta(days=3)
    DayCount.objects.filter(kind=clock.TICK).update(day=ahead)
    found = Client().get("/readyz").json()["parts"]["clock"]
    assert found["status"] == "off" and found["rows_ahead_s"] > 86_400 and found["off_s"] < 5


def test_readyz_knows_a_clock_that_differs_from_the_database(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("polkka.operations.times.Now", lambda: _in_an_hour())
    assert statuses(Client())["clock"] == "off"


def _in_an_hour() -> Any:
    from django.db.models import DateTimeField, ExpressionWrapper, Value

    return ExpressionWrapper(Value(timezone.now() + timezone.timedelta(hours=1)), output_field=DateTimeField())


@pytest.mark.parametrize(("part", "status"), [("database", 503), ("migrations", 503), ("index", 503), ("mail", 200)])
def test_readyz_leaves_service_only_for_what_is_needed(
    cast: Cast, part: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Any:
        raise OperationalError("secret words")

    monkeypatch.setitem(parts.asked(), part, broken)
    told = Client().get("/readyz")
    assert told.status_code == status
    assert told.json()["parts"][part] == {"status": "out"}
    assert "secret" not in told.content.decode()


def test_cache_that_is_away_is_told_while_the_table_stands_in(base: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert parts.shared().status == "ok"
    monkeypatch.setattr(shared_cache.away, "until", time.monotonic() + 60)
    assert parts.shared().status == "out"


def test_readyz_answers_in_time_though_the_database_hangs(base: None, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on = threading.Event()

    def hangs() -> Any:
        goes_on.wait(10)
        raise OperationalError

    monkeypatch.setitem(parts.asked(), "database", hangs)
    monkeypatch.setattr(health, "DEADLINE", 0.2)
    monkeypatch.setattr(health, "connection", SimpleNamespace(in_atomic_block=False))
    begun = time.monotonic()
    answers = [Client().get("/readyz").status_code for _time in range(3)]
    took, looking = time.monotonic() - begun, [one for one in threading.enumerate() if one.name == "health"]
    goes_on.set()
    for one in looking:
        one.join()
    assert (answers, len(looking)) == ([503, 503, 503], 1)
    assert took < 1


def test_readyz_is_ready_to_say_that_the_portal_is_being_looked_after(base: None, settings: Any) -> None:
    settings.MAINTENANCE = 10
    told = Client().get("/readyz")
    assert (told.status_code, told.json()["status"], told.json()["maintenance_min"]) == (200, "maintenance", 10)


def test_other_host_is_told_without_its_name(base: None, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["other.example"]
    client = Client(headers={"host": "other.example"})
    for _time in range(hosts.FEW):
        client.get("/robots.txt")
    told = client.get("/readyz")
    assert told.json()["parts"]["site_url"] == {"status": "differs"}
    assert "other.example" not in told.content.decode()


# --- figures -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x"])
def test_figures_are_a_missing_page_without_the_token(base: None, settings: Any, sent: str) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert Client(headers={"authorization": sent}).get("/metrics").status_code == 404
    settings.METRICS_TOKEN = ""
    assert Client(headers={"authorization": "Bearer "}).get("/metrics").status_code == 404


def test_figures_tell_requests_and_the_state_of_the_portal(cast: Cast, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    in_state(cast, State.SUBMITTED)
    client = Client()
    before = measured(client)
    client.get("/robots.txt")
    client.get("/fi/?q=liisa")
    client.generic("MADEUP", "/no-such/liisa/")
    after = measured(client)
    robots = ("polkka_requests_total", (("method", "GET"), ("route", "robots"), ("status", "2xx")))
    unknown = ("polkka_requests_total", (("method", "other"), ("route", "none"), ("status", "4xx")))
    assert after[robots] == before.get(robots, 0) + 1
    assert after[unknown] == before.get(unknown, 0) + 1
    assert after["polkka_versions", (("state", "submitted"),)] == 1
    assert after["polkka_versions", (("state", "withdrawn"),)] == 0
    assert after["polkka_tick_age_seconds", ()] == -1
    assert after["polkka_ready", ()] == 1
    assert not any("liisa" in str(key) for key in after)


def test_figures_of_workers_that_are_gone_stay_and_their_gauges_end(tmp_path: Path) -> None:
    """As files of two processes, one of which ends: sums go on, and what it was at is forgotten."""
    from prometheus_client import CollectorRegistry
    from prometheus_client.mmap_dict import MmapedDict, mmap_key
    from prometheus_client.multiprocess import MultiProcessCollector

    key = mmap_key("polkka_requests", "polkka_requests_total", ["route"], ["portal:home"], "…")
    busy = mmap_key("polkka_busy", "polkka_busy", [], [], "…")
    for pid, n in ((11, 3.0), (12, 4.0), (13, 5.0)):
        for name, what, value in (("counter", key, n), ("gauge_livesum", busy, 1.0)):
            file = MmapedDict(str(tmp_path / f"{name}_{pid}.db"))
            file.write_value(what, value, 0.0)
            file.close()
    for pid in (11, 12):
        workers.forget(tmp_path, pid)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(tmp_path))
    assert registry.get_sample_value("polkka_requests_total", {"route": "portal:home"}) == 12
    assert registry.get_sample_value("polkka_busy") == 1
    assert sorted(path.name for path in tmp_path.glob("*.db")) == [
        "counter_0.db",
        "counter_13.db",
        "gauge_livesum_13.db",
    ]


# --- a trial site and the release ----------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_trial_site_says_so_everywhere(base: None, settings: Any, language: str) -> None:
    from polkka.kit.staging import WORDS

    settings.STAGING = True
    client = Client()
    for address in (f"/{language}/", f"/{language}/no-such-page/"):
        response = client.get(address)
        assert WORDS[language] in response.content.decode()
        assert "noindex" in response["X-Robots-Tag"]
    assert client.get("/robots.txt").content.decode().split() == ["User-agent:", "*", "Disallow:", "/"]
    settings.STAGING = False
    response = client.get(f"/{language}/")
    assert WORDS[language] not in response.content.decode() and "X-Robots-Tag" not in response


def test_trial_site_says_so_in_the_admin_and_on_the_page_of_last_resort(
    cast: Cast, client: Client, settings: Any, rf: Any
) -> None:
    from polkka.kit.errors import last_page
    from polkka.kit.staging import WORDS

    settings.STAGING = True
    client.force_login(cast.coordinator)
    assert WORDS[cast.coordinator.language] in client.get("/admin/").content.decode()
    assert WORDS["en"] in last_page(rf.get("/en/"), 503).content.decode()


def test_foot_of_site_and_admin_names_the_release(cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    for address in ("/fi/", "/admin/"):
        assert "POLKKA 0.1.0 · " in client.get(address).content.decode()


# --- the first page of the admin -----------------------------------------------------------------------------------
def test_administrators_are_told_what_is_wrong_on_the_server(cast: Cast, settings: Any) -> None:
    from polkka.operations import telling

    settings.ALLOWED_HOSTS = ["other.example"]
    call_command("tick", verbosity=0)
    DayCount.objects.filter(kind=clock.TICK).update(day=timezone.localdate() - timezone.timedelta(days=2))
    for person, is_told in ((cast.administrator, True), (cast.coordinator, False)):
        telling.forget()
        client = Client(headers={"host": "other.example"})
        client.force_login(person)
        notices = client.get("/admin/").context["notices"]
        assert bool(notices) == is_told
        if is_told:
            assert any("other.example" in notice for notice in notices)
            assert len(notices) == 2
    telling.forget()


def test_words_of_a_client_are_no_labels() -> None:
    assert [figures.method_of(word) for word in ("POST", "'; DROP TABLE")] == ["POST", "other"]
