"""What DATABASES and CACHES are made of, and how long a web process waits."""

import copy

import pytest
from django.db import OperationalError, connection

from polkka import stores
from polkka.upkeep.away import Cause, cause_of
from polkka.variables import ADDRESSES

POSTGRES = {"ENGINE": "django.db.backends.postgresql", "HOST": "first", "NAME": "polkka"}
SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": "polkka.sqlite3"}
REDIS = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://here:6379/0"}
GIVEN = {"test_file": "test.sqlite3", "max_age": 60}


def test_one_database_is_enough() -> None:
    assert set(stores.databases(POSTGRES, None, **GIVEN)) == {"default"}


def test_a_follower_is_given_up_sooner_than_the_first() -> None:
    made = stores.databases(POSTGRES, POSTGRES | {"HOST": "second"}, **GIVEN)
    waits = {name: one["OPTIONS"]["connect_timeout"] for name, one in made.items()}
    assert (waits, made["replica"]["TEST"]) == ({"default": 5, "replica": 2}, {"MIRROR": "default"})
    assert all(one["CONN_HEALTH_CHECKS"] and one["CONN_MAX_AGE"] == 60 for one in made.values())


def test_what_the_address_says_goes_before() -> None:
    told = POSTGRES | {"OPTIONS": {"connect_timeout": 9, "sslmode": "require"}}
    options = stores.databases(told, None, **GIVEN)["default"]["OPTIONS"]
    assert (options["connect_timeout"], options["sslmode"]) == (9, "require")


@pytest.mark.parametrize(("first", "second"), [(SQLITE, POSTGRES), (POSTGRES, SQLITE), (SQLITE, SQLITE)])
def test_only_postgresql_has_a_follower(first: stores.Told, second: stores.Told) -> None:
    with pytest.raises(ValueError, match="both databases must be PostgreSQL"):
        stores.databases(first, second, **GIVEN)


def test_the_table_stands_beside_redis_and_alone_without_it() -> None:
    beside = stores.caches(REDIS)
    assert beside["default"]["BACKEND"] == "polkka.upkeep.shared_cache.Steady"
    assert beside["beside"]["LOCATION"] == "cache"
    table = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
    assert stores.caches(table) == {"default": stores.TABLE}


def test_web_processes_wait_so_long_and_no_longer() -> None:
    made = stores.databases(POSTGRES | {"OPTIONS": {"options": "-c search_path=polkka"}}, POSTGRES, **GIVEN)
    stores.wait_no_longer(made, 20, 5)
    limits = "-c statement_timeout=20s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s"
    options = {name: one["OPTIONS"]["options"] for name, one in made.items()}
    assert options == {"default": f"-c search_path=polkka {limits}", "replica": limits}
    embedded = stores.databases(SQLITE, None, **GIVEN)
    before = copy.deepcopy(embedded)
    stores.wait_no_longer(embedded, 20, 5)
    assert embedded == before


def test_address_of_a_bucket_is_taken_apart() -> None:
    told = stores.bucket("s3://key:a%2Fb@store.example:9000/files?region=eu-north-1")
    assert (told.endpoint, told.bucket, told.region) == ("https://store.example:9000", "files", "eu-north-1")
    assert (told.key, told.secret, "a/b" in repr(told)) == ("key", "a/b", False)
    assert stores.bucket("s3://key:secret@[::1]:9/files?plain=1").endpoint == "http://[::1]:9"


@pytest.mark.parametrize(
    "address",
    [
        "https://key:hush@store.example/files",
        "s3://store.example/files",
        "s3://key:hush@store.example",
        "s3://key:hush@store.example/Files",
        "s3://key:hush@store.example/files/more",
        "s3://key:hush@store.example/files?region",
        "s3://key:hush@store.example/files?public=1",
        "s3://key:hush@store.example/files?plain=perhaps",
        "s3://key:hush@store.example:hush/files",
    ],
)
def test_no_other_address_is_one_of_a_bucket_and_the_secret_is_not_told(address: str) -> None:
    with pytest.raises(ValueError) as told:
        stores.bucket(address)
    assert "hush" not in str(told.value)


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_statement_that_takes_too_long_is_told_as_busy() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such limit")
    told = {"default": {**connection.settings_dict, "OPTIONS": dict(connection.settings_dict["OPTIONS"])}}
    stores.wait_no_longer(told, 1, 1)
    other = type(connection._connections["default"])(told["default"], "impatient")  # type: ignore[attr-defined]
    try:
        with pytest.raises(OperationalError) as found, other.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(3)")
        assert cause_of(found.value) is Cause.BUSY
    finally:
        other.close()


def test_socket_of_redis_is_found_whatever_digits_are_in_its_path() -> None:
    found = ADDRESSES["cache"]("redis:///run/site-66/redis7.sock")
    assert found["LOCATION"] == "unix:///run/site-66/redis7.sock?db=0"
