"""Terms of the glossary explained where a text first mentions them: in the HTML shown, never in the text kept."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise, product
from weakref import WeakKeyDictionary

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from polkka.kit.languages import CODES, current
from polkka.kit.markdown import safe
from practices.published import Practice
from search.analysis import TOKEN, analyse, tokens
from taxonomy import catalogue
from taxonomy.catalogue import Catalogue, Node, Term

MOST = 8  # explained on one page
LONGEST = 6  # words of a name
MOST_READINGS = 3  # of one word
LEFT_ALONE = frozenset({"a", "button", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
"""Elements in whose text nothing is explained."""
OWN = "term"
"""The vocabulary of the glossary: where two concepts are called alike, its own is taken."""
READ = ("story", "first_monday", "resources", "pitfalls", "when_not", "participation", "safety", "materials")
"""The answers in the order in which a page shows them; others come after these."""
_SPACE = re.compile(r"[ \n\xa0]+")


@dataclass(frozen=True)
class Glossary:
    """The terms of one language to look for: by the readings of their names, each a tuple of base forms."""

    by_readings: Mapping[tuple[str, ...], Term]
    language: str
    longest: int = 1
    firsts: frozenset[str] = frozenset()
    """The base forms of the first words of the names."""
    starts: frozenset[str] = frozenset()
    """The two letters that the names begin with: inflection leaves them, so that few words need be analysed."""

    @classmethod
    def of(cls, terms: Iterable[Term], language: str) -> "Glossary":
        """The glossary of terms named and defined in `language`; the first of two alike is taken."""
        found: dict[tuple[str, ...], Term] = {}
        starts = set()
        for term in terms:
            words = tokens(term.name)
            starts.update(word[:2] for word in words[:1])
            for reading in _readings(words, language):
                found.setdefault(reading, term)
        firsts = frozenset(reading[0] for reading in found)
        return cls(found, language, max(map(len, found), default=1), firsts, frozenset(starts))

    def begins(self, word: str) -> bool:
        """Whether a name may begin with the word as it stands in a text."""
        if word[:2].lower() not in self.starts:
            return False
        return any(not self.firsts.isdisjoint(analyse(token, self.language)[0]) for token in tokens(word))

    def named(self, words: Sequence[str]) -> Term | None:
        """The term that the words name, whatever their inflection."""
        readings = _readings(words, self.language)
        return next((self.by_readings[reading] for reading in readings if reading in self.by_readings), None)


def _readings(words: Sequence[str], language: str) -> Iterator[tuple[str, ...]]:
    if 1 <= len(words) <= LONGEST:
        yield from product(*(analyse(word, language)[0][:MOST_READINGS] for word in words))


@dataclass
class Explainer:
    """Explains each term once, however many texts of a page it is given; at most `most` in all.

    `address` is that of the page with all terms, in the language `spoken` of the interface.
    """

    glossary: Glossary
    address: str
    spoken: str
    most: int = MOST
    told: set[tuple[str, str]] = field(default_factory=set)
    known: dict[str, bool] = field(default_factory=dict, repr=False)
    """Words seen, and whether a name may begin with them."""

    def explain(self, html: str) -> SafeString:
        """The HTML with a button at each first mention and its explanation after it; nothing else is changed."""
        if not html or not self.glossary.by_readings or len(self.told) >= self.most:
            return safe(html)
        reader = _Reader(self)
        reader.feed(html)
        reader.close()
        return safe("".join(reader.out))

    def marked(self, text: str) -> str:
        """One run of text, as it stands in HTML, with its first mentions marked."""
        words = list(TOKEN.finditer(text))
        out, done, at = [], 0, 0
        while at < len(words) and len(self.told) < self.most:
            start = words[at].start()
            length, term = self._at(text, words, at) if self._may_begin(words[at][0]) else (0, None)
            if term is None:
                at += 1
                continue
            end = words[at + length - 1].end()
            out += [text[done:start], self._button(text[start:end], term)]
            done, at = end, at + length
            self.told.add((term.vocabulary, term.code))
        return "".join([*out, text[done:]])

    def _may_begin(self, word: str) -> bool:
        known = self.known.get(word)
        if known is None:
            known = self.known[word] = self.glossary.begins(word)
        return known

    def _at(self, text: str, words: Sequence["re.Match[str]"], at: int) -> tuple[int, Term | None]:
        """The longest name that begins at the word `at` and is not told yet, with the number of its words."""
        for length in range(min(self.glossary.longest, len(words) - at), 0, -1):
            span = words[at : at + length]
            between = (text[a.end() : b.start()] for a, b in pairwise(span))
            if all(_SPACE.fullmatch(gap) for gap in between):
                term = self.glossary.named([token for word in span for token in tokens(word[0])])
                if term and (term.vocabulary, term.code) not in self.told:
                    return length, term
        return 0, None

    def _button(self, written: str, term: Term) -> str:
        lang = "" if self.spoken == self.glossary.language else format_html(' lang="{}"', self.spoken)
        return format_html(
            '<button type="button" class="term" popovertarget="{name}">{written}</button>'
            '<span class="term-note" id="{name}" popover><strong>{title}</strong> {definition} '
            '<a href="{address}#{vocabulary}.{code}"{lang}>{more}</a></span>',
            name=f"explained-{term.vocabulary}-{term.code}",
            written=safe(written),
            title=term.name,
            definition=term.definition,
            address=self.address,
            vocabulary=term.vocabulary,
            code=term.code,
            lang=lang,
            more=_("In the glossary"),
        )


class _Reader(HTMLParser):
    """Passes HTML through as it stands, the runs of text marked by the explainer."""

    def __init__(self, explainer: Explainer) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._explainer = explainer
        self._alone = 0  # elements around whose text is left alone

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.out.append(self.get_starttag_text() or "")
        self._alone += tag in LEFT_ALONE

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.out.append(f"</{tag}>")
        self._alone -= tag in LEFT_ALONE

    def handle_data(self, data: str) -> None:
        self.out.append(data if self._alone else self._explainer.marked(data))

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")


_glossaries: WeakKeyDictionary[Catalogue, dict[str, Glossary]] = WeakKeyDictionary()
"""Kept as long as the catalogue they were made from."""


def glossary(shelves: Catalogue, language: str) -> Glossary:
    """The terms that are explained in texts of `language`."""
    held = _glossaries.setdefault(shelves, {})
    if language not in held:
        nodes = (node for node in _explained(shelves) if node.names[language] and node.definitions[language])
        held[language] = Glossary.of((node.term(language) for node in nodes), language)
    return held[language]


def _explained(shelves: Catalogue) -> Iterator[Node]:
    """The concepts marked to be explained, those of the glossary's own vocabulary first."""
    for shelf in sorted(shelves.shelves.values(), key=lambda one: one.code != OWN):
        for node in shelf.nodes.values():
            if node.explained and node.active and not node.replaced_by:
                yield node


def explained(practice: Practice, at: int) -> Practice:
    """A practice whose texts explain the terms they mention, each at its first mention on the page."""
    if practice.language not in CODES:
        return practice
    explainer = Explainer(glossary(catalogue.at(at), practice.language), reverse("portal:glossary"), current())
    explain = explainer.explain
    told = {name: explain(getattr(practice, name)) for name in ("challenge", "method")}
    steps = tuple(replace(step, html=explain(step.html)) for step in practice.steps)
    told["result"] = explain(practice.result)
    by_code = {answer.code: answer for answer in practice.answers}
    order = [*(code for code in READ if code in by_code), *(code for code in by_code if code not in READ)]
    answers = {code: replace(by_code[code], html=explain(by_code[code].html)) for code in order}
    return replace(practice, **told, steps=steps, answers=tuple(answers[code] for code in by_code))
