"""Practices from files: summaries without a text, earlier versions, relations."""

import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from practices import loading, workflow
from practices.models import HistoryEntry, Practice, Relation, Text, Version
from practices.states import State
from search.models import Entry
from tests.factory import Cast, answers

WHOLE: dict[str, Any] = {
    "source_id": "puro",
    "demo": False,
    "depth": "tip",
    "state": "published",
    "original": "fi",
    "owner": "koivula",
    "project": "puro",
    "published": date(2026, 5, 1),
    "tags": ["Puro", "vesi"],
    "concepts": {"level": ["home"], "stage": ["grades-3-6"]},
    "text": {"fi": {key: answers()[key] for key in ("title", "summary", "challenge", "method", "result", "steps")}},
    "summary": {"sv": {"title": "Bäckens berättelse", "summary": "Klassen följer bäcken."}},
}


def _whole(**changed: Any) -> dict[str, Any]:
    return {**copy.deepcopy(WHOLE), **changed}


def test_summary_is_a_text_of_its_own_kind(cast: Cast) -> None:
    version = loading.load_practice(_whole())
    text = version.texts.get(language="sv")
    assert (text.state, text.title, text.challenge) == (Text.State.SUMMARY, "Bäckens berättelse", "")
    entries = Entry.objects.filter(public_id=version.practice.public_id, live=True)
    assert sorted(entries.values_list("language", flat=True)) == ["fi", "sv"]
    assert [entry.facets["language"] for entry in entries] == [["fi"], ["fi"]]


def test_earlier_version_is_superseded_by_the_one_of_today(cast: Cast) -> None:
    earlier = {
        "published": date(2025, 11, 3),
        "letter": "Hyvä alku.",
        "text": {"fi": {"title": "Purolla", "result": "Emme vielä tiedä."}},
        "concepts": {"level": ["attitudes"]},
    }
    loading.load_practice(_whole(earlier=[earlier]))
    first, second = Version.unscoped.order_by("number")
    assert (first.state, second.state) == (State.SUPERSEDED, State.PUBLISHED)
    assert (first.title, second.title) == ("Purolla", "Puron tarina")
    assert first.original.challenge == second.original.challenge
    assert first.published_at and second.published_at
    assert [v.published_at.date().isoformat() for v in (first, second) if v.published_at] == [
        "2025-11-03",
        "2026-05-01",
    ]
    assert [text.language for text in first.texts.all()] == ["fi"]
    assert sorted(text.language for text in second.texts.all()) == ["fi", "sv"]
    assert [c.code for c in first.concepts.filter(vocabulary__code="level")] == ["attitudes"]
    assert second.builds_on == first
    moves = list(HistoryEntry.unscoped.values_list("number", "move"))
    assert moves == [
        (1, "create"), (1, "submit"), (1, "publish"), (2, "create"), (2, "submit"), (1, "supersede"), (2, "publish"),
    ]  # fmt: skip


def test_what_an_earlier_version_had_is_gone_from_the_one_of_today(cast: Cast) -> None:
    earlier = {
        "published": date(2025, 11, 3),
        "letter": "Hyvä alku.",
        "text": {"fi": {"title": "Purolla"}},
        "concepts": {"subject": ["music"]},
        "summary": {"en": {"title": "By the brook", "summary": "A class by a brook."}},
    }
    loading.load_practice(_whole(earlier=[earlier]))
    first, second = Version.unscoped.order_by("number")
    assert first.concepts.filter(code="music").exists()
    assert not second.concepts.filter(code="music").exists()
    assert sorted(text.language for text in second.texts.all()) == ["fi", "sv"]


def test_file_that_fails_leaves_nothing_behind(cast: Cast, tmp_path: Path) -> None:
    head = 'source_id = "half"\ndemo = false\ndepth = "tip"\nstate = "published"\noriginal = "fi"\nowner = "koivula"\n'
    body = 'published = 2026-05-01\n[concepts]\nlevel = ["home"]\n[text.fi]\ntitle = "Vain nimi"\n'
    (tmp_path / "half.toml").write_text(head + body, encoding="utf-8")
    with pytest.raises(workflow.Incomplete):
        loading.load_practices(tmp_path, demo=False)
    assert not Practice.unscoped.filter(source_id="half").exists()


def _file(folder: Path, name: str, kind: str = "", target: str = "") -> None:
    relation = f'[[relations]]\nkind = "{kind}"\ntarget = "{target}"\n' if kind else ""
    (folder / f"{name}.toml").write_text(f'source_id = "{name}"\ndemo = false\n{relation}', encoding="utf-8")


def test_relations_are_made_once_and_go_with_the_practice(cast: Cast, tmp_path: Path) -> None:
    first, second = (Practice.unscoped.create(owner=cast.school, source_id=name) for name in ("a", "b"))
    _file(tmp_path, "a")
    _file(tmp_path, "b", "builds_on", "a")
    assert loading.load_relations(tmp_path, demo=True) == 0
    assert loading.load_relations(tmp_path, demo=False) == 1
    assert loading.load_relations(tmp_path, demo=False) == 0
    relation = Relation.unscoped.get()
    assert (relation.source, relation.kind, relation.target) == (second, "builds_on", first)
    first.delete()
    assert not Relation.unscoped.exists()


def test_unknown_kind_of_relation_is_refused(cast: Cast, tmp_path: Path) -> None:
    for name in ("a", "b"):
        Practice.unscoped.create(owner=cast.school, source_id=name)
    _file(tmp_path, "a")
    _file(tmp_path, "b", "admires", "a")
    with pytest.raises(ValueError, match="admires"):
        loading.load_relations(tmp_path, demo=False)
    assert not Relation.unscoped.exists()
