"""axe on every page of writing, on a narrow screen, also with its errors told. The languages take turns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.models import User
from polkka.kit.languages import CODES, speaking
from polkka.upkeep.models import Parked
from practices import assessing, comments, edits, invitations, joining, renewing, rough, self_check, translating
from practices.models import Version
from practices.points import Request
from practices.states import State
from practices.translation_sheet import LEAD_PAGE
from projects.models import ProjectMember

from ..factory import Cast, draft, go, in_state, person, read
from ..practices.files_made import shown_file
from .conftest import Visitor
from .reading import scrolls_sideways
from .test_axe import fault_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORM = "main form[method=post]"
EMPTY = """() => document.querySelectorAll("main :is(input:not([type]), [type=text], [type=email], textarea)")
    .forEach(field => { field.value = field.type === "email" ? "x" : "" })"""


@dataclass(frozen=True)
class Room:
    """One page: its view and what that needs; `button`: the one that, pressed with every text wrong, brings errors.

    `is_seen`: axe has looked at it in another test, of the chain, of sending or of files.
    """

    view: str
    kwargs: dict[str, Any]
    query: str = ""
    button: str = ""
    status: int = 200
    is_seen: bool = False


def room(view: str, version: Version | None = None, *, page: str = "", **options: Any) -> Room:
    """A room, of a version and of a page of it; what is no option belongs to the address."""
    named = {name: options.pop(name) for name in ("query", "button", "status", "is_seen") if name in options}
    own = {"public_id": version.practice.public_id} if version else {}
    kwargs = {**own, **({"page": page} if page else {}), **options}
    return Room(view if view == "account_email" else f"practices:{view}", kwargs, **named)


def seen(view: str, version: Version | None = None, **options: Any) -> Room:
    return room(view, version, is_seen=True, **options)


def of_author(cast: Cast) -> Iterator[Room]:
    """Drafts with everything beside them, one that came back, one that waits, one that is public."""
    version = full_draft(cast)
    empty = edits.create(
        by=cast.author, owner=cast.school, project=cast.project, depth="model", language="sv", title="–"
    )
    tip = draft(cast, depth="tip")
    following = go(in_state(cast, State.IN_ASSESSMENT), "return", cast.coordinator, note="Kirje.", requests=REQUESTS)
    waiting, public = in_state(cast, State.SUBMITTED), in_state(cast, State.PUBLISHED)
    kept = Parked.objects.create(path=f"/fi/tyopoyta/{version.practice.public_id}/muokkaa/challenge/", fields=TYPED)
    joining.ask(person("waiting"), project=cast.project)
    yield from (seen("desk"), room("account", button=f"{FORM} button"), room("account_email", button=f"{FORM} .button"))
    yield from (room("account_delete"), room("account_delete", query="?sure=1"))
    tie = ProjectMember.objects.get(user=cast.author)
    yield from (room("account_leave", kind="project", pk=tie.pk, status=409), room("parked", key=kept.key))
    yield from (room("create", button=f"{FORM} .button"), room("from_file", button=f"{FORM} .button"), room("welcome"))
    yield from (room("welcome", query="?q=puro"), room("welcome", query="?q=eiole"))
    yield room("project_people", code="puro", button="button[value=add]")
    yield from (room("edit", version, page="basics"), seen("edit", version, page="for-whom"))
    yield seen("edit", version, page="method")
    yield from (room("edit", empty, page="adopt"), seen("edit", tip, page="challenge"))
    yield room("comments", version, button=f"{FORM}:has(textarea) .button")
    yield room("ask", version, button=f"{FORM}:has(textarea) .button")
    yield from (room("people", version, button="button[value=invite]"), room("languages", version))
    yield from (room("translate", version, language="sv", page="challenge"), seen("preview", version))
    yield from (room("translate", version, language="sv", page=LEAD_PAGE.code), seen("self_check", version))
    yield from (seen("check", tip), room("check", version))
    yield room("check", empty)
    yield from (seen("files", version), room("place", version, button=f"{FORM} .button"), room("status", version))
    yield from (seen("points", following), seen("changes", following), seen("status", following))
    yield from (seen("status", waiting), room("move", waiting, name="retract"), room("status", public))
    yield from (room("languages", public), room("translate", public, language="sv", page="challenge"))


def full_draft(cast: Cast) -> Version:
    version = draft(cast, title="Luonnos")
    shown_file(version, "Äänite")
    Version.unscoped.filter(pk=version.pk).update(aside="## Rahoitus\n\nKolme tuhatta.")
    edits.save(read(version), {"summary": rough.raw([("summary", "Liian pitkä. " * 90)])}, by=cast.author, seen={})
    translating.save(version, "sv", {"title": "Utkast", "challenge": "Utmaning"}, by=cast.author, seen={})
    edits.save(read(version), {"challenge": "Toinen haaste."}, by=cast.author, seen={})
    self_check.save(version, {"CUR": assessing.Given(2, comment="Kesken.")}, by=cast.author, is_done=True)
    invitations.make(version.practice, by=cast.author, once="avain-12345", address="toinen@example.org")
    comments.add(version, by=cast.editor, text="Katso **tätä**.", question="summary")
    comments.add(version, by=cast.author, text="Riittääkö tämä?", asks=True)
    return read(version)


def of_others(cast: Cast) -> Iterator[tuple[User, Room]]:
    """The coordinator, a newcomer, somebody invited, and an author whose project has ended."""
    asked, waiting = full_draft(cast), in_state(cast, State.SUBMITTED, title="Jätetty")
    public = in_state(cast, State.PUBLISHED, title="Julkinen")
    translating.save(public, "sv", {"title": "Offentlig", "summary": "Kort."}, by=cast.author, seen={})
    renewing.offer(public, "sv", by=cast.author, state="summary")
    joining.ask(person("waiting"), project=cast.project)
    secret = invitations.make(waiting.practice, by=cast.author, once="avain-98765").secret
    for found in (
        seen("coordination"),
        room("comments", asked, button=f"{FORM}:has(textarea) .button"),
        seen("decide", waiting),
        room("decide_text", public, language="sv"),
        room("move", waiting, name="return", button=f"{FORM} .button"),
    ):
        yield cast.coordinator, found
    newcomer = person("newcomer")
    yield from (
        (newcomer, found) for found in (room("welcome"), room("desk"), room("create"), room("join", token=secret))
    )
    yield newcomer, room("join", token="no-such-token", status=410)
    theirs = edits.create(
        by=cast.stranger,
        owner=cast.other_project.organisations.get(),
        project=cast.other_project,
        depth="practice",
        language="fi",
        title="Päättynyt",
    )
    cast.other_project.ended = timezone.localdate().replace(year=2020)
    cast.other_project.save()
    for found in (room("desk"), room("status", theirs), room("project_people", code="pelto")):
        yield cast.stranger, found


REQUESTS = [Request("Kertokaa luvut.", "result"), Request("Kuka jatkaa?")]
TYPED = [["challenge", "Kirjoitettu istunnon jälkeen."], ["seen-challenge", "x"]]


def come_in(person: Visitor, user: User) -> None:
    """Signed in without the letter: what is looked at here comes after it."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    person.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": person.site}])


