"""The guided questions as data: each asked once a depth, nothing lost on the way to another depth."""

import pytest

from practices.questions import BY_CODE, CONCEPT_QUESTIONS, PAGES, TEXT_QUESTIONS, asked_codes, first_new, pages
from practices.states import Depth

DEPTHS = list(Depth)


@pytest.mark.parametrize("depth", DEPTHS)
def test_every_question_is_asked_once_at_a_depth(depth: str) -> None:
    codes = [question.code for page in pages(depth) for question in page.questions]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("depth", DEPTHS)
def test_everything_required_is_asked(depth: str) -> None:
    required = {code for code, question in BY_CODE.items() if depth in question.required}
    assert required <= asked_codes(depth)


def test_codes_are_one_question_each() -> None:
    assert all(question is BY_CODE[question.code] for page in PAGES for question in page.questions)
    assert len({page.code for page in PAGES}) == len(PAGES)
    assert len({q.code for q in (*TEXT_QUESTIONS, *CONCEPT_QUESTIONS)}) == len(TEXT_QUESTIONS) + len(CONCEPT_QUESTIONS)


def test_each_depth_asks_what_the_one_before_asked() -> None:
    assert asked_codes(Depth.TIP) < asked_codes(Depth.PRACTICE) == asked_codes(Depth.MODEL)


def test_a_tip_has_two_pages_with_its_seven_answers() -> None:
    asked = pages(Depth.TIP)
    required = [q.code for page in asked for q in page.questions if Depth.TIP in q.required]
    assert len(asked) == 2
    assert required == ["title", "summary", "challenge", "method", "result", "level", "stage"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_folded_questions_stand_on_the_page_and_need_no_answer(page: object) -> None:
    codes = {question.code: question for question in page.questions}
    assert set(page.folded) <= set(codes)
    assert not [code for code in page.folded for depth in page.depths if depth in codes[code].required]


def test_suggested_lengths_fit_into_the_limit() -> None:
    found = [(q.code, pair, q.limit) for q in BY_CODE.values() for pair in q.lengths.values()]
    assert [row for row in found if not 0 < row[1][0] < row[1][1] <= row[2]] == []


def test_required_prose_tells_why_it_is_asked_and_shows_an_example() -> None:
    asked = [q for q in TEXT_QUESTIONS if q.required and q.kind == "prose"]
    assert [q.code for q in asked if not (q.why and q.example and q.help)] == []


@pytest.mark.parametrize(
    ("before", "after", "page"),
    [
        ("tip", "practice", "for-whom"),
        ("practice", "model", "adopt"),
        ("tip", "model", "for-whom"),
        ("model", "tip", ""),
        ("tip", "tip", ""),
    ],
)
def test_a_new_depth_leads_to_what_is_new(before: str, after: str, page: str) -> None:
    found = first_new(before, after)
    assert (found.code if found else "") == page
