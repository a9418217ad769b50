"""The word lists of compounds, and Finnish without the dictionary of Voikko."""

import lzma
import subprocess
import sys
from pathlib import Path

import pytest

from search import analysis
from search.analysis import compounds, lemmas, plain_finnish, swedish

from ..tree import ROOT

WITHOUT_VOIKKO = """
import sys
sys.modules["pyvoikko"] = None
from search import analysis
analysis.prepare()
analysis.warm()
print(analysis.NAME)
for pair in sys.argv[1:]:
    standing, asked = pair.split()
    whole, parts = analysis.analyse(standing, "fi")
    print(bool({*whole, *parts} & set(analysis.analyse(asked, "fi")[0])))
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POLKKA_VAR", str(tmp_path))
    monkeypatch.setattr(lemmas, "gather", lambda _language: {"skola", "skolan", "bok", "öga"})
    monkeypatch.setattr(lemmas._Held, "by_language", {})
    return tmp_path


def test_the_list_is_written_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = folder / "lemmas-sv-0.9.0-1.xz"
    old.write_bytes(b"old")
    analysis.prepare()
    assert [path.name for path in folder.iterdir()] == [lemmas.path("sv").name]
    assert lzma.decompress(lemmas.path("sv").read_bytes()).decode() == "bok\nskola\nskolan\nöga"
    written = lemmas.path("sv").stat().st_mtime_ns
    assert "Gathering" in capsys.readouterr().out
    analysis.prepare()
    assert lemmas.path("sv").stat().st_mtime_ns == written
    assert capsys.readouterr().out == ""


def test_words_of_the_list_are_known_exactly(folder: Path) -> None:
    lemmas.build("sv")
    known = lemmas.lemmas("sv")
    assert "skola" in known and "öga" in known
    assert not any(word in known for word in ("skol", "kola", "skolans", "", "b", "skola\nskolan "))


@pytest.mark.parametrize("content", [None, b"", b"no archive", lzma.compress(b"\xff\xfe")])
def test_without_a_good_file_the_words_are_gathered(folder: Path, content: bytes | None) -> None:
    if content is not None:
        lemmas.path("sv").write_bytes(content)
    assert lemmas.stored("sv") is None
    assert "bok" in lemmas.lemmas("sv")


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("skolbok", ("skola", "bok")),
        ("utbildningsanordnare", ("utbildning", "anordnare")),
        ("yrkeshögskola", ("yrke", "högskola")),
        ("skola", ()),
        ("lärande", ()),
    ],
)
def test_swedish_compounds_are_split(word: str, pieces: tuple[str, ...]) -> None:
    assert compounds.split(word, swedish.RULES) == pieces


def test_finnish_without_voikko_is_marked_as_stems(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"kansainvälistyminen", "hanke", "lapsi", "suojelu"}
    monkeypatch.setattr(lemmas, "gather", lambda _language: words)
    whole, parts = plain_finnish.analyse("kansainvälistymishankkeet")
    assert all(term.startswith("~") for term in (*whole, *parts))
    assert set(plain_finnish.analyse("hanke")[0]) & set(parts)
    assert set(plain_finnish.analyse("lapsi")[0]) & set(plain_finnish.analyse("lastensuojelu")[1])


def test_analysis_works_without_pyvoikko(tmp_path: Path) -> None:
    """In a process of its own, because what is installed is looked up once."""
    pairs = ["hankkeiden hanke", "lastensuojelu suojelu", "kansainvälistymishankkeissa hanke", "TEM:n TEM"]
    told = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_VOIKKO, *pairs],
        cwd=ROOT,
        env={"POLKKA_VAR": str(tmp_path), "PYTHONPATH": str(ROOT)},
        text=True,
        capture_output=True,
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines()[-5:] == ["plain", "True", "True", "True", "True"]
    assert {path.name.split("-")[1] for path in tmp_path.iterdir()} == {"fi", "sv"}


def test_analysis_imports_no_package_of_the_portal() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, search.analysis; print('django' in sys.modules, 'pyvoikko' in sys.modules)",
        ],
        cwd=ROOT,
        text=True,
        capture_output=True,
    )
    assert told.stdout.split() == ["False", "False"]
