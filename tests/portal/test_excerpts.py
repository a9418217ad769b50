"""The words of a search marked in the titles and texts of its hits."""

from typing import Any

import pytest
from django.test import Client

from polkka.portal.excerpts import html, with_excerpts
from polkka.upkeep import outbox
from practices import published
from practices.models import Version
from practices.states import Depth
from search.loading import search
from search.query import Query
from tests.factory import Cast, draft, go

from .published import publish, publish_in_two

SUMMARY = "Luokka tutkii lähipuroa kerran kuussa ja vertaa tuloksia ystävyysluokan kanssa."


def cards(words: str, language: str = "fi") -> list[published.Card]:
    hits = search(Query(words, language=language)).hits
    found = published.cards([hit.public_id for hit in hits], language)
    return with_excerpts(found, words, language, texts={hit.public_id: hit.language for hit in hits})


def publish_long(cast: Cast, title: str, method: str, **changed: Any) -> Version:
    """A tip whose whole text says more than its summary."""
    with outbox.muted():
        version = draft(cast, depth=Depth.TIP, title=title, method=method, **changed)
        return go(go(version, "submit", cast.author), "publish", cast.coordinator)


def test_title_and_summary_are_marked(cast: Cast) -> None:
    publish(cast, "Puron tarina")
    (card,) = cards("puro")
    assert card.title_html == "<mark>Puron</mark> tarina"
    assert card.excerpt == SUMMARY.replace("lähipuroa", "<mark>lähipuroa</mark>")


def test_everything_but_the_marks_is_escaped(cast: Cast) -> None:
    publish(cast, 'Puro & "joki" <b>', summary="<i>Puro</i> & <script>alert(1)</script>")
    (card,) = cards("puro")
    assert card.title_html == "<mark>Puro</mark> &amp; &quot;joki&quot; &lt;b&gt;"
    assert card.excerpt == "&lt;i&gt;<mark>Puro</mark>&lt;/i&gt; &amp; &lt;script&gt;alert(1)&lt;/script&gt;"


def test_excerpt_comes_from_the_text_where_it_answers_more(cast: Cast) -> None:
    publish_long(
        cast, "Tarina", "Sana toinen kolmas. " * 30 + "Keräsimme majavan jälkiä lumesta. " + "Loppu tuli. " * 30
    )
    (card,) = cards("majava")
    assert card.title_html == ""
    assert card.excerpt.startswith("… Keräsimme <mark>majavan</mark> jälkiä lumesta. Loppu tuli.")
    assert card.excerpt.endswith(" …")


def test_summary_stays_where_title_and_summary_answer_everything(cast: Cast, django_assert_num_queries: Any) -> None:
    publish_long(cast, "Puron tarina", "Puro virtaa.")
    hits = search(Query("puro")).hits
    found = published.cards([hit.public_id for hit in hits], "fi")
    with django_assert_num_queries(1):
        (card,) = with_excerpts(found, "puro", "fi")
    assert card.excerpt.startswith("Luokka tutkii")


def test_whole_texts_of_many_hits_are_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    for number in range(5):
        publish_long(cast, f"Tarina {number}", "Keräsimme majavan jälkiä.")
    hits = search(Query("majava")).hits
    found = published.cards([hit.public_id for hit in hits], "fi")
    with django_assert_num_queries(2):
        marked = with_excerpts(found, "majava", "fi")
    assert len(marked) == 5
    assert all("<mark>majavan</mark>" in card.excerpt for card in marked)


def test_close_words_are_marked_where_there_are_no_others(cast: Cast) -> None:
    publish(cast, "Maaliskuun retki", summary="Retki maaliskuussa.")
    (card,) = cards("maalivahti")
    assert (card.title_html, card.excerpt) == ("<mark>Maaliskuun</mark> retki", "Retki <mark>maaliskuussa</mark>.")


def test_text_found_in_another_language_is_shown_in_its_language(cast: Cast) -> None:
    publish_in_two(cast, "Puron tarina", "sv", "Bäckens berättelse")
    (card,) = cards("berättelser")
    assert card.title == "Puron tarina"
    assert card.excerpt == '<span lang="sv">Bäckens <mark>berättelse</mark></span>'


def test_no_words_leave_the_cards_alone(cast: Cast) -> None:
    publish(cast)
    assert cards("") == published.cards([card.public_id for card in cards("")], "fi")
    assert html("a < b", []) == ""


@pytest.mark.parametrize("words", ['"', "*", "<script>", "'; DROP TABLE", "%00", "ﬁ" * 50])
def test_any_words_leave_safe_html(words: str, cast: Cast, client: Client) -> None:
    publish(cast, "Puron <script>")
    response = client.get("/fi/kaytannot/", {"q": words})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    assert "Puron <script>" not in response.content.decode()
