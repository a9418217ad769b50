"""What nobody has to tell but readers are glad of, in the order in which it helps them most."""

from .completeness import answer_of, chosen_codes
from .models import Version
from .questions import TAGS, Question, pages
from .states import Depth

ORDER = (
    "theme", "contact_name", "resources", "pitfalls", "first_monday", "rooting", "when_not", "partners", "materials",
    "links", "safety", "subject", "maturity", "story",
)  # fmt: skip
MOST = 4
"""Named at a time: a list to choose from, not a second form."""


def valued(version: Version) -> list[tuple[str, Question]]:
    """(code of the page, question) of what is asked at this depth, not required, and not answered yet."""
    codes = chosen_codes(version)
    open_questions = {
        question.code: (page.code, question)
        for page in pages(version.depth)
        for question in page.questions
        if question.kind != TAGS and version.depth not in question.required and not answer_of(version, question, codes)
    }
    return [open_questions[code] for code in ORDER if code in open_questions][:MOST]


def deeper(version: Version) -> str:
    """The next depth, at which more would be told, or ""."""
    depths = list(Depth.values)
    place = depths.index(version.depth) + 1
    return depths[place] if place < len(depths) else ""
