"""A safe start: what `manage.py check --deploy` says of a production before anybody finds it out.

With `--database default` it looks into the database and the shared cache too, and compares the clocks.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register
from django.db import DatabaseError, connections

from network.models import User
from polkka.upkeep import shared_cache as steady
from polkka.upkeep.away import Away
from polkka.upkeep.models import Generation
from polkka.upkeep.replica import FOLLOWER
from polkka.variables import DEMO_KEY
from practices.stores import store

from . import times

INVENTED = (".example", ".invalid", ".localhost", "localhost")
"""Ends of names that no mail and no reader ever reaches."""
Check = Callable[[], Iterator[CheckMessage]]


def _is_invented(host: str) -> bool:
    return host.startswith("127.") or host.endswith(INVENTED)


def addresses() -> Iterator[CheckMessage]:
    host = urlsplit(settings.SITE_URL).hostname or ""
    if _is_invented(host):
        yield Warning(f"SITE_URL names {host}, which nobody can open.", id="operations.W001")
    if not _is_allowed(host):
        yield Warning("The host of SITE_URL is not among ALLOWED_HOSTS.", id="operations.W002")
    sender = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    if _is_invented(sender):
        yield Warning(f"DEFAULT_FROM_EMAIL is at {sender}, where no answer arrives.", id="operations.W003")
    if settings.EMAIL_BACKEND.rpartition(".")[0] not in ("django.core.mail.backends.smtp",):
        yield Warning("EMAIL_URL sends no mail.", hint="smtp://, submission://", id="operations.W004")


def _is_allowed(host: str) -> bool:
    return any(host == name or (name.startswith(".") and f".{host}".endswith(name)) for name in settings.ALLOWED_HOSTS)


def switches() -> Iterator[CheckMessage]:
    off = {
        "SIGN_IN_LIMITS": not settings.SIGN_IN_LIMITS,
        "SEARCH_LIMITS": not settings.SEARCH_LIMITS,
        "STAFF_SECOND_FACTOR": not settings.STAFF_SECOND_FACTOR,
    }
    for name in (name for name, is_off in off.items() if is_off):
        yield Warning(f"{name} is off.", hint="It is off on a machine of one’s own only.", id="operations.W005")
    if settings.OUTBOX_BACKOFF != 1:
        yield Warning("OUTBOX_BACKOFF is not 1: mail is tried at other times than it should.", id="operations.W006")
    if DEMO_KEY in settings.SECRET_KEY_FALLBACKS:
        yield Error("The key of the demonstration is among SECRET_KEY_FALLBACKS.", id="operations.E007")


def proxies() -> Iterator[CheckMessage]:
    if settings.TRUSTED_PROXIES == 0:
        said = "TRUSTED_PROXIES is 0: X-Forwarded-Proto and X-Forwarded-For are believed of nobody."
        yield Info(said, hint="Behind nginx or another server it is 1; see deploy/.", id="operations.I008")


def folders() -> Iterator[CheckMessage]:
    media, static = Path(settings.MEDIA_ROOT).resolve(), Path(settings.STATIC_ROOT).resolve()
    if media == static or static in media.parents or media in static.parents:
        said = "MEDIA_ROOT and STATIC_ROOT lie in one another: what people send would be served as it came."
        yield Error(said, id="operations.E009")
    if not _can_write(media):
        yield Warning(
            f"Nothing can be written to MEDIA_ROOT ({media}).",
            hint="Make it for the user of the web process.",
            id="operations.W010",
        )
    if not (static / "staticfiles.json").is_file():
        yield Warning(
            "The static files are not collected.", hint="Run `manage.py collectstatic`.", id="operations.W011"
        )


def _can_write(folder: Path) -> bool:
    """By writing, there or where it would be made: root may do everything by its rights, and nothing on a full disk."""
    trial = next(each for each in (folder, *folder.parents) if each.exists()) / ".writable"
    try:
        trial.touch()
        trial.unlink()
    except OSError:
        return False
    return True


def translations() -> Iterator[CheckMessage]:
    sources = sorted(path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/*.po"))
    missing = [path.parts[-3] for path in sources if _is_stale(path, path.with_suffix(".mo"))]
    if missing:
        said = f"Translations are not compiled: {', '.join(missing)}."
        yield Warning(said, hint="Run `python -m scripts.prepare build`.", id="operations.W012")


def _is_stale(source: Path, compiled: Path) -> bool:
    return not compiled.is_file() or compiled.stat().st_mtime < source.stat().st_mtime


def machines() -> Iterator[CheckMessage]:
    """Signs of several machines together with what only one can have."""
    is_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    if is_sqlite and "beside" in settings.CACHES:
        said = "The cache is shared by several machines, and DATABASE_URL is SQLite, which is for one."
        yield Warning(said, id="operations.W013")
    if settings.CACHES["default"]["BACKEND"].rpartition(".")[2] in ("LocMemCache", "DummyCache"):
        yield Error("CACHE_URL is not shared by the processes: limits and leases would not hold.", id="operations.E014")


def shared_cache() -> Iterator[CheckMessage]:
    try:
        cache.set("operations:check", "1", 10)
        answers = cache.get("operations:check") == "1" and not steady.away.is_on()
    except Exception as error:
        answers, error_name = False, type(error).__name__
    else:
        error_name = "the table of the database stands in, or it forgets at once"
    if not answers:
        said = f"The shared cache does not answer ({error_name})."
        yield Warning(said, hint="`manage.py createcachetable`, or is Redis running?", id="operations.W015")


def clocks() -> Iterator[CheckMessage]:
    off, ahead = times.off(), times.rows_ahead()
    if abs(off) > times.MOST_OFF:
        yield Warning(
            f"The clocks of this machine and of the database differ by {abs(off):.0f} s.", id="operations.W016"
        )
    if ahead > times.MOST_OFF:
        said = f"The newest row is {ahead:.0f} s ahead of the clock of this machine: it has gone back, or was wrong."
        yield Warning(said, id="operations.W017")


def follower() -> Iterator[CheckMessage]:
    """What DATABASE_REPLICA_URL names must follow another database; PostgreSQL 14 and newer tell so at the greeting."""
    if FOLLOWER not in settings.DATABASES:
        return
    try:
        connections[FOLLOWER].ensure_connection()
        told = connections[FOLLOWER].connection.info.parameter_status("in_hot_standby")
    except DatabaseError as error:
        yield Warning(f"DATABASE_REPLICA_URL does not answer ({type(error).__name__}).", id="operations.W018")
        return
    if told == "off":
        said = "DATABASE_REPLICA_URL names a database that follows no other."
        yield Warning(said, id="operations.W019")


def invented_people() -> Iterator[CheckMessage]:
    """Those of the demonstration have rights, and names that everybody knows."""
    if number := User.objects.filter(is_demo=True, is_active=True).count():
        said = f"{number} people of the demonstration can sign in."
        yield Warning(said, hint="`manage.py seed --remove`", id="operations.W020")


def files() -> Iterator[CheckMessage]:
    """What MEDIA_STORE names must answer, and not over a line on which everybody can read along."""
    if not settings.MEDIA_STORE:
        return
    host = urlsplit(settings.MEDIA_STORE.endpoint)
    if host.scheme == "http" and not _is_invented(host.hostname or ""):
        yield Warning("MEDIA_STORE is asked without TLS on another machine.", id="operations.W021")
    try:
        store().ask()
    except Away as error:
        yield Warning(f"{error}: the bucket does not answer.", id="operations.W022")


STARTING: tuple[Check, ...] = (addresses, switches, proxies, folders, translations, machines)
RUNNING: tuple[Check, ...] = (shared_cache, clocks, follower, files, invented_people)


def _asked(check: Check) -> list[CheckMessage]:
    """What a check finds; nothing where a table still lacks what `migrate` is about to bring."""
    try:
        return list(check())
    except DatabaseError:
        return []


def _has_tables() -> bool:
    """False before the first `migrate`, which asks too."""
    try:
        return Generation.objects.count() >= 0
    except DatabaseError:
        return False


@register(Tags.security, deploy=True)
def safe_start(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """What can be seen without a database; said of a production only."""
    return list(chain.from_iterable(check() for check in STARTING)) if settings.PRODUCTION else []


@register(Tags.database)
def running(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """What only the running parts tell. Asked by `check --database default` and `migrate`, which goes on."""
    if "default" not in (databases or ()) or not settings.PRODUCTION or not _has_tables():
        return []
    return [message for check in RUNNING for message in _asked(check)]
