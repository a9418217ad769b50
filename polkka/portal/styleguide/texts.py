"""What a long page is made of: its list of headings, and what an error page says."""

from typing import Any

HEADINGS = (
    ("g-texts", "Mitä tasot muuttivat"),
    ("g-texts", "Ensimmäinen POLKKA, 2012–2017"),
    ("g-texts", "Opetussuunnitelma"),
    ("g-texts", "Kestävyys"),
)


def samples() -> dict[str, Any]:
    """The headings of a page, and the codes of two errors."""
    return {"headings": HEADINGS, "error_codes": (404, 503)}
