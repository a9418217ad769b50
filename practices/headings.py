"""Which question a heading of somebody's own document asks: labels and common words for it in the three languages."""

import re
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from polkka.kit.languages import CODES, speaking

from .questions import BY_CODE, PAGES

ALIKE = 86
"""Of 100: from here a heading with other endings or a slip of the pen is the same heading."""
LONGEST = 9  # words of a heading that is compared
SHORTEST = 5  # letters of a heading that may be written in another way
INSIDE = 4  # most words beside those of a known heading

KNOWN: dict[str, tuple[str, ...]] = {
    "title": ("otsikko", "nimi", "käytännön nimi", "hankkeen nimi", "rubrik", "namn", "praxisens namn", "title"),
    "summary": (
        "tiivistelmä", "lyhyesti", "yhteenveto", "lyhyt kuvaus", "ingressi", "kuvaus lyhyesti", "sammanfattning",
        "i korthet", "kort beskrivning", "kort sagt", "summary", "abstract", "in short", "in brief",
        "short description", "overview",
    ),
    "challenge": (
        "haaste", "haasteet", "tarve", "tarpeet", "lähtötilanne", "lähtökohta", "tausta", "ongelma", "miksi",
        "haaste tai tarve", "taustaa ja tarve", "utmaning", "utmaningar", "behov", "bakgrund", "utgångsläge", "problem",
        "varför", "challenge", "need", "needs", "background", "starting point", "the problem", "why", "rationale",
    ),
    "method": (
        "menetelmä", "menetelmät", "toteutus", "mitä teimme", "mitä tehtiin", "toiminta", "toimintatapa", "työtapa",
        "kuvaus", "käytännön kuvaus", "metod", "metoder", "genomförande", "vad vi gjorde", "arbetssätt", "beskrivning",
        "tillvägagångssätt", "method", "methods", "implementation", "what we did", "approach", "activities",
        "description",
    ),
    "steps": (
        "vaiheet", "vaiheittain", "vaihe vaiheelta", "eteneminen", "näin se etenee", "työvaiheet", "aikataulu",
        "stegen", "steg för steg", "steg", "arbetsgång", "så här går det till", "tidtabell", "steps", "step by step",
        "procedure", "timeline",
    ),
    "result": (
        "tulos", "tulokset", "vaikutukset", "vaikuttavuus", "mikä muuttui", "mitä muuttui", "mitä saatiin aikaan",
        "saavutukset", "resultat", "effekter", "vad förändrades", "genomslag", "result", "results", "outcome",
        "outcomes", "impact", "what changed",
    ),
    "curriculum": (
        "opetussuunnitelma", "ops", "ops yhteys", "yhteys opetussuunnitelmaan", "tavoitteet opetussuunnitelmassa",
        "läroplan", "läroplanen", "koppling till läroplanen", "curriculum", "link to the curriculum", "curriculum link",
    ),
    "participation": (
        "osallistuminen", "kotiin jääneet", "kotiin jääneiden osallistuminen", "osallisuus", "osallistaminen",
        "delaktighet", "de som inte reste", "de som stannade hemma", "participation", "those who stayed at home",
        "inclusion",
    ),
    "partners": (
        "kumppanit", "yhteistyökumppanit", "yhteistyötahot", "verkostot", "kumppanit ja verkostot", "partner",
        "samarbetspartner", "nätverk", "partners", "partners and networks", "networks", "cooperation",
    ),
    "resources": (
        "resurssit", "mitä se vaati", "mitä tarvitaan", "kustannukset", "aika ja raha", "resurser", "vad det krävde",
        "kostnader", "vad som behövs", "resources", "costs", "what it took", "what is needed", "time and money",
    ),
    "pitfalls": (
        "kompastuskivet", "mikä ei toiminut", "ongelmakohdat", "vaikeudet", "opitut asiat", "fallgropar",
        "vad fungerade inte", "svårigheter", "lärdomar", "pitfalls", "difficulties", "what did not work",
        "lessons learned",
    ),
    "when_not": (
        "milloin ei", "milloin tämä ei sovi", "ei sovellu", "när inte", "när det inte passar", "when not",
        "when not to do this", "not suitable for",
    ),
    "first_monday": (
        "ensimmäinen maanantai", "näin alkuun", "aloittaminen", "ensimmäiset askeleet", "första måndagen", "kom i gång",
        "så börjar du", "first monday", "getting started", "first steps", "how to start",
    ),
    "rooting": (
        "juurruttaminen", "jatkuvuus", "jatko", "miten jatkuu", "vakiinnuttaminen", "kestävyys", "förankring",
        "fortsättning", "kontinuitet", "hållbarhet", "rooting", "continuity", "sustainability", "how it goes on",
        "next steps",
    ),
    "builds_on": (
        "pohjana", "mihin pohjautuu", "taustalla", "lähteet", "bygger på", "källor", "builds on", "based on", "sources",
        "references",
    ),
    "materials": (
        "materiaalit", "aineistot", "oppimateriaali", "liitteet", "material", "läromedel", "bilagor", "materials",
        "attachments", "teaching materials",
    ),
    "links": ("linkit", "lisätietoa verkossa", "verkkosivut", "länkar", "webbplatser", "links", "websites"),
    "safety": (
        "turvallisuus", "tietosuoja", "luvat", "kuvausluvat", "säkerhet", "dataskydd", "tillstånd", "samtycken",
        "safety", "data protection", "consents", "permissions",
    ),
    "story": (
        "tarina", "mieleen jäi", "hetki joka jäi mieleen", "berättelse", "ett ögonblick", "ett minne", "story",
        "a moment", "anecdote",
    ),
    "dissemination": (
        "levittäminen", "levitys", "tiedotus", "viestintä", "spridning", "kommunikation", "dissemination",
        "communication", "spreading",
    ),
    "tags": ("avainsanat", "asiasanat", "nyckelord", "ämnesord", "keywords", "tags"),
    "contact": (
        "yhteystiedot", "yhteyshenkilö", "lisätietoja", "lisätietojen antaja", "kontakt", "kontaktuppgifter",
        "kontaktperson", "mer information", "contact", "contact person", "contact details", "further information",
    ),
}  # fmt: skip
"""Code of a question ("contact" stands for both of its lines) → what people call it."""


