"""A page of questions in another language: only what the original tells, each answer beside its original."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from network.models import User
from polkka.kit.languages import OWN_NAMES

from . import translating
from .edits import Saved
from .models import Text, Version
from .questions import BY_CODE, ROWS, Page, Question
from .sheets import Sheet
from .sources import LEAD, UNTRANSLATED, with_addresses
from .states import Depth
from .translating import Told

MADE_FROM = "-from"
"""After the code of a question: the digest of the original's answer that the form was shown; saved along by itself."""
LEAD_PAGE = Page("summary", _("Title and summary"), tuple(BY_CODE[code] for code in LEAD), short=_("Title and summary"))
"""A page that asks for no more than what a list of practices shows."""
_DIGEST = re.compile(r"[0-9a-f]{16}(\.[0-9a-f-]{0,200})?", re.ASCII)


@dataclass(frozen=True)
class TranslationSheet(Sheet):
    """One page of a translation as somebody has it open; made by `sheet`."""

    @property
    def text(self) -> Text:
        return translating.text_in(self.version, self.language) or Text(language=self.language)

    def told(self) -> list[Told]:
        """The answers of the page beside their originals."""
        return translating.fields(self.version, self.language, self.page)

    def is_open(self) -> bool:
        return self.version.state in translating.TRANSLATABLE

    def store(self, answers: Mapping[str, Any], *, by: User, seen: Mapping[str, str]) -> Saved:
        return translating.save(
            self.version, self.language, self._whole(answers), by=by, seen=seen, made_from=self.made_from
        )

    def _whole(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers with what is not asked because it is the same in every language."""
        original = self.version.original
        return {
            code: with_addresses(answer, getattr(original, code)) if isinstance(answer, list) else answer
            for code, answer in answers.items()
        }


def sheet(version: Version, language: str, page: Page, data: Mapping[str, Any] | None = None) -> TranslationSheet:
    """The questions of a page that have something to translate; `data` is what its form sent."""
    told = translating.fields(version, language, page)
    asked = tuple(_asked(each, language) for each in told)
    sent = {each.code: str((data or {}).get(each.code + MADE_FROM) or "") for each in told}
    made_from = {code: digest for code, digest in sent.items() if _DIGEST.fullmatch(digest)}
    return TranslationSheet(version, replace(page, questions=asked, folded=()), language, made_from)


def _asked(told: Told, language: str) -> Question:
    """The question as a translator meets it: without the help of the original, and with as many rows."""
    asked = BY_CODE[told.code]
    label = f"{asked.label} – {OWN_NAMES[language]}"
    question = replace(asked, label=label, help="", example="", why="", lengths={}, required=tuple(Depth))
    if question.kind != ROWS:
        return question
    columns = tuple(column for column in question.columns if column[0] not in UNTRANSLATED)
    return replace(question, columns=columns, most=max(len(told.original), len(told.answer)), is_aligned=True)
