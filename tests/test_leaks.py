"""Canaries: words that may be seen by some people only are looked for on every page that every person can reach."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from practices import assessing, comments, edits, joining, renewing, translating
from practices.models import Assessment
from practices.states import State

from .crawl import walk
from .factory import CRITERIA, Cast, draft, go, in_state, person, yes_to_all
from .practices.files_made import shown_file

PARTS = (
    "visitor", "author", "editor", "stranger", "reader", "peer", "second_peer", "expert", "coordinator",
    "other_coordinator", "chief", "counsellor", "administrator", "outsider",
)  # fmt: skip
AUTHORS = {"author", "editor"}
COORDINATORS = {"coordinator", "other_coordinator", "chief"}
DECIDERS = {"coordinator", "chief"}


@pytest.fixture
def places(cast: Cast, settings: Any, tmp_path: Path) -> dict[str, set[str]]:
    """Canary → the parts that may see it; everything is set up through the ordinary rules."""
    cast.peer.name, cast.peer.email = "Kanaria Ensimmäinen", "postikanaria@example.org"
    cast.peer.save()
    cast.second_peer.name = "Kanaria Toinen"
    cast.second_peer.save()
    settings.MEDIA_ROOT = tmp_path
    shown_file(draft(cast, title="Luonnoskanaria"), "Tiedostokanaria")
    comments.add(draft(cast), by=cast.author, text="Kommenttikanaria", question="challenge")
    comments.add(draft(cast, title="Kysyttykanaria"), by=cast.author, text="Neuvokanaria", asks=True)
    in_state(cast, State.SUBMITTED, title="Jätettykanaria")
    version = in_state(cast, State.SUBMITTED, title="Arvioitavakanaria", contact_email="yhteyskanaria@example.org")
    assessing.save_gate(version, yes_to_all() | {"used": (True, "porttikanaria")}, by=cast.coordinator)
    version = go(version, "take_up", cast.coordinator)
    first = assessing.assign(version, cast.peer, kind="peer", by=cast.coordinator)
    assessing.assign(version, cast.second_peer, kind="peer", by=cast.coordinator)
    given = {code: assessing.Given(3, comment="arviokanaria") for code in CRITERIA}
    assessing.save(first, given, by=cast.peer, verdict="develop", confidence=1, praise="kehukanaria", suggestions="")
    assessing.finish(first, by=cast.peer)
    returned = in_state(cast, State.RETURNED, title="Palautettukanaria")
    secret = Assessment.unscoped.filter(version=returned).first()
    assert secret is not None
    secret.answers.filter(criterion__code="CUR").update(comment="salakanaria", for_authors=False)
    secret.answers.filter(criterion__code="IMP").update(comment="avokanaria", for_authors=True)
    in_state(cast, State.WITHDRAWN, result="poistettukanaria")
    published = in_state(cast, State.PUBLISHED, title="Julkinen", contact_email="kysy@example.org")
    offered = {"title": "Käännöskanaria", "summary": "Offrerad."}
    translating.save(published, "sv", offered, by=cast.author, seen={})
    translating.save(published, "en", {"title": "Keskenkanaria"}, by=cast.author, seen={})
    renewing.offer(published, "sv", by=cast.author, state="summary")
    edits.save(edits.new_version(published, by=cast.author), {"result": "uusikanaria"}, by=cast.author, seen={})
    asker = person("pyyntokanaria")
    joining.ask(asker, project=cast.project)
    joining.propose_school(asker, name="Ehdotuskanaria", municipality="Koivula", kind="school")
    return {
        "pyyntokanaria@example.org": DECIDERS | {"author", "administrator"},
        "Ehdotuskanaria": COORDINATORS | {"counsellor", "administrator"},
        "Luonnoskanaria": AUTHORS,
        "Kommenttikanaria": AUTHORS,
        "Kysyttykanaria": AUTHORS | COORDINATORS,
        "Neuvokanaria": AUTHORS | COORDINATORS,
        "Tiedostokanaria": AUTHORS,
        "Jätettykanaria": AUTHORS | COORDINATORS,
        "Arvioitavakanaria": AUTHORS | COORDINATORS | {"peer", "second_peer", "administrator"},
        "Kanaria Ensimmäinen": DECIDERS | {"peer", "administrator"},
        "Kanaria Toinen": DECIDERS | {"second_peer", "administrator"},
        "postikanaria@example.org": DECIDERS | {"peer", "administrator"},
        "arviokanaria": DECIDERS | {"peer"},
        "kehukanaria": DECIDERS | {"peer"},
        "porttikanaria": COORDINATORS,
        "Palautettukanaria": AUTHORS | COORDINATORS,
        "salakanaria": DECIDERS,
        "avokanaria": DECIDERS | AUTHORS,
        "poistettukanaria": AUTHORS | COORDINATORS,
        "uusikanaria": AUTHORS,
        "Käännöskanaria": AUTHORS | DECIDERS,
        "Keskenkanaria": AUTHORS,
        "yhteyskanaria@example.org": AUTHORS | COORDINATORS | {"peer", "second_peer"},
        "author@example.org": COORDINATORS | {"author", "administrator"},
    }


@pytest.mark.parametrize("part", PARTS)
def test_results_are_not_in_a_preview_before_the_decision(cast: Cast, part: str) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    assessing.assign(version, cast.expert, kind="expert", by=cast.coordinator)
    user = cast.everybody().get(part)
    client = Client()
    if user:
        client.force_login(user)
    answer = client.get(f"/fi/tyopoyta/{version.practice.public_id}/esikatselu/")
    assert "<table" not in answer.content.decode()
    assert answer.status_code in (200, 302, 404)


@pytest.mark.parametrize("part", PARTS)
def test_canaries_are_seen_only_where_they_may(cast: Cast, places: dict[str, set[str]], part: str) -> None:
    people = cast.everybody() | {"outsider": person("outsider", "peer", language="sv")}
    user = people[part]
    starts = ["/fi/tyopoyta/", "/fi/"] if user else ["/fi/", "/sv/", "/en/"]
    admin = ["/admin/"] if user and user.has_perm("polkka.admin") else []
    seen = walk(user, *starts, *admin)
    leaks = {canary: urls for canary, may in places.items() if part not in may and (urls := seen.holding(canary))}
    assert leaks == {}


SONGS = {
    "author": {"Kommenttikanaria", "Neuvokanaria",
               "Luonnoskanaria", "Tiedostokanaria", "Jätettykanaria",
               "Arvioitavakanaria", "Palautettukanaria", "avokanaria", "uusikanaria", "Käännöskanaria",
               "Keskenkanaria"},
    "coordinator": {"Neuvokanaria", "Jätettykanaria",
                    "Arvioitavakanaria", "Kanaria Ensimmäinen", "Kanaria Toinen",
                    "arviokanaria", "salakanaria", "porttikanaria", "Käännöskanaria"},
    "peer": {"Arvioitavakanaria"},
}  # fmt: skip


@pytest.mark.parametrize("part", list(SONGS))
def test_the_walk_hears_the_canaries_that_a_person_may(cast: Cast, places: dict[str, set[str]], part: str) -> None:
    """A walk that reached nothing would prove nothing."""
    seen = walk(cast.everybody()[part], "/fi/tyopoyta/")
    assert {canary for canary in SONGS[part] if seen.holding(canary)} == SONGS[part]
