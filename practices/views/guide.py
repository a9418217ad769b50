"""What guides through a page of questions: examples, what is missing here and elsewhere, and how much one tells."""

from typing import Any

from django.urls import reverse

from polkka.upkeep import generation

from .. import completeness
from ..examples import examples
from ..models import Version
from ..questions import BY_CODE, Page


def guide(version: Version, page: Page) -> dict[str, Any]:
    """The context of the guiding parts of edit.html.

    examples: code → Example; missing_here: (label, message, id of the field); n_elsewhere; depth: its name, and
    the address at which it is changed.
    """
    faults = completeness.missing(version)
    here = [fault for fault in faults if fault.page == page.code]
    levels = completeness.chosen_codes(version).get("level", [])
    return {
        "examples": examples(
            page.questions,
            language=version.original.language,
            level=levels[0] if levels else "",
            at=generation.number(),
            without=version.practice.public_id,
        ),
        "missing_here": [(BY_CODE[f.question].label, f.message, f"id_{f.question}") for f in here],
        "n_elsewhere": len(faults) - len(here),
        "depth": version.get_depth_display(),
        "depth_url": reverse("practices:check", kwargs={"public_id": version.practice.public_id}) + "#depth",
    }
