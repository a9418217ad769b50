"""An assessor on a phone, with fifteen minutes and a connection that breaks: few interactions, and nothing is lost."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, expect

from practices import asking, assessing
from practices.models import Answer, Assessment, Version
from practices.states import State

from ..factory import CRITERIA, Cast, go, in_state, read, yes_to_all
from .conftest import Visitor
from .test_chain import fi, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[..., Visitor]
MOST = 25
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def task(people: Cast) -> Assessment:
    version = in_state(people, State.SUBMITTED)
    assessing.save_gate(version, yes_to_all(), by=people.coordinator)
    version = go(version, "take_up", people.coordinator)
    return assessing.assign(read(version), people.peer, kind="peer", by=people.coordinator)


@pytest.fixture
def peer(visitor: Enter, people: Cast, task: Assessment) -> Iterator[Visitor]:
    person = visitor(viewport=PHONE)
    sign_in(person, people.peer)
    yield person


def saved(peer: Visitor, state: str = "saved") -> None:
    expect(peer.page.locator(f"#saving [data-state={state}]")).to_be_visible()


def test_an_assessor_finishes_in_few_interactions_though_the_network_breaks(peer: Visitor, task: Assessment) -> None:
    page, n = peer.page, 0

    def touch(target: Locator, words: str = "") -> None:
        nonlocal n
        n += 1
        if words:
            target.fill(words)
        else:
            target.click()

    peer.goto("/fi/arvioinnit/")
    touch(page.get_by_role("link", name="Puron tarina"))
    page.wait_for_url(f"**/arvioinnit/{task.pk}/")
    peer.look()
    for code in CRITERIA:
        touch(page.locator(f"[name=step_{code}][value='3']"))
        if code == "ENV":
            peer.context.set_offline(True)
        touch(page.locator(f"[name=comment_{code}]"), f"Peruste {code}.")
        if code == "ENV":
            saved(peer, "offline")
            peer.context.set_offline(False)
            saved(peer)
    expect(page.locator(".criteria-row-count")).to_contain_text("7")
    touch(page.locator("[name=confidence][value='2']"))
    touch(page.locator("[name=verdict][value=publish]"))
    touch(page.locator("[name=praise]"), "Selkeä ja toistettava.")
    page.locator("[name=suggestions]").focus()
    saved(peer)
    page.reload()
    expect(page.locator("[name=comment_RES]")).to_have_value("Peruste RES.")
    expect(page.locator("[name=verdict][value=publish]")).to_be_checked()
    touch(page.get_by_role("button", name=fi("Finish"), exact=True))
    expect(page.locator("h1")).to_have_text(fi("Thank you"))
    peer.look()
    assert n <= MOST, n
    assert Assessment.unscoped.get(pk=task.pk).state == "finished"
    assert Answer.objects.filter(assessment=task, step=3).exclude(comment="").count() == 7


def test_digits_choose_a_step_and_a_released_task_is_said_kindly(peer: Visitor, people: Cast, task: Assessment) -> None:
    page = peer.page
    peer.goto(f"/fi/arvioinnit/{task.pk}/")
    page.locator("[name=step_IMP][value='0']").focus()
    page.keyboard.press("3")
    expect(page.locator("[name=step_IMP][value='3']")).to_be_checked()
    page.locator("[name=comment_IMP]").fill("Ennen vapautusta.")
    page.locator("[name=praise]").focus()
    saved(peer)
    asking.release(Assessment.unscoped.get(pk=task.pk), by=people.coordinator)
    page.locator("[name=praise]").fill("Jäljelle jäävät sanat.")
    page.locator("[name=suggestions]").focus()
    saved(peer, "locked")
    peer.look()
    peer.press(fi("Finish"))
    expect(page.locator("textarea").last).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Puron tarina")
    assert "Jäljelle jäävät sanat." in [field.input_value() for field in page.locator("textarea").all()]
    assert Version.unscoped.get(pk=task.version_id).state == State.IN_ASSESSMENT


def test_what_cannot_be_kept_as_it_is_stays_in_the_browser(peer: Visitor, task: Assessment) -> None:
    page = peer.page
    peer.goto(f"/fi/arvioinnit/{task.pk}/")
    page.locator("[name=praise]").fill("Käänteinen \u202eteksti")
    page.locator("[name=step_CUR][value='2']").check()
    saved(peer, "rough")
    expect(page.locator(".field-error [name=praise]")).to_be_visible()
    page.reload()
    expect(page.locator("#saving-found")).to_be_visible()
    expect(page.locator("#saving-found textarea").first).to_have_value("Käänteinen \u202eteksti")
    expect(page.locator("[name=step_CUR][value='2']")).to_be_checked()
