"""What stands beside a page of a draft, in a real browser: nobody leaves a text that is being typed for it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from practices.models import Comment, Version

from ..factory import Cast, draft, in_state, read
from .conftest import Visitor
from .test_chain import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[..., Visitor]


def opened(visitor: Enter, people: Cast, version: Version, page: str, *, script: bool = True) -> Visitor:
    """The author on a page of the draft."""
    person = visitor(script=script)
    sign_in(person, people.author)
    person.goto(f"/fi/tyopoyta/{version.practice.public_id}/muokkaa/{page}/")
    return person


def test_comment_and_waiting_text_leave_what_is_typed_in_its_field(visitor: Enter, people: Cast) -> None:
    version = draft(people, challenge="Alku.")
    Version.unscoped.filter(pk=version.pk).update(aside="## Rahoitus\n\nKolme tuhatta.")
    page = opened(visitor, people, version, "challenge")
    answer = page.page.locator("textarea[name=challenge]")
    answer.fill("Alku. Kesken")

    page.page.locator("#aside summary").first.click()
    page.page.locator("#aside button[name=code]").click()
    expect(answer).to_have_value("Alku. Kesken\n\nKolme tuhatta.")
    page.page.locator("#comments details").last.locator("summary").click()
    page.page.locator("#comments form .button").click()
    expect(page.page.locator("#comments [aria-invalid=true]")).to_be_focused()
    page.look()
    page.page.locator("#comments form textarea").fill("Katso tätä.")
    page.page.reload()
    expect(page.page.locator("#comments form textarea")).to_have_value("Katso tätä.")
    page.page.locator("#comments form .button").click()
    expect(page.page.locator("#comments .comment")).to_have_count(1)
    expect(page.page.locator("#comments-title")).to_be_focused()
    page.page.locator("#comments button[value=done]").click()
    expect(page.page.locator("#comments > .comments")).to_have_count(0)

    page.look()
    expect(answer).to_have_value("Alku. Kesken\n\nKolme tuhatta.")
    assert Comment.unscoped.get().done_at is not None


def test_similar_practice_appears_while_the_title_is_typed(visitor: Enter, people: Cast) -> None:
    live = in_state(people, "published")
    version = draft(people, title="Kirje", summary="Kirjoitetaan.", challenge="Hiljaista.")
    page = opened(visitor, people, version, "basics")
    expect(page.page.locator("#similar")).to_be_hidden()

    page.page.locator("textarea[name=summary]").fill("Luokka tutkii lähipuroa ja vertaa ystävyysluokan kanssa.")
    expect(page.page.locator("#similar")).to_contain_text("Puron tarina")
    page.look()
    page.page.locator("#similar button[value=build]").click()
    expect(page.page.locator("#similar [role=status]")).not_to_be_empty()

    assert live.practice.public_id in read(version).original.builds_on


def test_comment_and_waiting_text_work_without_script(visitor: Enter, people: Cast) -> None:
    version = draft(people, challenge="Alku.")
    Version.unscoped.filter(pk=version.pk).update(aside="Kolme tuhatta.")
    page = opened(visitor, people, version, "challenge", script=False)

    page.page.locator("#aside summary").first.click()
    page.go(page.page.locator("#aside button[name=code]"))
    page.page.locator("#comments details").last.locator("summary").click()
    page.page.locator("#comments form textarea").fill("Ilman skriptiä.")
    page.go(page.page.locator("#comments form .button"))

    expect(page.page.locator("textarea[name=challenge]")).to_have_value("Alku.\n\nKolme tuhatta.")
    expect(page.page.locator("#comments .comment")).to_contain_text("Ilman skriptiä.")
