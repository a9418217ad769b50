"""`python -m tests.faults.postgres_stop`: PostgreSQL ends at once under load, stays away, and comes back.

20 readers ask the server in front for pages that it has in its cache, two for pages that nobody has, and ten people
write. Afterwards the database is restarted while nobody asks. Exit code 1 if a save was lost, a 503 was not told in
words, a page of the cache was missing in more than 5 of 100 cases, or an error remained when the database was back.
"""

import argparse
import itertools
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bench.layout import Plan, Site, laid_out
from scripts.dev import Stop

from . import serving
from .counting import counted
from .readers import Reader, Seen, ask, between, reading, share
from .writers import PLACES, Writer

READERS, CURIOUS = 20, 2
BEFORE, AFTER = 3.0, 6.0  # seconds of load before the stop and after the return
SETTLED = 2.0  # seconds after the return from which no error may remain
KEPT_SHARE = 95.0
PAGES = tuple(
    f"/{language}/{word}"
    for language, words in {
        "fi": ("", "kaytannot/", "hankkeet/", "kriteerit/", "kaytannot/?theme=clue", "kokonaiskuva/", "kasitteet/"),
        "sv": ("", "praxis/", "projekt/", "kriterier/", "begrepp/"),
        "en": ("", "practices/", "projects/", "criteria/", "glossary/"),
    }.items()
    for word in words
)
_number = itertools.count()
SETTINGS = {**serving.DEMO, "ALLOWED_HOSTS": serving.HOST, "OUTBOX_AT_ONCE": "false"}


def unknown() -> str:
    """A page that nobody has asked for before."""
    language, word = (("fi", "kaytannot"), ("sv", "praxis"), ("en", "practices"))[next(_number) % 3]
    return f"/{language}/{word}/?q=puro{next(_number)}"


@contextmanager
def writing(writers: Sequence[Writer]) -> Iterator[None]:
    """All of them, each in a thread, until the block ends; what was sent is brought to its answer."""
    ended, stopped = threading.Event(), threading.Event()

    def write(writer: Writer) -> None:
        while not ended.is_set() and not writer.faults:
            writer.write(time.monotonic() + 0.5, stopped)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join(30)
        stopped.set()


def stopped(site: Site, seconds: float) -> tuple[dict[str, object], list[str]]:
    """The stop under load: (figures, faults)."""
    assert site.primary
    cast = serving.cast(site.environment, len(PLACES))
    authors = serving.writers(cast, site.port, **serving.BEHIND)
    regular = [Reader(site.port, PAGES[n % 5 :] + PAGES[: n % 5], serving.BEHIND, 0.1) for n in range(READERS)]
    curious = [Reader(site.port, unknown, serving.BEHIND, 0.3) for _n in range(CURIOUS)]
    for page in PAGES:
        ask(site.port, page, serving.BEHIND)
    workers = site.nodes[0].workers()
    with reading([*regular, *curious]), writing(authors):
        time.sleep(BEFORE)
        gone = time.monotonic()
        site.primary.stop("immediate")
        time.sleep(max(0.0, seconds - (time.monotonic() - gone)))
        site.primary.start()
        back = time.monotonic()
        time.sleep(AFTER)
        ended = time.monotonic()
    told = counted(authors, serving.held(site.environment, cast))
    away, after = between(regular, gone, back), between([*regular, *curious], back, ended)
    fresh = next((one.at + one.seconds - back for one in between(curious, back, ended) if one.status == 200), 99.0)
    late = [one for one in after if one.at > back + SETTLED and one.status != 200]
    faults = [fault for writer in authors for fault in writer.faults]
    faults += sorted({one.fault for one in between([*regular, *curious], 0, ended) if one.fault})
    figures: dict[str, object] = {
        "away (s)": round(back - gone, 1),
        "saves": sum(writer.acknowledged for writer in authors),
        "refused with 503": sum(writer.refused for writer in authors),
        "lost": told["lost"],
        "halved": told["halved"],
        "doubled": told["doubled"],
        "cached pages asked for meanwhile": len(away),
        "of them served (%)": round(share(away), 1),
        "other pages: 503 in words": _in_words(between(curious, gone, back)),
        "first fresh page after (s)": round(fresh, 2),
        "errors after": len(late),
        "faults": len(faults),
        "web processes replaced": len(set(workers) - set(site.nodes[0].workers())),
    }
    return figures, faults


def _in_words(seen: Sequence[Seen]) -> str:
    refused = [one for one in seen if one.status != 200]
    return f"{sum(one.status == 503 and not one.fault for one in refused)} of {len(refused)}"


def quiet(site: Site, asked: int = 16) -> list[Seen]:
    """A restart while nobody asks; then every thread is asked, which holds a connection that is no more."""
    assert site.primary
    node = site.nodes[0].port
    for _round in range(2):
        for n in range(asked):
            ask(node, f"/fi/kaytannot/?q=ennen{n}", serving.BEHIND)
    site.primary.stop("fast")
    site.primary.start()
    return [ask(node, f"/fi/kaytannot/?q=jalkeen{n}", serving.BEHIND) for n in range(asked)]


def measured(seconds: float) -> int:
    plan = Plan(nodes=1, follower=False, redis=False, durable=True, settings=SETTINGS)
    with laid_out(plan) as site:
        figures, faults = stopped(site, seconds)
        first = quiet(site)
    figures["after a quiet restart: 200"] = f"{sum(one.status == 200 for one in first)} of {len(first)}"
    print(serving.table([figures]))
    print(*faults[:5], sep="\n", file=sys.stderr)
    wrong = ("lost", "halved", "doubled", "errors after", "faults", "web processes replaced")
    is_bad = any(figures[name] for name in wrong) or float(str(figures["of them served (%)"])) < KEPT_SHARE
    return 1 if is_bad or any(one.status != 200 for one in first) else 0


def main() -> int:
    serving.end_in_order()
    parser = argparse.ArgumentParser(prog="python -m tests.faults.postgres_stop", description=__doc__)
    parser.add_argument("--seconds", type=float, default=6.0)
    given = parser.parse_args()
    try:
        return measured(given.seconds)
    except Stop as missing:
        print(f"Not tried: {missing}")
        return 0


if __name__ == "__main__":
    sys.exit(main())
