"""The three languages of the portal: names, fallback, path words, addresses of one page in each."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils import translation
from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.text import capfirst

CODES = ("fi", "sv", "en")
OWN_NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
FALLBACK = {"fi": ("fi", "sv", "en"), "sv": ("sv", "fi", "en"), "en": ("en", "fi", "sv")}

# The words of the addresses. A word never changes once published; add a new one beside it instead.
PATH_WORDS = {
    "practices": ("kaytannot", "praxis", "practices"),
    "projects": ("hankkeet", "projekt", "projects"),
    "organisations": ("organisaatiot", "organisationer", "organisations"),
    "criteria": ("kriteerit", "kriterier", "criteria"),
    "contact": ("yhteys", "kontakt", "contact"),
    "desk": ("tyopoyta", "skrivbord", "desk"),
    "new": ("uusi", "ny", "new"),
    "edit": ("muokkaa", "redigera", "edit"),
    "check": ("tarkista", "granska", "check"),
    "preview": ("esikatselu", "forhandsvisning", "preview"),
    "status": ("vaihe", "skede", "status"),
    "move": ("siirra", "flytta", "move"),
    "assessments": ("arvioinnit", "bedomningar", "assessments"),
    "coordination": ("koordinointi", "samordning", "coordination"),
    "decide": ("paatos", "beslut", "decision"),
    "load": ("tehtavat", "uppdrag", "tasks"),
    "assign": ("arvioijat", "bedomare", "assessors"),
    "correct": ("korjaa", "ratta", "correct"),
    "unplan": ("peru-ajastus", "avbryt-tidpunkt", "call-off"),
    "take-up": ("otto", "upptagning", "take-up"),
    "sign-in": ("kirjaudu", "logga-in", "sign-in"),
    "code": ("koodi", "kod", "code"),
    "sign-out": ("kirjaudu-ulos", "logga-ut", "sign-out"),
    "account": ("oma-tili", "mitt-konto", "account"),
    "verify": ("vahvista", "bekrafta", "verify"),
    "inactive": ("suljettu", "stangt", "inactive"),
    "invitation": ("kutsu", "inbjudan", "invitation"),
    "saved": ("talteen", "sparat", "kept"),
    "about": ("tietoa", "om-polkka", "about"),
    "accessibility": ("saavutettavuus", "tillganglighet", "accessibility"),
    "privacy": ("tietosuoja", "dataskydd", "privacy"),
    "terms": ("ehdot", "villkor", "terms"),
    "suggestions": ("ehdotukset", "forslag", "suggestions"),
    "feed": ("syote", "flode", "feed"),
    "wish": ("toive", "onskemal", "wish"),
    "thanks": ("kiitos", "tack", "thanks"),
    "contact-us": ("ota-yhteytta", "kontakta-oss", "contact-us"),
    "theme": ("teema", "tema", "theme"),
    "level": ("taso", "niva", "level"),
    "stage": ("kouluaste", "skolstadium", "school-stage"),
    "subject": ("oppiaine", "amne", "subject"),
    "tag": ("avainsana", "nyckelord", "keyword"),
    "coordinations": ("koordinaatiohankkeet", "samordningsprojekt", "coordination-projects"),
    "glossary": ("kasitteet", "begrepp", "glossary"),
    "overview": ("kokonaiskuva", "helhetsbild", "overview"),
    "numbers": ("lukuina", "i-siffror", "in-numbers"),
    "versions": ("versiot", "versioner", "versions"),
    "card": ("kortti", "kort", "card"),
    "report": ("ilmoita", "anmal", "report"),
    "feedback": ("palaute", "respons", "feedback"),
    "self-check": ("itsearviointi", "sjalvvardering", "self-check"),
    "send": ("laheta", "skicka", "send"),
    "points": ("pyynnot", "onskemal-om-andringar", "requests"),
    "changes": ("muutokset", "andringar", "changes"),
    "follow": ("seuraa", "folj", "follow"),
    "languages": ("kielet", "sprak", "languages"),
    "invitations": ("kutsut", "inbjudningar", "invitations"),
    "address": ("osoite", "adress", "address"),
    "messages": ("viestit", "meddelanden", "messages"),
    "leave": ("lahde", "lamna", "leave"),
    "sessions": ("istunnot", "sessioner", "sessions"),
    "data": ("tiedot", "uppgifter", "data"),
    "delete": ("poista", "radera", "delete"),
    "deleted": ("poistettu", "raderat", "deleted"),
    "lost": ("ei-postia", "utan-e-post", "lost-mailbox"),
    "place": ("paikka", "plats", "place"),
    "keywords": ("avainsanat", "nyckelorden", "keywords"),
    "rendered": ("muotoiltuna", "formaterat", "rendered"),
    "welcome": ("tervetuloa", "valkommen", "welcome"),
    "people": ("tekijat", "skribenter", "people"),
    "joining": ("mukaan", "ga-med", "join"),
    "comments": ("kommentit", "kommentarer", "comments"),
    "ask": ("kysy", "fraga", "ask"),
    "similar": ("samankaltaiset", "liknande", "similar"),
    "files": ("tiedostot", "filer", "files"),
    "file": ("tiedostosta", "fran-fil", "from-file"),
    "second-step": ("toinen-vaihe", "andra-steget", "second-step"),
    "again": ("varmistus", "bekraftelse", "again"),
    "codes": ("varakoodit", "reservkoder", "codes"),
    "aside": ("sivuteksti", "sidotext", "set-aside"),
}


class Alternate(NamedTuple):
    """One page in one language: code, the language's own name, address, and whether it is the page shown."""

    code: str
    name: str
    url: str
    is_current: bool


