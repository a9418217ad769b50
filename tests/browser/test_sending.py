"""Sending in a real browser: a tip in few clicks, and a practice that comes back, is answered and sent again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from practices.models import Point, Version
from practices.points import Request, asked
from practices.states import State

from ..factory import Cast, go, in_state, read
from .conftest import Visitor, code_for
from .test_chain import deed, fi, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[..., Visitor]
MOST_CLICKS = 12


class Counted:
    """Clicks of one person, counted: links, buttons and boxes alike."""

    def __init__(self, person: Visitor) -> None:
        self.person, self.page, self.n = person, person.page, 0

    def go(self, selector: str) -> None:
        self.n += 1
        self.person.go(self.page.locator(selector).first)

    def tick(self, selector: str) -> None:
        self.n += 1
        box = self.page.locator(selector).first
        if not box.is_visible():
            self.n += 1
            box.locator("xpath=ancestor::details[not(@open)]").first.locator("summary").first.click()
        box.check()


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_a_tip_from_the_home_page_to_submitted(visitor: Enter, people: Cast, script: bool) -> None:
    person = visitor(script=script)
    hand, page = Counted(person), person.page
    person.goto("/fi/")
    hand.go("a[href*='/tyopoyta/uusi/?depth=tip']")
    page.fill("[name=email]", people.author.email)
    hand.go("main form button")
    page.fill("[name=code]", code_for(people.author.email))
    hand.go("main form button")
    hand.tick("[name=place]")
    expect(page.locator("[name=depth][value=tip]")).to_be_checked()
    page.fill("[name=title]", "Viiden minuutin aamunavaus")
    hand.go("main form .button")
    for name in ("summary", "challenge", "method", "result"):
        page.fill(f"[name={name}]", f"Kerromme tässä lyhyesti kohdan {name}.")
    hand.go("button.button[name=go][value=on]")
    hand.tick("[name=level][value=home]")
    hand.tick("[name=stage][value=grades-3-6]")
    hand.go("button.button[name=go][value=on]")
    hand.tick("[name=consents][value=yes]")
    hand.tick("[name=agrees]")
    hand.go("section[aria-labelledby=send] form .button")
    person.look()

    assert Version.unscoped.get().state == State.SUBMITTED
    assert hand.n <= MOST_CLICKS


@pytest.mark.parametrize(
    ("script", "width"), [(True, 1280), (False, 320)], ids=["with scripts", "without scripts on a narrow screen"]
)
def test_a_practice_comes_back_is_answered_and_sent_again(
    visitor: Enter, people: Cast, script: bool, width: int
) -> None:
    version = in_state(people, State.SUBMITTED)
    public_id = version.practice.public_id
    size = {"viewport": {"width": width, "height": 900}}
    coordinator, author = visitor(script=script, **size), visitor(script=script, **size)
    sign_in(coordinator, people.coordinator)
    ask(coordinator, public_id)
    assert list(Point.unscoped.values_list("text", flat=True)) == ["Kertokaa luvut.", "Kuka jatkaa?"]
    sign_in(author, people.author)
    answer(author, public_id)
    check_oneself(author, public_id)
    send(author, public_id)
    assert read(Version.unscoped.get(practice=version.practice, number=2)).state == State.SUBMITTED
    coordinator.goto(f"/fi/koordinointi/{public_id}/")
    coordinator.look()
    expect(coordinator.page.locator("main")).to_contain_text("Luku 22 on nyt kohdassa Tulos.")


def test_an_answer_is_saved_without_a_button(visitor: Enter, people: Cast) -> None:
    version = in_state(people, State.SUBMITTED)
    following = go(version, "return", people.coordinator, note="Kirje.", requests=[Request("Kertokaa luvut.")])
    author = visitor()
    page = author.page
    sign_in(author, people.author)
    author.goto(f"/fi/tyopoyta/{version.practice.public_id}/pyynnot/")
    field = page.locator("textarea[name^=answer-]")
    for words in ("Luku on 22.", "Luku on 22 ja se on laskettu."):
        field.fill(words)
        expect(page.locator("[data-saved]")).not_to_be_empty(timeout=9_000)
        page.evaluate("document.querySelector('[data-saved]').textContent = ''")
        assert [point.answer for point in asked(following)] == [words]
    field.fill("Luku on 23.")
    author.go(page.locator("button[name=go][value=stay]").first)
    assert [point.answer for point in asked(following)] == ["Luku on 23."]


def narrow(page: Page) -> None:
    """Nothing makes the page wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


def ask(coordinator: Visitor, public_id: str) -> None:
    page = coordinator.page
    coordinator.goto(f"/fi/tyopoyta/{public_id}/siirra/return/")
    narrow(page)
    page.fill("[name=note]", "Hyvä alku. Kaksi asiaa.")
    page.fill("[name=point-0-text]", "Kertokaa luvut.")
    page.select_option("[name=point-0-question]", "result")
    coordinator.press(fi("More rows"))
    coordinator.look()
    page.fill("[name=point-5-text]", "Kuka jatkaa?")
    coordinator.press(deed("return"))
    coordinator.look()


def answer(author: Visitor, public_id: str) -> None:
    """An incomplete answer leads back; then the text and the rest."""
    page = author.page
    author.goto(f"/fi/tyopoyta/{public_id}/")
    author.look()
    narrow(page)
    author.follow(fi("Answer the requests of the letter"))
    author.look()
    narrow(page)
    page.locator("textarea[name^=answer-]").first.fill("Luku 22 on nyt kohdassa Tulos.")
    author.go(page.locator("button[name=go][value=stay]").first)
    author.goto(f"/fi/tyopoyta/{public_id}/tarkista/")
    author.look()
    narrow(page)
    author.go(page.locator(f"main a[href='/fi/tyopoyta/{public_id}/pyynnot/']").first)
    page.locator("textarea[name^=answer-]").last.fill("Kieliryhmä jatkaa.")
    author.go(page.locator("button[name=go][value=on]"))
    author.goto(f"/fi/tyopoyta/{public_id}/muokkaa/result/")
    page.fill("[name=result]", "Neljännessä tapaamisessa 22 oppilasta 24:stä puhui.")
    author.go(page.locator("button.button[name=go][value=on]"))
    author.goto(f"/fi/tyopoyta/{public_id}/muutokset/")
    author.look()
    narrow(page)
    expect(page.locator("ins").first).to_contain_text("Neljännessä tapaamisessa 22 oppilasta")


def check_oneself(author: Visitor, public_id: str) -> None:
    page = author.page
    author.goto(f"/fi/tyopoyta/{public_id}/itsearviointi/")
    author.look()
    narrow(page)
    page.check("[name=step_CUR][value='3']")
    author.go(page.locator("button[name=go][value=IMP]"))
    page.check("[name=step_IMP][value='1']")
    author.go(page.locator("button[name=go][value=done]"))
    author.look()
    expect(page.locator("#result").locator("xpath=ancestor::section")).to_contain_text("Vaikuttavuus")


def send(author: Visitor, public_id: str) -> None:
    page = author.page
    author.goto(f"/fi/tyopoyta/{public_id}/tarkista/")
    for question in ("used", "curriculum", "consents", "contact", "materials"):
        page.check(f"[name={question}][value=yes]")
    page.check("[name=agrees]")
    author.press(deed("submit"))
    author.look()
    narrow(page)
