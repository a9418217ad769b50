"""The variables of the environment, each with its kind, default and what it sets; the docs’ table is made of this."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url
import django_cache_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError, validate

from . import stores

DEMO_KEY = "demo-key-for-a-machine-of-ones-own-never-for-a-public-site"


def _cache(told: str) -> dict[str, Any]:
    """CACHES of an address; `redis:///run/redis.sock` is a socket, whatever digits stand in its path."""
    found: dict[str, Any] = django_cache_url.parse(told)
    parts = urlsplit(told)
    if parts.scheme == "redis" and not parts.netloc:  # the package takes the first digit of the path for a database
        found["LOCATION"] = f"unix://{parts.path}?db=0"
    return found


ADDRESSES: dict[str, Callable[[str], Any]] = {
    "database": dj_database_url.parse,
    "cache": _cache,
    "mail": dj_email_url.parse,
    "bucket": stores.bucket,
}
"""Kinds that are addresses with a password in them, perhaps → what reads them."""
GONE = {"BEHIND_PROXY": "TRUSTED_PROXIES, the number of servers in front"}
"""Variables of before → what stands in their place."""


@dataclass(frozen=True)
class Variable:
    """One variable.

    `default` is that of a production; `elsewhere` that of the demo and the tests, if it differs. `shown` is how the
    table writes the default where the value alone would not tell. `one_of` are all values there are; `least` and `most`
    are bounds.
    """

    name: str
    kind: str
    default: Any
    about: str
    elsewhere: Any = None
    shown: str = ""
    one_of: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None


class Reader:
    """Reads variables from the environment; a malformed value stops the start and says which one it was."""

    def __init__(self, folder: Path) -> None:
        self._env = Env()
        self._env.read_env(str(folder / ".env"), recurse=False)
        self._places = {"var": str(folder / "var")}
        for name, instead in GONE.items():
            if self._env.str(name, ""):
                raise ImproperlyConfigured(f"{name}: is no longer read; set {instead}")
        self._is_production = self("MODE") == "production"

    def __call__(self, name: str, default: Any = None) -> Any:
        """The value of a variable; `default` is given only where it follows from other variables."""
        variable = VARIABLES[name]
        value = self._default(variable) if default is None else default
        try:
            if parse := ADDRESSES.get(variable.kind):
                told = self._env.str(name, "") or value
                return self._address(parse, name, told) if told else None
            return getattr(self._env, variable.kind)(name, value, validate=_bounds(variable))
        except (EnvError, ValueError, KeyError) as error:
            raise ImproperlyConfigured(f"{name}: {error}") from error

    def _default(self, variable: Variable) -> Any:
        is_common = variable.elsewhere is None or getattr(self, "_is_production", True)
        value = variable.default if is_common else variable.elsewhere
        return value.format(**self._places) if isinstance(value, str) else value

    @staticmethod
    def _address(parse: Callable[[str], Any], name: str, told: str) -> Any:
        """What an address says; the address itself is never repeated in the error."""
        try:
            return parse(told)
        except Exception as error:
            raise ImproperlyConfigured(f"{name}: not an address this setting understands") from error


def _bounds(variable: Variable) -> list[Any]:
    found: list[Any] = [validate.OneOf(variable.one_of)] if variable.one_of else []
    if variable.least is not None or variable.most is not None:
        found.append(validate.Range(min=variable.least, max=variable.most))
    return found


def markdown() -> str:
    """The table of docs/operators/settings.md, a row for each variable in the order they stand here."""
    lines = ["| Variable | Default | What it sets |", "|---|---|---|"]
    lines += [f"| `{one.name}` | {_shown(one)} | {one.about} |" for one in VARIABLES.values()]
    return "\n".join(lines) + "\n"


def _shown(variable: Variable) -> str:
    if variable.shown:
        return variable.shown
    if variable.elsewhere is None:
        return _written(variable.default)
    return f"{_written(variable.default)}; elsewhere {_written(variable.elsewhere)}"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"`{value}`" if value or value == 0 else "empty"


_ALL = (
    Variable("MODE", "str", "production", "`production`, `demo` (a machine of one's own, invented content, open outbox page) or `test`", one_of=("production", "demo", "test")),
    Variable("DEBUG", "bool", False, "Django’s error pages with the insides shown, and the outbox page; refused in production"),
    Variable("STAGING", "bool", False, "a site for trying things out: a banner on every page says so, and search engines are told to stay away"),
    Variable("SECRET_KEY", "str", DEMO_KEY, "signs sessions and links; production needs its own, at least 50 characters", shown="the demo's"),
    Variable("SECRET_KEY_FALLBACKS", "list", [], "keys that `SECRET_KEY` has replaced, with commas between them: sessions and second factors made under them go on"),
    Variable("ALLOWED_HOSTS", "list", [], "names the site answers to, with commas; required in production, never `*`", elsewhere=["127.0.0.1", "localhost", "[::1]", "testserver"], shown="empty; elsewhere this machine"),
    Variable("SITE_URL", "str", "http://127.0.0.1:8000", "address of the site as mail and citations name it; `https://` in production"),
    Variable("SECURITY_CONTACT", "str", "", "whom `/.well-known/security.txt` names: `mailto:security@example.org` or an `https://` address", shown="the contact page"),
    Variable("SECURITY_POLICY", "str", "", "page that tells how holes are dealt with, as `security.txt` names it: an `https://` address", shown="empty: no such line"),
    Variable("MAINTENANCE", "int", 0, "minutes until the portal is expected back: from 1 on every address answers 503 with a page that needs no database; `0` is open", least=0, most=24 * 60),
    Variable("READ_ONLY", "bool", False, "everything can be read and nothing written: forms answer 503 and show what was typed"),
    Variable("DATABASE_URL", "database", "sqlite:///{var}/polkka.sqlite3", "`sqlite:////srv/polkka/app/var/polkka.sqlite3`, `postgres://user:password@host/name`, or a socket: `postgres://polkka@%2Fvar%2Frun%2Fpostgresql/polkka`", shown="SQLite in `var/`"),
    Variable("DATABASE_REPLICA_URL", "database", "", "a PostgreSQL that follows the first by streaming replication: public pages are read from it"),
    Variable("CONN_MAX_AGE", "int", 60, "how many seconds a connection to the database is kept", least=0),
    Variable("STATEMENT_TIMEOUT", "int", 20, "seconds a question to PostgreSQL may take in a web process; `0` is without end", least=0),
    Variable("LOCK_TIMEOUT", "int", 5, "seconds a web process waits for a lock of PostgreSQL; `0` is without end", least=0),
    Variable("TEST_DB", "str", "{var}/test.sqlite3", "the file of the test database on SQLite", shown="`var/test.sqlite3`"),
    Variable("CACHE_URL", "cache", "db://cache?max_entries=10000", "cache shared by all processes, for limits and leases: a table of the database, or Redis or Valkey: `redis://host:6379/0`, for which the table stands in while it is away"),
    Variable("EMAIL_URL", "mail", "smtp://localhost:25", "where mail goes: `smtp://user:password@host:25`, `submission://user:password@host:587` (STARTTLS), `smtp://user:password@host:465/?ssl=True`, `console:`", elsewhere="console:"),
    Variable("DEFAULT_FROM_EMAIL", "str", "POLKKA <polkka@polkka.example>", "sender of the mail"),
    Variable("OUTBOX_AT_ONCE", "bool", True, "try a message right after its cause; off leaves all to `tick`", shown="on"),
    Variable("OUTBOX_BACKOFF", "float", 1.0, "the times between the tries of a message are multiplied by this; for drills", least=0),
    Variable("SIGN_IN_LIMITS", "bool", True, "limits how often codes are asked for from one address"),
    Variable("STAFF_SECOND_FACTOR", "bool", True, "those who open the admin need an app that shows codes; secrets are locked with `SECRET_KEY`", elsewhere=False),
    Variable("STAFF_SESSION_HOURS", "int", 12, "hours after which those who open the admin sign in again (0: as everybody, 14 days)", elsewhere=0, least=0, most=14 * 24),
    Variable("STAFF_IDLE_MINUTES", "int", 60, "minutes without a page after which those who open the admin sign in again (0: never)", elsewhere=0, least=0, most=14 * 24 * 60),
    Variable("ASK_AGAIN_AFTER", "int", 15, "minutes after which a change of rights asks again who it is (0: never)", least=0, most=24 * 60),
    Variable("SEARCH_LIMITS", "bool", True, "limits how often one client may search (120 a minute), ask the interface for machines (60 a minute) and for the pictures of shared links (30 a minute) and send a wish, a question or feedback (5 of each an hour); off only for measuring"),
    Variable("PAGE_CACHE", "bool", True, "each process keeps public pages in its memory until something public changes; off only for measuring", shown="on (off with `DEBUG`)"),
    Variable("SHARED_SECONDS", "int", 2, "how many seconds a server in front may give a public page again without asking; `0`: it asks each time", least=0, most=60),
    Variable("STATIC_ROOT", "str", "{var}/static", "where `collectstatic` puts the static files", shown="`var/static`"),
    Variable("MEDIA_ROOT", "str", "{var}/media", "where the files of practices lie, and where they are looked at while they arrive; on a local disk or one shared by all machines, never served by the web server", shown="`var/media`"),
    Variable("MEDIA_STORE", "bucket", "", "an S3-compatible store in which the files of practices stay instead: `s3://key:secret@host:port/bucket`, with `?region=…` where it asks for one and `plain=1` for one on this machine without TLS; needs `requirements/s3.txt`", shown="empty: they stay in `MEDIA_ROOT`"),
    Variable("LINK_CHECKS", "bool", True, "ask once in two weeks whether the links of practices answer; needs a way out to ports 80 and 443", elsewhere=False),
    Variable("HSTS_SECONDS", "int", 31_536_000, "how long browsers insist on HTTPS", elsewhere=0, shown="a year; elsewhere `0`", least=0),
    Variable("TRUSTED_PROXIES", "int", 0, "how many servers stand in front, each adding the address of whom it serves to `X-Forwarded-For`: so many addresses from the end are passed over in all limits, and `X-Forwarded-Proto` is believed; `0` believes neither", least=0, most=5),
    Variable("METRICS_TOKEN", "str", "", "opens `/metrics` to who sends `Authorization: Bearer …`; at least 20 characters", shown="empty: no such page"),
    Variable("PROMETHEUS_MULTIPROC_DIR", "str", "{var}/metrics", "the folder in which the workers of one server add up their figures; its own for each server, on a local disk, emptied at each start", shown="`var/metrics`"),
    Variable("LOG_FORMAT", "str", "json", "`json`, a line an event for a collector of logs, or `text`", elsewhere="text", one_of=("json", "text")),
    Variable("LOG_LEVEL", "str", "WARNING", "`DEBUG`, `INFO`, `WARNING` or `ERROR`; everything goes to the standard error", one_of=("DEBUG", "INFO", "WARNING", "ERROR")),
)  # fmt: skip
VARIABLES = {variable.name: variable for variable in _ALL}
