"""A published text made ready for the index: its terms with their weights, its length, its different words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from .analysis import NAME, VERSION, analyse, terms, tokens
from .packing import pack

BOOSTS = {"title": 3.0, "summary": 2.0, "tags": 2.0, "body": 1.0}
FORMAT = 2
"""What an entry holds besides its words; a new number asks for `manage.py reindex`."""
ANALYSER = f"{NAME}-{VERSION}.{FORMAT}"
STALE = "stale"
"""In place of the analyser of an entry that is to be written anew, though it can be read until then."""
SHORTEST, LONGEST = 3, 60  # letters of a word that may be suggested


@dataclass(frozen=True)
class Analysed:
    """One text ready to be written: made before the transaction opens, because analysis takes its time."""

    public_id: str
    language: str
    terms: bytes
    length: int
    facets: dict[str, list[str]]
    title: str
    summary: str
    body: str
    lexemes: str
    sort_date: datetime
    sort_label: int


def analysed(
    public_id: str,
    language: str,
    fields: Mapping[str, str],
    facets: Mapping[str, Iterable[str]],
    *,
    sort_date: datetime,
    sort_label: int,
) -> Analysed:
    """Analyse one text; `fields` are title, summary, tags and body in plain words."""
    weights: dict[str, float] = {}
    length = 0.0
    for name, boost in BOOSTS.items():
        for term, weight in terms(fields.get(name, ""), language):
            key = f"{language}:{term}"
            weights[key] = round(weights.get(key, 0) + boost * weight, 4)
        length += boost * sum(1 for _word in tokens(fields.get(name, "")))
    return Analysed(
        public_id,
        language,
        pack(weights),
        round(length * 100),
        {facet: sorted(set(codes)) for facet, codes in facets.items()},
        fields.get("title", ""),
        fields.get("summary", ""),
        "\n".join(part for name in ("body", "tags") if (part := fields.get(name, ""))),
        _lexemes(fields.values(), language),
        sort_date,
        sort_label,
    )


def _lexemes(texts: Iterable[str], language: str) -> str:
    """The different words of the texts that may be suggested, one a line with their base form."""
    words = dict.fromkeys(word for text in texts for word in tokens(text))
    kept = sorted(word for word in words if SHORTEST <= len(word) <= LONGEST and not any(c.isdigit() for c in word))
    return "\n".join(f"{word}\t{analyse(word, language)[0][0]}" for word in kept)
