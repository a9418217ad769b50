"""The forms of readers in a browser: empty, with errors, sent; twice pressed, and back again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from polkka.portal.models import Feedback
from polkka.upkeep.models import Mail

from ..factory import Cast
from ..portal.published import publish
from .conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Enter = Callable[..., Visitor]
FORMS = {
    "contact": {"fi": "/fi/kaytannot/{}/yhteys/", "sv": "/sv/praxis/{}/kontakt/", "en": "/en/practices/{}/contact/"},
    "report": {"fi": "/fi/kaytannot/{}/ilmoita/", "sv": "/sv/praxis/{}/anmal/", "en": "/en/practices/{}/report/"},
    "feedback": {"fi": "/fi/palaute/", "sv": "/sv/respons/", "en": "/en/feedback/"},
}
FIRST = {"report": "what", "feedback": "kind"}
PHONE = {"width": 320, "height": 700}


def fill(reader: Visitor, name: str) -> None:
    """Everything that is needed."""
    page = reader.page
    page.fill("[name=text]", "Toinen linkki on poikki.")
    if name == "contact":
        page.fill("[name=name]", "Opettaja Olli")
    else:
        page.locator("[type=radio]").first.check()
    page.fill("[name=email]", "olli@example.org")


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_form_empty_and_with_errors(name: str, language: str, visitor: Enter, people: Cast) -> None:
    path = FORMS[name][language].format(publish(people).practice.public_id)
    reader = visitor(language, viewport=PHONE)
    assert reader.goto(path) == 200
    page = reader.page
    reader.look()
    reader.go(page.locator("form[method=post] button"))
    expect(page.locator(".error-summary")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    reader.look()
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.name") == ("text" if name == "contact" else FIRST[name])
    assert page.title().split(":")[0] in ("Virhe", "Fel", "Error")


@pytest.mark.parametrize("name", FORMS)
def test_pressed_twice_sends_once_and_back_is_harmless(name: str, visitor: Enter, people: Cast) -> None:
    path = FORMS[name]["fi"].format(publish(people).practice.public_id)
    reader = visitor(script=name != "report")
    reader.goto(path)
    page = reader.page
    fill(reader, name)
    page.locator("form[method=post] button").dblclick()
    page.wait_for_url("**/kiitos/")
    reader.look()
    page.go_back()
    expect(page.locator("form[method=post]")).to_be_visible()
    page.go_forward()
    page.wait_for_url("**/kiitos/")
    assert Feedback.objects.count() + Mail.objects.filter(kind="question").count() == 1


def test_address_shows_after_a_click(visitor: Enter, people: Cast) -> None:
    reader = visitor()
    reader.goto(FORMS["contact"]["fi"].format(publish(people).practice.public_id))
    address = reader.page.get_by_role("link", name="puro@example.org")
    expect(address).not_to_be_visible()
    reader.page.locator("main summary").first.click()
    expect(address).to_be_visible()
    reader.look()
