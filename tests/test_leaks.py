"""Canaries: words that may be seen by some people only are looked for on every page that every person can reach."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import override

from network import mailing
from network.models import MailChoice, User
from polkka.kit.grids import Grid
from polkka.upkeep import changes, clock, outbox
from polkka.upkeep.models import Change, Mail, Parked
from practices import (
    assessing,
    comments,
    edits,
    invitations,
    joining,
    planning,
    points,
    proposals,
    renewing,
    rough,
    self_check,
    translating,
)
from practices.models import Assessment, Author, Version, VersionAttachment
from practices.points import Request
from practices.states import State
from practices.tabular import checking
from scripts.audit.examples import examples
from scripts.audit.pages import machines

from .crawl import look, walk
from .factory import CRITERIA, Cast, draft, go, in_state, make_cast, person, read, yes_to_all
from .portal.world import known_pages
from .practices.files_made import shown_file
from .sharing import shared_database
from .test_access import TABLE, _patterns

pytestmark = pytest.mark.django_db
PARTS = (
    "visitor", "author", "editor", "stranger", "reader", "peer", "second_peer", "expert", "coordinator",
    "other_coordinator", "chief", "counsellor", "administrator", "outsider", "co_author", "waiting",
)  # fmt: skip
"""`co_author` joined one draft by an invitation; `waiting` has asked to join the project and proposed a school."""
AUTHORS = {"author", "editor"}
CO_AUTHORS = AUTHORS | {"co_author"}
COORDINATORS = {"coordinator", "other_coordinator", "chief"}
DECIDERS = {"coordinator", "chief"}
PRIVATE = re.compile(r"/(?:admin|files)/|/fi/(?:tyopoyta|koordinointi|arvioinnit|oma-tili|mukaan|kutsu)/")
"""Where a canary may stand at all: nobody’s own words are on a public page, not even for the person."""
READS_ALL = {"visitor", "author", "coordinator"}
"""Who walks the public pages too: the others get the same ones, as a test says."""
SECRET_FIELD = re.compile(r'<input type="hidden"[^>]*>')


@dataclass
class World:
    """Who there is, and canary → the parts that may see it."""

    people: dict[str, User | None]
    may: dict[str, set[str]]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Made once for all parts, through the ordinary rules."""
    with pytest.MonkeyPatch.context() as patch, shared_database(django_db_blocker):
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        cast = make_cast()
        people = cast.everybody() | {"co_author": person("invited"), "waiting": person("waiting")}
        people["outsider"] = person("outsider", "peer", language="sv")
        for user, group in product((cast.author, cast.second_peer, cast.other_coordinator), mailing.GROUPS):
            MailChoice.objects.create(user=user, kind=group.code, how=mailing.DAILY)
        may = hidden_while_written(cast, people) | hidden_while_assessed(cast) | hidden_once_public(cast)
        may |= hidden_of_who_waits(cast, people)
        may |= hidden_in_the_admin(cast)
        three_weeks_go_by()
        yield World(people, may | {"author@example.org": COORDINATORS | {"author", "administrator"}})


def hidden_while_written(cast: Cast, people: dict[str, User | None]) -> dict[str, set[str]]:
    """A draft with everything that is typed, added and said beside it."""
    version = draft(cast, title="Luonnoskanaria")
    Author.unscoped.create(practice=version.practice, user=people["co_author"])
    shown = shown_file(version, "Tiedostokanaria")
    VersionAttachment.unscoped.filter(pk=shown.pk).update(alt="Kuvakanaria")
    invitations.make(version.practice, by=cast.author, once="avain-12345", address="kutsukanaria@example.org")
    Version.unscoped.filter(pk=version.pk).update(aside="## Sivukanaria\n\nOdottaa.")
    too_long = rough.raw([("summary", "Karkeakanaria " + "x" * 9000)])
    edits.save(read(version), {"summary": too_long}, by=cast.author, seen={})
    translating.save(version, "sv", {"title": "Utkastkanaria"}, by=cast.author, seen={})
    self_check.save(version, {"CUR": assessing.Given(2, comment="Itsekanaria")}, by=cast.author)
    Parked.objects.create(path="/fi/tyopoyta/uusi/", fields=[["title", "Säilökanaria"]])
    comments.add(draft(cast), by=cast.author, text="Kommenttikanaria", question="challenge")
    comments.add(draft(cast, title="Kysyttykanaria"), by=cast.author, text="Neuvokanaria", asks=True)
    return {
        "Luonnoskanaria": CO_AUTHORS,
        "Tiedostokanaria": CO_AUTHORS,
        "Kuvakanaria": CO_AUTHORS,
        "kutsukanaria@example.org": CO_AUTHORS | {"administrator"},
        "Sivukanaria": CO_AUTHORS,
        "Karkeakanaria": CO_AUTHORS,
        "Utkastkanaria": CO_AUTHORS,
        "Itsekanaria": {"author"},
        "Säilökanaria": set(),
        "Kommenttikanaria": AUTHORS,
        "Kysyttykanaria": AUTHORS | COORDINATORS | {"administrator"},
        "Neuvokanaria": AUTHORS | COORDINATORS,
    }


