"""The search against the plain one while practices and concepts change, by the real rules and on the real database."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)  # fmt: skip

from polkka.upkeep import generation, outbox
from practices import edits
from practices.models import Version
from practices.states import Depth
from search import loading
from search.entries import analysed
from search.models import Lexeme
from search.query import SORTS, Query
from taxonomy import catalogue
from taxonomy.models import Concept
from tests.factory import Cast, answers, draft, go
from tests.portal.published import translate, withdraw

from .oracle import LANGUAGES, agree
from .stored import Stored

TITLES = (
    "Puron tarina",
    "Joen tarinoita hankkeessa",
    "Kansainvälistymishankkeen lukupiiri-ilta",
    "Kansallinen projekti: puroja ja jokia",
    "Children’s rights – lapsen oikeudet",
    "Kielisuihkuja kyläkoulun pihalla",
)
OTHERS = ("Bäckens berättelse i projektet", "Projekt om bäckar och åar", "Story of the global brook", "School project")
TREE = ("clue", "global-education", "sustainable-development", "into", "early-language", "language-awareness", "scart")
NAMES = ("Puro", "Hanke", "Global education", "Kielisuihku", "Tarina joesta", "Bäck")
MANY_NAMES = ("country", "term")
"""Vocabularies left out, because analysing their many names anew takes most of the time."""
LEVELS, STAGES = ("home", "attitudes", "mobility"), ("grades-1-2", "grades-3-6", "upper-secondary")
WORDS = (
    "puro", "puroissa", "tarina", "hanke", "hankkeiden", "projekt", "project", "lukupiiri", "kansallisuus", "joki",
    "global education", "kestävä kehitys", "language shower", "kielisuihku", "kyläkoulu", "bäck", "vesi", "zzz",
    '"puron tarina"', '"tarina puron"', '"children\'s rights"', "”lapsen oikeudet”", '"puro', "kansa*", "pu*", "proj*",
)  # fmt: skip

themes = st.lists(st.sampled_from(TREE), min_size=1, max_size=2, unique=True)
levels = st.lists(st.sampled_from(LEVELS), min_size=1, max_size=2, unique=True)
questions = st.lists(
    st.builds(
        Query,
        words=st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join),
        facets=st.fixed_dictionaries(
            {},
            optional={
                "theme": st.frozensets(st.sampled_from(TREE), min_size=1, max_size=2),
                "level": st.frozensets(st.sampled_from(LEVELS), min_size=1, max_size=2),
                "language": st.frozensets(st.sampled_from(LANGUAGES), min_size=1, max_size=2),
                "tag": st.just(frozenset({"vesi"})),
            },
        ),
        sort=st.sampled_from(SORTS),
        page=st.sampled_from((1, 1, 1, 2)),
        language=st.sampled_from(LANGUAGES),
        page_size=st.sampled_from((2, 20)),
    ),
    min_size=4,
    max_size=4,
)


def compare(asked: list[Query]) -> None:
    stored = Stored()
    check_words(stored)
    for query in [Query(), *asked]:
        plain, loose = stored.answer(query)
        fast = loading.search(query)
        agree(fast, plain, query)
        assert fast.loose == loose, query


def check_words(stored: Stored) -> None:
    """Every word of the published texts is known, in as many texts as it stands in, and no other."""
    known = {(word.language, word.surface): word.frequency for word in loading.lexicon()}
    assert known == stored.words


def published(public_id: str) -> Version:
    return Version.unscoped.get(practice__public_id=public_id, state="published")


def theme(code: str) -> Concept:
    return Concept.objects.get(vocabulary__code="theme", code=code)


def change(concept: Concept, **values: Any) -> None:
    """As the admin saves a concept."""
    for name, value in values.items():
        setattr(concept, name, value)
    with transaction.atomic():
        concept.save()
        generation.bump()


class Machine(RuleBasedStateMachine):
    """Practices come, change and go; concepts are renamed, moved and merged; after each step everything agrees."""

    shown, hidden = Bundle("shown"), Bundle("hidden")

    def __init__(self, cast: Cast) -> None:
        super().__init__()
        self.cast = cast
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        Concept.objects.filter(vocabulary__code__in=MANY_NAMES).delete()
        self.since_begun = 0
        self.merged: list[str] = []
        forget()

    def compare(self, asked: list[Query]) -> None:
        self.since_begun += 1
        compare(asked)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        forget()

    def _publish(self, version: Version) -> str:
        with outbox.muted():
            go(go(version, "submit", self.cast.author), "publish", self.cast.coordinator)
        return version.practice.public_id

    @initialize(target=shown, titles=st.lists(st.sampled_from(TITLES), min_size=2, max_size=2))
    def begin(self, titles: list[str]) -> MultipleResults[str]:
        versions = [draft(self.cast, depth=Depth.TIP, title=title) for title in titles]
        return multiple(*map(self._publish, versions))

    @rule(
        target=shown,
        title=st.sampled_from(TITLES),
        theme=themes,
        level=levels,
        stage=st.sampled_from(STAGES),
        others=st.dictionaries(st.sampled_from(("sv", "en")), st.sampled_from(OTHERS)),
        asked=questions,
    )
    def publish(
        self, title: str, theme: list[str], level: list[str], stage: str, others: dict[str, str], asked: list[Query]
    ) -> str:
        version = draft(self.cast, depth=Depth.TIP, title=title, theme=theme, level=level, stage=[stage])
        for language, other in others.items():
            version = translate(version, language, other)
        public_id = self._publish(version)
        self.compare(asked)
        return public_id

    @rule(practice=shown, title=st.sampled_from(TITLES), theme=themes, tags=st.booleans(), asked=questions)
    def edit(self, practice: str, title: str, theme: list[str], tags: bool, asked: list[Query]) -> None:
        newer = edits.new_version(published(practice), by=self.cast.author)
        changed = answers(title, theme=theme, tags=["vesi"] if tags else ["joki", "uusi sana"])
        edits.save(newer, changed, by=self.cast.author, seen={})
        self._publish(Version.unscoped.get(pk=newer.pk))
        self.compare(asked)

    @rule(practice=shown, language=st.sampled_from(("sv", "en")), title=st.sampled_from(OTHERS), asked=questions)
    def add_language(self, practice: str, language: str, title: str, asked: list[Query]) -> None:
        newer = edits.new_version(published(practice), by=self.cast.author)
        if newer.texts.filter(language=language).exists():
            newer.texts.filter(language=language).delete()
        self._publish(translate(Version.unscoped.get(pk=newer.pk), language, title))
        self.compare(asked)

    @rule(target=hidden, practice=consumes(shown), asked=questions)
    def withdraw(self, practice: str, asked: list[Query]) -> str:
        withdraw(self.cast, published(practice))
        self.compare(asked)
        return practice

    @rule(target=shown, practice=consumes(hidden), asked=questions)
    def restore(self, practice: str, asked: list[Query]) -> str:
        newest = Version.unscoped.filter(practice__public_id=practice, state="withdrawn").latest("number")
        with outbox.muted():
            go(newest, "restore", self.cast.coordinator)
        self.compare(asked)
        return practice

    @rule(code=st.sampled_from(TREE), name=st.sampled_from(NAMES), others=st.sets(st.sampled_from(NAMES), max_size=2))
    def rename_concept(self, code: str, name: str, others: set[str]) -> None:
        change(theme(code), name_fi=name, alternatives_en=sorted(others))
        self.compare([Query(name, language=language) for language in LANGUAGES])

    @rule(code=st.sampled_from(TREE), above=st.none() | st.sampled_from(TREE), asked=questions)
    def move_concept(self, code: str, above: str | None, asked: list[Query]) -> None:
        concept = theme(code)
        concept.parent = theme(above) if above else None
        try:
            concept.clean()
        except ValidationError:
            return
        change(concept)
        self.compare(asked)

    @rule(code=st.sampled_from(TREE), into=st.sampled_from(TREE), asked=questions)
    def merge_concept(self, code: str, into: str, asked: list[Query]) -> None:
        if code != into and not theme(into).replaced_by:
            change(theme(code), replaced_by=theme(into), active=False)
            self.merged.append(code)
            self.compare(asked)

    @precondition(lambda self: self.merged)
    @rule(asked=questions)
    def part_concept(self, asked: list[Query]) -> None:
        change(theme(self.merged.pop()), replaced_by=None, active=True)
        self.compare(asked)

    @precondition(lambda self: self.since_begun > 3)
    @rule(asked=questions)
    def begin_anew(self, asked: list[Query]) -> None:
        """As a process that has just been started."""
        forget()
        self.since_begun = 0
        self.compare(asked)


def forget() -> None:
    loading.forget()
    catalogue.forget()


def test_search_answers_as_the_plain_one(cast: Cast) -> None:
    run_state_machine_as_test(
        lambda: Machine(cast),
        settings=settings(
            max_examples=8,
            stateful_step_count=12,
            deadline=None,
            phases=(Phase.reuse, Phase.generate),  # a run of twelve steps is read more quickly than it is shrunk
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("lemmas", [("alku", "loppu"), ("loppu", "alku")])
def test_word_read_anew_takes_its_new_base_form(lemmas: tuple[str, str], base: None) -> None:
    """As when the analysis has changed and the entries are written again."""
    for at, lemma in enumerate(lemmas, start=generation.number() + 1):
        text = analysed("00000001", "fi", {"title": "sana"}, {}, sort_date=timezone.now(), sort_label=1)
        loading.write([replace(text, lexemes=f"sana\t{lemma}")], public_id="00000001", at=at)
    assert list(Lexeme.objects.values_list("surface", "lemma", "frequency")) == [("sana", lemmas[1], 1)]
