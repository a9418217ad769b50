"""A practice on one sheet of paper."""

import re
from typing import Any

import pytest
import segno
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from polkka.kit import markdown
from polkka.portal import qr, sheet
from practices.models import Version
from practices.states import Depth, State
from tests.factory import Cast, in_state

from .published import publish, publish_in_two, publish_with_summary, withdraw

LONG = "Kotikansainvälisyystoimintasuunnitelman monikielisyyskasvatuksen osuus, "
FOLDER = {"fi": ("kaytannot", "kortti"), "sv": ("praxis", "kort"), "en": ("practices", "card")}


def address(version: Version, language: str = "fi") -> str:
    practices, card = FOLDER[language]
    return f"/{language}/{practices}/{version.practice.public_id}/{card}/"


def longest(cast: Cast) -> Version:
    """A model in which every answer is as long as it may be."""
    version = in_state(cast, State.PUBLISHED)
    version.depth = Depth.MODEL
    version.save(update_fields=["depth"])
    shown = version.original
    shown.title = (LONG * 2)[:118] + " x"
    shown.summary = (LONG * 9)[:399] + "."
    for field in ("challenge", "method", "result", "resources", "pitfalls", "first_monday"):
        setattr(shown, field, (LONG * 40)[:1490] + ".")
    shown.steps = [{"title": (LONG * 3)[:120], "text": (LONG * 30)[:1500]} for _ in range(12)]
    shown.links = [{"title": (LONG * 3)[:120], "url": f"https://example.org/{n}.pdf"} for n in range(10)]
    shown.save()
    return version


def test_card_tells_the_practice(client: Client, cast: Cast) -> None:
    version = publish(cast)
    response = client.get(address(version))
    html = response.content.decode()
    assert response.status_code == 200
    assert '<h1 class="sheet-title">Puron tarina</h1>' in html
    assert "<strong>Valitkaa puro</strong> Kävelymatkan päästä." in html
    assert f"http://127.0.0.1:8000/p/{version.practice.public_id}" in html
    assert '<meta name="robots" content="noindex">' in html
    assert [label for label, _value in response.context["sheet"].facts] == ["Kenelle", "Aika", "Kustannukset", "Matka"]


def test_card_marks_a_language_that_is_not_the_readers(client: Client, cast: Cast) -> None:
    version = publish_with_summary(cast, "Puron tarina", "sv", "Bäckens berättelse", "Klassen följer bäcken.")
    html = client.get(address(version, "sv")).content.decode()
    assert '<h1 class="sheet-title">Bäckens berättelse</h1>' in html
    assert '<ol class="steps" lang="fi">' in html
    assert "på finska" in html
    assert '<h1 class="sheet-title" lang="fi">' in client.get(address(version, "en")).content.decode()
    both = publish_in_two(cast, "Puron tarina", "sv", "Bäckens berättelse")
    assert 'class="steps" lang' not in client.get(address(both, "sv")).content.decode()


def test_card_of_a_withdrawn_or_unknown_practice(client: Client, cast: Cast) -> None:
    version = publish(cast)
    withdraw(cast, version)
    assert client.get(address(version)).status_code == 410
    assert client.get("/fi/kaytannot/ZZZZZZZZ/kortti/").status_code == 404
    assert client.get(address(in_state(cast, State.SUBMITTED))).status_code == 404


def test_card_asks_the_database_seldom(client: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    version = in_state(cast, State.PUBLISHED)
    client.get(address(version))
    with django_assert_max_num_queries(8):
        client.get(address(version))


@pytest.mark.parametrize("text", ["https://polkka.example/p/7KQ2M9XA", "http://127.0.0.1:8000/p/00000000"])
def test_code_is_the_one_of_its_text(text: str) -> None:
    drawn = qr.code(text)
    matrix = segno.make(text, error="m", micro=False, boost_error=False).matrix
    n = len(matrix)
    assert drawn.size == n + 2 * qr.QUIET
    dots = {
        (int(float(y)) - qr.QUIET, int(float(x)) - qr.QUIET) for x, y in re.findall(r"M([\d.]+) ([\d.]+)h0", drawn.dots)
    }
    corners = {(y, x) for y in range(n) for x in range(n) if qr._in_corner(x, y, n)}
    assert dots | corners >= {(y, x) for y in range(n) for x in range(n) if matrix[y][x]}
    assert all(matrix[y][x] for y, x in dots)
    assert [found.split()[0] for found in drawn.corners.split("M") if found] == ["2", str(n - 5), "2"]


@given(st.text(max_size=400), st.integers(20, 300))
def test_cut_text_is_never_too_long_and_says_so(text: str, most: int) -> None:
    shown = sheet.cut(text, most)
    assert len(shown) <= most
    assert shown == text or shown.endswith("…")


def test_words_of_a_list_are_kept_apart() -> None:
    html = markdown.render("Tarvitaan:\n\n- laite\n- kirja, 2 kpl\n- A & B\n\nValmis.")
    assert sheet.words(html) == "Tarvitaan: laite; kirja, 2 kpl; A & B Valmis."


def test_all_that_is_written_stays_when_there_is_room(cast: Cast, client: Client) -> None:
    made = client.get(address(publish(cast))).context["sheet"]
    assert "…" not in "".join((made.challenge, made.method, made.result, *(text for _title, text in made.steps)))


def test_longest_card_is_reckoned_to_fit(client: Client, cast: Cast) -> None:
    made = client.get(address(longest(cast))).context["sheet"]
    assert sheet.height(made) <= sheet.HEIGHT
    assert (len(made.steps), made.n_left, made.n_materials_left) == (8, 4, 7)
