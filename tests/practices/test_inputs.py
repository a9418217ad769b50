"""What can be typed into the guided form: cleaned or refused at its field, and never cut."""

from typing import Any

import pytest
from django.http import QueryDict
from django.utils.translation import override

from polkka.kit.forms import faults
from practices.forms import PageForm
from practices.lengths import Length
from practices.questions import PAGES, Page
from practices.rows import stays_at, with_scheme

from ..factory import Cast

BY_PAGE = {page.code: page for page in PAGES}
WHERE_METHOD = (("tip", "tip"), ("method", "practice"))
STEPS = [{"title": name, "text": ""} for name in ("yksi", "kaksi", "kolme")]


def form(page: str, data: dict[str, Any] | None = None, depth: str = "practice", **answers: Any) -> PageForm:
    asked: Page = BY_PAGE[page]
    sent = None
    if data is not None:
        sent = QueryDict(mutable=True)
        for name, value in data.items():
            sent.setlist(name, value if isinstance(value, list) else [value])
    return PageForm(asked, depth=depth, language="fi", answers=answers, data=sent)


def row_data(rows: list[dict[str, str]], **more: str) -> dict[str, str]:
    return {f"steps-{n}-{column}": text for n, row in enumerate(rows) for column, text in row.items()} | more


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("\u200b \u2060\ufeff", ""),
        ("   \n\t ", ""),
        ("ha\u0308n", "hän"),
        ("👩‍👩‍👧 ja 🇫🇮", "👩‍👩‍👧 ja 🇫🇮"),
        ("שלום עולם", "שלום עולם"),
        ("a\r\nb", "a\nb"),
        ("x" * 4000, "x" * 4000),
    ],
    ids=["zero-width", "spaces", "nfd", "emoji", "rtl", "line ends", "the whole limit"],
)
def test_text_is_cleaned(base: None, typed: str, stored: str) -> None:
    assert form("challenge", {"challenge": typed}).to_save() == {"challenge": stored}


@pytest.mark.parametrize(
    "typed",
    ["NUL \0 keskellä", "puolikas \ud800", "käännös \u202e", "kello \x07", "x" * 100_000],
    ids=["nul", "surrogate", "override", "bell", "100,000 characters"],
)
@pytest.mark.parametrize(
    ("page", "name", "other"),
    [
        ("challenge", "challenge", ""),
        ("basics", "title", "summary"),
        ("method", "steps-0-title", "method"),
        ("for-whom", "tags", "cost"),
    ],
)
def test_what_cannot_be_stored_is_refused_at_its_field_and_the_rest_kept(
    base: None, typed: str, page: str, name: str, other: str
) -> None:
    kept = {"cost": "none"}.get(other, "Muu teksti")
    sent = form(page, {name: typed} | ({other: kept} if other else {}))
    assert list(sent.errors) == [name]
    assert sent[name].value() == typed
    assert set(sent.to_save()) == ({other} if other else set())


def test_nothing_cuts_what_is_pasted(base: None) -> None:
    whole = [str(field) for code in BY_PAGE for field in form(code, depth=BY_PAGE[code].depths[0])]
    assert [html for html in whole if "maxlength" in html] == []


