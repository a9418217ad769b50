"""What authors assure when they submit: the questions of the gate as they answer them, the terms and the licence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from network.models import User

from .models import Version
from .questions import GATE, Words
from .states import Depth

TERMS = "2026-11-22"
"""The day of the terms that authors accept; another day when their text means something else."""
LICENCE = "cc-by-4.0"
CONSENTS = "consents"
"""The one question of the gate that a tip is asked."""


@dataclass(frozen=True)
class Said:
    """What the authors said to one question of the gate."""

    question: str
    words: Words
    is_yes: bool
    reason: str


def asked(depth: str) -> list[tuple[str, Words]]:
    """The questions of the gate that authors of a record of this depth answer."""
    return [(code, words) for code, words in GATE if depth != Depth.TIP or code == CONSENTS]


def declaration(gate: Mapping[str, tuple[bool, str]], *, by: User, when: datetime) -> dict[str, Any]:
    """What is kept with the version: the answers, the terms of that day, the licence, who and when."""
    answers = {code: {"yes": is_yes, "reason": reason} for code, (is_yes, reason) in gate.items()}
    return {"gate": answers, "terms": TERMS, "licence": LICENCE, "by": by.name, "at": when.isoformat()}


def said(version: Version) -> dict[str, Said]:
    """Question → what the authors of this version said when they submitted it; nothing before that."""
    answers = version.declared.get("gate", {})
    return {
        code: Said(code, words, bool(answers[code].get("yes")), str(answers[code].get("reason", "")))
        for code, words in GATE
        if code in answers
    }


def before(version: Version) -> dict[str, Said]:
    """What was said last: of this version if it was taken back, else of the one that it was made from."""
    return said(version) or (said(version.builds_on) if version.builds_on else {})
