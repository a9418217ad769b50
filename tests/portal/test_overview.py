"""The overall picture: its counts, its gaps, where its dots lead, and the same as files."""

import csv
import io
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client

from polkka.kit.spreadsheets import harmless
from polkka.portal.matrix import ROWS, Matrix
from polkka.upkeep import generation
from search.query import WITHOUT
from taxonomy.models import Concept
from tests.factory import Cast

from .published import publish, publish_many, withdraw

PAGE = "/fi/kokonaiskuva/"
SVG = "{http://www.w3.org/2000/svg}"


def picture(client: Client, address: str = PAGE) -> Matrix:
    """The picture of a page."""
    drawn: Matrix = client.get(address).context["matrix"]
    return drawn


def counts(drawn: Matrix) -> dict[str, dict[str, int]]:
    """Row → theme → practices, of the dots there are."""
    return {
        row.code: {cell.column.code: cell.count for cell in row.cells if cell.count} for row in drawn.rows if row.total
    }


def some(cast: Cast) -> None:
    """Practices with one theme, two, a narrower one and none; with and without the optional choices."""
    publish(cast, "Yksi", theme=["sustainable-development"], level=["home", "attitudes"], region=["uusimaa"])
    publish(cast, "Kaksi", theme=["clue", "into"], level=["home"], subject=["music"], stage=["preschool"])
    publish(cast, "Kolme", theme=[], level=["national"])
    publish(cast, "Neljä", theme=["into"], level=["mobility"], region=["uusimaa", "lappi"], subject=["music"])


def test_dots_count_each_practice_where_it_stands(client: Client, cast: Cast) -> None:
    some(cast)
    drawn = picture(client)
    assert [row.code for row in drawn.rows] == ["mobility", "national", "home", "attitudes"]
    assert [(row.number, row.total) for row in drawn.rows] == [(4, 1), (3, 1), (2, 2), (1, 1)]
    assert [(column.code, column.total) for column in drawn.columns] == [
        ("clue", 2), ("scart", 0), ("into", 2), ("sveko", 0), (WITHOUT, 1),
    ]  # fmt: skip
    assert counts(drawn) == {
        "mobility": {"into": 1},
        "national": {WITHOUT: 1},
        "home": {"clue": 2, "into": 1},
        "attitudes": {"clue": 1},
    }
    assert (drawn.total, drawn.largest) == (4, 2)


@pytest.mark.parametrize("rows", ROWS)
def test_every_dot_leads_to_as_many_practices(client: Client, cast: Cast, rows: str) -> None:
    some(cast)
    drawn = picture(client, PAGE if rows == "level" else f"{PAGE}?rows={rows}")
    led = [(cell.count, cell.url) for row in drawn.rows for cell in row.cells if cell.count]
    led += [(row.total, row.url) for row in drawn.rows] + [(column.total, column.url) for column in drawn.columns]
    assert len(led) > 8
    for count, url in led:
        assert (url, client.get(url).context["total"]) == (url, count)


def test_a_gap_leads_to_the_wish_for_it(client: Client, cast: Cast) -> None:
    some(cast)
    drawn = picture(client)
    gap = next(cell for _row, cell in drawn.gaps if cell.column.code == "sveko")
    assert parse_qs(urlsplit(gap.url).query)["q"] == ["SVEKO, Liikkuvuus"]
    assert 'value="SVEKO, Liikkuvuus"' in client.get(gap.url).content.decode()
    assert not any(cell.column.code == WITHOUT for _row, cell in drawn.gaps)


def test_years_have_no_gaps(client: Client, cast: Cast) -> None:
    some(cast)
    drawn = picture(client, f"{PAGE}?rows=year")
    assert not drawn.gaps
    assert [row.total for row in drawn.rows] == [4]


def test_rows_without_a_value_stand_last(client: Client, cast: Cast) -> None:
    some(cast)
    drawn = picture(client, f"{PAGE}?rows=region")
    assert (drawn.rows[-1].code, drawn.rows[-1].total) == (WITHOUT, 2)
    assert counts(drawn)["uusimaa"] == {"clue": 1, "into": 1}


def test_links_say_theme_row_and_number(client: Client, cast: Cast) -> None:
    some(cast)
    page = client.get("/en/overview/").content.decode()
    text = re.sub(r"<span aria-hidden=\"true\">[^<]*</span>|<[^>]+>", "", page)
    assert "CLUE, Internationalisation at home: 2 practices" in text
    assert "SVEKO, Mobility: we look for practices here" in text


