"""`check --deploy` finds each fault of a production that it promises to find, and nothing where there is none."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from polkka import stores
from polkka.operations import checks, health, parts
from polkka.upkeep import clock
from polkka.upkeep.away import Away
from polkka.upkeep.models import DayCount
from polkka.variables import DEMO_KEY

TABLE = {"BACKEND": "polkka.upkeep.table_cache.TableCache"}
GOOD = {
    "PRODUCTION": True,
    "SITE_URL": "https://polkka.test",
    "ALLOWED_HOSTS": ["polkka.test"],
    "DEFAULT_FROM_EMAIL": "POLKKA <polkka@polkka.test>",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "SIGN_IN_LIMITS": True,
    "SEARCH_LIMITS": True,
    "STAFF_SECOND_FACTOR": True,
    "TRUSTED_PROXIES": 1,
}


@pytest.fixture
def production(settings: Any, tmp_path: Path) -> Any:
    for name, value in GOOD.items():
        setattr(settings, name, value)
    settings.STATIC_ROOT, settings.MEDIA_ROOT = tmp_path / "static", tmp_path / "media"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").write_text("{}")
    return settings


def found() -> list[str]:
    return [str(message.id).partition(".")[2] for message in checks.safe_start()]


def test_a_good_production_has_nothing_said_of_it(production: Any) -> None:
    assert found() == []


def test_a_demonstration_is_left_alone(production: Any) -> None:
    production.PRODUCTION, production.SIGN_IN_LIMITS = False, False
    assert found() == []


@pytest.mark.parametrize(
    ("changed", "ids"),
    [
        ({"SITE_URL": "https://polkka.example", "ALLOWED_HOSTS": [".polkka.example"]}, ["W001"]),
        ({"SITE_URL": "https://www.polkka.test"}, ["W002"]),
        ({"DEFAULT_FROM_EMAIL": "POLKKA <polkka@polkka.example>"}, ["W003"]),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, ["W004"]),
        ({"SIGN_IN_LIMITS": False, "STAFF_SECOND_FACTOR": False}, ["W005", "W005"]),
        ({"OUTBOX_BACKOFF": 0.1}, ["W006"]),
        ({"SECRET_KEY_FALLBACKS": [DEMO_KEY]}, ["E007"]),
        ({"TRUSTED_PROXIES": 0}, ["I008"]),
        ({"CACHES": dict.fromkeys(("default", "beside"), TABLE)}, ["W013"]),
        ({"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}}, ["E014"]),
    ],
)
def test_each_setting_that_is_wrong_is_found(
    production: Any, changed: dict[str, Any], ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(production.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    for name, value in changed.items():
        setattr(production, name, value)
    assert found() == ids


def _inside(settings: Any, folder: Path) -> None:
    settings.MEDIA_ROOT = settings.STATIC_ROOT / "media"


def _no_folder(settings: Any, folder: Path) -> None:
    (folder / "file").touch()
    settings.MEDIA_ROOT = folder / "file" / "media"


def _not_collected(settings: Any, folder: Path) -> None:
    (settings.STATIC_ROOT / "staticfiles.json").unlink()


def _not_compiled(settings: Any, folder: Path) -> None:
    messages = folder / "locale" / "sv" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (messages / "django.po").touch()
    settings.LOCALE_PATHS = [folder / "locale"]


@pytest.mark.parametrize(
    ("fault", "ids"),
    [(_inside, ["E009"]), (_no_folder, ["W010"]), (_not_collected, ["W011"]), (_not_compiled, ["W012"])],
)
def test_each_folder_that_is_wrong_is_found(
    production: Any, tmp_path: Path, fault: Callable[[Any, Path], None], ids: list[str]
) -> None:
    fault(production, tmp_path)
    assert found() == ids


@pytest.mark.django_db
def test_running_parts_are_asked_only_with_the_database(production: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.running(["default"]) == []
    clock.note_run()
    DayCount.objects.filter(kind=clock.TICK).update(day=timezone.localdate() + timezone.timedelta(days=3))
    monkeypatch.setattr(cache, "get", lambda *arguments, **more: None)
    assert [message.id for message in checks.running(["default"])] == ["operations.W015", "operations.W017"]
    assert checks.running(None) == []


@pytest.mark.django_db
def test_clock_of_another_machine_is_compared(production: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("polkka.operations.times.off", lambda: -60.0)
    assert [message.id for message in checks.running(["default"])] == ["operations.W016"]


class Silent:
    """A bucket that is not reached."""

    def ask(self) -> None:
        raise Away("MEDIA_STORE: 403")


@pytest.mark.django_db
def test_a_bucket_that_is_away_or_read_along_is_found(production: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    production.MEDIA_STORE = stores.bucket("s3://key:hush@store.test/files?plain=1")
    monkeypatch.setattr(checks, "store", Silent)
    monkeypatch.setattr(parts, "store", Silent)
    parts.asked.cache_clear()
    try:
        told = checks.running(["default"])
        assert [str(one.id) for one in told] == ["operations.W021", "operations.W022"]
        assert "hush" not in str(told)
        assert health.look({})["store"].status == parts.OUT
    finally:
        parts.asked.cache_clear()