def hidden_while_assessed(cast: Cast) -> dict[str, set[str]]:
    """One that waits, one that is assessed, and one that came back and is answered."""
    cast.peer.name, cast.peer.email = "Kanaria Ensimmäinen", "postikanaria@example.org"
    cast.peer.save()
    cast.second_peer.name = "Kanaria Toinen"
    cast.second_peer.save()
    in_state(cast, State.SUBMITTED, title="Jätettykanaria")
    version = in_state(cast, State.SUBMITTED, title="Arvioitavakanaria", contact_email="yhteyskanaria@example.org")
    assessing.save_gate(version, yes_to_all() | {"used": (True, "porttikanaria")}, by=cast.coordinator)
    version = go(version, "take_up", cast.coordinator)
    first = assessing.assign(version, cast.peer, kind="peer", by=cast.coordinator)
    soon = timezone.localdate() + timedelta(days=10)
    assessing.assign(version, cast.second_peer, kind="peer", by=cast.coordinator, deadline=soon)
    given = {code: assessing.Given(3, comment="arviokanaria") for code in CRITERIA}
    assessing.save(first, given, by=cast.peer, verdict="develop", confidence=1, praise="kehukanaria", suggestions="")
    assessing.finish(first, by=cast.peer)
    sent_back = in_state(cast, State.IN_ASSESSMENT, title="Palautettukanaria")
    requests = [Request("Pyyntökanaria", "result"), Request("Toinen pyyntö.")]
    following = go(sent_back, "return", cast.coordinator, note="Kirjekanaria.", requests=requests)
    asked = points.asked(following)[0]
    points.answer(following, {asked.pk: "Vastauskanaria"}, by=cast.author, seen={asked.pk: edits.digest("")})
    secret = Assessment.unscoped.filter(version=sent_back).first()
    assert secret is not None
    secret.answers.filter(criterion__code="CUR").update(comment="salakanaria", for_authors=False)
    secret.answers.filter(criterion__code="IMP").update(comment="avokanaria", for_authors=True)
    return {
        "Jätettykanaria": AUTHORS | COORDINATORS,
        "Arvioitavakanaria": AUTHORS | COORDINATORS | {"peer", "second_peer", "administrator"},
        "Kanaria Ensimmäinen": DECIDERS | {"peer", "administrator"},
        "Kanaria Toinen": DECIDERS | {"second_peer", "administrator"},
        "postikanaria@example.org": DECIDERS | {"peer", "administrator"},
        "arviokanaria": DECIDERS | {"peer"},
        "kehukanaria": DECIDERS | {"peer"},
        "porttikanaria": COORDINATORS,
        "yhteyskanaria@example.org": AUTHORS | COORDINATORS | {"peer", "second_peer"},
        "Palautettukanaria": AUTHORS | COORDINATORS | {"peer", "second_peer", "administrator"},
        "Kirjekanaria": AUTHORS | COORDINATORS | {"administrator"},
        "Pyyntökanaria": AUTHORS | COORDINATORS | {"administrator"},
        "Vastauskanaria": AUTHORS,
        "salakanaria": DECIDERS | {"peer"},
        "avokanaria": DECIDERS | AUTHORS | {"peer"},
    }


def hidden_once_public(cast: Cast) -> dict[str, set[str]]:
    """What was taken away, and what is being renewed of a published one."""
    in_state(cast, State.WITHDRAWN, result="poistettukanaria")
    published = in_state(cast, State.PUBLISHED, title="Julkinen", contact_email="kysy@example.org")
    offered = {"title": "Käännöskanaria", "summary": "Offrerad."}
    translating.save(published, "sv", offered, by=cast.author, seen={})
    translating.save(published, "en", {"title": "Keskenkanaria"}, by=cast.author, seen={})
    renewing.offer(published, "sv", by=cast.author, state="summary")
    following = edits.new_version(published, by=cast.author)
    edits.save(following, {"result": "uusikanaria"}, by=cast.author, seen={})
    shown_file(following, "Uusitiedostokanaria")
    invitations.make(published.practice, by=cast.author, once="avain-98765", address="jatkokanaria@example.org")
    return {
        "poistettukanaria": AUTHORS | COORDINATORS,
        "uusikanaria": AUTHORS,
        "Uusitiedostokanaria": AUTHORS,
        "jatkokanaria@example.org": AUTHORS | {"administrator"},
        "Käännöskanaria": AUTHORS | DECIDERS,
        "Keskenkanaria": AUTHORS,
    }


