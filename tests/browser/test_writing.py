"""Writing from beginning to end in a real browser: a tip with the keys alone, a practice with files and in Swedish."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from practices.files import storing
from practices.models import Version, VersionAttachment
from practices.states import State

from ..factory import Cast
from ..practices.files_made import pdf, phone_picture
from .conftest import Visitor, code_for
from .test_chain import choose, deed, sign_in
from .test_keyboard import enter, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[..., Visitor]
ON = "button.button[name=go][value=on]"
PAGES: dict[str, dict[str, str]] = {
    "basics": {"summary": "Luokka kuuntelee samaa puroa kuukauden ajan ja vertaa äänitteitä ystävyysluokan kanssa."},
    "for-whom": {"tags": "puro, äänimaisema"},
    "challenge": {"challenge": "Oppilaat eivät tunteneet oman puronsa lintuja."},
    "method": {
        "method": "Kävimme purolla joka tiistai.",
        "steps-0-title": "Valitkaa puro",
        "steps-0-text": "Kävelymatkan päästä.",
        "steps-1-title": "Kuunnelkaa hiljaa",
        "steps-1-text": "Kirjatkaa, mitä kuulitte.",
    },
    "result": {"result": "Keväällä 19 oppilasta 22:sta tunnisti viisi lintua."},
    "school": {"curriculum": "Ympäristöoppi T5.", "participation": "Kukaan ei matkustanut."},
    "contact": {"contact_name": "Koivulan koulu", "contact_email": "puro@example.org"},
}


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_a_practice_with_two_files_and_a_swedish_summary(
    visitor: Enter, people: Cast, settings: Any, tmp_path: Path, script: bool
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "puro.jpg").write_bytes(phone_picture())
    (tmp_path / "ohje.pdf").write_bytes(pdf())
    author = visitor(script=script, viewport={"width": 320 if not script else 1280, "height": 900})
    sign_in(author, people.author)
    public_id = begin(author, "Puron äänet")
    for code, fields in PAGES.items():
        author.goto(f"/fi/tyopoyta/{public_id}/muokkaa/{code}/")
        if code == "for-whom":
            choose(author, level="home", theme="clue", stage="grades-3-6", kind="pedagogical")
            choose(author, time="week", cost="none", travel="none")
        write(author, fields)
    add_files(author, public_id, [tmp_path / "puro.jpg", tmp_path / "ohje.pdf"])
    summarise_in_swedish(author, public_id)
    author.goto(f"/fi/tyopoyta/{public_id}/tarkista/")
    for question in ("used", "curriculum", "consents", "contact", "materials"):
        author.page.check(f"[name={question}][value=yes]")
    author.page.check("[name=agrees]")
    author.press(deed("submit"))
    author.look()

    version = Version.unscoped.get()
    assert (version.state, version.original.steps[1]["title"]) == (State.SUBMITTED, "Kuunnelkaa hiljaa")
    swedish = version.texts.get(language="sv")
    assert (swedish.summary, swedish.state) == ("Klassen lyssnar på en bäck.", "summary")
    assert [row.attachment.kind for row in VersionAttachment.unscoped.order_by("order")] == ["jpg", "pdf"]
    assert told_by_pictures() == set()


def begin(author: Visitor, title: str) -> str:
    author.goto("/fi/tyopoyta/uusi/")
    author.page.locator("[name=place]").first.check()
    choose(author, depth="practice", language="fi")
    author.page.fill("[name=title]", title)
    author.go(author.page.locator("main form .button").first)
    return author.page.url.split("/")[5]


def write(author: Visitor, fields: dict[str, str]) -> None:
    """Fill a page; a row that is not there yet is asked for by its button."""
    for name, words in fields.items():
        if not author.page.locator(f"[name={name}]").count():
            author.go(author.page.locator("[name=add]").first)
        author.page.fill(f"[name={name}]", words)
    author.go(author.page.locator(ON))


def add_files(author: Visitor, public_id: str, paths: list[Path]) -> None:
    page = author.page
    author.goto(f"/fi/tyopoyta/{public_id}/tiedostot/")
    page.set_input_files("#id_files", paths)
    if not author.has_script:
        author.go(page.locator("button[value=add]"))
    expect(page.locator(".file-row")).to_have_count(2)
    page.fill("[name$=-alt]", "Puro talvella")
    page.check("[name$=-consent][value=nobody]")
    author.go(page.locator("button.button[value=save]"))


def summarise_in_swedish(author: Visitor, public_id: str) -> None:
    """From the check page, where it is asked for, to its being ready."""
    page = author.page
    author.goto(f"/fi/tyopoyta/{public_id}/tarkista/")
    author.go(page.locator(f"main p a[href*='/tyopoyta/{public_id}/kielet/sv/']").first)
    page.fill("[name=title]", "Bäckens ljud")
    page.fill("[name=summary]", "Klassen lyssnar på en bäck.")
    author.go(page.locator(ON))


def told_by_pictures() -> set[str]:
    """What a stored picture tells of who took it, with what and where: EXIF, XMP, comments."""
    told = set()
    for path in storing.root().rglob("*"):
        if path.suffix in (".jpg", ".webp", ".png"):
            content = path.read_bytes()
            with Image.open(path) as image:
                told |= {str(tag) for tag in image.getexif()} | set(image.info) & {"exif", "xmp", "comment"}
            told |= {word for word in ("Kanaria", "KANARIA", "GPS") if word.encode() in content}
    return told


def test_a_tip_with_the_keyboard_alone(visitor: Enter, people: Cast) -> None:
    """From the home page to submitted without a pointer; every stop of the focus is seen."""
    page = (person := visitor()).page
    person.goto("/fi/")
    follow(page, "a[href*='/tyopoyta/uusi/?depth=tip']")
    typed(page, "[name=email]", people.author.email)
    enter(page)
    typed(page, "[name=code]", code_for(people.author.email))
    enter(page)
    tab_to(page, "[name=place]")
    page.keyboard.press("Space")
    typed(page, "[name=title]", "Viiden minuutin aamunavaus")
    enter(page)
    for name in ("summary", "challenge", "method", "result"):
        typed(page, f"[name={name}]", f"Kerromme tässä lyhyesti kohdan {name}.")
    follow(page, ON)
    for name in ("level", "stage"):
        tab_to(page, f"[name={name}]")
        page.keyboard.press("Space")
    follow(page, ON)
    for name in ("consents", "agrees"):
        tab_to(page, f"[name={name}]")
        page.keyboard.press("Space")
    follow(page, "section[aria-labelledby=send] form .button")
    assert Version.unscoped.get().state == State.SUBMITTED


def follow(page: Page, selector: str) -> None:
    tab_to(page, selector)
    enter(page)


def typed(page: Page, selector: str, words: str) -> None:
    """Type into the field, unless the page has led the focus there already."""
    if not page.evaluate("selector => document.activeElement.matches(selector)", selector):
        tab_to(page, selector)
    page.keyboard.type(words)
