"""The access matrix: every address × every part × every state has its answer here, and no address is missing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import override

from network.models import User
from polkka.access import access_of
from practices import joining
from practices.models import Assessment, Author, Version
from practices.states import State

from .admin_doors import OWN, split, wrong_own, wrong_stock
from .factory import in_state, make_cast, person
from .sharing import Door, DrawnOnce, shared_database

pytestmark = pytest.mark.django_db
PARTS = (
    "visitor", "author", "editor", "stranger", "reader", "peer", "second_peer", "expert", "coordinator",
    "other_coordinator", "chief", "counsellor", "administrator", "co_author", "waiting",
)  # fmt: skip
"""`co_author` joined by an invitation to each practice; `waiting` has asked to join the project."""
A_FEW = ("visitor", "author", "coordinator", "administrator")
"""For public pages: they do not ask who somebody is."""
SIGNED_IN = frozenset(PARTS) - {"visitor"}
MEMBERS = frozenset({"author", "editor"})
AUTHORS = MEMBERS | {"co_author"}
COORDINATORS = frozenset({"coordinator", "other_coordinator", "chief"})
DECIDERS = frozenset({"coordinator", "chief"})
WRITERS = MEMBERS | {"stranger", "waiting"}
"""Who has a project or school to write for, or has asked for one."""
PEERS = frozenset({"peer", "second_peer"})
ADMIN = COORDINATORS | {"counsellor", "administrator"}
ASKED = frozenset(State) - {State.DRAFT}
OK, MOVED, GONE, MISSING, NOT_SO = 200, 302, 410, 404, 405

Expected = Callable[[str, str], int]


@dataclass(frozen=True)
class Row:
    """One address: its method, what it needs to be built, and the answer for a part and a state."""

    expected: Expected
    kwargs: dict[str, Any] = field(default_factory=dict)
    method: str = "get"
    by_state: bool = False
    parts: tuple[str, ...] = PARTS


def public(status: int = OK, **kwargs: Any) -> Row:
    return Row(lambda part, state: status, kwargs, parts=A_FEW)


def only(parts: frozenset[str], status: int = OK, *, otherwise: int = MISSING, **kwargs: Any) -> Row:
    """Signed-in people of these parts; a visitor is asked to sign in; to others the page is missing."""
    return Row(lambda part, state: MOVED if part == "visitor" else status if part in parts else otherwise, kwargs)


def bound(answer: Expected, method: str = "get", **kwargs: Any) -> Row:
    """An address of one version; a visitor is asked to sign in."""
    return Row(lambda part, state: MOVED if part == "visitor" else answer(part, state), kwargs, method, by_state=True)


def _live(published: int, withdrawn: int = GONE, **kwargs: Any) -> Row:
    """A public address of a practice: what is neither published nor withdrawn is missing to everybody."""
    answers = {State.PUBLISHED: published, State.SUPERSEDED: published, State.WITHDRAWN: withdrawn}
    return Row(lambda part, state: answers.get(State(state), MISSING), kwargs, by_state=True, parts=A_FEW)


def _is_author(part: str, state: str) -> int:
    return OK if part in AUTHORS else MISSING


def _reads(part: str, state: str) -> int:
    """The text itself: its authors, coordinators once asked, and the assessors while they assess."""
    may = (
        part in AUTHORS or (part in COORDINATORS and state in ASKED) or (part in PEERS and state == State.IN_ASSESSMENT)
    )
    return OK if may else MISSING


def _writes(part: str, state: str) -> int:
    """A returned version has its next draft open; in other states there is nothing to write."""
    return (OK if state in (State.DRAFT, State.RETURNED) else MOVED) if part in AUTHORS else MISSING


def _translates(part: str, state: str) -> int:
    """The open draft, or the published version beside one that is superseded."""
    has_text = state in (State.DRAFT, State.RETURNED, State.PUBLISHED, State.SUPERSEDED)
    return (OK if has_text else MOVED) if part in AUTHORS else MISSING


def _reads_translation(part: str, state: str) -> int:
    """None is offered: back to the practice."""
    return MOVED if part in DECIDERS and state in (State.PUBLISHED, State.SUPERSEDED) else MISSING


def _corrects(part: str, state: str) -> int:
    """Only what readers see can be corrected."""
    return OK if part in DECIDERS and state in (State.PUBLISHED, State.SUPERSEDED) else MISSING


def _coordinates(part: str, state: str) -> int:
    return OK if part in COORDINATORS and state in ASKED else MISSING


def _posts_as_decider(part: str, state: str) -> int:
    """A POST that decides: refused in words (409) or done (302) for those who decide, missing to everybody else."""
    return -1 if part in DECIDERS and state in ASKED else MISSING


def _keeps_load(part: str, state: str) -> int:
    """Assessors say how much they take on; an empty form is refused in words."""
    return MOVED if part == "visitor" else 400 if part in PEERS | {"expert"} else MISSING


def _looks_at_an_assessor(part: str, state: str) -> int:
    """Who has been asked to assess: seen by those who decide alone."""
    return OK if part in DECIDERS and state in ASKED and state != State.SUBMITTED else MISSING


def _assesses(part: str, state: str) -> int:
    """The own assessment: while it is open or the version in assessment, and the own answers after the decision."""
    seen_in = (State.IN_ASSESSMENT, State.RETURNED, State.DECLINED, State.PUBLISHED, State.SUPERSEDED)
    if part != "peer" or state in (State.DRAFT, State.SUBMITTED):
        return MISSING
    return OK if state in seen_in else 410


def _places(part: str, state: str) -> int:
    """A draft can be moved; of what has gone further the page says why it cannot (409)."""
    return (OK if state in (State.DRAFT, State.RETURNED) else 409) if part in AUTHORS else MISSING


def _by_post(status: int, **kwargs: Any) -> Row:
    """A deed that everybody signed in may try."""
    return Row(lambda part, state: MOVED if part == "visitor" else status, kwargs, "post")


TABLE: dict[str, Row] = {
    "root": public(MOVED),
    "permanent": _live(MOVED),
    "cover": public(public_id="AAAAAAAA", theme="clue"),
    "share_picture": _live(OK, MISSING, theme="clue"),
    "styleguide": public(),
    "robots": public(),
    "sitemap": public(),
    "sitemap_part": public(number=1),
    "security_txt": public(),
    "healthz": public(),
    "readyz": public(),
    "metrics": public(MISSING),
    "to_manifest": public(MOVED),
    "portal:manifest": public(),
    "favicon": public(),
    "touch_icon": public(),
    "api_practices": public(),
    "api_description": public(),
    "portal:suggestions": public(),
    "portal:feed": public(),
    "portal:feed_json": public(),
    "portal:glossary": public(),
    "portal:follow": public(),
    "portal:wish": public(),
    "portal:wish_thanks": public(),
    "portal:home": public(),
    "portal:practices": public(),
    "portal:practice": _live(OK),
    "portal:practice_by_name": _live(301),
    "portal:contact": _live(OK),
    "portal:contact_thanks": _live(OK),
    "portal:report": _live(OK),
    "portal:report_thanks": _live(OK),
    "portal:feedback": public(),
    "portal:feedback_thanks": public(),
    "portal:versions": _live(OK),
    "portal:card": _live(OK),
    "portal:projects": public(),
    "portal:project": public(code="puro"),
    "portal:organisations": public(),
    "portal:organisation": public(code="koivula"),
    "portal:theme": public(code="clue"),
    "portal:level": public(code="home"),
    "portal:stage": public(code="grades-3-6"),
    "portal:subject": public(code="music"),
    "portal:tag": public(MISSING, slug="no-such-keyword"),
    "portal:coordination": public(code="clue"),
    "portal:criteria": public(),
    "portal:criteria_set": public(version="2011"),
    **{f"portal:{name}": public() for name in ("overview", "overview_csv", "overview_svg", "numbers")},
    **{f"portal:{name}": public() for name in ("about", "accessibility", "privacy", "terms", "contact_us")},
    "account_request_login_code": Row(lambda part, state: OK if part == "visitor" else MOVED),
    "account_confirm_login_code": public(MOVED),
    "account_logout": only(SIGNED_IN),
    "account_inactive": public(),
    "account_login": public(MOVED),
    "account_signup": public(MOVED),
    "account_email_verification_sent": public(MOVED),
    "account_email": only(SIGNED_IN),
    "account_reauthenticate": public(MOVED),
    "mfa_authenticate": public(MOVED),
    "mfa_reauthenticate": only(SIGNED_IN),
    "mfa_kept": only(SIGNED_IN, GONE),
    "mfa_index": only(SIGNED_IN),
    "mfa_activate_totp": only(SIGNED_IN),
    "mfa_deactivate_totp": only(SIGNED_IN, MISSING),
    "mfa_view_recovery_codes": only(SIGNED_IN, MISSING),
    "mfa_generate_recovery_codes": _by_post(MISSING),
    "invitation": public(GONE, token="no-such-token"),
    "practices:desk": only(SIGNED_IN),
    "practices:accept": _by_post(MOVED, pk=999_999),
    "practices:account": only(SIGNED_IN),
    "practices:account_mail": _by_post(400),
    "practices:account_leave": only(SIGNED_IN, MISSING, kind="school", pk=999_999),
    "practices:account_sessions": only(SIGNED_IN),
    "practices:account_code": only(SIGNED_IN, MOVED),
    "practices:account_export": only(SIGNED_IN),
    "practices:account_delete": only(SIGNED_IN),
    "practices:account_deleted": public(),
    "practices:lost_mailbox": public(),
    "practices:place": bound(_places),
    "practices:create": Row(lambda part, state: OK if part in WRITERS else MOVED),
    "practices:welcome": only(SIGNED_IN),
    "practices:place_suggestions": only(SIGNED_IN),
    "practices:project_people": only(MEMBERS, code="puro"),
    "practices:join": only(SIGNED_IN, GONE, token="no-such-token"),
    "practices:people": bound(_is_author),
    "practices:keywords": only(SIGNED_IN),
    "practices:rendered": Row(lambda part, state: MOVED if part == "visitor" else OK, method="post"),
    "practices:parked": only(SIGNED_IN, GONE, key="no-such-key"),
    "practices:status": bound(_is_author),
    "practices:edit": bound(_writes, page="basics"),
    "practices:languages": bound(_translates),
    "practices:translate": bound(_translates, language="sv", page="challenge"),
    "practices:check": bound(_writes),
    "practices:preview": bound(_reads),
    "practices:self_check": bound(_writes),
    "practices:files": bound(_writes),
    "file": public(MISSING, key="0" * 32, variant="full", name="file.pdf"),
    "practices:send": bound(lambda part, state: MOVED if part in AUTHORS else MISSING),
    "practices:points": bound(lambda part, state: MOVED if part in AUTHORS else MISSING),
    "practices:changes": bound(lambda part, state: OK if part in AUTHORS else _coordinates(part, state)),
    "practices:from_file": only(SIGNED_IN - WRITERS, MOVED, otherwise=OK),
    "practices:placed": bound(lambda part, state: MOVED if part in AUTHORS else MISSING),
    "practices:aside": bound(lambda part, state: MOVED if part in AUTHORS else MISSING, "post"),
    "practices:similar": bound(lambda part, state: MOVED if part in AUTHORS else MISSING, "post"),
    "practices:comments": bound(_is_author),
    "practices:comment": bound(lambda part, state: MISSING, "post", pk=999_999),
    "practices:ask": bound(_is_author),
    "practices:new_version": bound(lambda part, state: -1 if part in AUTHORS else MISSING, "post"),
    "practices:move": bound(lambda part, state: -1 if part in AUTHORS else MISSING, "post", name="retract"),
    "practices:queue": only(PEERS | {"expert"}),
    "practices:availability": Row(_keeps_load, {}, "post"),
    "practices:assess": bound(_assesses),
    "practices:coordination": only(COORDINATORS, MOVED),
    "practices:decide": bound(_coordinates),
    "practices:decide_text": bound(_reads_translation, language="sv"),
    "practices:correct": bound(_corrects, language="fi"),
    "practices:unplan": bound(_posts_as_decider, "post"),
    "practices:take_up": bound(_posts_as_decider, "post"),
    "practices:assign": bound(_posts_as_decider, "post"),
    "practices:asked": bound(_looks_at_an_assessor),
}
"""-1: whatever the deed answers, but neither "missing" nor an error of ours."""
ASKED_FIRST = {"practices:move"}
"""Deeds whose address, when it is opened, asks for confirmation."""


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        else:
            yield f"{prefix}{entry.name}", entry


def test_every_address_has_its_row() -> None:
    names = {name for name, _pattern in _patterns(get_resolver()) if not name.startswith("admin:")}
    assert names == set(TABLE)


def test_every_view_declares_its_access() -> None:
    class Match:
        """What access_of reads of a resolved address."""

        def __init__(self, name: str, pattern: URLPattern) -> None:
            self.func, self.view_name = pattern.callback, name
            self.namespaces = name.split(":")[:-1]
            self.app_names = self.namespaces

    silent = [name for name, pattern in _patterns(get_resolver()) if access_of(Match(name, pattern)) is None]
    assert silent == []


@dataclass
class World:
    """The cast, one version in every state, and the door at which everybody asks."""

    people: dict[str, User | None]
    versions: dict[str, Version]
    door: Door
    drawn: DrawnOnce

    def answers(self, name: str, row: Row, state: str = "", **kwargs: Any) -> dict[str, int]:
        """Part → status."""
        self.drawn.place = f"{name} {state}"
        with override("fi"):
            url = reverse(name, kwargs={**row.kwargs, **kwargs})
        return {part: self.door.ask(part, row.method, url) for part in row.parts}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once for all addresses; what a request changes is taken back after it."""
    with pytest.MonkeyPatch.context() as patch, shared_database(django_db_blocker):
        cast = make_cast()
        people = cast.everybody() | {"co_author": person("co_author"), "waiting": person("waiting")}
        joining.ask(people["waiting"], project=cast.project)  # type: ignore[arg-type]  # only the visitor is None
        versions = {str(state): in_state(cast, state) for state in State}
        for version in versions.values():
            Author.unscoped.create(practice=version.practice, user=people["co_author"])
        yield World(people, versions, Door(people), DrawnOnce(patch))


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if not row.by_state])
def test_address_answers_each_part(world: World, name: str) -> None:
    row = TABLE[name]
    assert world.answers(name, row) == {part: row.expected(part, "") for part in row.parts}


