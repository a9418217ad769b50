"""The whole chain as four people and a reader, in a real browser, with and without scripts."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.utils.translation import gettext, override
from playwright.sync_api import expect

from network.models import User
from practices.models import Version
from practices.states import MOVES, State

from ..factory import CRITERIA, Cast, in_state, person
from .conftest import Visitor, code_for, post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[..., Visitor]
TITLE = "Puron äänet: kuukausi samalla rannalla"
WRITTEN = {
    "summary": "Neljäs luokka kuuntelee samaa puroa kuukauden ajan ja vertaa äänitteitä ystävyysluokan kanssa.",
    "challenge": "Oppilaat osasivat nimetä sademetsän eläimiä mutta eivät oman puronsa lintuja.",
    "method": "Kävimme purolla joka tiistai samaan aikaan.",
    "result": "Keväällä 19 oppilasta 22:sta tunnisti äänestä vähintään viisi lintua.",
    "curriculum": "Ympäristöoppi, tavoite T5; laaja-alainen osaaminen L1 ja L7.",
    "participation": "Kukaan ei matkustanut; poissa olleet kuuntelivat äänitteet.",
    "contact_name": "Koivulan koulun neljäs luokka",
    "contact_email": "puro@example.org",
}


def fi(text: str) -> str:
    """The Finnish words of the interface."""
    with override("fi"):
        return gettext(text)


def deed(name: str) -> str:
    with override("fi"):
        return str(MOVES[name].deed)


def sign_in(person: Visitor, user: User, *, looks: bool = True) -> None:
    """Sign in by a code; `looks`: examine each page on the way."""
    look = person.look if looks else lambda: None
    person.goto("/fi/tyopoyta/")
    look()
    person.page.fill("[name=email]", user.email)
    person.press(fi("Send the code"))
    look()
    person.page.fill("[name=code]", code_for(user.email))
    person.press(fi("Sign in"))
    expect(person.page).to_have_url(person.site + "/fi/tyopoyta/")
    look()


def save(person: Visitor) -> None:
    """Save the page of the form and look at the next one."""
    person.go(person.page.locator("button.button[name=go][value=on]"))
    person.look()


def choose(person: Visitor, **choices: str) -> None:
    for name, value in choices.items():
        box = person.page.locator(f"[name={name}][value={value}]")
        if not box.is_visible():
            box.locator("xpath=ancestor::details[not(@open)]").first.locator("summary").first.click()
        box.check()


def write(author: Visitor) -> str:
    """Begin a practice, fill every page, check, preview and submit; the permanent name."""
    page = author.page
    author.goto("/fi/tyopoyta/uusi/")
    author.look()
    page.locator("[name=place]").first.check()
    choose(author, depth="practice", language="fi")
    page.fill("[name=title]", TITLE)
    author.press(fi("Begin"))
    author.look()
    public_id = page.url.split("/")[5]
    page.fill("[name=summary]", WRITTEN["summary"])
    save(author)
    choose(
        author,
        level="home",
        theme="clue",
        stage="grades-3-6",
        kind="pedagogical",
        time="week",
        cost="none",
        travel="none",
    )
    page.fill("[name=tags]", "puro, äänimaisema")
    save(author)
    page.fill("[name=challenge]", WRITTEN["challenge"])
    save(author)
    page.fill("[name=method]", WRITTEN["method"])
    for row, step in enumerate(("Valitkaa puro", "Kuunnelkaa hiljaa")):
        page.fill(f"[name=steps-{row}-title]", step)
        page.fill(f"[name=steps-{row}-text]", f"{step} ja kirjatkaa, mitä kuulitte.")
    save(author)
    page.fill("[name=result]", WRITTEN["result"])
    save(author)
    page.fill("[name=curriculum]", WRITTEN["curriculum"])
    save(author)
    save(author)
    save(author)
    page.fill("[name=contact_name]", WRITTEN["contact_name"])
    page.fill("[name=contact_email]", WRITTEN["contact_email"])
    save(author)
    # one answer was left out on purpose: the check page leads back to it
    author.go(page.locator("main a[href*='/school/#']").first)
    page.fill("[name=participation]", WRITTEN["participation"])
    save(author)
    author.goto(f"/fi/tyopoyta/{public_id}/esikatselu/")
    author.look()
    expect(page.locator("h1")).to_contain_text(TITLE)
    author.goto(f"/fi/tyopoyta/{public_id}/tarkista/")
    author.press(deed("submit"))
    # refused: nothing has been assured yet; the page comes back with the reasons
    author.look()
    for question in ("used", "curriculum", "consents", "contact", "materials"):
        page.check(f"[name={question}][value=yes]")
    page.check("[name=agrees]")
    author.press(deed("submit"))
    author.look()
    return public_id


def take_up_and_ask(coordinator: Visitor, public_id: str, peers: list[User]) -> None:
    page = coordinator.page
    coordinator.goto("/fi/koordinointi/")
    coordinator.look()
    coordinator.follow(TITLE)
    coordinator.look()
    for question in ("used", "curriculum", "consents", "contact", "materials"):
        page.check(f"[name={question}][value=yes]")
    coordinator.press(deed("take_up"))
    coordinator.look()
    for peer in peers:
        page.check(f"#id_assessor_{peer.pk}")
    coordinator.press(fi("Ask"))
    coordinator.look()


def assess(peer: Visitor, step: int, *, looks: bool = False) -> None:
    page, look = peer.page, peer.look if looks else lambda: None
    peer.goto("/fi/arvioinnit/")
    look()
    peer.follow(TITLE)
    look()
    for code in CRITERIA:
        page.check(f"[name=step_{code}][value='{step}']")
        page.fill(f"[name=comment_{code}]", f"Peruste {code}: kerrottu kohdassa {step}.")
    page.fill("[name=praise]", "Selkeät askeleet, jotka toinen koulu voi toistaa.")
    page.check("[name=confidence][value='2']")
    page.check("[name=verdict][value=publish]")
    peer.press(fi("Finish"))
    look()


def decide(coordinator: Visitor, public_id: str, name: str, letter: str) -> None:
    """Open the page of a move from that of the decision, write the letter over its draft, and make the move."""
    coordinator.goto(f"/fi/koordinointi/{public_id}/")
    coordinator.look()
    coordinator.go(coordinator.page.locator(f"a[href*='/siirra/{name}/']"))
    coordinator.look()
    coordinator.page.locator("textarea[name=note]").fill(letter)
    coordinator.press(deed(name))


def ask_a_third(coordinator: Visitor, public_id: str, third: User) -> None:
    """The two differ: the page says so, and asks one more."""
    coordinator.goto(f"/fi/koordinointi/{public_id}/")
    coordinator.look()
    expect(coordinator.page.locator(".next-step a")).to_have_attribute("href", "#assessors")
    coordinator.page.check(f"#id_assessor_{third.pk}")
    coordinator.press(fi("Ask"))


def send_back(coordinator: Visitor, public_id: str) -> None:
    """Return it with the drafted letter and one of the comments as a request."""
    page = coordinator.page
    coordinator.goto(f"/fi/koordinointi/{public_id}/")
    expect(page.locator(".next-step a")).to_have_attribute("href", "#decision")
    coordinator.go(page.locator("a[href*='/siirra/return/']"))
    assert "Selkeät askeleet" in page.locator("textarea[name=note]").input_value()
    page.locator("[name=pick]").first.check()
    coordinator.press(fi("More rows"))
    coordinator.look()
    assert page.locator("[name=point-0-text]").input_value().startswith("Peruste CUR")
    expect(page.locator("[name=point-0-question]")).to_have_value("curriculum")
    page.locator("[name=point-0-text]").fill("Kertokaa, millä tunnilla.")
    coordinator.press(deed("return"))


def answer(author: Visitor, public_id: str) -> None:
    """Answer the request and send again."""
    page = author.page
    author.goto(f"/fi/tyopoyta/{public_id}/pyynnot/")
    author.look()
    page.locator("textarea[name^=answer-]").fill("Tunti on nyt kohdassa Opetussuunnitelma.")
    author.go(page.locator("button[name=go][value=on]"))
    for question in ("used", "curriculum", "consents", "contact", "materials"):
        page.check(f"[name={question}][value=yes]")
    page.check("[name=agrees]")
    author.press(deed("submit"))


def read_letter(author: Visitor, public_id: str, address: str) -> None:
    post()
    letters = [m for m in mail.outbox if m.to == [address] and "Julkaisemme sen tänään" in m.body]
    assert len(letters) == 1
    author.goto(f"/fi/tyopoyta/{public_id}/")
    author.look()
    expect(author.page.locator("main")).to_contain_text("Hyvä teksti. Julkaisemme sen tänään.")
    expect(author.page.locator("main")).not_to_contain_text("Second Peer")


def find(reader: Visitor) -> None:
    """Home → search → facet → practice → contact."""
    page = reader.page
    reader.goto("/")
    expect(page).to_have_url(reader.site + "/fi/")
    reader.look()
    page.locator("main input[name=q]").first.fill("puron äänet")
    reader.go(page.locator("main form button").first)
    reader.look()
    choose(reader, stage="grades-3-6")
    reader.go(page.locator("main form button").last)
    reader.look()
    assert "stage=grades-3-6" in page.url
    reader.follow(TITLE)
    reader.look()
    for written in ("challenge", "method", "result", "curriculum", "participation"):
        expect(page.locator("main")).to_contain_text(WRITTEN[written], use_inner_text=True)
    expect(page.locator("main")).to_contain_text(fi("Peer-assessed"))
    expect(page.locator("main")).not_to_contain_text(WRITTEN["contact_email"])


def ask_for_contact(reader: Visitor, public_id: str) -> None:
    reader.goto(f"/fi/kaytannot/{public_id}/yhteys/?show=1")
    reader.look()
    expect(reader.page.locator("main")).to_contain_text(WRITTEN["contact_email"])


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_the_whole_chain(visitor: Enter, people: Cast, script: bool) -> None:
    author, coordinator, first, second, third = (visitor(script=script) for _n in range(5))
    third_peer = person("third_peer", "peer")
    sign_in(author, people.author)
    public_id = write(author)
    sign_in(coordinator, people.coordinator, looks=False)
    take_up_and_ask(coordinator, public_id, [people.peer, people.second_peer])
    for window, user, step in ((first, people.peer, 4), (second, people.second_peer, 1)):
        sign_in(window, user, looks=False)
        assess(window, step, looks=window is first)
    ask_a_third(coordinator, public_id, third_peer)
    sign_in(third, third_peer, looks=False)
    assess(third, 3)
    send_back(coordinator, public_id)
    answer(author, public_id)
    decide(coordinator, public_id, "publish", "Hyvä teksti. Julkaisemme sen tänään.")
    read_letter(author, public_id, people.author.email)
    reader = visitor(script=script)
    find(reader)
    ask_for_contact(reader, public_id)
    address = reader.page.url
    decide(coordinator, public_id, "withdraw", "Tekijöiden pyynnöstä.")
    assert reader.goto(f"/p/{public_id}") == 410
    reader.look()
    reader.goto("/fi/kaytannot/?q=puro")
    expect(reader.page.locator("main")).not_to_contain_text(TITLE)
    decide(coordinator, public_id, "restore", "")
    assert reader.goto(address.removeprefix(reader.site)) == 200
    assert reader.context.cookies() == []
    version = Version.unscoped.get(practice__public_id=public_id, number=2)
    assert (version.state, version.label) == (State.PUBLISHED, "peer")


@pytest.mark.parametrize(("language", "listed"), [("sv", "/sv/praxis/"), ("en", "/en/practices/")])
def test_reading_in_the_other_languages(visitor: Enter, people: Cast, language: str, listed: str) -> None:
    version = in_state(people, State.PUBLISHED, title=TITLE)
    reader = visitor(language)
    reader.goto("/")
    expect(reader.page).to_have_url(f"{reader.site}/{language}/")
    reader.look()
    reader.goto(listed + "?q=puro")
    reader.look()
    reader.follow(TITLE)
    reader.look()
    expect(reader.page.locator("html")).to_have_attribute("lang", language)
    expect(reader.page.locator("h1")).to_have_attribute("lang", "fi")
    assert f"/{language}/" in reader.page.url and version.practice.public_id in reader.page.url
    assert reader.context.cookies() == []
