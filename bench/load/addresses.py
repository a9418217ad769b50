"""What readers and crawlers ask for: the pages that everybody opens, practices, searches, and values put together."""

import random
import re
from collections.abc import Sequence
from urllib.parse import urlencode

from ..page import path_of
from ..questions import questions
from ..server import Server

POPULAR = (
    "/fi/", "/fi/kaytannot/", "/sv/", "/sv/praxis/", "/en/", "/en/practices/", "/fi/kokonaiskuva/", "/fi/hankkeet/",
    "/fi/lukuina/", "/fi/kasitteet/", "/fi/seuraa/", "/fi/tietoa/", "/fi/kriteerit/", "/fi/teema/clue/",
    "/fi/taso/home/", "/fi/kouluaste/grades-3-6/", "/fi/oppiaine/english/", "/fi/koordinaatiohankkeet/clue/",
)  # fmt: skip
LIST = "/fi/kaytannot/"
LOCATION = re.compile(rb"<loc>https?://[^/<]+(/[^<]+)</loc>")
PRACTICE = re.compile(r"/(?:fi/kaytannot|sv/praxis|en/practices)/[0-9A-Z]{8}-[^/]+/")
CHOICE = re.compile(r'name="(\w+)" value="([\w-]+)" form="search"')
"""A value of a facet, as the list offers it."""
SEED = 8


def practices(server: Server, number: int) -> list[str]:
    """So many pages of practices, of those in the map of the site, in any order but the same each time."""
    first = LOCATION.findall(server.get("/sitemap.xml").body)
    parts = [part.decode() for part in first if b"sitemap-" in part]
    found = first if not parts else [one for part in parts for one in LOCATION.findall(server.get(part).body)]
    pages = sorted({page for one in found if PRACTICE.fullmatch(page := one.decode())})
    random.Random(SEED).shuffle(pages)
    return pages[:number]


def searches(server: Server) -> list[str]:
    """The fixed questions of the search, as the portal wants them written; each is asked by somebody else."""
    found = []
    for number, query in enumerate(questions()):
        answer = server.get(path := path_of(query), X_Forwarded_For=f"10.8.{number // 250}.{number % 250}")
        found.append(answer.location if answer.status == 301 else path)
    return found


def walks(server: Server, number: int) -> list[str]:
    """So many different choices of one to four values, as a crawler puts them together: mostly not in their order."""
    values = sorted(set(CHOICE.findall(server.get(LIST).body.decode())))
    chance, found = random.Random(SEED), set()
    while len(found) < number:
        found.add(f"{LIST}?{urlencode(chance.sample(values, chance.randint(1, 4)))}")
    return sorted(found)


def journeys(popular: Sequence[str], practices: Sequence[str], searches: Sequence[str]) -> list[str]:
    """Pages as readers open them: three in ten one that everybody opens, four a practice, three a search.

    Of the practices the one in place n is read n times less than the first (Zipf): lists, searches and links lead many
    to a few, and most are opened now and then.
    """
    chance = random.Random(SEED)
    read = iter(chance.choices(practices, [1 / place for place, _page in enumerate(practices, 1)], k=10_000))
    kinds = [lambda: chance.choice(popular)] * 3 + [lambda: next(read)] * 4 + [lambda: chance.choice(searches)] * 3
    return [chance.choice(kinds)() for _ in range(10_000)]
