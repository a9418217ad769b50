"""A small portal that has something of everything, and a walk over all its public pages."""

import html
import re
from collections import deque
from dataclasses import dataclass
from datetime import date

from django.test import Client

from polkka.kit.languages import CODES
from polkka.upkeep import generation, outbox
from practices.models import Relation, Version
from practices.states import Depth, State
from scripts.audit.examples import examples
from scripts.audit.pages import Page, pages
from tests.factory import Cast, draft, go, in_state

from .published import publish, publish_in_two, withdraw

LINK = re.compile(r'<(?:a|link|img|script|iframe|source|use)\b[^>]*?\s(?:href|src)="([^"]+)"')
ID = re.compile(r'\sid="([^"]+)"')
SIDEWAYS = re.compile(r"/(static/|tyopoyta|skrivbord|desk|admin/|outbox/)")
MOST_ASKED = 60  # addresses with two or more values that are followed
LONG = "Kolmannesvuosisuunnitelmatyöpajaviikkosuunnittelukokous"


@dataclass
class World:
    """The people and what they have published."""

    cast: Cast
    whole: Version
    tip: Version
    withdrawn: Version


def make_world(cast: Cast) -> World:
    """Practices with and without versions, in two languages, related, withdrawn; a project that has ended."""
    with outbox.muted():
        first = in_state(cast, State.SUPERSEDED, first_monday="Kysy luokalta yksi kysymys.", links=LINKS)
        tip = publish(cast, LONG, theme=["into"], level=["mobility"], travel=["abroad"], subject=["english"])
        publish_in_two(cast, "Kielisuihku", "sv", "Språkdusch")
        go(go(draft(cast, depth=Depth.TIP, language="sv", title="Bara på svenska"), "submit", cast.author), "publish",
           cast.coordinator)  # fmt: skip
        gone = withdraw(cast, publish(cast, "Vedetty", result="poistettua"))
    Relation.unscoped.create(source=first.practice, kind="builds_on", target=tip.practice)
    cast.other_project.ended = date(2012, 5, 31)
    cast.other_project.save()
    generation.bump()
    whole = Version.unscoped.get(practice=first.practice, state=State.PUBLISHED)
    return World(cast, whole, tip, gone)


LINKS = [{"title": "Puron kartta", "url": "https://example.org/kartta.pdf"}]


def known_pages(*, empty: bool = False) -> list[Page]:
    """The pages of the table with what this portal holds."""
    return list(pages(examples(), empty=empty))


@dataclass
class Seen:
    """What one address answered."""

    status: int
    type: str
    body: str
    location: str = ""

    @property
    def ids(self) -> set[str]:
        return set(ID.findall(self.body))


def links_of(body: str) -> list[str]:
    """The addresses of our own that a page leads to, as they stand there."""
    found = [html.unescape(link) for link in LINK.findall(body)]
    return [link for link in found if link.startswith(("/", "#", "?")) and not link.startswith("//")]


def look(client: Client, path: str) -> Seen:
    """Ask for one address."""
    response = client.get(path)
    body = b"".join(response) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "")
    text = body.decode("utf-8", "replace") if not kind.startswith("image/png") else ""
    return Seen(response.status_code, kind, text, response.headers.get("Location", ""))


def walk(*starts: str, languages: tuple[str, ...] = CODES) -> tuple[dict[str, Seen], dict[str, set[str]]]:
    """Every public page behind the links of `starts` in these languages, and those in none.

    Path → what it answers, and link → the pages it stands on.

    Of the addresses that ask for two values or more, only some are followed.
    """
    client, seen, where, asked = Client(), dict[str, Seen](), dict[str, set[str]](), 0
    queue = deque(starts)
    while queue:
        path = queue.popleft()
        if path in seen:
            continue
        if path.count("=") > 1:
            asked += 1
            if asked > MOST_ASKED:
                continue
        answer = seen[path] = look(client, path)
        if answer.location.startswith("/"):
            queue.append(answer.location.partition("#")[0])
        if not answer.type.startswith("text/html"):
            continue
        for link in links_of(answer.body):
            whole = path.partition("?")[0] + link if link.startswith("?") else path + link if link[0] == "#" else link
            where.setdefault(whole, set()).add(path)
            target = whole.partition("#")[0]
            is_wanted = target[1:3] in languages or target[3:4] != "/"
            if is_wanted and target not in seen and not SIDEWAYS.search(target):
                queue.append(target)
    return seen, where