def test_the_table_has_the_same_numbers(client: Client, cast: Cast) -> None:
    some(cast)
    context = client.get(PAGE).context
    drawn = context["matrix"]
    assert [list(row[1:]) for row in context["rows"][:-1]] == [
        [*(cell.count for cell in row.cells), row.total] for row in drawn.rows
    ]
    assert context["rows"][-1][1:] == (2, 0, 2, 0, 1, 4)


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [("?rows=level", PAGE), ("?rows=stage&x=1", f"{PAGE}?rows=stage"), ("?q=a", PAGE), ("?page=2", PAGE)],
)
def test_plainer_addresses_are_led_to(client: Client, base: None, asked: str, led_to: str) -> None:
    response = client.get(PAGE + asked)
    assert (response.status_code, response["Location"]) == (301, led_to)


@pytest.mark.parametrize("asked", ["?rows=time", "?rows=stage&rows=year", "?rows=%00"])
def test_other_rows_cannot_be_asked(client: Client, base: None, asked: str) -> None:
    assert client.get(PAGE + asked).status_code == 400


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}csv/", f"{PAGE}svg/"])
@pytest.mark.parametrize("rows", ["", "?rows=subject"])
def test_the_empty_portal_has_only_gaps(client: Client, base: None, address: str, rows: str) -> None:
    response = client.get(address + rows)
    assert response.status_code == 200
    assert not response.cookies


def test_csv_has_the_numbers_and_the_codes(client: Client, cast: Cast) -> None:
    some(cast)
    response = client.get(f"{PAGE}csv/")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="polkka-overview-level-\d{4}-\d\d-\d\d\.csv"', response["Content-Disposition"]
    )
    text = response.content.decode("utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[0][2:6] == ["CLUE (clue)", "SCART (scart)", "INTO (into)", "SVEKO (sveko)"]
    assert rows[3] == ["home", "Kotikansainvälisyys", "2", "0", "1", "0", "0", "2"]
    assert rows[-1][2:] == ["2", "0", "2", "0", "1", "4"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", "\tx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("rows", ["", "?rows=region"])
def test_svg_stands_alone_and_says_what_it_shows(client: Client, cast: Cast, rows: str) -> None:
    some(cast)
    response = client.get(f"{PAGE}svg/{rows}")
    assert response["Content-Type"] == "image/svg+xml"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    drawn = picture(client, PAGE + rows)
    tree = ElementTree.fromstring(response.content)  # our own picture
    dots = [dot for dot in tree.iter(f"{SVG}circle") if "ring" not in dot.get("class", "")]
    assert len(dots) == sum(1 for row in drawn.rows for cell in row.cells if cell.count)
    assert len(list(tree.iter(f"{SVG}circle"))) == len(dots) + len(drawn.gaps)
    assert tree.find(f"{SVG}title") is not None
    assert tree.find(f"{SVG}desc") is not None
    assert "href" not in response.content.decode()


def test_a_theme_out_of_use_keeps_its_dots_while_it_has_practices(client: Client, cast: Cast) -> None:
    publish(cast, theme=["into"], level=["home"])
    Concept.objects.filter(vocabulary__code="theme", code__in=["into", "scart"]).update(active=False)
    generation.bump()
    drawn = picture(client)
    assert [(column.code, column.total) for column in drawn.columns] == [("clue", 0), ("into", 1), ("sveko", 0)]
    assert counts(drawn) == {"home": {"into": 1}}


def test_a_withdrawn_practice_leaves_the_picture(client: Client, cast: Cast) -> None:
    version = publish(cast, theme=["into"])
    assert picture(client).total == 1
    withdraw(cast, version)
    assert picture(client).total == 0


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize("address", [PAGE, f"{PAGE}csv/", f"{PAGE}svg/?rows=subject"])
def test_the_picture_asks_the_database_once(
    number: int, address: str, client: Client, cast: Cast, django_assert_num_queries: Any
) -> None:
    publish_many(cast, number)
    client.get(address)
    with django_assert_num_queries(1):
        client.get(address)


def test_the_search_finds_those_without_a_theme_but_does_not_offer_it(client: Client, cast: Cast) -> None:
    some(cast)
    theme = next(facet for facet in client.get("/fi/kaytannot/").context["facets"] if facet.code == "theme")
    assert WITHOUT not in [option.code for option in theme.options]
    response = client.get(f"/en/practices/?theme={WITHOUT}")
    assert [card.title for card in response.context["cards"]] == ["Kolme"]
    assert response.context["pills"] == (("No theme", "/en/practices/"),)
    assert not client.get(f"/en/practices/?q={WITHOUT}").context["total"]
