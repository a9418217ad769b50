"""The checklist of docs/audit/ASVS.md: every number of levels 1 and 2 once, and everything it names is there."""

import re
from collections import Counter
from dataclasses import dataclass

from .tree import ROOT

PAGE = ROOT / "docs" / "audit" / "ASVS.md"
LEVELS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
    "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223",
    "6.7": "33", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
    "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22",
    "10.7": "222",
    "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23", "11.7": "33",
    "12.1": "12233", "12.2": "11", "12.3": "22223",
    "13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
    "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip
"""Section of version 5.0.0 → the level of each of its requirements, in order."""
WANTED = {
    f"{section}.{number}": level
    for section, levels in LEVELS.items()
    for number, level in enumerate(levels, 1)
    if level in "12"
}
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (\S+) \| (.+?) \| ?(.*?) ?\|$", re.MULTILINE)
NAMED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Line:
    """One row of the page."""

    number: str
    level: str
    met: str
    how: str
    where: tuple[str, ...]

    def faults(self) -> list[str]:
        """What is wrong with the row."""
        wrong = []
        if self.met not in ("yes", "partly", "no", "site", "–"):
            wrong.append(f"{self.number}: {self.met}")
        if (self.met in ("yes", "partly", "site")) != bool(self.where):
            wrong.append(f"{self.number}: names nothing, or something where nothing is met")
        return wrong + [f"{self.number}: {place}" for place in self.where if not _is_there(place)]


def _is_there(place: str) -> bool:
    path, _, test = place.partition("::")
    file = ROOT / path
    return file.exists() and (not test or f"def {test}(" in file.read_text(encoding="utf-8"))


def lines(text: str) -> list[Line]:
    return [Line(a, b, c, d, tuple(NAMED.findall(e))) for a, b, c, d, e in ROW.findall(text)]


def test_every_requirement_of_both_levels_stands_there_once() -> None:
    found = lines(PAGE.read_text(encoding="utf-8"))
    assert [one.number for one in found] == list(WANTED)
    assert {one.number: one.level for one in found} == WANTED
    assert Counter(WANTED.values()) == {"1": 70, "2": 183}


def test_every_line_names_what_is_there() -> None:
    found = lines(PAGE.read_text(encoding="utf-8"))
    assert [fault for one in found for fault in one.faults()] == []
    told = {level: Counter(one.met for one in found if one.level == level) for level in "12"}
    print(*(f"level {level}: {dict(counts)}" for level, counts in told.items()), sep="\n")


def test_a_line_that_names_nothing_or_what_is_not_there_is_found() -> None:
    planted = (
        "| 1.1.1 | 2 | yes | Words | |\n| 1.1.2 | 2 | yes | Words | `tests/no_such_test.py` |\n"
        "| 1.2.1 | 1 | yes | Words | `tests/test_asvs.py::test_of_nothing` |\n| 1.2.2 | 1 | perhaps | Words | |\n"
        "| 1.2.3 | 1 | – | Words | `tests/test_asvs.py` |\n"
    )
    assert [bool(one.faults()) for one in lines(planted)] == [True] * 5
