"""Loading a foreign collection: cut into practices, found by every word, safe to run again, taken out again."""

import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from network.models import Organisation
from polkka.upkeep import generation
from practices import importing
from practices.models import HistoryEntry, Practice, Text, Version
from practices.questions import BY_CODE
from practices.states import State
from search.models import Entry
from tests.factory import Cast, draft

from ..portal.published import publish, withdraw

Write = Callable[..., Path]
LONG = "Purotutkimus alkoi keväällä. " + " ".join(f"sana{number}." for number in range(3000)) + " loppusana"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A CSV file of (id, language, text) rows."""

    def made(*rows: tuple[str, str, str], head: str = "id,language,text") -> Path:
        path = tmp_path / "texts.csv"
        lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
        path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
        return path

    return made


def run(*arguments: object, **options: object) -> str:
    out = StringIO()
    call_command("import_texts", *arguments, stdout=out, stderr=StringIO(), **({"yes": True} | options))
    return out.getvalue().partition(", in")[0].strip()


def found(client: Client, words: str, language: str = "fi") -> list[str]:
    answer = client.get("/api/practices/", {"q": words, "lang": language, "per_page": "100"}).json()
    return [result["source_id"] for result in answer["results"] if not result["is_close"]]


def test_texts_are_published_and_found_by_every_part(client: Client, write: Write, base: None) -> None:
    assert run(write(("a/1", "fi", LONG), ("b", "sv", "Bäcken\r\nEn kort text."), ("c", "en", "Only a title"))) == (
        "made: 3, renewed: 0, unchanged: 0"
    )
    assert found(client, "purotutkimus") == found(client, "sana2999") == found(client, "loppusana") == ["a/1"]
    assert found(client, "kort text", "sv") == ["b"]
    assert found(client, "titles", "en") == ["c"]
    practice = Practice.unscoped.get(source_id="a/1")
    version = Version.unscoped.get(practice=practice)
    assert (practice.is_demo, practice.owner.code, version.state) == (True, "imported-texts", State.PUBLISHED)
    text = Text.unscoped.get(version=version)
    assert text.title == "Purotutkimus alkoi keväällä."
    assert text.summary.startswith("sana0. sana1.")
    assert 300 < len(text.summary) <= 400
    page = client.get(f"/fi/kaytannot/{practice.public_id}/", follow=True)
    assert page.status_code == 200
    assert "loppusana" in page.content.decode()


def test_marks_of_markdown_are_words_of_the_text(client: Client, write: Write, base: None) -> None:
    odd = "Otsikko. " + "Lyhyt. " * 56 + "# ei otsikkoa *tähti* <b>lihava</b> [linkki](x) a_b_c `koodi` 1 < 2 & 3"
    run(write(("a", "fi", odd)))
    for words in ("tähti", "lihava", "linkki", "koodi"):
        assert found(client, words) == ["a"]
    practice = Practice.unscoped.get(source_id="a")
    content = client.get(f"/fi/kaytannot/{practice.public_id}/", follow=True).content.decode()
    assert "# ei otsikkoa *tähti* &lt;b&gt;lihava&lt;/b&gt; [linkki](x) a_b_c `koodi` 1 &lt; 2 &amp; 3" in content


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn", "Cf"]), min_size=1, max_size=900)
)
def test_cutting_keeps_every_word_within_the_limits(text: str) -> None:
    given_words = text.split()
    if not given_words:
        return
    answers = importing.cut(" ".join(given_words))
    assert all(len(words) <= BY_CODE[code].limit for code, words in answers.items())
    plain = [answers["title"], answers["summary"]]
    body = [re.sub(r"\\([\\`*_<>\[\]#&|~])", r"\1", answers[code]) for code in importing.BODY]
    assert "".join("".join([*plain, *body]).split()) == "".join(given_words)


def test_one_generation_a_batch(write: Write, base: None) -> None:
    before = generation.number()
    said: list[str] = []
    sources = importing.read(write(*((str(number), "fi", f"Teksti {number}") for number in range(5))))
    importing.load(sources, said.append, batch=2)
    assert generation.number() == before + 3
    assert said == ["2 of 5", "4 of 5", "5 of 5"]
    assert HistoryEntry.unscoped.filter(practice__owner__code="imported-texts", move="publish").count() == 5


def test_again_skips_what_is_the_same_and_renews_what_changed(client: Client, write: Write, base: None) -> None:
    run(write(("a", "fi", "Ensimmäinen hauki."), ("b", "fi", "Toinen ahven.")))
    names = dict(Practice.unscoped.values_list("source_id", "public_id"))
    before = generation.number()
    assert run(write(("a", "fi", "Ensimmäinen hauki."))) == "made: 0, renewed: 0, unchanged: 1"
    assert generation.number() == before
    assert run(write(("a", "fi", "Ensimmäinen kuha."), ("b", "fi", "Toinen ahven."), ("c", "fi", "Kolmas siika."))) == (
        "made: 1, renewed: 1, unchanged: 1"
    )
    assert (found(client, "hauki"), found(client, "kuha"), found(client, "siika")) == ([], ["a"], ["c"])
    run(write(("b", "sv", "Abborren.")))
    assert found(client, "ahven") == []
    assert found(client, "abborre", "sv") == ["b"]
    assert {k: v for k, v in Practice.unscoped.values_list("source_id", "public_id") if k in names} == names


def test_what_was_withdrawn_stays_withdrawn(client: Client, write: Write, cast: Cast) -> None:
    run(write(("a", "fi", "Ensimmäinen hauki.")))
    version = Version.unscoped.get(practice__source_id="a")
    cast.coordinator = cast.chief
    withdraw(cast, version)
    assert run(write(("a", "fi", "Ensimmäinen kuha."))) == "made: 0, renewed: 0, unchanged: 1"
    assert found(client, "kuha") == []


FAULTS = {
    "missing column": (("id,language,words", []), ["line 1: the column “text” is missing"]),
    "unknown language": (
        ("id,language,text", [("a", "de", "Text")]),
        ["line 2: the language “de” is not one of fi, sv, en"],
    ),
    "empty text": (("id,language,text", [("a", "fi", "x"), ("b", "fi", " \u200b ")]), ["line 3: the text is empty"]),
    "empty id": (("id,language,text", [(" ", "fi", "x")]), ["line 2: the id is empty"]),
    "long id": (("id,language,text", [("i" * 81, "fi", "x")]), ["line 2: the id is longer than 80 characters"]),
    "same id": (
        ("id,language,text", [("a", "fi", "Rivi\nja toinen"), ("a", "fi", "x")]),
        ["line 4: the id “a” stands in the file already"],
    ),
    "too long": (
        ("id,language,text", [("a", "fi", "sana " * 15_000)]),
        ["line 2: the text is longer than a practice can hold"],
    ),
    "control": (("id,language,text", [("a", "fi", "a\x1bb")]), ["line 2: "]),
}


@pytest.mark.parametrize("name", FAULTS)
def test_bad_rows_are_named_by_their_line_and_nothing_is_loaded(name: str, write: Write, base: None) -> None:
    (head, rows), expected = FAULTS[name]
    with pytest.raises(CommandError) as error:
        run(write(*rows, head=head))
    lines = str(error.value).splitlines()
    assert lines[0] == "Nothing was loaded."
    assert all(line.startswith(start) for line, start in zip(lines[1:], expected, strict=True))
    assert not Practice.unscoped.exists()


def test_file_that_is_not_there_or_no_text_is_told(tmp_path: Path, base: None) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "nothing.csv")
    (tmp_path / "picture.csv").write_bytes(b"id,language,text\n\xff\xfe\n")
    with pytest.raises(CommandError, match="Nothing was loaded"):
        run(tmp_path / "picture.csv")


def test_id_of_another_practice_is_refused(write: Write, cast: Cast) -> None:
    version = draft(cast)
    Practice.unscoped.filter(pk=version.practice_id).update(source_id="oma")
    with pytest.raises(CommandError, match="the id “oma” belongs to a practice that was not imported"):
        run(write(("oma", "fi", "Teksti")))


def test_it_is_done_only_when_it_is_meant(write: Write, base: None, settings: Settings) -> None:
    path = write(("a", "fi", "Teksti"))
    for arguments in ([path], ["--remove"]):
        with pytest.raises(CommandError, match="--yes"):
            call_command("import_texts", *arguments, stdout=StringIO())
    with pytest.raises(CommandError, match="Name one file"):
        run()
    settings.DEBUG = True
    assert run(path, yes=False) == "made: 1, renewed: 0, unchanged: 0"


def test_remove_takes_out_what_was_imported_and_nothing_else(client: Client, write: Write, cast: Cast) -> None:
    publish(cast, "Puron tarina")
    run(write(("a", "fi", "Puron hauki."), ("b", "fi", "Ahven.")))
    assert set(found(client, "puron")) == {None, "a"}
    assert run(remove=True) == "practices removed: 2"
    assert found(client, "puron") == [None]
    assert found(client, "ahven") == []
    assert not Organisation.objects.filter(code="imported-texts").exists()
    assert Practice.unscoped.count() == 1
    assert not Entry.objects.filter(live=True).exclude(public_id=Practice.unscoped.get().public_id).exists()
    assert run(remove=True) == "practices removed: 0"