def wrong_with(person: Visitor, found: Room, language: str) -> list[str]:
    """Look at a room, and at it again with its errors."""
    with speaking(language):
        path = reverse(found.view, kwargs=found.kwargs) + found.query
    status, page = person.goto(path), person.page
    faults = [] if status == found.status else [f"{path}: {status}"]
    faults += [] if found.is_seen else fault_of(person)
    faults += [f"{path}: {wide}" for wide in scrolls_sideways(page)]
    if found.button:
        page.evaluate(EMPTY)
        person.go(page.locator(found.button).first)
        if not page.locator(".error-summary, [aria-invalid=true]").count():
            faults.append(f"{path}: sent empty, and it says nothing")
        faults += fault_of(person) + [f"{path}, sent: {wide}" for wide in scrolls_sideways(page)]
    return faults


@pytest.mark.parametrize("part", ["author", "others"])
def test_every_room_of_writing(
    visitor: Callable[..., Visitor], people: Cast, settings: Any, tmp_path: Path, part: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    rooms = [(people.author, found) for found in of_author(people)] if part == "author" else list(of_others(people))
    windows, faults = dict[tuple[int, str], Visitor](), list[str]()
    for (user, found), language in zip(rooms, cycle(CODES), strict=False):
        if (user.pk, language) not in windows:
            windows[user.pk, language] = visitor(language, viewport={"width": 320, "height": 800})
            come_in(windows[user.pk, language], user)
        faults += wrong_with(windows[user.pk, language], found, language)
    assert faults == []
