"""`manage.py reindex`: the entries written anew, what is missing told and mended."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from polkka.upkeep import generation
from practices import indexing
from practices.models import Version
from search import loading
from search.models import Entry, Lexeme
from search.query import Query
from tests.factory import Cast
from tests.portal.published import publish, publish_in_two, withdraw


def run(**options: bool) -> str:
    out = StringIO()
    call_command("reindex", stdout=out, **options)
    return out.getvalue()


def total(words: str) -> int:
    return loading.search(Query(words)).total


def test_everything_is_written_anew(cast: Cast) -> None:
    publish(cast, "Puron tarina")
    publish_in_two(cast, "Joen tarina", "sv", "Flodens berättelse")
    before = {(e.public_id, e.language): (bytes(e.terms), e.facets, e.body) for e in Entry.objects.all()}
    words = list(Lexeme.objects.order_by("language", "surface").values_list("language", "surface", "frequency"))
    Entry.objects.update(terms=b"\0", facets={}, analyser="other-1")
    assert run().startswith("2 practices written")
    assert {(e.public_id, e.language): (bytes(e.terms), e.facets, e.body) for e in Entry.objects.all()} == before
    assert list(Lexeme.objects.order_by("language", "surface").values_list("language", "surface", "frequency")) == words


def test_check_is_silent_when_all_is_true(cast: Cast) -> None:
    publish(cast)
    assert "true" in run(check=True)


def test_missing_old_and_extra_entries_are_told_and_mended(cast: Cast) -> None:
    publish(cast, "Puron tarina")
    missing, old, gone = publish(cast, "Joen tarina"), publish(cast, "Meren tarina"), publish(cast, "Lammen tarina")
    Entry.objects.filter(public_id=missing.practice.public_id).delete()
    Entry.objects.filter(public_id=old.practice.public_id).update(analyser="other-1")
    Version.unscoped.filter(pk=gone.pk).update(state="withdrawn")
    with pytest.raises(CommandError, match="Missing: 1, of another analysis: 1, too much: 1"):
        run(check=True)
    assert run(missing=True).startswith("3 practices written")
    assert run(missing=True).startswith("0 practices written")
    run(check=True)
    assert (total("joen"), total("meren"), total("lammen"), total("tarina")) == (1, 1, 0, 3)


def test_mending_nothing_leaves_the_generation(cast: Cast) -> None:
    publish(cast)
    before = generation.number()
    run(missing=True)
    assert generation.number() == before


def test_practice_withdrawn_while_it_is_analysed_stays_gone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    version = publish(cast, "Puron tarina")
    real = indexing.entries.prepare

    def slow(*arguments: object) -> object:
        prepared = real(*arguments)  # type: ignore[arg-type]  # passed on as they came
        withdraw(cast, version)
        return prepared

    monkeypatch.setattr(indexing.entries, "prepare", slow)
    run()
    assert total("puron") == 0
    assert not Entry.objects.filter(live=True).exists()
