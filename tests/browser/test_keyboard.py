"""Finding, reading and writing with the keyboard alone; the focus is always seen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from practices.states import State

from ..factory import Cast, draft, in_state
from .conftest import Visitor
from .test_chain import TITLE, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_TABS = 120
FOCUS = """() => {
    const shown = e => e !== null && getComputedStyle(e).outlineStyle !== "none"
        && parseFloat(getComputedStyle(e).outlineWidth) > 0;
    const e = document.activeElement;
    return shown(e) || shown(e.closest("label")) || shown(e.closest(".card"));
}"""
"""A card is outlined as a whole when its title has the focus."""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; every stop on the way must show its focus."""
    for _step in range(MOST_TABS):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} was not reached")


def enter(page: Page) -> None:
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [360, 1280])
def test_reader_finds_a_practice_by_keyboard(visitor: Callable[..., Visitor], people: Cast, width: int) -> None:
    in_state(people, State.PUBLISHED, title=TITLE)
    reader = visitor(viewport={"width": width, "height": 900})
    reader.goto("/fi/")
    tab_to(reader.page, ".skip")
    reader.page.keyboard.press("Enter")
    tab_to(reader.page, "main input[name=q]")
    reader.page.keyboard.type("puro")
    enter(reader.page)
    tab_to(reader.page, "main h2 a, main h3 a")
    enter(reader.page)
    expect(reader.page.locator("h1")).to_contain_text(TITLE)


def test_writer_saves_a_page_by_keyboard(visitor: Callable[..., Visitor], people: Cast) -> None:
    version = draft(people)
    author = visitor()
    sign_in(author, people.author)
    author.goto(f"/fi/tyopoyta/{version.practice.public_id}/muokkaa/for-whom/")
    tab_to(author.page, "[name=level][type=radio]")
    author.page.keyboard.press("ArrowDown")
    tab_to(author.page, "[name=stage]")
    author.page.keyboard.press("Space")
    tab_to(author.page, "button[name=go][value=on]")
    enter(author.page)
    assert version.chosen.get(is_main=True).concept.code == "national"
    assert version.chosen.filter(concept__code="preschool").exists()
