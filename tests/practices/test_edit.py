"""Writing one page of a draft: whatever was typed is saved."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from practices.questions import BY_CODE, PAGES
from taxonomy.models import Concept

from ..factory import Cast, draft, read
from .pages import answers, as_sent, shown, url


@pytest.mark.parametrize(("page", "depth"), [(page.code, page.depths[-1]) for page in PAGES])
def test_edit_untouched_changes_nothing(cast: Cast, client: Client, page: str, depth: str) -> None:
    version = draft(cast, depth=depth, links=[{"title": "Ohje", "url": "https://example.org"}])
    client.force_login(cast.author)
    before = answers(version, BY_CODE)

    response = client.post(url(version, page), shown(client, version, page))

    assert response.status_code == 302
    assert answers(version, BY_CODE) == before


def test_edit_saves_and_goes_to_the_next_page(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    response = client.post(
        url(version, "challenge"), shown(client, version, "challenge") | {"challenge": "Uusi\r\nrivi"}
    )

    assert response.url == url(version, "method")
    assert read(version).original.challenge == "Uusi\nrivi"


@pytest.mark.parametrize(("page", "leads_to"), [("challenge", "for-whom"), ("basics", "for-whom")])
def test_edit_saves_on_the_way_back_too(cast: Cast, client: Client, page: str, leads_to: str) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    sent = shown(client, version, page) | {"challenge": "Kesken jäänyt", "summary": "Kesken jäänyt", "go": "back"}

    response = client.post(url(version, page), sent)

    assert response.url == url(version, leads_to)  # there is nothing before the first page
    assert "Kesken jäänyt" in answers(version, ("challenge", "summary")).values()


def test_edit_last_page_leads_to_the_check(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    response = client.post(url(version, "contact"), shown(client, version, "contact"))

    assert response.url == f"/en/desk/{version.practice.public_id}/check/"


def test_edit_can_stay_and_says_when_it_was_saved(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    response = client.post(url(version, "result"), shown(client, version, "result") | {"go": "stay"}, follow=True)

    assert response.redirect_chain == [(url(version, "result"), 302)]
    assert [str(message)[:9] for message in response.context["messages"]] == ["Saved at "]


def test_edit_saves_an_empty_required_answer(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    response = client.post(url(version, "basics"), shown(client, version, "basics") | {"title": "", "summary": ""})

    assert response.status_code == 302
    assert answers(version, ("title", "summary")) == {"title": "", "summary": ""}


def test_edit_saves_an_unfinished_address(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    client.post(url(version, "contact"), shown(client, version, "contact") | {"contact_email": "koulu@"})

    assert read(version).contact_email == "koulu@"


@pytest.mark.parametrize("bad", ["x" * 401, "kello \x07", "kääntö \u202e"])
def test_edit_refuses_what_cannot_be_stored_and_saves_the_rest(cast: Cast, client: Client, bad: str) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    before = read(version).original.summary

    response = client.post(
        url(version, "basics"), shown(client, version, "basics") | {"title": "Uusi nimi", "summary": bad}
    )

    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (200, ["summary"])
    assert form["summary"].value() == bad
    assert [anchor for _message, anchor in response.context["errors"]] == ["id_summary"]
    assert answers(version, ("title", "summary")) == {"title": "Uusi nimi", "summary": before}


def test_edit_after_a_refusal_saves_the_mended_text(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    refused = client.post(url(version, "basics"), shown(client, version, "basics") | {"summary": "x" * 401})

    response = client.post(url(version, "basics"), as_sent(refused.context["form"]) | {"summary": "Lyhyempi"})

    assert response.status_code == 302
    assert read(version).original.summary == "Lyhyempi"


@pytest.mark.parametrize(
    "sent", [{"level": "moon"}, {"level_also": ["home", "moon"]}, {"stage": "moon"}, {"time": "moon"}]
)
def test_edit_refuses_an_unknown_choice_and_saves_the_rest(cast: Cast, client: Client, sent: dict[str, Any]) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    before = answers(version, ("level", "stage", "time"))

    response = client.post(url(version, "for-whom"), shown(client, version, "for-whom") | sent | {"cost": "small"})

    assert (response.status_code, list(response.context["form"].errors)) == (200, list(sent))
    assert answers(version, ("level", "stage", "time")) == before
    assert answers(version, ("cost",)) == {"cost": ["small"]}


@pytest.mark.parametrize(
    ("main", "also", "stored"),
    [
        ("mobility", ["home"], ["mobility", "home"]),
        ("home", ["home", "attitudes"], ["home", "attitudes"]),
        ("", ["national"], ["national"]),
        ("", [], []),
    ],
)
def test_edit_stores_the_main_level_first(
    cast: Cast, client: Client, main: str, also: list[str], stored: list[str]
) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    client.post(url(version, "for-whom"), shown(client, version, "for-whom") | {"level": main, "level_also": also})

    assert answers(version, ("level",)) == {"level": stored}
    assert version.chosen.filter(is_main=True).count() == min(len(stored), 1)


def test_edit_keeps_a_choice_that_went_out_of_use(cast: Cast, client: Client) -> None:
    version = draft(cast, subject=["music"])
    Concept.objects.filter(vocabulary__code="subject", code="music").update(active=False)
    client.force_login(cast.author)

    client.post(url(version, "for-whom"), shown(client, version, "for-whom"))

    assert answers(version, ("subject",)) == {"subject": ["music"]}


def test_edit_splits_keywords_at_commas(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    client.post(url(version, "for-whom"), shown(client, version, "for-whom") | {"tags": " vesi, ,joki,Vesi , lumi"})

    assert answers(version, ("tags",)) == {"tags": ["joki", "lumi", "vesi"]}


def test_edit_refuses_a_keyword_that_is_a_whole_sentence(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    response = client.post(url(version, "for-whom"), shown(client, version, "for-whom") | {"tags": "x" * 101})

    assert list(response.context["form"].errors) == ["tags"]


def test_edit_shows_filled_rows_and_two_to_fill(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    asked = client.get(url(version, "method")).context["form"].asked()[1]

    assert [[field.value() for field in row] for row in asked.rows] == [
        ["Valitkaa puro", "Kävelymatkan päästä."],
        ["Mitatkaa", "Lämpötila ja näkösyvyys."],
        [None, None],
        [None, None],
    ]


def test_edit_drops_empty_rows_keeps_the_order_and_gives_more(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    sent = shown(client, version, "method")
    sent |= {"steps-0-title": "", "steps-0-text": " ", "steps-3-title": "Kertokaa", "more": "steps"}

    response = client.post(url(version, "method"), sent)

    assert response.url == url(version, "method") + "#id_steps"
    assert read(version).original.steps == [
        {"title": "Mitatkaa", "text": "Lämpötila ja näkösyvyys."},
        {"title": "Kertokaa", "text": ""},
    ]


@pytest.mark.parametrize(
    ("deed", "titles"),
    [
        ({"down": "steps-0"}, ["Mitatkaa", "Valitkaa puro"]),
        ({"up": "steps-1"}, ["Mitatkaa", "Valitkaa puro"]),
        ({"drop": "steps-0"}, ["Mitatkaa"]),
    ],
)
def test_edit_moves_and_removes_a_row_by_its_button_and_stays(
    cast: Cast, client: Client, deed: dict[str, str], titles: list[str]
) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    response = client.post(url(version, "method"), shown(client, version, "method") | deed)

    assert response.url == url(version, "method") + "#id_steps"
    assert [row["title"] for row in read(version).original.steps] == titles


def test_edit_tells_what_is_missing_here_and_elsewhere(cast: Cast, client: Client) -> None:
    version = draft(cast, depth="tip", summary="", stage=[])
    client.force_login(cast.author)

    context = client.get(url(version, "tip")).context

    assert [anchor for _label, _message, anchor in context["missing_here"]] == ["id_summary"]
    assert context["n_elsewhere"] == 1


def test_edit_offers_no_more_rows_than_there_may_be(cast: Cast, client: Client) -> None:
    version = draft(cast, steps=[{"title": f"Askel {n}", "text": ""} for n in range(12)])
    client.force_login(cast.author)

    asked = client.get(url(version, "method")).context["form"].asked()[1]

    assert (len(asked.rows), asked.input.has_room) == (12, False)


def test_edit_refuses_a_row_that_is_too_long_and_keeps_it_on_the_page(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    sent = shown(client, version, "method") | {"steps-2-title": "x" * 121, "method": "Uusi"}

    response = client.post(url(version, "method"), sent)

    form = response.context["form"]
    assert [anchor for _message, anchor in response.context["errors"]] == ["id_steps-2-title"]
    assert form["steps-2-title"].value() == "x" * 121
    assert (len(read(version).original.steps), read(version).original.method) == (2, "Uusi")


def test_edit_counts_characters_and_shows_the_language(cast: Cast, client: Client) -> None:
    version = draft(cast, challenge="Kaksi\nriviä", language="sv")
    client.force_login(cast.author)

    response = client.get(url(version, "challenge"))

    asked = response.context["form"].asked()[0]
    with override("en"):
        assert asked.length.said() == "11 characters; 300–900 is about right, at most 4000."
        assert asked.length.word == "still short"
    attributes = asked.fields[0].field.widget.attrs
    assert (attributes["lang"], "maxlength" in attributes) == ("sv", False)


def test_edit_of_a_page_the_depth_does_not_ask(cast: Cast, client: Client) -> None:
    version = draft(cast, depth="tip")
    client.force_login(cast.author)

    seen = client.get(url(version, "adopt"))
    sent = client.post(url(version, "adopt"), {"pitfalls": "Sade"})

    assert (seen.url, sent.url) == (f"/en/desk/{version.practice.public_id}/check/",) * 2
    assert read(version).original.pitfalls == "Sade"


@pytest.mark.parametrize("part", ["stranger", "reader", "peer", "coordinator", "chief", "counsellor", "administrator"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_edit_is_missing_for_others(cast: Cast, client: Client, part: str, method: str) -> None:
    version = draft(cast)
    client.force_login(getattr(cast, part))

    response = getattr(client, method)(url(version, "basics"), {"title": "Kaapattu"})

    assert response.status_code == 404
    assert read(version).title == "Puron tarina"


@pytest.mark.parametrize("path", ["/en/desk/ZZZZZZZZ/edit/basics/", "/en/desk/{}/edit/nothing/"])
def test_edit_of_nothing_is_missing(cast: Cast, client: Client, path: str) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    assert client.get(path.format(version.practice.public_id)).status_code == 404


def test_edit_answers_no_other_method(cast: Cast, client: Client) -> None:
    version = draft(cast)
    client.force_login(cast.author)

    assert client.put(url(version, "basics")).status_code == 405


def test_edit_keeps_what_a_signed_out_person_sent(cast: Cast, client: Client) -> None:
    version = draft(cast)

    response = client.post(url(version, "basics"), {"title": "Kirjoitin tämän"})

    query = QueryDict(response.url.partition("?")[2])
    assert (query["ended"], query["next"].startswith("/en/desk/kept/")) == ("1", True)
    assert read(version).title == "Puron tarina"


def test_edit_asks_the_same_number_of_questions_however_much_is_chosen(
    cast: Cast, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    version = draft(cast)
    many = draft(
        cast, subject=["music", "english", "biology"], country=["ee", "se", "no"], tags=[f"sana {n}" for n in range(9)]
    )
    client.force_login(cast.author)
    for one in (version, many):
        client.get(url(one, "for-whom"))

    with django_assert_max_num_queries(20) as counted:
        client.get(url(version, "for-whom"))
    with django_assert_max_num_queries(len(counted.captured_queries)):
        client.get(url(many, "for-whom"))
