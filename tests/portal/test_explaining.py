"""Terms explained where a text first mentions them: found in any inflection, nothing of the text changed."""

import re
import time
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from polkka.kit import markdown
from polkka.portal.explaining import MOST, Explainer, Glossary, explained, glossary
from polkka.upkeep import generation
from practices import published
from taxonomy import catalogue
from taxonomy.catalogue import Term
from taxonomy.models import Concept
from tests.factory import Cast
from tests.test_admin import change, enter

from .published import publish, publish_in_two

NAMES = {
    "fi": ("Kielisuihku", "Laaja-alainen osaaminen", "Osaaminen", "Kotiryhmä", "HOKS"),
    "sv": ("Språkdusch", "Mångsidig kompetens", "Kompetens", "Hemmagrupp"),
    "en": ("Language shower", "Transversal competence", "Home group"),
}
OURS = re.compile(
    r'<button type="button" class="term" popovertarget="([^"]+)">(.*?)</button><span class="term-note" id="\1" popover>'
    r"<strong>[^<]*</strong> [^<]* <a [^>]*>[^<]*</a></span>",
    re.DOTALL,
)


def terms(language: str, names: tuple[str, ...] = ()) -> Glossary:
    return Glossary.of(
        [Term("term", f"t{n}", name, f"Tarkoittaa: {name}.") for n, name in enumerate(names or NAMES[language])],
        language,
    )


def explainer(language: str = "fi", *, names: tuple[str, ...] = (), most: int = MOST) -> Explainer:
    return Explainer(terms(language, names), "/fi/kasitteet/", "fi", most)


def marked(html: str) -> list[str]:
    return [match[2] for match in OURS.finditer(html)]


def bare(html: str) -> str:
    """The HTML without what was added."""
    return OURS.sub(lambda match: match[2], html)