@pytest.mark.parametrize(
    ("deed", "order"),
    [
        ({"up": "steps-1"}, ["kaksi", "yksi", "kolme"]),
        ({"up": "steps-0"}, ["yksi", "kaksi", "kolme"]),
        ({"down": "steps-0"}, ["kaksi", "yksi", "kolme"]),
        ({"down": "steps-2"}, ["yksi", "kaksi", "kolme"]),
        ({"drop": "steps-1"}, ["yksi", "kolme"]),
        ({"drop": "steps-99"}, ["yksi", "kaksi", "kolme"]),
        ({"drop": "partners-0"}, ["yksi", "kaksi", "kolme"]),
        ({"up": "steps-x"}, ["yksi", "kaksi", "kolme"]),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_rows_move_and_go_by_their_buttons(base: None, deed: dict[str, str], order: list[str]) -> None:
    saved = form("method", row_data(STEPS, **deed)).to_save()["steps"]
    assert [row["title"] for row in saved] == order


def test_a_row_moves_past_the_empty_ones(base: None) -> None:
    rows = [STEPS[0], {"title": "", "text": ""}, STEPS[2]]
    saved = form("method", row_data(rows, up="steps-2")).to_save()["steps"]
    assert [row["title"] for row in saved] == ["kolme", "yksi"]


def test_the_summary_says_in_which_row_an_error_is(base: None) -> None:
    with override("en"):
        found = faults(form("method", row_data([STEPS[0], {"title": "x" * 121, "text": ""}])))
    assert [(message.partition(":")[0], anchor) for message, anchor in found] == [
        ("The steps, row 2 – What is done", "id_steps-1-title")
    ]


def test_more_rows_than_may_be_are_refused_not_lost(base: None) -> None:
    rows = [{"title": f"askel {n}", "text": ""} for n in range(15)]
    sent = form("method", row_data(rows, method="Kokonaisuus"))
    assert list(sent.errors) == ["steps-12-title"]
    assert sent["steps-14-title"].value() == "askel 14"
    assert sent.to_save() == {"method": "Kokonaisuus"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"more": "steps"}, "steps"),
        ({"up": "links-3"}, "links"),
        ({"drop": "nothing-0"}, ""),
        ({"go": "on"}, ""),
        ({"down": "x"}, ""),
    ],
)
def test_a_row_button_stays_on_the_page(data: dict[str, str], code: str) -> None:
    assert stays_at(data) == code


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("www.koulu.fi", "https://www.koulu.fi"),
        ("koulu.fi/kirja", "https://koulu.fi/kirja"),
        ("https://koulu.fi", "https://koulu.fi"),
        ("http://koulu.fi", "http://koulu.fi"),
        ("ks. www.koulu.fi", "ks. www.koulu.fi"),
        ("nimi@koulu.fi", "nimi@koulu.fi"),
        ("kirja.pdf", "kirja.pdf"),
        ("", ""),
    ],
)
def test_an_address_without_its_beginning_gets_one(typed: str, stored: str) -> None:
    assert with_scheme(typed) == stored


def test_links_are_stored_with_their_beginning(base: None) -> None:
    saved = form("more", {"links-0-title": "Ohje", "links-0-url": "www.koulu.fi/ohje"}).to_save()
    assert saved["links"] == [{"title": "Ohje", "url": "https://www.koulu.fi/ohje"}]


@pytest.mark.parametrize(
    ("count", "state"), [(0, "empty"), (79, "short"), (80, "right"), (300, "right"), (301, "long"), (4001, "over")]
)
def test_a_length_has_its_word(count: int, state: str) -> None:
    assert Length(count, 80, 300, 4000).state == state


def test_a_tip_speaks_of_no_steps(base: None) -> None:
    with override("en"):
        helps = [form(page, depth=depth)["method"].help_text for page, depth in WHERE_METHOD]
    assert ["steps" in text for text in helps] == [False, True]


def test_a_tip_suggests_shorter_texts(base: None) -> None:
    lengths = {asked.input.code: asked.length for asked in form("tip", depth="tip", challenge="Lyhyt").asked()}
    with override("en"):
        assert lengths["challenge"].said() == "5 characters; 80–300 is about right, at most 4000."
        assert lengths["summary"].said(1) == "1 character; 80–300 is about right, at most 400."


@pytest.mark.parametrize(("depth", "mark"), [("practice", "optional, needed in a model"), ("model", "")])
def test_what_only_a_model_needs_is_marked(base: None, depth: str, mark: str) -> None:
    with override("en"):
        marks = {asked.input.code: str(asked.input.mark) for asked in form("adopt", depth=depth).asked()}
    assert (marks["pitfalls"], marks["when_not"]) == (mark, "optional")


def test_a_long_list_is_found_by_other_words_and_tells_what_it_means(cast: Cast) -> None:
    subject = next(asked.input for asked in form("for-whom").asked() if asked.input.code == "subject")
    assert subject.is_long and subject.is_folded
    assert "äikkä" in subject.other_words()["finnish"]
    assert subject.meanings()["finnish"]


def test_a_folded_question_opens_when_something_in_it_is_wrong(base: None) -> None:
    asked = {one.input.code: one for one in form("tip-for-whom", {"tags": "x" * 101}, depth="tip").asked()}
    assert (asked["tags"].is_open, asked["theme"].is_open) == (True, False)


@pytest.mark.parametrize(
    ("page", "scripts"),
    [
        ("challenge", ["lengths", "markdown", "paste"]),
        ("method", ["rows", "lengths", "markdown", "paste"]),
        ("for-whom", ["picker", "keywords"]),
        ("more", ["rows", "lengths", "markdown", "paste"]),
    ],
)
def test_a_page_loads_only_the_scripts_it_needs(base: None, page: str, scripts: list[str]) -> None:
    assert form(page).scripts == scripts
