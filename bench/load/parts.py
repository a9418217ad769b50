"""The measurements; each gives lines of a table with its bars beside the figures."""

import asyncio
import itertools
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from ..layout import Site
from ..server import Server, memory
from . import addresses, writers
from .asking import Browser, Times
from .sites import Way
from .wrk import Rush, rush

CONNECTIONS = 1_000
OFFERED = 1.2
"""A crowd asks for so many times what must be answered in a second."""
READERS, PACE = 1_000, 10.0
"""So many readers, each opening a page in so many seconds."""
CRAWLERS, CALM = 16, 200
WARM = 20
"""Milliseconds within which a page that is kept is answered."""
GROWTH = 0.10


@dataclass(frozen=True)
class Line:
    """One figure: what it is, how it came out, what it must be, and whether it is."""

    what: str
    figure: str
    bar: str
    is_met: bool


def most(what: str, figure: float, bar: float, unit: str) -> Line:
    return Line(what, f"{figure:,.0f} {unit}", f"≤ {bar:,.0f}", figure <= bar)


def none(what: str, faults: dict[str, int]) -> Line:
    told = ", ".join(f"{name}: {number}" for name, number in sorted(faults.items()))
    return Line(what, told or "0", "0", not faults)


def _saves(written: Times, bar: float | None) -> Line:
    """The saves of the writers; without a bar where they stand in one row with a thousand readers."""
    what, p95 = f"{len(written.ms):,} saves of {writers.NUMBER} writers, p95", written.share(0.95)
    return most(what, p95, bar, "ms") if bar else Line(what, f"{p95:,.0f} ms", "", True)


def server_of(site: Site) -> Server:
    return Server(site.port, site.nodes[0].pid, 0)


# --- everybody at once -----------------------------------------------------------------------------------------
def crowd(site: Site, way: Way, seconds: float) -> list[Line]:
    """1,000 connections that ask a fifth more than must be answered, twenty writers, a publication now and then."""
    read, written = _crowded(site, seconds, OFFERED * way.asked)
    return [
        _answered(read, way),
        most("of these p99", read.p99, way.p99, "ms"),
        Line("of these p50", f"{read.p50:,.0f} ms", "", True),
        _saves(written, 500 if site.nginx else None),
        none("errors of readers", read.faults),
        none("errors of writers", written.faults),
    ]


def flood(site: Site, way: Way, seconds: float) -> list[Line]:
    """The same, asking without a pause: how much goes through, and what that costs those who wait.

    The machine is full by its own doing then, with the side that asks as its greatest load: waits have no bar.
    """
    read, written = _crowded(site, seconds, 0.0)
    return [
        _answered(read, way),
        Line("of these p99", f"{read.p99:,.0f} ms", "", True),
        Line("of these p50", f"{read.p50:,.0f} ms", "", True),
        _saves(written, None),
        none("errors of readers", read.faults),
        none("errors of writers", written.faults),
    ]


def _answered(read: Rush, way: Way) -> Line:
    return Line("requests a second", f"{read.a_second:,.0f}", f"≥ {way.asked:,}", read.a_second >= way.asked)


def _crowded(site: Site, seconds: float, offered: float) -> tuple[Rush, Times]:
    server = server_of(site)
    paths = [*addresses.POPULAR, *addresses.practices(server, 20), *addresses.searches(server)[:10]]
    made = writers.cast(site.environment)
    with writers.publishing(site.environment, seconds):
        return asyncio.run(_crowd(site, paths, made, seconds, offered))


async def _crowd(
    site: Site, paths: Sequence[str], made: dict[str, object], seconds: float, offered: float
) -> tuple[Rush, Times]:
    await _warm(site, paths)
    end = time.monotonic() + seconds
    reading = rush(site.port, paths, site.folder, seconds=seconds, connections=CONNECTIONS, offered=offered)
    return await asyncio.gather(reading, writers.all_write(site.port, made, end))


async def _warm(site: Site, paths: Sequence[str]) -> None:
    """The portal has been running before: ask until nearly every page is kept by every worker, six times at most."""
    for _turn in range(6):
        told = await rush(site.port, paths, site.folder, seconds=2, connections=8)
        if told.p95 < WARM:
            return


# --- a realistic pace ------------------------------------------------------------------------------------------
def pace(site: Site, way: Way, seconds: float, *, readers: int = READERS) -> list[Line]:
    """1,000 readers who open a page every ten seconds, or fewer; twenty writers who type."""
    server = server_of(site)
    paths = addresses.journeys(addresses.POPULAR, addresses.practices(server, 10_000), addresses.searches(server))
    made = writers.cast(site.environment)
    read, written = asyncio.run(_pace(site, paths, made, seconds, readers))
    return [
        most(f"{len(read.ms):,} pages, p95", read.share(0.95), 50, "ms"),
        most("of these p99", read.share(0.99), 150, "ms"),
        Line("of these p50", f"{read.share(0.5):,.0f} ms", "", True),
        _saves(written, 200),
        none("errors of readers", read.faults),
        none("errors of writers", written.faults),
    ]


