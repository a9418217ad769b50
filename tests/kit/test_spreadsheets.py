"""Spreadsheets: what is written is no formula anywhere, what is read is bounded and says why it is not read."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from polkka.kit import spreadsheets
from polkka.kit.grids import MOST_COLUMNS, Unreadable, read_csv
from practices.inspecting.refusing import Refused
from practices.inspecting.tables import read

DANGEROUS = ("=1+1", "+358 40", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1")
"""What some program takes for a formula."""


def test_no_cell_of_csv_is_a_formula_in_any_locale() -> None:
    text = "".join(
        spreadsheets.csv_pieces(["=a"], [[word] for word in (*DANGEROUS, "Puro;=1", "Puro,-2", "a\n=1")], "fi")
    )
    assert text.startswith("\ufeff'=a\r\n")
    for delimiter in ";,\t":
        cells = [cell for row in csv.reader(io.StringIO(text[1:]), delimiter=delimiter) for cell in row]
        assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))] == []


@pytest.mark.parametrize(("language", "delimiter"), [("fi", ";"), ("sv", ";"), ("en", ",")])
def test_csv_is_cut_as_the_reader_expects_and_keeps_numbers_and_dates(language: str, delimiter: str) -> None:
    row = [-5, date(2026, 5, 31), datetime(2026, 5, 31, 12, 0, tzinfo=UTC), None, True, "å;ä,ö"]
    lines = "".join(spreadsheets.csv_pieces(list("abcdef"), [row], language)).split("\r\n")
    assert next(csv.reader([lines[1]], delimiter=delimiter)) == [
        "-5", "2026-05-31", "2026-05-31 15:00:00", "", "True", "å;ä,ö",
    ]  # fmt: skip


def test_a_workbook_keeps_kinds_and_holds_no_formula() -> None:
    row = [*DANGEROUS, "#N/A", 7, date(2026, 5, 31), datetime(2026, 5, 31, 12, 0, tzinfo=UTC), "\x01ohjaus", ""]
    with spreadsheets.xlsx([("A/B", [f"=h{n}" for n in range(len(row))], [row])]) as file:
        sheet = openpyxl.load_workbook(file).active
    kinds = {cell.data_type for cells in sheet.iter_rows() for cell in cells}
    assert "f" not in kinds and "e" not in kinds
    held = [cell.value for cell in sheet[2]]
    assert held[:2] == ["=1+1", "+358 40"]
    assert held[8:12] == [7, datetime(2026, 5, 31), datetime(2026, 5, 31, 15, 0), "ohjaus"]
    assert (sheet.freeze_panes, sheet["A1"].font.b, sheet.title) == ("A2", True, "A B")


def test_json_is_a_list_of_objects_with_iso_dates() -> None:
    rows: list[list[Any]] = [["a", date(2026, 1, 2)], [None, datetime(2026, 1, 2, tzinfo=UTC)]]
    told = json.loads("".join(spreadsheets.json_pieces(["name", "day"], rows)))
    assert told == [{"name": "a", "day": "2026-01-02"}, {"name": None, "day": "2026-01-02T02:00:00+02:00"}]
    assert json.loads("".join(spreadsheets.json_pieces(["name"], []))) == []


@pytest.mark.parametrize(
    "data",
    [
        "Nimi;Kunta\nÄmmänsaari;Å\n".encode(),
        "\ufeffNimi,Kunta\nÄmmänsaari,Å\n".encode(),
        "Nimi\tKunta\nÄmmänsaari\tÅ\n".encode("utf-16"),
        "sep=|\nNimi|Kunta\nÄmmänsaari|Å\n".encode(),
        '"Ni;;;;mi",Kunta\nÄmmänsaari,Å\n'.replace(";;;;", "").encode(),
        "Nimi;Kunta\r\n\r\nÄmmänsaari;Å;;\r\n;\r\n".encode("cp1252"),
    ],
)
def test_csv_of_every_program_is_read(data: bytes) -> None:
    grid = read_csv(data)
    assert (grid.headings, [cells for _number, cells in grid.rows]) == (["Nimi", "Kunta"], [["Ämmänsaari", "Å"]])


def test_a_guessed_encoding_is_told_and_rows_keep_their_number() -> None:
    grid = read_csv('Nimi\nÄ\n\n"kaksi\nriviä"\nB\n'.encode("cp1252"))
    assert grid.notes == [("cp1252", "")]
    assert grid.rows == [(2, ["Ä"]), (4, ["kaksi\nriviä"]), (5, ["B"])]


def test_what_was_made_harmless_is_read_as_it_was() -> None:
    text = "".join(spreadsheets.csv_pieces(["Nimi"], [["=1+1"], ["'lainaus'"]], "fi"))
    assert [cells for _number, cells in read_csv(text.encode()).rows] == [["=1+1"], ["'lainaus'"]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"Nimi;Kunta\n", "no-rows"),
        (b"\x00\x01\x02Nimi\n", "no-table"),
        (b"\xff\xfe\x00", "encoding"),
        (b";".join([b"x"] * (MOST_COLUMNS + 1)) + b"\n", "columns"),
        (b"a\n" + b"x\n" * 5_001, "rows"),
        (b"a\n" + b";\n" * 20_002, "empty-rows"),
        (b"a\n" + b"x" * 5_000_001, "size"),
    ],
)
def test_csv_that_is_none_or_too_much_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as fault:
        read_csv(data)
    assert fault.value.code == code


def test_a_cell_that_is_too_long_spoils_only_itself() -> None:
    grid = read_csv(b"a;b\nx;" + b"y" * 20_001 + b"\nx;y\n")
    assert grid.unread == [(2, 1, "long")]
    assert grid.rows[1] == (3, ["x", "y"])


# --- workbooks -----------------------------------------------------------------------------------------------------
def saved(path: Path, rows: list[list[Any]], **more: Any) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title, state in more.items():
        book.create_sheet(title).sheet_state = state
    book.save(path)
    return path


def rewritten(path: Path, **parts: tuple[bytes, bytes]) -> Path:
    """The same archive with bytes of a part exchanged; the part is named by the end of its name."""
    with zipfile.ZipFile(path) as old:
        held = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in held.items():
            for ending, (before, after) in parts.items():
                if name.endswith(f"{ending}.xml"):
                    content = content.replace(before, after)
            new.writestr(name, content)
    return path


def test_a_workbook_is_read_as_text(tmp_path: Path) -> None:
    rows = [["Nimi", "Alkoi", "n", "x"], ["Ä", date(2026, 5, 1), 2024.0, None], [None] * 4, ["B", None, 1.5, True]]
    grid = read(saved(tmp_path / "a.xlsx", rows, Toinen="visible", Piilo="hidden"))
    assert grid.headings == ["Nimi", "Alkoi", "n", "x"]
    assert grid.rows == [(2, ["Ä", "2026-05-01", "2024"]), (4, ["B", "", "1.5", "1"])]
    assert grid.notes == [("other-sheet", "Toinen"), ("hidden-sheet", "Piilo")]


def test_a_formula_is_its_kept_value_or_a_fault_of_its_cell(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", [["a", "b"], ["=1+1", "x"], ["=2+2", "y"]])
    rewritten(path, sheet1=(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>"))
    rewritten(path, sheet1=(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"))
    grid = read(path)
    assert grid.rows == [(2, ["2", "x"]), (3, ["", "y"])]
    assert grid.unread == [(3, 0, "formula")]


def test_a_million_declared_columns_cost_nothing(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", [["a"], ["x"]])
    rewritten(path, sheet1=(b'<dimension ref="A1:A2"', b'<dimension ref="A1:XFD1048576"'))
    assert read(path).rows == [(2, ["x"])]


def test_a_file_that_unfolds_without_end_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", [["a"], ["x"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b"0" * 30_000_000)
    with pytest.raises(Refused, match="unfolds"):
        read(path)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"Nimi;Kunta\n", "other-kind"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "locked"), (b"", "empty")],
)
def test_what_only_calls_itself_a_workbook_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refused, match=code):
        read(path)


def test_a_workbook_with_macros_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", [["a"], ["x"]])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(Refused, match="macros"):
        read(path)
