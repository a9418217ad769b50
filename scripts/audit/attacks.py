"""The portal under attack: signed out over all kinds of pages, signed in as people of the demo, and through its API."""

from collections.abc import Callable

from . import schema, sqlmap, wapiti
from .accepted import ATTACKS
from .sqlmap import Form
from .target import Target
from .wapiti import Bounds

Say = Callable[[str], None]
OUTSIDE = Bounds(crawl=60, attack=15, links=8, depth=1)
INSIDE = Bounds(crawl=40, attack=12, links=10, depth=1)
LANGUAGE = "fi"
SIGN_IN = (("email", "somebody@polkka.example"),)


def crawled(target: Target, say: Say) -> list[str]:
    """wapiti, as a visitor and as each person."""
    starts = [look.path for look in target.looks if look.language == LANGUAGE and look.status == 200]
    faults = _told("visitor", wapiti.attacked(target, starts, OUTSIDE))
    say(f"  visitor: {_answers(target)} so far")
    for person in target.people:
        faults += _told(person.name, wapiti.attacked(target, person.starts, INSIDE, person))
        say(f"  {person.name}: {_answers(target)} so far")
        if not target.knows(person):
            faults.append(f"{person.name}: the session ended on the way, so that the rest was tried from outside only")
    return faults + broken(target)


def injected(target: Target, say: Say) -> list[str]:
    """sqlmap, as a visitor and as each person."""
    path = next(look.path for look in target.looks if look.name == "sign-in" and look.language == LANGUAGE)
    faults = sqlmap.attacked(target, [*map(Form, target.asks), Form(path, SIGN_IN)])
    for person in target.people:
        faults += [f"{person.name}: {told}" for told in sqlmap.attacked(target, map(Form, person.asks), person)]
    say(f"  {_answers(target)} so far")
    return faults + broken(target)


def described(target: Target, say: Say) -> list[str]:
    """schemathesis, by the portal’s own description of its API."""
    faults = schema.attacked(target)
    say(f"  {_answers(target)} so far")
    return faults + broken(target)


def broken(target: Target) -> list[str]:
    """Every answer of 500 and above, and where the last of them came from."""
    found = target.broken()
    return [f"answered {line}" for line in found] + (target.last_words() if found else [])


def _told(name: str, found: list[str]) -> list[str]:
    """What is not accepted by name, with who found it."""
    return [f"{name}: {told}" for told in found if not told.startswith(tuple(ATTACKS))]


def _answers(target: Target) -> str:
    found = target.answers()
    return f"{sum(found.values())} requests, {sum(n for status, n in found.items() if status[:1] == '5')} × 5xx"