async def _pace(
    site: Site, paths: Sequence[str], made: dict[str, object], seconds: float, readers: int
) -> tuple[Times, Times]:
    some = sorted(set(paths))
    await rush(site.port, some, site.folder, seconds=8, connections=8)  # the portal has been running before
    end = time.monotonic() + seconds
    read = _read(site.port, paths, readers, PACE, end)
    return await asyncio.gather(read, writers.all_write(site.port, made, end, writers.TYPING))


async def _read(port: int, paths: Sequence[str], number: int, every: float, end: float) -> Times:
    """So many readers, each beginning at a moment of their own and opening a page every so many seconds."""
    times, chance, warming = Times(), random.Random(addresses.SEED), Times()
    begun = time.monotonic()

    async def one(place: int) -> None:
        browser = Browser(port, f"10.{30 + place // 250}.{place % 250}.1")
        await asyncio.sleep(chance.random() * every)
        while time.monotonic() < end:
            told = times if time.monotonic() - begun > 2 else warming
            await browser.timed(told, "GET", chance.choice(paths))
            await asyncio.sleep(chance.uniform(0.5, 1.5) * every)
        browser.close()

    await asyncio.gather(*(one(place) for place in range(number)))
    return times


# --- a storm of crawlers ---------------------------------------------------------------------------------------
def storm(site: Site, way: Way, seconds: float) -> list[Line]:
    """Crawlers that put values together without end while others read what everybody reads."""
    server = server_of(site)
    walks = addresses.walks(server, 20_000)
    for path in addresses.POPULAR * 4:
        server.get(path, Accept_Encoding="gzip")
    before = _memory(site)
    asked, moved, read = asyncio.run(_storm(site, walks, seconds))
    grown = max(after / was - 1 for was, after in zip(before, _memory(site), strict=True))
    return [
        Line(f"answers to {CRAWLERS} crawlers", f"{len(asked.ms):,}, {moved:,} of them 301", "", True),
        Line("of these p95", f"{asked.share(0.95):,.0f} ms", "", True),
        most(f"{len(read.ms):,} pages of {CALM} others, p95", read.share(0.95), 500, "ms"),
        Line("growth of a worker", f"{grown:.1%}", "", True),
        none("errors of crawlers (429 is none)", {k: n for k, n in asked.faults.items() if k != "429"}),
        none("errors of others", read.faults),
    ]


async def _storm(site: Site, walks: Sequence[str], seconds: float) -> tuple[Times, int, Times]:
    end, asked, moved = time.monotonic() + seconds, Times(), 0
    waiting = itertools.cycle(random.Random(addresses.SEED).sample(walks, len(walks)))

    async def crawl(place: int) -> None:
        nonlocal moved
        browser, number = Browser(site.port, ""), 0
        while time.monotonic() < end:
            number += 1
            browser.address = f"10.9.{place}.{number // 50 % 250}"  # a crawler of many addresses
            told = await browser.timed(asked, "GET", next(waiting))
            if told and told.status == 301:
                moved += 1
                await browser.timed(asked, "GET", told.headers["location"])
        browser.close()

    crawls = asyncio.gather(*(crawl(place) for place in range(CRAWLERS)))
    read, _done = await asyncio.gather(_read(site.port, addresses.POPULAR, CALM, 2.0, end), crawls)
    return asked, moved, read


def _memory(site: Site) -> list[float]:
    """RSS of each worker in MB."""
    return [memory(pid)[0] for node in site.nodes for pid in sorted(node.workers())]


# --- a long day ------------------------------------------------------------------------------------------------
def soak(site: Site, way: Way, seconds: float, *, requests: int = 100_000) -> list[Line]:
    """100,000 mixed requests after a warm-up of a fifth as many; what the workers hold before and after.

    `seconds` bounds how long that may take.
    """
    server = server_of(site)
    read, found = addresses.practices(server, 1_000), addresses.searches(server)
    popular = addresses.POPULAR * 200  # seven in ten
    paths = [*popular, *read, *found, *addresses.walks(server, 400), *("/robots.txt", "/sitemap.xml") * 20]
    end = time.monotonic() + seconds
    _until(site, paths, requests // 5, end)
    before, pids = _memory(site), [sorted(node.workers()) for node in site.nodes]
    number, faults = _until(site, paths, requests, end)
    after, same = _memory(site), pids == [sorted(node.workers()) for node in site.nodes]
    grown = max(end / begin - 1 for begin, end in zip(before, after, strict=True)) if same else 1.0
    told = ", ".join(f"{was:.0f} → {now:.0f}" for was, now in zip(before, after, strict=True))
    return [
        Line("requests", f"{number:,}", f"≥ {requests:,}", number >= requests),
        Line("workers, MB", told if same else "a worker was replaced", "", True),
        Line("growth of a worker", f"{grown:.1%}", f"< {GROWTH:.0%}", grown < GROWTH),
        none("errors", faults),
    ]


def _until(site: Site, paths: Sequence[str], requests: int, end: float) -> tuple[int, dict[str, int]]:
    number, faults = 0, dict[str, int]()
    while number < requests and time.monotonic() < end:
        told = asyncio.run(rush(site.port, paths, site.folder, seconds=5, connections=16))
        number += told.requests
        for name, count in told.faults.items():
            faults[name] = faults.get(name, 0) + count
    return number, faults
