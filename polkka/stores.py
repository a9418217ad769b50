"""DATABASES, CACHES and MEDIA_STORE of the settings: how long a connection waits, the follower, Redis, the bucket."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

Told = dict[str, Any]
REPLICA = "replica"
"""The name in DATABASES of the PostgreSQL that follows the first (polkka/upkeep/replica.py)."""
PATIENCE = {"default": 5, REPLICA: 2}
"""Seconds that a connection to PostgreSQL may take to be made; less where another can be asked instead."""
LINE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 15_000}
"""A machine that has vanished without a word is given up after 25 seconds at most (libpq; of no use on a socket)."""
SQLITE = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL"}
REDIS = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "health_check_interval": 30}
TABLE = {"BACKEND": "polkka.upkeep.table_cache.TableCache", "LOCATION": "cache"}
"""The cache of the database, which stands beside Redis (polkka/upkeep/shared_cache.py)."""


@dataclass(frozen=True)
class Bucket:
    """A bucket of an S3-compatible store, and who asks it."""

    endpoint: str
    bucket: str
    region: str
    key: str
    secret: str = field(repr=False)


def bucket(address: str) -> Bucket:
    """`s3://key:secret@host[:port]/bucket?region=…&plain=1`. Raises ValueError, which tells nothing of the address."""
    try:
        told, more = urlsplit(address), dict(parse_qsl(urlsplit(address).query, strict_parsing="?" in address))
        port, name = told.port, told.path.removeprefix("/")
    except ValueError:
        raise ValueError("not an address") from None
    is_known = set(more) <= {"region", "plain"} and more.get("plain", "1") in ("0", "1")
    is_whole = told.scheme == "s3" and told.hostname and told.username and told.password and not told.fragment
    if not is_known or not is_whole or not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", name):
        raise ValueError("not an address of a bucket")
    host = f"[{told.hostname}]" if ":" in (told.hostname or "") else told.hostname
    return Bucket(
        endpoint=f"{'http' if more.get('plain') == '1' else 'https'}://{host}{f':{port}' if port else ''}",
        bucket=name,
        region=more.get("region", "us-east-1"),
        key=unquote(told.username or ""),
        secret=unquote(told.password or ""),
    )


def databases(told: Told, replica: Told | None, *, test_file: str, max_age: int) -> dict[str, Told]:
    """DATABASES from the addresses. Raises ValueError for a follower that is not PostgreSQL or follows none."""
    found = {"default": _database("default", told, test_file, max_age)}
    if replica:
        if not all(one["ENGINE"].endswith("postgresql") for one in (told, replica)):
            raise ValueError("both databases must be PostgreSQL")
        found[REPLICA] = {**_database(REPLICA, replica, test_file, max_age), "TEST": {"MIRROR": "default"}}
    return found


def _database(name: str, told: Told, test_file: str, max_age: int) -> Told:
    common = {**told, "CONN_MAX_AGE": max_age}
    if told["ENGINE"].endswith("sqlite3"):
        return {**common, "OPTIONS": dict(SQLITE), "TEST": {"NAME": test_file}}
    options = {"connect_timeout": PATIENCE[name], **LINE, **told.get("OPTIONS", {})}
    return {**common, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def caches(told: Told) -> dict[str, Told]:
    """CACHES from the address: one for all processes, and the table beside it where that is Redis."""
    if told["BACKEND"].endswith("DatabaseCache"):
        return {"default": {**told, "BACKEND": TABLE["BACKEND"]}}
    if not told["BACKEND"].endswith("RedisCache"):
        return {"default": told}
    options = {**REDIS, **told.get("OPTIONS", {})}
    steady = {**told, "BACKEND": "polkka.upkeep.shared_cache.Steady", "OPTIONS": options}
    return {"default": steady, "beside": {**TABLE, "OPTIONS": {"MAX_ENTRIES": 10_000}}}


def wait_no_longer(databases: dict[str, Told], statement: int, lock: int) -> None:
    """Let connections that are still to be made wait so many seconds for a statement and for a lock: in web processes.

    0 is without end. A transaction in which nobody says anything for a minute is ended. Nothing changes for SQLite.
    """
    limits = {"statement_timeout": statement, "lock_timeout": lock, "idle_in_transaction_session_timeout": 60}
    words = " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items())
    for told in databases.values():
        if told["ENGINE"].endswith("postgresql"):
            told["OPTIONS"]["options"] = f"{told['OPTIONS'].get('options', '')} {words}".strip()
