"""The guided form in a real browser, by keyboard: tools, rows, long lists, keywords, lengths, pasting."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from practices.models import Version

from ..factory import Cast, draft, in_state, read
from ..practices.pages import answers
from .conftest import Visitor
from .test_chain import fi, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[..., Visitor]
PASTE = """([field, html]) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", "sellaisenaan");
    field.focus();
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
FROM_WORD = """<html><head><style>p.MsoNormal { color: red }</style></head><body><!--StartFragment-->
<h1>Kuinka teimme</h1><p class=MsoNormal><b>Kaikki</b> kävivät <i>purolla</i>, ks. <a href="https://example.org/x">ohje</a>.</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·&nbsp;</span>ensin</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·&nbsp;</span>sitten</p>
<ol><li>yksi</li><li>kaksi<ul><li>syvä</li></ul></li></ol><p><a href="javascript:alert(1)">paha</a></p>
<script>alert(2)</script>
<!--EndFragment--></body></html>"""
AS_MARKDOWN = """## Kuinka teimme

**Kaikki** kävivät *purolla*, ks. [ohje](https://example.org/x).

- ensin
- sitten

1. yksi
2. kaksi
   - syvä

paha"""


@pytest.fixture
def author(visitor: Enter, people: Cast) -> Visitor:
    person = visitor()
    sign_in(person, people.author)
    return person


def open_page(author: Visitor, version: Version, code: str) -> Page:
    author.goto(f"/fi/tyopoyta/{version.practice.public_id}/muokkaa/{code}/")
    return author.page


def focused(page: Page) -> str:
    return str(
        page.evaluate("document.activeElement.id || document.activeElement.name || document.activeElement.tagName")
    )


def test_tools_mark_by_key_and_button_and_undo_takes_them_back(author: Visitor, people: Cast) -> None:
    page = open_page(author, draft(people, challenge=""), "challenge")
    field = page.locator("#id_challenge")
    field.press_sequentially("Yksi asia")
    field.press("Control+a")
    field.press("Control+b")
    expect(field).to_have_value("**Yksi asia**")
    field.press("Control+b")
    expect(field).to_have_value("Yksi asia")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.dataset.mark") == "bold"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(field).to_have_value("- Yksi asia")
    field.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("toinen")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(field).to_have_value("- Yksi asia\n- toinen\n")
    for _step in range(40):
        field.press("Control+z")
    expect(field).to_have_value("")
    field.press_sequentially("Yksi asia")
    field.press("Control+a")
    page.locator("[data-mark=link]").click()
    expect(field).to_have_value("[Yksi asia](https://)")
    page.locator("[data-mark=preview]").click()
    expect(page.locator(".markdown-preview")).to_contain_text("Yksi asia")
    author.look()


def test_pasting_keeps_lists_and_links_and_nothing_else(author: Visitor, people: Cast) -> None:
    page = open_page(author, draft(people, challenge=""), "challenge")
    field = page.locator("#id_challenge")
    page.evaluate(PASTE, [field.element_handle(), "<p>pelkkää tekstiä</p>"])  # that is left to the browser
    expect(field).to_have_value("")
    page.evaluate(PASTE, [field.element_handle(), FROM_WORD])
    expect(field).to_have_value(AS_MARKDOWN)
    author.look()


def test_a_very_long_text_is_not_cut_and_its_length_is_said(author: Visitor, people: Cast) -> None:
    version = draft(people, challenge="")
    page = open_page(author, version, "challenge")
    field, note = page.locator("#id_challenge"), page.locator("#id_challenge_note")
    field.press_sequentially("x" * 5)
    expect(note).to_have_attribute("data-state", "short")
    page.evaluate("field => { field.focus(); field.select(); }", field.element_handle())
    page.keyboard.insert_text("y" * 300)
    expect(note).to_have_attribute("data-state", "right")
    expect(note.locator("xpath=following-sibling::*[@role='status']")).not_to_be_empty()
    took = page.evaluate(
        """field => { const before = performance.now(); field.value = "z".repeat(100000);
        field.dispatchEvent(new InputEvent("input", { bubbles: true })); return performance.now() - before; }""",
        field.element_handle(),
    )
    expect(note).to_have_attribute("data-state", "over")
    assert took < 500, took
    author.press(fi("Save"))
    assert len(field.input_value()) == 100_000
    expect(page.locator("#id_challenge_error")).to_be_visible()
    author.look()


