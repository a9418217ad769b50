"""The page of a practice, its versions and its card: what print, copying and axe say."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from polkka.upkeep import outbox
from practices import edits
from tests.portal.published import publish
from tests.portal.test_card import address, longest

from ..factory import Cast, go, read
from .conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[..., Visitor]
PAGE = {"width": 673, "height": 1017}  # an A4 without its margins, in CSS pixels


def test_card_prints_on_one_page(visitor: Enter, people: Cast) -> None:
    for version in (longest(people), publish(people)):
        reader = visitor(viewport=PAGE)
        reader.goto(address(version))
        reader.look()
        pdf = reader.page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
        reader.page.emulate_media(media="print")
        whole, seen, cover = reader.page.evaluate(
            "() => { const s = document.querySelector('.sheet');"
            " return [s.scrollHeight, s.clientHeight, s.querySelector('.cover').clientHeight]; }"
        )
        assert whole <= seen
        assert cover >= 20
        assert not reader.page.get_by_role("navigation").filter(visible=True).count()


def test_practice_and_its_versions(visitor: Enter, people: Cast) -> None:
    with outbox.muted():
        first = publish(people, links=[{"title": "Kartta", "url": "https://example.org/k.pdf"}])
        opened = edits.new_version(first, by=people.author)
        edits.save(opened, {"result": "Uusi tulos."}, by=people.author, seen={})
        go(go(read(opened), "submit", people.author), "publish", people.coordinator)
    for language, width in (("fi", 1280), ("sv", 360)):
        reader = visitor(language, viewport={"width": width, "height": 900})
        reader.goto(f"/p/{first.practice.public_id}")
        reader.look()
        reader.go(reader.page.locator("a[href*='versi']"))
        reader.look()


def test_reference_is_copied(visitor: Enter, people: Cast) -> None:
    version = publish(people)
    reader = visitor("en", permissions=["clipboard-read", "clipboard-write"])
    reader.goto(f"/p/{version.practice.public_id}")
    button = reader.page.locator("[data-copy=permanent]")
    button.click()
    expect(button.locator("+ [role=status]")).to_have_text(button.get_attribute("data-done") or "")
    reader.look()
    reader.goto("/en/practices/")
    reader.page.locator("#q").focus()
    reader.page.keyboard.press("Control+V")
    expect(reader.page.locator("#q")).to_have_value(re.compile(f"/p/{version.practice.public_id}$"))


def test_without_scripts_no_button_is_dead(visitor: Enter, people: Cast) -> None:
    version = publish(people)
    reader = visitor(script=False)
    reader.goto(f"/p/{version.practice.public_id}")
    expect(reader.page.locator("[data-copy], [data-share]").filter(visible=True)).to_have_count(0)
    reader.goto(address(version))
    expect(reader.page.locator("[data-print]").filter(visible=True)).to_have_count(0)
