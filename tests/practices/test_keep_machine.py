"""Two people with two tabs each, in any order: every word that was typed is stored, kept, parked or on a screen."""

import json
import os
import re
from typing import Any

from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from polkka.upkeep import outbox
from polkka.upkeep.models import Parked
from practices import completeness
from practices.models import Practice, Rough, Text
from practices.states import State

from ..factory import Cast, draft, go, read
from .pages import as_sent, url

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "8"))
STEPS = int(os.environ.get("MACHINE_STEPS", "8"))
PAGES = {"basics": ("summary", "title"), "method": ("steps-0-text", "method", "steps-1-title", "steps-2-title")}
ALL = [("author", 1), ("author", 2), ("editor", 1), ("editor", 2)]
TABS = st.sampled_from(ALL)
PAGE = st.sampled_from(sorted(PAGES))


def code_of(name: str) -> str:
    return name.partition("-")[0]


class Tab:
    """What stands on one screen: the fields, the digests they were shown with, and what the server has of them."""

    def __init__(self, page: str, fields: dict[str, Any]) -> None:
        self.page, self.fields, self.saved = page, dict(fields), dict(fields)

    def names(self, code: str) -> list[str]:
        return [name for name in self.fields if name == f"seen-{code}" or code_of(name) == code]

    def changed(self) -> list[str]:
        codes = {code_of(name) for name in self.fields if not name.startswith("seen-")}
        return sorted(c for c in codes if any(self.fields[n] != self.saved.get(n) for n in self.names(c)))


class Writing(RuleBasedStateMachine):
    """`cast` is set by the test."""

    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        with outbox.muted():
            self.version = draft(self.cast)
        self.clients = {part: Client() for part in ("author", "editor")}
        for part, client in self.clients.items():
            client.force_login(getattr(self.cast, part))
        self.tabs: dict[tuple[str, int], Tab] = {}
        self.words: list[str] = []
        self.answered: list[str] = []

    def client(self, tab: tuple[str, int]) -> Client:
        return self.clients[tab[0]]

    # --- what people do
    @initialize(page=PAGE)
    def everybody_opens_one_page(self, page: str) -> None:
        for tab in ALL:
            self.open(tab, page)

    @rule(tab=TABS, page=PAGE)
    def open(self, tab: tuple[str, int], page: str) -> None:
        if tab in self.tabs and self.tabs[tab].changed():
            return
        response = self.client(tab).get(url(self.version, page))
        self.tabs.pop(tab, None)
        if response.status_code == 200:
            self.tabs[tab] = Tab(page, as_sent(response.context["form"]))

    @rule(tab=TABS, place=st.integers(0, 2), kind=st.sampled_from(["word", "word", "long", "control"]))
    def type(self, tab: tuple[str, int], place: int, kind: str) -> None:
        if tab not in self.tabs:
            self.open(tab, "basics" if place % 2 else "method")
        if tab not in self.tabs:
            return
        names = PAGES[self.tabs[tab].page]
        name = names[place % len(names)]
        word = f"q{len(self.words)}z"
        self.words.append(word)
        more = {"word": "", "long": "x" * 7000, "control": "\x07"}[kind]
        fields = self.tabs[tab].fields
        fields[name] = f"{fields.get(name) or ''} {word}{more}"

    @rule(tab=TABS)
    def save_by_itself(self, tab: tuple[str, int]) -> None:
        here = self.tabs.get(tab)
        if here is None:
            return
        sent = {name: here.fields[name] for code in here.changed() for name in here.names(code)}
        headers = {"accept": "application/json"}
        response = self.client(tab).post(url(self.version, here.page), sent | {"go": "auto"}, headers=headers)
        told = response.json()
        if told["state"] != "saved":
            return
        for code in [code for code in here.changed() if code not in told["conflicts"]]:
            here.fields[f"seen-{code}"] = told["seen"][code]
            here.saved |= {name: here.fields[name] for name in here.names(code)}

    @rule(tab=TABS, other=TABS)
    def two_write_and_both_save(self, tab: tuple[str, int], other: tuple[str, int]) -> None:
        for one in (tab, other):
            self.type(one, 0, "word")
        for one in (tab, other):
            self.save_by_itself(one)
        for one in (tab, other):
            if one in self.tabs:
                self.open(one, self.tabs[one].page)

    @rule(tab=TABS, twice=st.booleans())
    def save(self, tab: tuple[str, int], twice: bool) -> None:
        here = self.tabs.get(tab)
        if here is None:
            return
        for _time in range(1 + twice):
            response = self.client(tab).post(url(self.version, here.page), here.fields | {"go": "stay"})
        self.heard(tab, here, response)

    def heard(self, tab: tuple[str, int], here: Tab, response: Any) -> None:
        """Go on with the page that answers a save."""
        if response.status_code == 302:
            del self.tabs[tab]
            return
        form = (response.context or {}).get("form")
        if form is None:  # no draft any more: the page holds what was typed, to be copied
            self.answered.append(response.content.decode())
            del self.tabs[tab]
            return
        again = Tab(here.page, as_sent(form))
        for asked in form.asked():
            if asked.theirs and asked.theirs != "–":
                name = next(name for name in PAGES[here.page] if code_of(name) == asked.input.code)
                again.fields[name] = f"{again.fields.get(name) or ''} {asked.theirs}"  # both, as people do
        self.tabs[tab] = again

    @rule(tab=TABS)
    def save_after_the_session_has_ended(self, tab: tuple[str, int]) -> None:
        here = self.tabs.get(tab)
        if here is None:
            return
        Client().post(url(self.version, here.page), here.fields)
        kept = Parked.objects.order_by("-pk").first()
        del self.tabs[tab]
        response = self.client(tab).post(kept.path, dict(kept.fields) | {"parked": kept.key})
        self.heard_after_parking(tab, here, response)

    def heard_after_parking(self, tab: tuple[str, int], here: Tab, response: Any) -> None:
        if response.status_code != 302:
            self.tabs[tab] = here
            self.heard(tab, here, response)

    @precondition(lambda self: self.tabs)
    @rule()
    def submit_or_take_back(self) -> None:
        version = read(self.version)
        with outbox.muted():
            if version.state == State.DRAFT and not completeness.missing(version):
                go(version, "submit", self.cast.author)
            elif version.state == State.SUBMITTED:
                go(version, "retract", self.cast.author)

    # --- what must always hold
    @invariant()
    def every_word_is_somewhere(self) -> None:
        places = [json.dumps(tab.fields, ensure_ascii=False) for tab in self.tabs.values()]
        columns = ("title", "summary", "method", "steps")
        texts = Text.unscoped.filter(version__practice=self.version.practice_id).values_list(*columns)
        rough = Rough.unscoped.filter(version__practice=self.version.practice_id).values_list("fields", flat=True)
        held = [json.dumps(list(row), ensure_ascii=False) for row in texts] + [json.dumps(row) for row in rough]
        parked = [json.dumps(row.fields) for row in Parked.objects.all()]
        found = set(re.findall(r"q\d+z", " ".join([*places, *held, *parked, *self.answered])))
        assert set(self.words) <= found, sorted(set(self.words) - found)

    def teardown(self) -> None:
        Parked.objects.all().delete()
        Practice.unscoped.filter(pk=self.version.practice_id).delete()


def test_every_word_is_somewhere_whatever_people_do(cast: Cast) -> None:
    machine = type("Machine", (Writing,), {"cast": cast})
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, database=None, suppress_health_check=checks
        ),
    )