def test_rows_are_added_moved_and_removed_by_keyboard(author: Visitor, people: Cast) -> None:
    version = draft(people)
    page = open_page(author, version, "method")
    rows = page.locator(".answer-rows > li")
    expect(rows).to_have_count(4)
    page.locator(".answer-set > button").press("Enter")
    expect(rows).to_have_count(5)
    assert focused(page) == "id_steps-4-title"
    page.keyboard.type("Viimeinen")
    rows.nth(4).locator("[name=up]").press("Enter")
    assert page.evaluate("document.activeElement.value") == "steps-3"
    rows.nth(0).locator("[name=drop]").press("Enter")
    expect(page.locator("#id_steps-0-title")).to_have_value("Mitatkaa")
    assert focused(page) == "id_steps-0-title"
    page.locator(".rows-said button").press("Enter")
    expect(page.locator("#id_steps-0-title")).to_have_value("Valitkaa puro")
    author.look()
    author.press(fi("Save"))
    assert [row["title"] for row in read(version).original.steps] == ["Valitkaa puro", "Mitatkaa", "Viimeinen"]


def test_a_long_list_and_keywords_by_keyboard(author: Visitor, people: Cast) -> None:
    in_state(people, "published", tags=["purokävely", "purokartta"])
    version = draft(people, subject=["music"], tags=["lumi"])
    page = open_page(author, version, "for-whom")
    whole = page.locator("#id_subject")
    page.locator(".folded:has(#id_subject) > summary").press("Enter")
    find = whole.get_by_role("searchbox")
    find.press_sequentially("ÄIKKÄ")
    expect(whole.locator(".picker-option:visible")).to_have_count(1)
    expect(whole.get_by_role("status")).not_to_be_empty()
    find.press("ArrowDown")
    page.keyboard.press("Space")
    pills = whole.locator(".picker-chosen button")
    expect(pills).to_have_count(2)
    pills.filter(has_text="Musiikki").press("Enter")
    expect(pills).to_have_count(1)
    field, options = page.locator("#id_tags"), page.locator("#id_tags-list [role=option]")
    field.press("End")
    field.press_sequentially(", puro")
    expect(options).to_have_count(2)
    author.look()
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("lumi, purokartta, ")
    field.press_sequentially("puro")
    expect(options).to_have_count(1)
    field.press("Escape")
    expect(field).to_have_value("lumi, purokartta, puro")
    author.press(fi("Save"))
    assert answers(version, ("subject", "tags")) == {"subject": ["finnish"], "tags": ["lumi", "puro", "purokartta"]}


def test_without_scripts_rows_move_by_their_buttons_and_enter_goes_on(visitor: Enter, people: Cast) -> None:
    author = visitor(script=False)
    sign_in(author, people.author)
    version = draft(people)
    page = open_page(author, version, "method")
    author.go(page.locator("[name=up][value=steps-1]"))
    expect(page.locator("#id_steps-0-title")).to_have_value("Mitatkaa")
    page.locator("#id_steps-2-title").fill("Kertokaa")
    with page.expect_navigation():
        page.locator("#id_steps-2-title").press("Enter")
    assert page.url.partition("#")[0] == f"{author.site}/fi/tyopoyta/{version.practice.public_id}/muokkaa/result/"
    assert [row["title"] for row in read(version).original.steps] == ["Mitatkaa", "Valitkaa puro", "Kertokaa"]
