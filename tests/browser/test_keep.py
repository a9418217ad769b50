"""Writing in a browser that loses its network, its session or its life: nothing typed is lost."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from polkka.kit.last_words import KEPT, WHY
from polkka.upkeep.models import Parked
from practices.models import Text, Version

from ..factory import Cast, draft
from .conftest import Visitor
from .test_chain import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[..., Visitor]
SOON = 10_000  # ms


def stored(version: Version) -> str:
    return Text.unscoped.get(version=version, is_original=True).challenge


def state(page: Page, name: str) -> None:
    expect(page.locator(f"#saving [data-state={name}]")).to_be_visible(timeout=SOON)


def write(page: Page, words: str) -> None:
    page.locator("[name=challenge]").press("Control+End")
    page.keyboard.type(words)


@pytest.fixture
def version(people: Cast) -> Version:
    return draft(people, challenge="Alku.")


@pytest.fixture
def author(visitor: Enter, people: Cast, version: Version) -> Visitor:
    person = visitor()
    sign_in(person, people.author)
    person.goto(f"/fi/tyopoyta/{version.practice.public_id}/muokkaa/challenge/")
    return person


def test_a_page_saves_by_itself_and_says_so(author: Visitor, version: Version) -> None:
    begun = time.monotonic()
    write(author.page, " Jatkoa.")
    state(author.page, "saved")
    assert (stored(version), time.monotonic() - begun < 10) == ("Alku. Jatkoa.", True)
    author.look()


def test_without_a_network_text_is_kept_and_sent_when_it_returns(author: Visitor, version: Version) -> None:
    author.context.set_offline(True)
    write(author.page, " Verkotta.")
    state(author.page, "offline")
    author.look()
    held = (stored(version), author.page.evaluate("Object.values(localStorage).join()"))
    author.context.set_offline(False)
    state(author.page, "saved")
    assert (held[0], "Verkotta" in held[1]) == ("Alku.", True)
    assert (stored(version), author.page.evaluate("localStorage.length")) == ("Alku. Verkotta.", 0)


def test_a_portal_that_cannot_save_loses_nothing(author: Visitor, version: Version, settings: Any) -> None:
    settings.READ_ONLY = True
    write(author.page, " Suljettuna.")
    state(author.page, "away")
    author.look()
    held = (stored(version), author.page.evaluate("Object.values(localStorage).join()"))
    settings.READ_ONLY = False
    author.page.evaluate("dispatchEvent(new Event('focus'))")
    state(author.page, "saved")
    assert (held[0], "Suljettuna" in held[1]) == ("Alku.", True)
    assert (stored(version), author.page.evaluate("localStorage.length")) == ("Alku. Suljettuna.", 0)


def test_a_form_that_could_not_be_saved_is_sent_again_by_a_button(
    visitor: Enter, people: Cast, version: Version, settings: Any
) -> None:
    person = visitor(script=False)
    sign_in(person, people.author)
    person.goto(f"/fi/tyopoyta/{version.practice.public_id}/muokkaa/challenge/")
    person.page.locator("[name=challenge]").fill("Ilman skriptiä.\n\nToinen kappale.")
    settings.READ_ONLY = True
    person.go(person.page.locator(".button-row > [name=go][value=stay]"))
    expect(person.page.locator("h1")).to_have_text(WHY["read_only"]["fi"][0])
    person.look()
    settings.READ_ONLY = False
    person.press(KEPT["fi"]["button"])
    assert stored(version) == "Ilman skriptiä.\n\nToinen kappale."


def test_a_session_that_ends_loses_nothing(author: Visitor, version: Version, people: Cast) -> None:
    Session.objects.all().delete()
    write(author.page, " Istunnotta.")
    state(author.page, "out")
    author.look()
    with author.context.expect_page() as opened:
        author.page.locator("[data-state=out] a").click()
    other = Visitor(opened.value, author.context, author.site, False)
    other.page.wait_for_load_state()
    sign_in(other, people.author)
    author.page.bring_to_front()
    author.page.evaluate("dispatchEvent(new Event('focus'))")
    state(author.page, "saved")
    assert stored(version) == "Alku. Istunnotta."


def test_a_button_pressed_after_the_session_has_ended_leads_to_the_text(author: Visitor, version: Version) -> None:
    author.page.add_init_script("Object.defineProperty(globalThis, 'fetch', {value: () => new Promise(() => {})})")
    author.page.reload()
    Session.objects.all().delete()
    write(author.page, " Painikkeella.")
    author.go(author.page.locator(".button-row > [name=go][value=stay]"))
    assert ["challenge", "Alku. Painikkeella."] in Parked.objects.get().fields


def test_a_browser_that_dies_loses_no_more_than_ten_seconds(author: Visitor, version: Version) -> None:
    write(author.page, " Ennen.")
    state(author.page, "saved")
    author.page.evaluate("() => { globalThis.fetch = () => new Promise(() => {}) }")  # nothing leaves any more
    write(author.page, " Viime hetki.")
    author.page.wait_for_timeout(600)
    author.page.close(run_before_unload=False)
    again = author.context.new_page()
    again.goto(f"{author.site}/fi/tyopoyta/{version.practice.public_id}/muokkaa/challenge/")
    expect(again.locator("#saving-found")).to_be_visible()
    Visitor(again, author.context, author.site, False).look()
    again.locator("[data-put-back]").click()
    state(again, "saved")
    assert stored(version) == "Alku. Ennen. Viime hetki."


def test_two_tabs_meet_in_one_field_and_both_texts_are_shown(author: Visitor, version: Version) -> None:
    second = author.context.new_page()
    second.goto(author.page.url)
    expect(second.locator("[data-others=tab]")).to_be_visible()
    write(author.page, " Ensin.")
    state(author.page, "saved")
    write(second, " Sitten.")
    state(second, "conflict")
    with second.expect_navigation():
        second.locator("[data-state=conflict] button").click()
    expect(second.locator("#theirs-text-challenge")).to_have_value("Alku. Ensin.")
    expect(second.locator("[name=challenge]")).to_have_value("Alku. Sitten.")
    second.locator("[name=challenge]").fill("Alku. Ensin. Sitten.")
    with second.expect_navigation():
        second.locator(".theirs button[name=go]").click()
    assert stored(version) == "Alku. Ensin. Sitten."
