"""The access matrix: every address × every part × every state has its answer here, and no address is missing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import override

from polkka.access import access_of
from practices.models import Assessment, Version
from practices.states import State

from .factory import Cast, in_state

PARTS = (
    "visitor", "author", "editor", "stranger", "reader", "peer", "second_peer", "expert", "coordinator",
    "other_coordinator", "chief", "counsellor", "administrator",
)  # fmt: skip
SIGNED_IN = frozenset(PARTS) - {"visitor"}
AUTHORS = frozenset({"author", "editor"})
COORDINATORS = frozenset({"coordinator", "other_coordinator", "chief"})
DECIDERS = frozenset({"coordinator", "chief"})
WRITERS = AUTHORS | {"stranger"}
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


def public(status: int = OK, **kwargs: Any) -> Row:
    return Row(lambda part, state: status, kwargs)


def only(parts: frozenset[str], status: int = OK, *, otherwise: int = MISSING, **kwargs: Any) -> Row:
    """Signed-in people of these parts; a visitor is asked to sign in; to others the page is missing."""
    return Row(lambda part, state: MOVED if part == "visitor" else status if part in parts else otherwise, kwargs)


def bound(answer: Expected, method: str = "get", **kwargs: Any) -> Row:
    """An address of one version; a visitor is asked to sign in."""
    return Row(lambda part, state: MOVED if part == "visitor" else answer(part, state), kwargs, method, by_state=True)


def _live(published: int, withdrawn: int = GONE, **kwargs: Any) -> Row:
    """A public address of a practice: what is neither published nor withdrawn is missing to everybody."""
    answers = {State.PUBLISHED: published, State.SUPERSEDED: published, State.WITHDRAWN: withdrawn}
    return Row(lambda part, state: answers.get(State(state), MISSING), kwargs, by_state=True)


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


def _coordinates(part: str, state: str) -> int:
    return OK if part in COORDINATORS and state in ASKED else MISSING


def _posts_as_decider(part: str, state: str) -> int:
    """A POST that decides: refused in words (409) or done (302) for those who decide, missing to everybody else."""
    return -1 if part in DECIDERS and state in ASKED else MISSING


def _assesses(part: str, state: str) -> int:
    """The own assessment: while it is open or the version in assessment, and the own answers after the decision."""
    seen_in = (State.IN_ASSESSMENT, State.RETURNED, State.DECLINED, State.PUBLISHED, State.SUPERSEDED)
    return OK if part == "peer" and state in seen_in else MISSING


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
    "invitation": public(GONE, token="no-such-token"),
    "practices:desk": only(SIGNED_IN),
    "practices:accept": _by_post(MOVED, pk=999_999),
    "practices:account": only(SIGNED_IN),
    "practices:account_mail": _by_post(MOVED),
    "practices:account_leave": only(SIGNED_IN, MISSING, kind="school", pk=999_999),
    "practices:account_sessions": _by_post(MOVED),
    "practices:account_code": only(SIGNED_IN, MOVED),
    "practices:account_export": only(SIGNED_IN),
    "practices:account_delete": only(SIGNED_IN),
    "practices:account_deleted": public(),
    "practices:lost_mailbox": public(),
    "practices:place": bound(_places),
    "practices:create": Row(lambda part, state: OK if part in WRITERS else MOVED),
    "practices:welcome": only(SIGNED_IN),
    "practices:place_suggestions": only(SIGNED_IN),
    "practices:project_people": only(AUTHORS, code="puro"),
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
    "practices:from_file": only(SIGNED_IN - AUTHORS - {"stranger"}, MOVED, otherwise=OK),
    "practices:placed": bound(lambda part, state: MOVED if part in AUTHORS else MISSING),
    "practices:aside": bound(lambda part, state: MOVED if part in AUTHORS else MISSING, "post"),
    "practices:similar": bound(lambda part, state: MOVED if part in AUTHORS else MISSING, "post"),
    "practices:comments": bound(_is_author),
    "practices:comment": bound(lambda part, state: MISSING, "post", pk=999_999),
    "practices:ask": bound(_is_author),
    "practices:new_version": bound(lambda part, state: -1 if part in AUTHORS else MISSING, "post"),
    "practices:move": bound(lambda part, state: -1 if part in AUTHORS else MISSING, "post", name="retract"),
    "practices:queue": only(PEERS | {"expert"}),
    "practices:assess": bound(_assesses),
    "practices:coordination": only(COORDINATORS),
    "practices:decide": bound(_coordinates),
    "practices:decide_text": bound(_reads_translation, language="sv"),
    "practices:take_up": bound(_posts_as_decider, "post"),
    "practices:assign": bound(_posts_as_decider, "post"),
}
"""-1: whatever the deed answers, but neither "missing" nor an error of ours."""


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


def _answer(user: Any, name: str, row: Row, **kwargs: Any) -> int:
    client = Client()
    if user:
        client.force_login(user)
    with override("fi"):
        url = reverse(name, kwargs={**row.kwargs, **kwargs})
    return getattr(client, row.method)(url).status_code


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if not row.by_state])
def test_address_answers_each_part(cast: Cast, name: str) -> None:
    row, people = TABLE[name], cast.everybody()
    found = {part: _answer(people[part], name, row) for part in PARTS}
    assert found == {part: row.expected(part, "") for part in PARTS}


def _kwargs(name: str, version: Version, peer: Any) -> dict[str, Any]:
    if name == "practices:assess":
        row = Assessment.unscoped.filter(version=version, assessor=peer).first()
        return {"pk": row.pk if row else 999_999}
    kwargs = {"public_id": version.practice.public_id}
    return kwargs | {"slug": "puron-tarina"} if name == "portal:practice" else kwargs


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.by_state])
def test_address_answers_each_part_in_each_state(cast: Cast, name: str, state: str) -> None:
    row, people = TABLE[name], cast.everybody()
    version = in_state(cast, state)
    kwargs = _kwargs(name, version, cast.peer)
    found = {part: _answer(people[part], name, row, **kwargs) for part in PARTS}
    expected = {part: row.expected(part, state) for part in PARTS}
    for part, status in expected.items():
        if status == -1 and found[part] in (200, 302, 400, 409):
            found[part] = -1
    assert found == expected


@pytest.mark.parametrize("part", PARTS)
def test_admin_opens_to_those_whose_roles_have_it(cast: Cast, part: str) -> None:
    user = cast.everybody()[part]
    assert _answer(user, "admin:index", Row(lambda p, s: OK)) == (
        MOVED if part == "visitor" else OK if part in ADMIN else MISSING
    )


@pytest.mark.parametrize("part", PARTS)
def test_admin_pages_answer_without_a_fault(cast: Cast, part: str) -> None:
    """Every change list of the admin: shown to those who may see it, refused to the others."""
    user = cast.everybody()[part]
    in_state(cast, State.PUBLISHED)
    lists = [n for n, _pattern in _patterns(get_resolver()) if n.startswith("admin:") and n.endswith("_changelist")]
    assert len(lists) > 15
    for name in lists:
        app, model = name.removeprefix("admin:").removesuffix("_changelist").split("_", 1)
        may = part in ADMIN and user is not None and user.has_perm(f"{app}.view_{model}")
        status = _answer(user, name, Row(lambda p, s: OK))
        assert status == (MOVED if part == "visitor" else MISSING if part not in ADMIN else OK if may else 403), name
