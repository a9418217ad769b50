"""Redis as the shared cache, with a real server that is stopped and comes back."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache

from polkka import stores
from polkka.upkeep import clock, shared_cache, throttle
from polkka.upkeep.shared_cache import Steady

PROGRAM = shutil.which("redis-server")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(PROGRAM is None, reason="there is no redis-server on this machine"),
]


class Server:
    """A Redis on a socket, without a file."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "redis.sock"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(PROGRAM), "--port", "0", "--unixsocket", str(self.socket), "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen([*command, "--dir", str(self.socket.parent)], stdout=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while not self.socket.exists() and time.monotonic() < end:
            time.sleep(0.01)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
        self.socket.unlink(missing_ok=True)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    one = Server(tmp_path)
    one.start()
    shared_cache.away.until = 0.0
    yield one
    one.stop()
    shared_cache.away.until = 0.0


@pytest.fixture
def redis(server: Server, monkeypatch: pytest.MonkeyPatch) -> Steady:
    """The cache of the settings as CACHE_URL would make it; the table stands beside it."""
    told = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": f"unix://{server.socket}"}
    cache = Steady(told["LOCATION"], stores.caches(told)["default"])
    table: BaseCache = caches["default"]
    monkeypatch.setattr(shared_cache, "caches", {"beside": table})
    monkeypatch.setattr(clock, "cache", cache)
    monkeypatch.setattr(throttle, "cache", cache)
    return cache


def test_leases_hold_with_redis_and_go_on_without_it(
    redis: Steady, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    def again() -> str:
        return clock._run(chore)

    def chore() -> str:
        return clock._run(chore)

    assert again() == clock.ELSEWHERE
    server.stop()
    assert [again(), again()] == [clock.ELSEWHERE] * 2
    assert [record.message.partition(":")[0] for record in caplog.records] == [
        "The cache is away, the table of the database stands in"
    ]
    server.start()
    shared_cache.away.until = 0.0
    assert (redis.add("a", 1, 60), redis.get("a"), caches["default"].get("a")) == (True, 1, None)


def test_reading_is_counted_for_all_processes_and_by_each_while_redis_is_away(redis: Steady, server: Server) -> None:
    def elsewhere() -> int:
        throttle.counted.clear()
        return throttle.allow("a", 2, 86_400)

    assert [bool(elsewhere()) for _ in range(3)] == [False, False, True]
    server.stop()
    assert [bool(elsewhere()) for _ in range(3)] == [False] * 3
    assert [bool(throttle.allow("a", 2, 86_400)) for _ in range(3)] == [False, True, True]


def test_counts_are_forgotten_with_their_window(redis: Steady) -> None:
    assert [redis.count("a", 1), redis.count("a", 1)] == [1, 2]
    client = redis._cache.get_client(write=True)
    assert 0 < client.pttl(redis.make_key("a")) <= 1000


def test_everything_that_a_cache_does_is_done_by_the_table_meanwhile(redis: Steady, server: Server) -> None:
    server.stop()
    redis.set("a", 1, 60)
    redis.set_many({"b": 2, "c": 3}, 60)
    found = (redis.get("a"), redis.get_many(["b", "c"]), redis.has_key("c"), redis.incr("a"), redis.touch("a", 5))
    assert found == (1, {"b": 2, "c": 3}, True, 2, True)
    redis.delete("a")
    redis.delete_many(["b"])
    assert (redis.get("a"), redis.get("b"), redis.count("d", 60)) == (None, None, None)
    redis.clear()
    assert redis.get("c") is None
