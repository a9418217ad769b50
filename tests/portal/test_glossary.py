"""The glossary: every defined concept in the order of the language, with its other words and its links."""

import gzip
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from polkka.kit import sorting
from polkka.portal import glossary
from polkka.upkeep import generation
from search import loading as search_loading
from taxonomy import catalogue
from taxonomy.models import Concept
from tests.factory import Cast

from .published import publish, publish_many, withdraw

PAGES = {"fi": "/fi/kasitteet/", "sv": "/sv/begrepp/", "en": "/en/glossary/"}


def read(client: Client, language: str = "fi") -> str:
    response = client.get(PAGES[language])
    assert response.status_code == 200
    assert not response.cookies
    return response.content.decode()


def entry(html: str, anchor: str) -> str:
    """The HTML of one entry."""
    match = re.search(rf'<div class="entry[^"]*">\n<dt id="{re.escape(anchor)}">.*?\n</div>', html, re.DOTALL)
    assert match is not None, anchor
    return match[0]


@pytest.mark.parametrize("language", PAGES)
def test_every_defined_concept_in_use_is_there_in_order(language: str, client: Client, base: None) -> None:
    html = read(client, language)
    names = re.findall(r"<dfn>([^<]*)</dfn>", html)
    defined = [row for row in Concept.objects.filter(active=True) if getattr(row, f"definition_{language}")]
    assert len(names) == len(defined) > 100
    assert sorted(names) == sorted(str(getattr(row, f"name_{language}")).replace("'", "&#x27;") for row in defined)
    assert names == sorted(names, key=lambda name: sorting.key(name.replace("&#x27;", "'")))
    anchors = re.findall(r'<dt id="([^"]*)"', html)
    assert len(set(anchors)) == len(anchors)
    assert {f"term.{code}" for code in ("rooting", "language-shower")} < set(anchors)


def test_own_letters_come_last(client: Client, base: None) -> None:
    names = {"hoks": "Ängel", "gate": "Åre", "label": "Öar", "model": "Élan", "tandem": "3D"}
    for code, name in names.items():
        Concept.objects.filter(vocabulary__code="term", code=code).update(name_sv=name)
    generation.bump()
    letters = re.findall(r'<h2 class="letter" id="([^"]*)">([^<]*)</h2>', read(client, "sv"))
    assert letters[0] == ("letter-0", "0–9")
    assert letters[-3:] == [("letter-aa", "Å"), ("letter-ae", "Ä"), ("letter-oe", "Ö")]
    assert "É" not in [letter for _anchor, letter in letters]
    jumps = re.findall(r'<li><a href="#(letter-[^"]*)">', read(client, "sv"))
    assert jumps == [anchor for anchor, _letter in letters]


def test_entry_says_its_other_words_and_what_it_is_called_elsewhere(client: Client, base: None) -> None:
    html = entry(read(client), "term.language-shower")
    assert "kielisuihkutus, kielimaistiaiset" in html
    assert '<span lang="sv"><b>Språkdusch</b>, språkduschning, språksmakprov</span>' in html
    assert '<span lang="en"><b>Language shower</b>' in html
    assert 'lang="fi"' not in html


def test_broader_and_narrower_concepts_lead_to_each_other(client: Client, base: None) -> None:
    html = read(client)
    assert '<a href="#theme.into">INTO</a>' in entry(html, "theme.early-language")
    assert '<a href="#theme.early-language">Varhainen kieltenopetus</a>' in entry(html, "theme.into")


def test_concept_leads_to_its_practices_and_its_room(client: Client, cast: Cast) -> None:
    version = publish(cast, theme=["into"], challenge="Kielisuihku puuttui.")
    publish(cast, theme=["into"], challenge="Ei mitään.")
    html = read(client)
    into = entry(html, "theme.into")
    assert '<a href="/fi/kaytannot/?theme=into">2 käytäntöä' in into
    assert '<a href="/fi/teema/into/">' in into
    shower = entry(html, "term.language-shower")
    assert '<a href="/fi/kaytannot/?q=Kielisuihku">1 käytäntö<' in shower
    assert "/fi/teema/" not in shower
    for address in re.findall(r'href="(/[^"]*)"', into + shower):
        assert client.get(address.replace("&amp;", "&")).status_code == 200
    withdraw(cast, version)
    html = read(client)
    assert "1 käytäntö<" in entry(html, "theme.into")
    assert "kaytannot" not in entry(html, "term.language-shower")


def test_missing_definition_is_said_in_another_language_and_marked(client: Client, base: None) -> None:
    Concept.objects.filter(vocabulary__code="term", code="rooting").update(definition_sv="")
    generation.bump()
    concept = Concept.objects.get(vocabulary__code="term", code="rooting")
    assert f'<dd lang="fi">{concept.definition_fi}</dd>' in entry(read(client, "sv"), "term.rooting")


def test_concept_out_of_use_is_not_there(client: Client, base: None) -> None:
    Concept.objects.filter(vocabulary__code="term", code="rooting").update(active=False)
    generation.bump()
    assert "term.rooting" not in read(client)


def test_machines_are_told_the_terms(client: Client, base: None) -> None:
    html = read(client, "sv")
    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    data = json.loads(script)
    assert (data["@type"], data["inLanguage"]) == ("DefinedTermSet", "sv")
    told = {term["termCode"]: term for term in data["hasDefinedTerm"]}
    assert told["term.rooting"]["name"] == "Förankring"
    assert told["term.rooting"]["@id"].endswith("/sv/begrepp/#term.rooting")
    assert len(told) == html.count("<dfn>")


def test_glossary_asks_the_database_little_and_no_more_for_many(client: Client, cast: Cast) -> None:
    numbers = []
    for more in (1, 29):
        publish_many(cast, more)
        search_loading.forget()
        catalogue.forget()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            read(client)
        numbers.append(len(asked))
    assert numbers[0] == numbers[1] <= 12, numbers
    with CaptureQueriesContext(connection) as asked:
        read(client)
    assert len(asked) <= 3


def test_glossary_is_light(client: Client, cast: Cast) -> None:
    publish_many(cast, 3)
    for language in PAGES:
        assert len(gzip.compress(read(client, language).encode())) < 40_000


def test_letters_are_kept_for_a_language_whatever_is_spoken(base: None) -> None:
    at = generation.number()
    swedish = glossary.letters(at, "sv")
    said = {words.said for letter in swedish for one in letter.entries for words in one.abroad}
    assert said == {"på finska", "på engelska"}
    assert glossary.letters(at, "sv") is swedish


def test_term_beside_the_hits_leads_to_its_place(client: Client, cast: Cast) -> None:
    publish(cast, challenge="Kielisuihku puuttui.")
    html = client.get("/fi/kaytannot/?q=kielisuihku").content.decode()
    assert '<dt><a href="/fi/kasitteet/#term.language-shower">Kielisuihku</a></dt>' in html