def _kwargs(name: str, version: Version, peer: Any) -> dict[str, Any]:
    if name == "practices:assess":
        row = Assessment.unscoped.filter(version=version, assessor=peer).first()
        return {"pk": row.pk if row else 999_999}
    kwargs = {"public_id": version.practice.public_id}
    if name == "practices:asked":
        row = Assessment.unscoped.filter(version=version, assessor=peer).first()
        return kwargs | {"pk": row.pk if row else 999_999}
    return kwargs | {"slug": "puron-tarina"} if name == "portal:practice" else kwargs


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.by_state])
def test_address_answers_each_part_in_each_state(world: World, name: str) -> None:
    row, wrong = TABLE[name], {}
    for state, version in world.versions.items():
        found = world.answers(name, row, state, **_kwargs(name, version, world.people["peer"]))
        for part in row.parts:
            expected = row.expected(part, state)
            is_right = found[part] in (200, 302, 400, 409) if expected == -1 else found[part] == expected
            if not is_right:
                wrong[part, state] = f"{found[part]}, not {expected}"
    assert wrong == {}


def test_methods_that_an_address_does_not_know_are_refused(world: World) -> None:
    """A deed does nothing for who only opens its address, and nothing can be deleted by a word of the protocol."""
    wrong = {}
    for name, row in TABLE.items():
        own = _kwargs(name, world.versions[State.PUBLISHED], None) if row.by_state else {}
        with override("fi"):
            url = reverse(name, kwargs={**row.kwargs, **own})
        methods = ("delete", "get") if row.method == "post" and name not in ASKED_FIRST else ("delete",)
        for method, part in product(methods, ("visitor", "author", "coordinator")):
            status = world.door.ask(part, method, url)
            may_move = part == "visitor" or name.startswith("account_")
            if status not in (NOT_SO, MISSING) and not (may_move and status == MOVED):
                wrong[name, method, part] = status
    assert wrong == {}


@pytest.mark.parametrize("part", PARTS)
def test_admin_opens_to_those_whose_roles_have_it(world: World, part: str) -> None:
    world.drawn.place = "admin"
    assert world.door.ask(part, "get", reverse("admin:index")) == (
        MOVED if part == "visitor" else OK if part in ADMIN else MISSING
    )


def test_every_page_of_our_own_in_the_admin_has_its_row() -> None:
    stock, own = split(_patterns(get_resolver()))
    assert len(stock) > 200
    assert own == set(OWN)


def test_pages_of_our_own_in_the_admin_answer_each_part(world: World) -> None:
    assert wrong_own(world) == {}


def test_stock_pages_of_the_admin_open_only_by_the_table_of_roles(world: World) -> None:
    """Every list opens to those who may see it; no page of a row to anybody who may not."""
    assert wrong_stock(world) == {}