def hidden_of_who_waits(cast: Cast, people: dict[str, User | None]) -> dict[str, set[str]]:
    """A person who asked to join a project and proposed a school."""
    asker = people["waiting"]
    assert asker is not None
    asker.name = "Odottavakanaria"
    asker.save()
    joining.ask(asker, project=cast.project)
    proposals.propose_school(asker, name="Ehdotuskanaria", municipality="Koivula", kind="school")
    return {
        "waiting@example.org": COORDINATORS | {"author", "administrator", "waiting"},
        "Odottavakanaria": COORDINATORS | {"author", "administrator", "waiting"},
        "Ehdotuskanaria": COORDINATORS | {"counsellor", "administrator", "waiting"},
    }


def hidden_in_the_admin(cast: Cast) -> dict[str, set[str]]:
    """What somebody changed, a publication that is planned, and a spreadsheet of which nothing has been made yet."""
    fields = {"name": ["Entinenkanaria", "Kanaria Ensimmäinen"]}
    changes.note(cast.peer, Change.Deed.CHANGE, by=cast.administrator, fields=fields)
    ready = in_state(cast, State.IN_ASSESSMENT, title="Ajoitettukanaria")
    at = timezone.now() + timedelta(days=300)
    planning.plan(ready, at, by=cast.coordinator, seen=read(ready).edit, note="Ajastuskanaria.")
    grid = Grid(["name", "kind"], [(2, ["Taulukkokanaria", "school"])])
    sheet = checking.prepared(grid, "organisations", name="taulukkonimikanaria.xlsx", by=cast.coordinator)
    sheet.save()
    return {
        "Entinenkanaria": {"chief", "administrator"},
        "Ajoitettukanaria": AUTHORS | COORDINATORS | {"peer", "second_peer", "administrator"},
        "Ajastuskanaria": AUTHORS | COORDINATORS,
        "Taulukkokanaria": {"coordinator"},
        "taulukkonimikanaria": {"coordinator"},
    }


def three_weeks_go_by() -> None:
    """Words of drafts are gathered for the search, reminders and messages of the day are written."""
    noon = timezone.localtime().replace(hour=12) + timedelta(days=21)
    with time_machine.travel(noon, tick=False):
        clock.run()


def test_results_are_not_in_a_preview_before_the_decision(cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    assessing.assign(version, cast.expert, kind="expert", by=cast.coordinator)
    for part, user in cast.everybody().items():
        client = Client()
        if user:
            client.force_login(user)
        answer = client.get(f"/fi/tyopoyta/{version.practice.public_id}/esikatselu/")
        assert "<table" not in answer.content.decode(), part
        assert answer.status_code in (200, 302, 404), part


@pytest.mark.parametrize("part", ["visitor", "stranger", "other_coordinator", "counsellor", "administrator"])
def test_fields_that_find_tell_nothing_more(world: World, part: str) -> None:
    """Suggestions while one types, lists searched for a part of every canary, quick find, and the search of readers."""
    user, client, heard = world.people[part], Client(), {}
    if user:
        client.force_login(user)
    for url in finders() if user and user.has_perm("polkka.admin") else open_finders():
        _status, _headers, text = look(client, url)
        found = {canary for canary in world.may if canary in html.unescape(text)}
        heard |= {(canary, url): part for canary in found if part not in world.may[canary]}
    assert heard == {}


def open_finders() -> list[str]:
    """The addresses outside the admin that look for the same."""
    names = ("practices", "projects", "organisations", "glossary", "feed", "feed_json", "suggestions", "overview_csv")
    views = (
        *(f"portal:{name}" for name in names),
        "api_practices",
        "practices:keywords",
        "practices:place_suggestions",
    )
    with override("fi"):
        return [f"{reverse(view)}?q=kanari" for view in views]


def finders() -> list[str]:
    """The addresses of the admin that look for "kanari", which every canary holds and none is."""
    urls = [f"{reverse('admin:find')}?q=kanari"]
    for model, page in admin.site._registry.items():
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        urls += [f"{reverse(f'admin:{name}_changelist')}?q=kanari"] if page.search_fields else []
        for one in (page, *(inline(model, admin.site) for inline in page.inlines)):
            urls += [_suggestions(one.model, field) for field in one.autocomplete_fields]
    return urls


def _suggestions(model: Any, field: str) -> str:
    names = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field}
    return f"{reverse('admin:autocomplete')}?{urlencode(names | {'term': 'kanari'})}"


