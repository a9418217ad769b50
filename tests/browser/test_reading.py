"""Reading with every setting: to a printed card, in Swedish, on a narrow screen, without script, on paper."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from practices.models import Version
from scripts.audit.pages import Page as Known

from ..factory import Cast
from ..portal.published import publish, publish_in_two
from ..portal.words import Ear, own_texts
from ..portal.world import LONG, World, known_pages, make_world
from .conftest import Visitor
from .reading import CUT, MOVING, SPACING, UNSEEN_DOTS, scrolls_sideways, tab_through

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[..., Visitor]
SNAPSHOT = Path(__file__).with_name("practice.aria.txt")
RENEW = os.environ.get("RENEW_SNAPSHOTS") == "1"
NARROW = {"width": 320, "height": 256}  # 1280 × 1024 at 400 %
MOST_STEPS = 6
DEAD = "main button:not([type=submit]):not(form button):not([popovertarget])"
"""Buttons that need a script."""
COLOURS = """() => [document.querySelector("h1"), document.body].map(getComputedStyle)
    .map((style, place) => place ? style.backgroundColor : style.color)"""
SHEETS = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.fixture
def world(people: Cast) -> World:
    return make_world(people)


def chosen(*names: str, language: str = "fi") -> list[Known]:
    """The pages of these kinds in one language, all kinds if none is named."""
    return [p for p in known_pages() if p.language == language and (p.kind.name in names or not names)]


class Steps:
    """Counts what the reader does."""

    def __init__(self, reader: Visitor) -> None:
        self.reader, self.taken = reader, 0

    def follow(self, target: Locator) -> None:
        self.taken += 1
        self.reader.go(target)


@pytest.mark.parametrize("width", [390, 1280])
def test_from_home_to_a_printed_card(visitor: Enter, people: Cast, width: int) -> None:
    """45 minutes, grades 3–6, no travel."""
    publish(people, "Puro tunnissa", time=["lesson"])
    publish(people, "Puro viikossa")
    publish(people, "Lukion tunti", time=["lesson"], stage=["upper-secondary"])
    reader = visitor(viewport={"width": width, "height": 900})
    reader.page.add_init_script("window.printed = 0; window.print = () => { window.printed += 1 }")
    reader.goto("/fi/")
    page, steps = reader.page, Steps(reader)
    steps.follow(page.locator("main a[href='/fi/kaytannot/?stage=grades-3-6&time=lesson&travel=none']"))
    expect(page.locator(".hit")).to_have_count(1)
    steps.follow(page.locator(".hit a").first)
    expect(page.locator("h1")).to_have_text("Puro tunnissa")
    steps.follow(page.locator("main a[href$='/kortti/']").first)
    page.locator("[data-print]").click()
    assert page.evaluate("window.printed") == 1
    assert steps.taken + 1 <= MOST_STEPS
    assert len(SHEETS.findall(page.pdf(format="A4"))) == 1


def test_a_swedish_visit_has_no_finnish_word(visitor: Enter, world: World) -> None:
    publish_in_two(world.cast, "Lukupiiri", "sv", "Läsecirkel på distans")
    reader, ear = visitor("sv"), Ear("sv")
    page, heard = reader.page, dict[tuple[str, str], str]()

    def listen() -> None:
        expect(page.locator("html")).to_have_attribute("lang", "sv")
        for word in ear.foreign(own_texts(page.content(), "sv")):
            heard.setdefault(word, page.url)

    reader.goto("/")
    listen()
    page.fill("main input[name=q]", "läsecirkel")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_contain_text("Läsecirkel på distans")
    listen()
    reader.go(page.locator(".hit a").first)
    expect(page.locator("h1")).to_have_text("Läsecirkel på distans")
    listen()
    reader.go(page.locator("main a[href='/sv/tema/clue/']").first)
    listen()
    for known in chosen("overview", "about", "feedback", "report", "contact", "card", "versions", language="sv"):
        reader.goto(known.path)
        listen()
    assert heard == {}


def test_practice_as_it_is_told(visitor: Enter, world: World) -> None:
    """The page of a practice as a screen reader tells it. RENEW_SNAPSHOTS=1 writes it anew: read it then."""
    reader = visitor()
    [known] = chosen("practice")
    reader.goto(known.path)
    told = reader.page.locator("main").aria_snapshot()
    for version in Version.unscoped.select_related("practice"):
        told = told.replace(version.practice.public_id, "ABCDEFGH")
    told = re.sub(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2}", "DATE", told)
    told = re.sub(r"\b20\d\d\b", "YEAR", told).replace(reader.site, "SITE") + "\n"
    if RENEW:
        SNAPSHOT.write_text(told, encoding="utf-8")
    assert told == SNAPSHOT.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_narrow_window_and_wide_spacing(visitor: Enter, world: World, language: str) -> None:
    """320 pixels, as at 400 %, and then the reader’s own spacing: nothing sideways, nothing cut off."""
    reader, faults = visitor(language, viewport=NARROW), list[str]()
    for known in chosen(language=language):
        reader.goto(known.path)
        faults += [f"{known.path}: {wide}" for wide in scrolls_sideways(reader.page)]
        reader.page.evaluate(SPACING)
        faults += [f"{known.path}, spaced: {wide}" for wide in scrolls_sideways(reader.page)]
        faults += [f"{known.path}, cut: {cut}" for cut in reader.page.evaluate(CUT)]
    assert faults == []


def test_forced_colours_and_no_motion(visitor: Enter, world: World) -> None:
    reader, faults = visitor("sv", forced_colors="active", reduced_motion="reduce"), list[str]()
    for known in chosen("home", "list", "practice", "theme", "overview", "glossary", "numbers", language="sv"):
        reader.goto(known.path)
        faults += [f"{known.path}, unseen: {drawing}" for drawing in reader.page.evaluate(UNSEEN_DOTS)]
        faults += [f"{known.path}, moves: {element}" for element in reader.page.evaluate(MOVING)]
        faults += [f"{known.path}, focus: {fault}" for fault in tab_through(reader.page, 8)]
    assert faults == []


@pytest.mark.parametrize("width", [320, 1280])
def test_keyboard_shows_where_it_is(visitor: Enter, world: World, width: int) -> None:
    reader, faults = visitor("en", viewport={"width": width, "height": 700}), list[str]()
    kinds = ("home", "practice", "theme", "overview", "glossary", "feedback", "card", "project")
    for known in chosen(*kinds, language="en"):
        reader.goto(known.path)
        faults += [f"{known.path}: {fault}" for fault in tab_through(reader.page, 60)]
    assert faults == []


def test_without_script_everything_is_there(visitor: Enter, world: World) -> None:
    reader = visitor(script=False)
    page = reader.page
    reader.goto("/fi/")
    page.fill("main input[name=q]", LONG)
    reader.go(page.locator("main form[role=search] button").first)
    reader.go(page.locator(".hit a").first)
    expect(page.locator("h1")).to_have_text(LONG)
    for known in chosen("practice", "card", "overview", "glossary", "theme", "feedback"):
        assert reader.goto(known.path) == 200
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator(DEAD).locator("visible=true"), known.path).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_practice_on_paper(visitor: Enter, world: World, scheme: str) -> None:
    """No way-finding on paper, dark ink on light ground in both schemes, and the card on one sheet."""
    reader = visitor(color_scheme=scheme)
    page = reader.page
    for known in chosen("practice", "card"):
        reader.goto(known.path)
        page.emulate_media(media="print")
        expect(page.locator("h1")).to_be_visible()
        for hidden in ("nav", ".skip", "#languages", ".colophon nav", "form"):
            expect(page.locator(hidden).locator("visible=true"), f"{known.path} {hidden}").to_have_count(0)
        colours = page.evaluate(COLOURS)
        assert lightness(colours[0]) < 0.3, colours
        assert lightness(colours[1]) > 0.9 or colours[1].endswith(", 0)"), colours
        sheets = len(SHEETS.findall(page.pdf(format="A4")))
        assert 1 <= sheets <= (1 if known.kind.name == "card" else 4)
        page.emulate_media(media="screen")


def test_explained_word_is_a_plain_word_on_paper(visitor: Enter, world: World) -> None:
    """Whoever prints with an explanation open gets the text, neither a note over it nor a marked word."""
    reader = visitor()
    page = reader.page
    (known,) = chosen("practice")
    reader.goto(known.path)
    word, note = page.locator(".term").first, page.locator(".term-note").first
    word.press("Enter")
    expect(note).to_be_visible()
    page.emulate_media(media="print")
    expect(note).to_be_hidden()
    expect(word).to_have_css("outline-style", "none")
    expect(word).to_have_css("background-color", "rgba(0, 0, 0, 0)")


def lightness(colour: str) -> float:
    """0 for black, 1 for white, of `rgb(…)`, `oklch(…)` or `color(srgb …)`."""
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", colour.partition("(")[2])]
    if colour.startswith(("oklch", "oklab")):
        return numbers[0]
    return sum(numbers[:3]) / (3 * 255) if colour.startswith("rgb") else sum(numbers[:3]) / 3
