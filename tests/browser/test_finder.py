"""The search page in a browser: results in place, back and forward, the sheet, long facets, suggestions."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ..factory import Cast
from ..portal.published import publish, publish_many
from .conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Enter = Callable[..., Visitor]
LIST = {"fi": "/fi/kaytannot/", "sv": "/sv/praxis/", "en": "/en/practices/"}
PHONE = {"width": 360, "height": 780}
SUBJECTS = [
    *("english", "music", "crafts", "physics", "history", "religion", "biology"),
    *("chemistry", "geography", "mathematics", "philosophy", "psychology", "visual-arts", "finnish"),
]


@pytest.fixture
def three(people: Cast) -> None:
    """One of CLUE at home, one of INTO abroad, one of CLUE with ten subjects."""
    publish(people, "Puron tarina")
    publish(people, "Kielisuihku", theme=["into"], level=["mobility"], travel=["abroad"], summary="Kieli leikkii.")
    publish(people, "Vuosikello", subject=SUBJECTS, summary="Kunta suunnittelee yhdessä.")


def stay(page: Page) -> None:
    """Leave a mark that a new document would not have."""
    page.evaluate("window.stayed = true")


def stayed(page: Page) -> bool:
    return bool(page.evaluate("window.stayed === true"))


def heading(page: Page, text: str) -> None:
    expect(page.locator("#results-title")).to_have_text(text)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def address(page: Page, path: str) -> None:
    expect(page).to_have_url(page.url.split("/fi/")[0].split("/en/")[0] + path)


def test_a_box_changes_the_results_in_place(visitor: Enter, three: None) -> None:
    reader = visitor()
    reader.goto("/fi/kaytannot/")
    page = reader.page
    stay(page)
    page.locator("[id='theme.into']").check()
    heading(page, "1 käytäntö")
    address(page, "/fi/kaytannot/?theme=into")
    assert focused(page) == "theme.into"
    expect(page.locator("#finder-says")).to_have_text("1 käytäntö")
    expect(page.locator("#languages a").last).to_have_attribute("href", "/en/practices/?theme=into")
    page.locator("[id='theme.clue']").check()
    heading(page, "3 käytäntöä")
    address(page, "/fi/kaytannot/?theme=clue&theme=into")
    assert stayed(page)
    reader.look()


def test_back_and_forward_bring_the_results_of_their_address(visitor: Enter, three: None) -> None:
    reader = visitor()
    reader.goto("/fi/kaytannot/")
    page = reader.page
    page.locator("[id='theme.into']").check()
    heading(page, "1 käytäntö")
    page.go_back()
    heading(page, "3 käytäntöä")
    address(page, "/fi/kaytannot/")
    expect(page.locator("[id='theme.into']")).not_to_be_checked()
    page.wait_for_load_state("load")  # before its scripts run a page hears of no address
    page.go_forward()
    heading(page, "1 käytäntö")
    address(page, "/fi/kaytannot/?theme=into")
    expect(page.locator("[id='theme.into']")).to_be_checked()


def test_words_are_searched_in_place_and_the_title_follows(visitor: Enter, three: None) -> None:
    reader = visitor()
    reader.goto("/fi/kaytannot/?theme=clue")
    page = reader.page
    stay(page)
    page.fill("#q", "  purot ja joet ")
    page.keyboard.press("Enter")
    heading(page, "2 käytäntöä")
    address(page, "/fi/kaytannot/?q=purot+ja+joet&theme=clue")
    expect(page).to_have_title("purot ja joet: Käytännöt – POLKKA")
    assert (focused(page), stayed(page)) == ("q", True)
    page.fill("#q", "")
    page.keyboard.press("Enter")
    address(page, "/fi/kaytannot/?theme=clue")


def test_links_of_the_finder_stay_on_the_page(visitor: Enter, three: None) -> None:
    reader = visitor()
    reader.goto("/fi/kaytannot/?q=puro&theme=clue")
    page = reader.page
    stay(page)
    page.locator("[id='sort.newest']").click()
    address(page, "/fi/kaytannot/?q=puro&sort=newest&theme=clue")
    expect(page.locator("[id='sort.newest']")).to_have_attribute("aria-current", "true")
    assert focused(page) == "sort.newest"
    page.locator(".pill").first.click()
    expect(page.locator(".pill")).to_have_count(0)
    assert focused(page) == "results-title"
    assert stayed(page)
    page.locator(".hit a").first.click()
    expect(page.locator("#results")).to_have_count(0)
    assert not stayed(page)


def test_a_page_further_begins_at_its_heading(visitor: Enter, people: Cast) -> None:
    publish_many(people, 21)
    reader = visitor()
    reader.goto("/fi/kaytannot/")
    page = reader.page
    stay(page)
    page.locator(".pages a[rel=next]").click()
    address(page, "/fi/kaytannot/?page=2")
    expect(page.locator(".hit")).to_have_count(1)
    assert (focused(page), stayed(page)) == ("results-title", True)
    expect(page.locator("#results-title")).to_be_in_viewport()


def test_other_words_are_put_into_the_field(visitor: Enter, three: None) -> None:
    reader = visitor()
    reader.goto("/fi/kaytannot/?q=kielisuiku")
    page = reader.page
    stay(page)
    page.locator(".meant").click()
    address(page, "/fi/kaytannot/?q=kielisuihku")
    expect(page.locator("#q")).to_have_value("kielisuihku")
    assert stayed(page)


def test_what_cannot_be_shown_in_place_is_a_page(visitor: Enter, three: None) -> None:
    reader = visitor()
    reader.goto("/fi/kaytannot/")
    page = reader.page
    stay(page)
    page.route("**/*theme=into*", lambda route: route.abort(), times=1)
    page.locator("[id='theme.into']").check()
    heading(page, "1 käytäntö")
    address(page, "/fi/kaytannot/?theme=into")
    assert not stayed(page)


def test_without_script_the_form_does_it(visitor: Enter, three: None) -> None:
    reader = visitor(script=False)
    reader.goto("/fi/kaytannot/")
    reader.page.locator("[id='theme.into']").check()
    reader.go(reader.page.locator(".facets-deeds button"))
    heading(reader.page, "1 käytäntö")
    address(reader.page, "/fi/kaytannot/?theme=into")


def test_without_script_the_phone_shows_the_facets_alone(visitor: Enter, three: None) -> None:
    reader = visitor(script=False, viewport=PHONE)
    reader.goto("/fi/kaytannot/")
    expect(reader.page.locator("#facets")).not_to_be_visible()
    reader.page.locator("#open-facets").click()
    expect(reader.page.locator("#facets")).to_be_visible()
    expect(reader.page.locator("#results")).not_to_be_visible()


def test_the_sheet_holds_the_focus_and_gives_it_back(visitor: Enter, three: None) -> None:
    reader = visitor("en", viewport=PHONE)
    reader.goto("/en/practices/")
    page = reader.page
    page.locator("#open-facets").press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert focused(page) == "facets-title"
    for _step in range(80):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('#facets')")
    page.locator("[id='theme.into']").check()
    expect(page.get_by_role("button", name="Show 1 practice", exact=True)).to_be_visible()
    assert focused(page) == "theme.into"
    reader.look()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert focused(page) == "open-facets"
    page.locator("#open-facets").click()
    page.locator(".facets-deeds button").click()
    assert focused(page) == "results-title"
    heading(page, "1 practice")


def test_a_long_facet_finds_its_values(visitor: Enter, three: None) -> None:
    reader = visitor()
    reader.goto("/fi/kaytannot/")
    page = reader.page
    rest = page.locator("[id='rest.subject']")
    if not rest.is_visible():
        page.locator("[id='facet.subject'] > summary").click()
    rest.locator("summary").click()
    stay(page)
    boxes, field = rest.locator(".tick"), rest.get_by_role("searchbox")
    expect(boxes).to_have_count(8)
    field.press_sequentially("USKO")
    expect(boxes.locator("visible=true")).to_have_count(1)
    boxes.locator("visible=true").locator("input").click()  # and it moves up, among the values shown at once
    heading(page, "1 käytäntö")
    expect(page.locator("[id='subject.religion']")).to_be_checked()
    expect(page.locator("[id='facet.subject']")).to_have_attribute("open", "")
    field.fill("zzz")
    expect(rest.get_by_role("status")).not_to_be_empty()
    reader.look()
    assert stayed(page)


@pytest.mark.parametrize("path", ["/fi/", "/fi/kaytannot/"])
def test_suggestions_are_chosen_by_keyboard(visitor: Enter, three: None, path: str) -> None:
    reader = visitor()
    reader.goto(path)
    page = reader.page
    field = page.get_by_role("combobox")
    field.press_sequentially("vuo")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    assert field.get_attribute("aria-expanded") == "true"
    reader.look()
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == "q-list-0"
    assert options.first.get_attribute("aria-selected") == "true"
    field.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    field.press("Escape")
    expect(page.locator("#q-list")).not_to_be_visible()
    expect(field).to_have_value("vuo")
    field.press("ArrowDown")
    expect(options.first).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.locator("h1, #results-title").first).to_be_visible()
    expect(page).not_to_have_url(reader.site + path)


@pytest.mark.parametrize("language", LIST)
def test_every_state_is_accessible(visitor: Enter, three: None, language: str) -> None:
    reader = visitor(language)
    for query in ("", "?q=puro", "?q=kielisuiku", "?q=qqqq", "?theme=into&level=home"):
        reader.goto(LIST[language] + query)
        reader.look()
    reader.goto(LIST[language])
    reader.page.get_by_role("combobox").press_sequentially("kie")
    expect(reader.page.get_by_role("option").first).to_be_visible()
    reader.look()
    phone = visitor(language, viewport=PHONE)
    phone.goto(LIST[language] + "?q=puro")
    phone.page.locator("#open-facets").click()
    phone.look()


@pytest.mark.parametrize("language", LIST)
def test_empty_portal_is_accessible(visitor: Enter, people: Cast, language: str) -> None:
    reader = visitor(language)
    reader.goto(LIST[language])
    reader.look()
