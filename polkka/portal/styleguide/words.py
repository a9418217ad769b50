"""The glossary, a term explained in a text, and feeds to follow: invented data in the shapes the templates take."""

from types import SimpleNamespace
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from polkka.kit import markdown
from polkka.kit.languages import current
from taxonomy.catalogue import Term

from ..explaining import Explainer, Glossary
from ..feeds import Followed
from ..glossary import Entry, Words
from ..rooms import Link
from .basics import PLACES


def samples() -> dict[str, Any]:
    """An entry with everything and one with the least, a text with a term, rows of feeds."""
    return {"words": SimpleNamespace(entries=entries(), text=explained_text(), feeds=feed_rows())}


def entries() -> tuple[Entry, ...]:
    """Two entries."""
    swedish = Words("sv", _("in Swedish"), "Språkdusch", ("språkduschning", "språksmakprov"))
    english = Words("en", _("in English"), "Language shower", ())
    whole = Entry(
        anchor="sample.language-shower",
        vocabulary="Käsite",
        name="Kielisuihku",
        definition="Lyhyt ja leikkisä tutustuminen uuteen kieleen: muutama kerta, ei läksyjä eikä arviointia.",
        language="fi",
        colour="into",
        others=("kielisuihkutus", "kielimaistiaiset"),
        abroad=(swedish, english),
        broader=Link("Varhainen kieltenopetus", PLACES),
        narrower=(Link("Lounaskieli", PLACES), Link("Aamunavaus", "")),
        count=12,
        url=PLACES,
        room=PLACES,
    )
    least = Entry(
        anchor="sample.least",
        vocabulary="Käsite",
        name="Kansainvälistymissuunnitelmatyöskentely",
        definition="Pitkä sana, jolla ei ole muuta kuin selitys.",
        language="fi",
        colour="",
        others=(),
        abroad=(),
        broader=None,
        narrower=(),
        count=0,
        url="",
        room="",
    )
    return whole, least


def explained_text() -> SafeString:
    """A paragraph whose first mention of a term is explained."""
    term = Term("sample", "language-shower", "Kielisuihku", "Lyhyt ja leikkisä tutustuminen uuteen kieleen.")
    text = "Ennen lounasta pidettiin kielisuihkuja. Joka kielisuihkussa laulettiin sama laulu."
    return Explainer(Glossary.of([term], "fi"), "", current()).explain(markdown.render(text))


def feed_rows() -> tuple[Followed, ...]:
    """A theme, and a narrower one."""
    return Followed("INTO", PLACES, PLACES, colour="into"), Followed("Kielitietoisuus", PLACES, PLACES, depth=1)
