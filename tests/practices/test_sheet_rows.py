"""What a row of a spreadsheet means: found or new, good or wrong, in words that name the column."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from network.models import Organisation, User
from polkka.kit.languages import CODES
from practices.models import Practice
from practices.tabular import checking, reading
from practices.tabular.columns import folded, headings
from practices.tabular.rowing import Checked
from projects.models import Project
from taxonomy.models import Concept

from ..factory import Cast, draft, make_cast
from ..sharing import shared_database, taken_back

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    with shared_database(django_db_blocker):
        yield make_cast()


@pytest.fixture
def cast(world: Cast) -> Iterator[Cast]:
    with taken_back():
        yield world


def rows_of(text: str, by: User, kind: str = "organisations") -> list[Checked]:
    grid = reading.read_csv(text.encode())
    sheet = checking.prepared(grid, kind, name="a.csv", by=by)
    return checking.check(sheet, checking.reader(kind, by))


def told(row: Checked) -> list[str]:
    return [f"{code}: {message}" for code, message in row.faults]


@pytest.mark.parametrize("kind", ["organisations", "projects", "practices"])
def test_every_heading_means_one_column_in_every_language(cast: Cast, kind: str) -> None:
    columns = checking.columns(kind, cast.coordinator)
    assert {column.code for column in columns} == set(headings(columns).values())
    for language in CODES:
        with override(language):
            heads = [folded(str(column.label)) for column in columns]
        assert [head for head in heads if heads.count(head) > 1] == []
        assert [headings(columns)[head] for head in heads] == [column.code for column in columns]


def test_five_thousand_rows_of_which_some_are_wrong(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lines = [f"Koulu {n};{'Kemi' if n % 135 else ''};{'school' if n % 135 else 'x'}" for n in range(5_000)]
    with django_assert_max_num_queries(12):
        rows = rows_of("\n".join(["Nimi;Kunta;kind", *lines]), cast.coordinator)
    assert checking.counts(rows) == {"wrong": 38, "new": 4962, "changed": 0, "same": 0}


def test_organisations_are_found_by_code_or_by_name_and_place(cast: Cast) -> None:
    Organisation.objects.create(code="koivula-2", name="Koivulan koulu", municipality="Koivula")
    text = (
        "code;name;municipality;email\nkoivula;Uusi nimi;;\n;Mäntylän KOULU;mäntylä;\n;Koivulan koulu;Koivula;\n"
        ";Koivulan koulu;Kemi;\nKoivula!;X;;\nuusi;Mäntylän koulu;Mäntylä;\nkoivula;Y;;\n;Koivulan koulu;Kemi;x\n"
    )
    rows = rows_of(text, cast.coordinator)
    assert [row.status for row in rows] == ["changed", "same", "wrong", "new", "wrong", "wrong", "wrong", "wrong"]
    assert "koivula, koivula-2" in told(rows[2])[0]
    assert told(rows[6])[0].startswith("name: ") and len(told(rows[7])) == 2


@pytest.mark.parametrize("said", ["lappi", "Lappi", "LAPLAND", "Lappland", "Lappi (lappi)"])
def test_a_value_is_known_by_its_code_and_its_name_in_every_language(cast: Cast, said: str) -> None:
    row = rows_of(f"Nimi;Maakunta\nUusi;{said}\n", cast.coordinator)[0]
    assert Concept.objects.get(pk=row.values["region"]).code == "lappi"


@pytest.mark.parametrize(
    ("said", "first", "precision"),
    [("2024", "2024-01-01", "year"), ("5/2024", "2024-05-01", "month"), ("2024-05", "2024-05-01", "month"),
     ("7.5.2024", "2024-05-07", "day"), ("2024-05-07 00:00", "2024-05-07", "day")],
)  # fmt: skip
def test_a_day_is_as_exact_as_it_is_written(cast: Cast, said: str, first: str, precision: str) -> None:
    row = rows_of(f"name;started\nUusi;{said}\n", cast.coordinator, "projects")[0]
    assert (str(row.values["started"]), row.values["precision"]) == (first, precision)


def test_a_practice_is_never_written_over_and_goes_nowhere_else(cast: Cast) -> None:
    known = draft(cast)
    Practice.unscoped.update(asked_at=timezone.now())
    Project.objects.create(code="vanha", name="Vanha", ended="2020-01-01").organisations.add(cast.school)
    Project.objects.create(code="tyhja", name="Tyhjä")
    text = (
        "public_id;project;owner;title;theme;time\n"
        f"{known.practice.public_id};puro;;X;;\n;pelto;;X;;\n;vanha;;X;;\n;tyhja;;X;;\n;;;X;;\n;puro;mantyla;Z;;\n"
        f";puro;;{known.title};;\n;puro;;Y;ei mikään;\n;puro;;{'y' * 121};;\n;;koivula;Koulun oma;;week\n;puro;;;;\n"
    )
    rows = rows_of(text, cast.coordinator, "practices")
    assert [[code for code, _message in row.faults] for row in rows] == [
        ["public_id"], ["project"], ["project"], ["owner"], ["project"], ["owner"], ["title"], ["theme"], ["title"],
        [], ["title"],
    ]  # fmt: skip
