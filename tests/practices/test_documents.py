"""Fitting documents into the guided questions: what is an answer, what waits, what is refused."""

import re

import pytest

from practices import documents
from practices.documents import Refused, of_file, of_text
from practices.fitting import Fitted
from practices.headings import question_of

from .documents import answers_table, docx, hostile, practice

HOSTILE = hostile()


def words_of(found: Fitted) -> set[str]:
    """Every word of the answers and of what waits."""
    told = [str(answer) for answer in found.answers.values()] + found.aside
    return set(re.findall(r"\w+", " ".join(told)))


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("1. Tausta ja tarve", "challenge"),
        ("HAASTE:", "challenge"),
        ("**Menetelmä**", "method"),
        ("2.1 Mitä teimme?", "method"),
        ("Mistä haasteesta tai tarpeesta lähditte?", "challenge"),
        ("Yhteystiedot", "contact"),
        ("Steg för steg", "steps"),
        ("Resultat och effekter", "result"),
        ("What changed, and how do you know?", "result"),
        ("Key words", "tags"),
        ("Johdanto", ""),
        ("", ""),
    ],
)
def test_heading_is_matched_to_its_question(heading: str, code: str) -> None:
    assert question_of(heading) == code


def test_word_document_is_placed_by_its_headings() -> None:
    found = of_file("piiri.docx", docx(practice))

    assert found.answers == {
        "title": "Lukupiiri videolla",
        "summary": "Kaksi luokkaa lukee samaa kirjaa.",
        "challenge": "Oppilaat **eivät** puhu \\* ja [ohje](https://example.org/a)",
        "method": "Kokoonnuttiin neljästi.",
        "steps": [{"title": "Valitkaa kirja", "text": "Yhdessä."}, {"title": "Lukekaa luku", "text": ""}],
        "partners": [{"name": "Tallinnan koulu", "role": "parit"}],
    }
    assert found.aside == [
        "## Rahoitus",
        "Kolme tuhatta euroa.",
        "| solu 0 | solu 1 | solu 2 |\n| --- | --- | --- |\n| solu 3 | solu 4 | solu 5 |",
    ]
    assert [(match.heading, match.code) for match in found.matches[:3]] == [
        ("Lukupiiri videolla", "title"),
        ("", "summary"),
        ("1. Tausta ja tarve", "challenge"),
    ]
    assert (found.waiting, found.pictures) == (["Rahoitus"], 1)


def test_word_table_of_questions_is_read_as_headings() -> None:
    found = of_file("taulukko.docx", docx(answers_table))

    assert found.answers == {"title": "taulukko", "challenge": "Puhe puuttuu.", "result": "Puhe löytyi."}


def test_markdown_is_placed_with_steps_links_keywords_and_contact() -> None:
    found = of_text(
        "---\nauthor: x\n---\n# Lukupiiri\n\nHaaste\n------\nEi puhuta.\n\n## Vaiheet\n\n1. **Kirja.** Valitkaa.\n"
        "2. Lukekaa\n   - pieni\n\n## Linkit\n\n- [Ohje](https://example.org/a)\n- Kirjasto https://kirjasto.fi.\n"
        "- ei\n\n"
        "## Avainsanat\nVideo, kirja; viro\n\n## Yhteystiedot\nKaisa Koulu, kaisa@example.org\n\n## Lopuksi\nKiitos.\n"
    )

    assert found.answers == {
        "title": "Lukupiiri",
        "challenge": "Ei puhuta.",
        "steps": [{"title": "Kirja", "text": "Valitkaa."}, {"title": "Lukekaa", "text": "- pieni"}],
        "links": [
            {"title": "Ohje", "url": "https://example.org/a"},
            {"title": "Kirjasto", "url": "https://kirjasto.fi"},
        ],
        "tags": ["kirja", "video", "viro"],
        "contact_email": "kaisa@example.org",
        "contact_name": "Kaisa Koulu",
    }
    assert found.aside == ["author: x", "## Linkit", "ei", "## Lopuksi", "Kiitos."]


def test_text_without_headings_waits_and_its_first_line_is_the_title() -> None:
    found = of_text("Lukupiiri videolla\n\n" + "Pitkä kertomus. " * 40)

    assert found.answers == {"title": "Lukupiiri videolla"}
    assert found.aside == [("Pitkä kertomus. " * 40).strip()]


def test_part_without_a_question_of_its_own_goes_with_the_one_it_stands_under() -> None:
    found = of_text("# Nimi\n\n## Haaste\n\nYksi.\n\n### Tarkemmin\n\nKaksi.\n\n## Muuta\n\n### Haaste\n\nKolme.")

    assert found.answers["challenge"] == "Yksi.\n\n### Tarkemmin\n\nKaksi.\n\nKolme."
    assert found.aside == ["## Muuta"]


@pytest.mark.parametrize("copies", [1, 3, 12])
def test_no_word_is_lost_when_answers_are_too_long(copies: int) -> None:
    names = ("Tiivistelmä", "Haaste", "Menetelmä", "Vaiheet", "Kumppanit", "Linkit", "Avainsanat", "Yhteystiedot")
    parts = []
    for place, name in enumerate(names):
        lines = [f"- alku{place}x{n} – keski{place}x{n}, loppu{place}x{n} a{n}@example.org" for n in range(copies)]
        parts.append(f"## {name}\n\nEsipuhe{place}.\n\n" + "\n".join(lines) + "\n\n" + f"sana{place} " * 90 * copies)

    found = of_text("# Nimi\n\n" + "\n\n".join(parts))

    wanted = {f"{word}{place}x{n}" for word in ("alku", "keski", "loppu") for place in range(8) for n in range(copies)}
    wanted |= {f"{word}{place}" for word in ("sana", "Esipuhe") for place in range(8)} | {f"a{copies - 1}"}
    assert {word.lower() for word in wanted} - {word.lower() for word in words_of(found)} == set()


@pytest.mark.parametrize(
    ("data", "title"),
    [
        ("# Kävely".encode(), "Kävely"),
        ("# Kävely".encode("utf-8-sig"), "Kävely"),
        ("# Kävely".encode("utf-16"), "Kävely"),
        ("# Kävely".encode("latin-1"), "Kävely"),
        ("# Ka\u0308vely".encode(), "Kävely"),
        ("# Käv\u202eely\x07".encode(), "Kävely"),
        (b"ei otsikkoa", "käynti"),
    ],
)
def test_text_file_is_read_in_its_encoding(data: bytes, title: str) -> None:
    assert of_file("käynti.md", data).answers["title"] == title


@pytest.mark.parametrize("name", ["x" * 300 + ".md", "\u202egpj.md", "../../etc/passwd.md", "a\0b.md"])
def test_strange_name_of_a_file_gives_a_title_that_can_be_stored(name: str) -> None:
    title = of_file(name, b"vain teksti").answers["title"]

    assert 0 < len(title) <= 120
    assert documents.tidy(title) == title


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_document_is_refused_with_its_reason(case: str) -> None:
    name, data, reason = HOSTILE[case]

    with pytest.raises(Refused) as refusal:
        of_file(name, data)

    assert refusal.value.message == documents.REASONS[reason]