class Balance(HTMLParser):
    """Fails for an end tag that closes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("fi", "Viikolla pidettiin kielisuihkuja.", ["kielisuihkuja"]),
        ("fi", "Luokassa on kielisuihkussa oltu: KIELISUIHKUN jälkeen.", ["kielisuihkussa"]),
        ("fi", "Tavoitteena on laaja-alaista osaamista.", ["laaja-alaista osaamista"]),
        ("fi", "Osaamista kertyi. Laaja-alaiseen osaamiseen vasta sitten.", ["Osaamista", "Laaja-alaiseen osaamiseen"]),
        ("fi", "Kotiryhmältä kysyttiin, mitä HOKSiin kirjataan.", ["Kotiryhmältä", "HOKSiin"]),
        ("fi", "Kielisuihkupäivä on eri asia, samoin suihku.", []),
        ("sv", "Hemmagruppen fick språkduschar.", ["Hemmagruppen", "språkduschar"]),
        ("sv", "Den mångsidiga kompetensen.", ["mångsidiga kompetensen"]),
        ("en", "Language showers for the home groups.", ["Language showers", "home groups"]),
        ("en", "The language of a shower.", []),
    ],
)
def test_any_inflection_is_found_and_the_longest_name_first(language: str, text: str, found: list[str]) -> None:
    assert marked(explainer(language).explain(markdown.render(text))) == found


def test_only_the_first_mention_on_a_page_is_explained() -> None:
    page = explainer()
    assert marked(page.explain("<p>Kielisuihku ja kielisuihku.</p>")) == ["Kielisuihku"]
    assert page.explain("<p>Kielisuihku taas.</p>") == "<p>Kielisuihku taas.</p>"


def test_a_page_explains_no_more_than_so_many() -> None:
    html = "<p>Kielisuihku, kotiryhmä ja HOKS.</p>"
    assert marked(explainer(most=2).explain(html)) == ["Kielisuihku", "kotiryhmä"]


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="https://a.example/kielisuihku">kielisuihku <em>kotiryhmä</em></a></p>',
        "<h3>Kielisuihku</h3>",
        "<pre><code>kielisuihku</code></pre>",
        "<p>laaja-alainen<br>osaaminen</p>".replace("osaaminen", "taito"),
        "",
    ],
)
def test_links_headings_and_code_are_left_alone(html: str) -> None:
    assert explainer().explain(html) == html


def test_text_after_what_is_left_alone_is_explained() -> None:
    html = '<p><a href="https://a.example/">kielisuihku</a> ja <strong>kielisuihku</strong></p>'
    assert explainer().explain(html).count('class="term"') == 1
    assert '<strong><button type="button" class="term"' in explainer().explain(html)


def test_explanation_is_escaped_and_leads_to_the_glossary() -> None:
    page = Explainer(Glossary.of([Term("term", "x", "Kielisuihku", 'On "<b>" & muuta.')], "fi"), "/sv/begrepp/", "sv")
    html = page.explain("<p>kielisuihku &amp; muuta</p>")
    assert "On &quot;&lt;b&gt;&quot; &amp; muuta." in html
    assert '<a href="/sv/begrepp/#term.x" lang="sv">' in html
    assert html.endswith("</span> &amp; muuta</p>")


WORDS = st.sampled_from(
    [
        "kielisuihkussa", "Laaja-alaisen", "osaamisen", "kotiryhmä", "HOKSin", "suihku", "&", "<b>", "”", "*", "**",
        "`", "\n\n", "- ", "1. ", "## ", "> ", "[kotiryhmä](https://a.example)", "|", "ja", "Kielisuihku", "\xa0",
        "&amp;", "&shy;", "\xad",
    ]
)  # fmt: skip


@given(st.lists(st.one_of(WORDS, st.text(max_size=12)), max_size=30).map(" ".join))
def test_nothing_but_explanations_is_added(text: str) -> None:
    html = markdown.render(text)
    told = explainer().explain(html)
    assert bare(told) == html
    before, after = Balance(), Balance()
    before.feed(html)
    after.feed(told)
    assert after.open == before.open == []
    assert len(set(after.ids)) == len(after.ids) <= MOST


@given(st.text(max_size=80))
def test_any_text_survives(text: str) -> None:
    html = f"<p>{escape(text)}</p>"
    assert bare(explainer().explain(html)) == html


def now(text: str, language: str = "fi") -> list[str]:
    """What of a text is explained with the concepts as they are now."""
    page = Explainer(glossary(catalogue.at(generation.number()), language), "/", language)
    return marked(page.explain(f"<p>{text}</p>"))


def concept(vocabulary: str, code: str) -> Concept:
    return Concept.objects.get(vocabulary__code=vocabulary, code=code)


def test_words_with_common_meanings_are_not_explained(base: None) -> None:
    assert now("Malli, merkki, tuotos, kestävyys, resurssit, teema ja taso.") == []
    assert now("Kielipolku ja kielitietoisuus.") == ["Kielipolku", "kielitietoisuus"]


@pytest.mark.parametrize("vocabulary", ["term", "subject"])
def test_any_concept_may_be_marked_to_be_explained(base: None, vocabulary: str) -> None:
    code, word = {"term": ("model", "Malli"), "subject": ("chemistry", "Kemia")}[vocabulary]
    assert now(f"{word}.") == []
    Concept.objects.filter(vocabulary__code=vocabulary, code=code).update(explained=True)
    generation.bump()
    assert now(f"{word}.") == [word]


@pytest.mark.parametrize("made", [{"active": False}, {"definition_fi": ""}, {"explained": False}, {"replaced_by": 0}])
def test_concept_out_of_use_or_without_a_definition_is_not_explained(base: None, made: dict[str, Any]) -> None:
    row = concept("term", "language-path")
    if "replaced_by" in made:
        made = {"replaced_by": concept("term", "model")}
    Concept.objects.filter(pk=row.pk).update(**made)
    generation.bump()
    assert now("Kielipolku.") == []


def test_of_two_words_alike_the_glossary_has_its_own(base: None) -> None:
    """Though other vocabularies stand before it."""
    Concept.objects.filter(pk=concept("level", "home").pk).update(name_fi="Kielipolku")
    generation.bump()
    named = glossary(catalogue.at(generation.number()), "fi").named(["kielipolku"])
    assert named is not None and (named.vocabulary, named.code) == ("term", "language-path")


def test_an_admin_switches_explaining_on_and_off(client: Client, cast: Cast) -> None:
    version = publish(cast, challenge="Malli puuttui.", method="Kielisuihkut auttoivat.", result="Hyvä.")
    address = f"/fi/kaytannot/{version.practice.public_id}/"

    def shown() -> list[str]:
        return marked(Client().get(address, follow=True).content.decode())

    enter(client, cast.chief)
    assert shown() == ["Kielisuihkut"]
    assert change(client, "taxonomy_concept", concept("term", "model"), explained="on").status_code == 302
    assert shown() == ["Malli", "Kielisuihkut"]
    assert change(client, "taxonomy_concept", concept("term", "language-shower"), explained=None).status_code == 302
    assert shown() == ["Malli"]
    assert change(client, "taxonomy_concept", concept("term", "model"), explained=None).status_code == 302
    assert shown() == []


def test_page_of_a_practice_explains_and_the_text_stays(client: Client, cast: Cast) -> None:
    version = publish(
        cast, challenge="Kielisuihku puuttui.", method="Kielisuihkut ja kielipolku.", result="Kielipolku."
    )
    html = client.get(f"/fi/kaytannot/{version.practice.public_id}/", follow=True).content.decode()
    assert marked(html) == ["Kielisuihku", "kielipolku"]
    assert "Kielisuihku puuttui." in bare(html)
    assert version.texts.get().challenge == "Kielisuihku puuttui."


def test_definition_is_in_the_language_of_the_text(cast: Cast) -> None:
    version = publish(cast, challenge="Kielisuihku puuttui.")
    at = generation.number()
    with override("sv"):
        found = published.practice(version.practice.public_id, at=at)
        assert found is not None
        html = explained(found, at).challenge
    assert escape(concept("term", "language-shower").definition_fi) in html
    assert '<a href="/sv/begrepp/#term.language-shower" lang="sv">' in html


def test_each_language_of_a_practice_has_its_own_terms(client: Client, cast: Cast) -> None:
    version = publish_in_two(cast, "Kielisuihku", "sv", "Språkduschen")
    for language, word in (("fi", "kaytannot"), ("sv", "praxis")):
        response = client.get(f"/{language}/{word}/{version.practice.public_id}/", follow=True)
        assert response.status_code == 200


def test_explaining_a_long_practice_takes_milliseconds(base: None) -> None:
    terms_in_use = glossary(catalogue.at(generation.number()), "fi")
    html = markdown.render("Luokka kirjaa tavoitteet lukuvuosisuunnitelmaan ja kertoo niistä kotiväelle. " * 150)
    Explainer(terms_in_use, "/", "fi").explain(html)
    start = time.thread_time()
    for _time in range(5):
        Explainer(terms_in_use, "/", "fi").explain(html)
    assert (time.thread_time() - start) / 5 < 0.05