def test_messages_tell_their_receivers_only_what_they_may_see(world: World) -> None:
    """Every row of the outbox, in words and in what it keeps; what the organisations of readers get is public."""
    parts = {user.email: part for part, user in world.people.items() if user}
    rows = list(Mail.objects.exclude(kind__in=outbox.SECRET))
    assert {"take_up", "assigned", "return", "outcome", "reminder_silent", "digest"} <= {mail.kind for mail in rows}
    told = {}
    for mail in rows:
        text = "\n".join((*outbox.render(mail), json.dumps(mail.context, ensure_ascii=False)))
        part = parts.get(mail.address, mail.address)
        found = {canary for canary in world.may if canary in text and part not in world.may[canary]}
        told |= {(mail.kind, part, canary): mail.key for canary in found}
    assert told == {}


def test_public_pages_do_not_ask_who_is_asking(world: World) -> None:
    """What stands between the head and the foot of a page is the same as for a visitor, on one page of every kind."""
    urls = [page.path for page in known_pages() if page.language == "fi" and page.kind.view.startswith("portal:")]
    assert len(urls) > 25
    plain, differing = {url: main_of(Client(), url) for url in urls}, {}
    for part in ("editor", "chief", "administrator"):
        user, client = world.people[part], Client()
        assert user is not None
        client.force_login(user)
        differing |= {(part, url): "" for url in urls if main_of(client, url) != plain[url]}
    assert differing == {}


def main_of(client: Client, url: str) -> str:
    """The main part of a page without what is drawn by lot for each form."""
    return SECRET_FIELD.sub("", look(client, url)[2].partition("<main")[2].partition("</main>")[0])


SONGS = {
    "author": {"Kommenttikanaria", "Neuvokanaria", "Tiedostokanaria", "Kuvakanaria", "kutsukanaria@example.org",
               "Luonnoskanaria", "Sivukanaria", "Karkeakanaria", "Utkastkanaria", "Itsekanaria", "Jätettykanaria",
               "Arvioitavakanaria", "Palautettukanaria", "avokanaria", "uusikanaria", "Käännöskanaria",
               "Keskenkanaria", "Kirjekanaria", "Pyyntökanaria", "Vastauskanaria", "Odottavakanaria"},
    "co_author": {"Luonnoskanaria", "Tiedostokanaria", "Sivukanaria", "Karkeakanaria", "Utkastkanaria"},
    "coordinator": {"Neuvokanaria", "Jätettykanaria", "Ehdotuskanaria", "Odottavakanaria", "Pyyntökanaria",
                    "Arvioitavakanaria", "Kanaria Ensimmäinen", "Kanaria Toinen",
                    "arviokanaria", "salakanaria", "porttikanaria", "Käännöskanaria"},
    "peer": {"Arvioitavakanaria"},
    "waiting": {"Ehdotuskanaria"},
}  # fmt: skip
"""What a walk has to hear: one that reached nothing would prove nothing."""


@pytest.mark.parametrize("part", PARTS)
def test_canaries_are_seen_only_by_whom_and_where_they_may(world: World, part: str) -> None:
    user = world.people[part]
    starts = ["/fi/tyopoyta/", "/fi/"] if user else ["/fi/", "/sv/", "/en/", *machines(examples())]
    admin = ["/admin/"] if user and user.has_perm("polkka.admin") else []
    seen = walk(user, *starts, *admin, only=None if part in READS_ALL else PRIVATE)
    heard = {canary: urls for canary in world.may if (urls := seen.holding(canary))}
    assert {canary: urls for canary, urls in heard.items() if part not in world.may[canary]} == {}
    public = {canary: [url for url in urls if not PRIVATE.match(url)] for canary, urls in heard.items()}
    assert {canary: urls for canary, urls in public.items() if urls} == {}
    assert SONGS.get(part, set()) - heard.keys() == set()


def test_every_address_of_a_practice_is_asked_in_every_state() -> None:
    """The matrix of access holds a state for each of them; a cover is drawn from the address alone."""
    of_one = {name for name, pattern in _patterns(get_resolver()) if "public_id" in pattern.pattern.converters}
    assert {name for name in of_one if name in TABLE and not TABLE[name].by_state} == {"cover"}
    assert len(of_one & set(TABLE)) > 30