def current() -> str:
    """The interface language of this moment: fi, sv or en."""
    code = (translation.get_language() or "fi")[:2]
    return code if code in CODES else "fi"


def _word(key: str) -> str:
    return PATH_WORDS[key][CODES.index(current())]


def _route(template: str) -> str:
    return "/".join(_word(part[1:]) if part.startswith("@") else part for part in template.split("/"))


route = lazy(_route, str)
"""`route("@practices/<str:public_id>/")`: a URL route whose @words follow the language."""


def translated(thing: Any, field: str, language: str | None = None) -> str:
    """The text of `field` in the language asked for, or in the nearest one that has it ("" if none has)."""
    for code in FALLBACK[language or current()]:
        if text := getattr(thing, f"{field}_{code}"):
            return str(text)
    return ""


def said(texts: Mapping[str, Any], language: str | None = None) -> Any:
    """The nearest language of a value kept as {"fi": …, "sv": …, "en": …} ("" if none has it)."""
    return next((texts[code] for code in FALLBACK[language or current()] if texts.get(code)), "")


def language_names(codes: Iterable[str]) -> str:
    """Languages in the words of the language of the moment, as the value of a fact: Suomi, englanti."""
    names = {
        "fi": translation.pgettext("language of a text", "Finnish"),
        "sv": translation.pgettext("language of a text", "Swedish"),
        "en": translation.pgettext("language of a text", "English"),
    }
    return capfirst(", ".join(names[code] for code in codes))


def median_words(value: float) -> str:
    """A median as people write it in the language of the moment: 3, or 2,5."""
    return number_format(value, 0 if value == int(value) else 1)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` within the block."""
    with translation.override(language):
        yield


def alternates(view_name: str, *, query: str = "", **kwargs: Any) -> tuple[Alternate, ...]:
    """The address of one view in all three languages; `query` is added as it stands."""
    found, shown = [], current()
    for code in CODES:
        url = _path(view_name, code, kwargs) if kwargs else fixed_path(view_name, code, get_urlconf())
        if url:
            found.append(Alternate(code, OWN_NAMES[code], url + (f"?{query}" if query else ""), code == shown))
    return tuple(found)


def _path(view_name: str, language: str, kwargs: dict[str, Any]) -> str:
    with speaking(language):
        try:
            return reverse(view_name, kwargs=kwargs)
        except NoReverseMatch:
            return ""


@lru_cache(maxsize=10_000)
def fixed_path(view_name: str, language: str, urlconf: str | None = None, **kwargs: str) -> str:
    """The address in `language` of a view, "" if it has none; found once in a process.

    `urlconf` is the table of addresses in use, `get_urlconf()`.
    """
    return _path(view_name, language, kwargs)


def path_of(view_name: str, **kwargs: str) -> str:
    """As `reverse`, for addresses that are written again and again: remembered by the language of the moment."""
    return fixed_path(view_name, current(), get_urlconf(), **kwargs)