@cache
def known() -> dict[str, str]:
    """Heading in small letters → code: our own labels in the three languages before the words people use."""
    found: dict[str, str] = {}
    for language in CODES:
        with speaking(language):
            for code, question in BY_CODE.items():
                if code in KNOWN and code != "contact":
                    found.setdefault(plain(str(question.label)), code)
            for page in PAGES:
                if page.code in KNOWN:
                    found.setdefault(plain(str(page.title)), page.code)
                    found.setdefault(plain(str(page.short)), page.code)
    for code, words in KNOWN.items():
        for word in words:
            found.setdefault(plain(word), code)
    found.pop("", None)
    return found


def plain(heading: str) -> str:
    """A heading without its number, marks and signs, in small letters."""
    bare = re.sub(r"^\s*(?:\d+[.)]?|[a-z][.)])(?:\d+\.?)*\s+", "", heading.strip().strip("#*_: "), flags=re.IGNORECASE)
    return " ".join(re.findall(r"[^\W_]+", bare.casefold()))


@lru_cache(maxsize=8_000)
def question_of(heading: str) -> str:
    """The code that a heading asks for ("contact" for the contact), "" if none is near enough."""
    words, headings = plain(heading), known()
    if not words or len(words.split()) > LONGEST:
        return ""
    if words in headings:
        return headings[words]
    found = [pair for pair in (_by_letters(words), _by_words(words)) if pair]
    return headings[max(found)[1]] if found else ""


def _by_letters(words: str) -> tuple[float, str] | None:
    """The known heading that is written most alike, with its likeness (of 100)."""
    if len(words) < SHORTEST:
        return None
    best = process.extractOne(words, _long(), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return (best[1], best[0]) if best else None


def _by_words(words: str) -> tuple[float, str] | None:
    """The known heading whose words are all there, beside the fewest others."""
    mine = set(words.split())
    inside = [one for one, theirs in _split().items() if theirs <= mine and len(mine) - len(theirs) <= INSIDE]
    return max(((100.0 - 3 * (len(mine) - len(_split()[one])), one) for one in inside), default=None)


@cache
def _long() -> tuple[str, ...]:
    return tuple(one for one in known() if len(one) >= SHORTEST)


@cache
def _split() -> dict[str, frozenset[str]]:
    return {one: frozenset(one.split()) for one in known() if len(one) > 3}
