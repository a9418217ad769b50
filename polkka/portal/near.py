"""What lies near an address that leads nowhere: practices found by the words in it."""

import logging
import re
from urllib.parse import unquote

from django.db import DatabaseError
from django.http import HttpRequest

from polkka.kit.languages import PATH_WORDS, current
from polkka.upkeep import generation
from practices import published
from practices.telling import Card
from search.loading import search
from search.query import Query

from . import limits

log = logging.getLogger(__name__)
SHOWN = 3
MOST_WORDS, LONGEST = 8, 120
SHORTEST = 3  # letters of a word that is looked for
ENDING = re.compile(r"\.html?$", re.IGNORECASE)
NAME = re.compile(r"^[0-9A-Za-z]{8}(?:-|$)")
WORD = re.compile(r"[^\W\d_]+")
OF_THE_SITE = frozenset(word for words in PATH_WORDS.values() for word in words)


def words_of(path: str) -> str:
    """The words of the last part of a path that may tell what was looked for, "" if it tells nothing.

    A permanent name before the words and the ending of an old page are left out; the path words of the site and
    names of other files tell nothing.
    """
    part = ENDING.sub("", unquote(path.rstrip("/").rpartition("/")[2])[:LONGEST])
    if "." in part or part in OF_THE_SITE:
        return ""
    if NAME.match(part) and any(character.isdigit() for character in part[:8]):
        part = part[9:]
    found = [word for word in WORD.findall(part) if len(word) >= SHORTEST and word.isalpha()]
    return " ".join(found[:MOST_WORDS])


def practices(request: HttpRequest, words: str) -> list[Card]:
    """Up to three practices by all the words, else by the longest one; none for whom the search asks to wait.

    A database that does not answer gives none: the page that says "not found" must come all the same.
    """
    language = current()
    try:
        if not words or limits.wait(request, "search"):
            return []
        at = generation.seen(request)
        for asked in (words, max(words.split(), key=len)):
            hits = search(Query(words=asked, language=language, page_size=SHOWN), at=at).hits
            if hits:
                return published.cards([hit.public_id for hit in hits], language, at=at)
    except DatabaseError:
        log.exception("Nothing near could be looked for.")
    return []
