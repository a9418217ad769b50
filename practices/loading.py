"""Loading practices from content/ through the same rules as everybody: edits, moves and assessments."""

import hashlib
import tomllib
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from network.loading import demo_address
from network.models import Organisation, User
from polkka.upkeep import generation, outbox
from projects.models import Project
from search.loading import write as write_entries

from . import assessing, edits, workflow
from .models import ALPHABET, Assessment, Practice, Text, Version
from .permissions import SYSTEM, Actor
from .questions import CONCEPT_QUESTIONS, LINE, PROSE, TEXT_QUESTIONS
from .states import State

BEGUN, SUBMITTED, TAKEN_UP = 60, 40, 35  # days before the end
DEFAULT_DATE = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


def public_id(source_id: str) -> str:
    """The permanent name of loaded content: the same on every machine."""
    number = int.from_bytes(hashlib.sha256(f"polkka/{source_id}".encode()).digest()[:5], "big")
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(8))


def load_practices(folder: Path, *, demo: bool) -> int:
    """Load every practice file that is (or is not) demo content and not there yet; the number made."""
    made = 0
    with outbox.muted():
        for path in sorted(folder.glob("*.toml")):
            data = tomllib.loads(path.read_text(encoding="utf-8"))
            if data["demo"] is demo and not Practice.unscoped.filter(source_id=data["source_id"]).exists():
                load_practice(data)
                made += 1
    return made


def load_practice(data: dict[str, Any]) -> Version:
    """Make one practice from its file and walk it to the state the file asks for."""
    author: Actor = _person(data["author"]) if data.get("author") else SYSTEM
    version = edits.create(
        by=author,
        owner=Organisation.objects.get(code=data["owner"]),
        project=Project.objects.get(code=data["project"]) if data.get("project") else None,
        depth=data["depth"],
        language=data["original"],
        public_id=public_id(data["source_id"]),
        source_id=data["source_id"],
        is_demo=data["demo"],
        when=_end(data) - timedelta(days=BEGUN),
    )
    edits.save(version, _answers(data), by=SYSTEM, seen={})
    for language, text in data["text"].items():
        if language != data["original"]:
            Text.unscoped.create(version=version, language=language, **_columns(text))
    Version.unscoped.filter(pk=version.pk).update(updated_at=_end(data) - timedelta(days=SUBMITTED))
    _walk(version, data, author)
    return version


def _end(data: dict[str, Any]) -> datetime:
    """When the practice reached the state of its file."""
    return datetime.combine(data["published"], time(9, 0), tzinfo=UTC) if data.get("published") else DEFAULT_DATE


def _person(local: str) -> User:
    return User.objects.get(email=demo_address(local))


def _columns(text: dict[str, Any]) -> dict[str, Any]:
    columns = {}
    for question in TEXT_QUESTIONS:
        given = text.get(question.code)
        if question.kind in (LINE, PROSE):
            columns[question.code] = (given or "").strip()
        else:
            names = [name for name, _label, _limit in question.columns]
            columns[question.code] = [{name: row.get(name, "").strip() for name in names} for row in given or []]
    return columns


def _answers(data: dict[str, Any]) -> dict[str, Any]:
    contact = data.get("contact", {})
    concepts = data["concepts"]
    return {
        **_columns(data["text"][data["original"]]),
        **{q.code: concepts[q.code] for q in CONCEPT_QUESTIONS if concepts.get(q.code)},
        "tags": sorted(tag.lower() for tag in data.get("tags", [])),
        "contact_name": contact.get("name", ""),
        "contact_email": contact.get("email", ""),
    }


def _walk(version: Version, data: dict[str, Any], author: Actor) -> None:
    """Make the moves that lead to the state of the file, dated backwards from its publication."""
    state, end = data["state"], _end(data)

    def make(name: str, days: int, note: str = "", by: Actor = SYSTEM) -> None:
        seen = Version.unscoped.values_list("edit", flat=True).get(pk=version.pk)
        workflow.move(version, name, by=by, seen=seen, note=note, when=end - timedelta(days=days))

    if state == State.DRAFT:
        return
    make("submit", SUBMITTED, by=author)
    if data.get("gate"):
        _answer_gate(version, data)
    if data.get("gate") and state != State.SUBMITTED:
        make("take_up", TAKEN_UP)
        for entry in data.get("assessments", []):
            _assess(version, entry, end)
    letter = data.get("letter", "")
    if state in (State.PUBLISHED, State.WITHDRAWN):
        make("publish", 0, note=letter)
    if state == State.WITHDRAWN:
        make("withdraw", -30, note=data["reason"])
    if state in (State.RETURNED, State.DECLINED):
        make("return" if state == State.RETURNED else "decline", 0, note=letter)


def _answer_gate(version: Version, data: dict[str, Any]) -> None:
    version.refresh_from_db()
    answers = {question: (given["answer"], given.get("reason", "")) for question, given in data["gate"].items()}
    assessing.save_gate(version, answers, by=SYSTEM)


def _assess(version: Version, entry: dict[str, Any], end: datetime) -> None:
    version.refresh_from_db()
    deadline = (end - timedelta(days=10)).date()
    assessment = assessing.assign(version, _person(entry["assessor"]), kind=entry["kind"], by=SYSTEM, deadline=deadline)
    if entry["state"] in ("open", "finished"):
        _answer(assessment, entry)
    if entry["state"] == "finished":
        assessing.finish(assessment, by=SYSTEM, when=end - timedelta(days=12))
    if entry["state"] == "abstained":
        assessing.abstain(assessment, by=SYSTEM, reason=entry.get("reason", "–"))


def _answer(assessment: Assessment, entry: dict[str, Any]) -> None:
    given = {
        code: assessing.Given(
            step=None if answer["step"] == "n/a" else answer["step"],
            not_applicable=answer["step"] == "n/a",
            comment=answer.get("comment", ""),
            for_authors=answer.get("for_authors", True),
        )
        for code, answer in entry.get("answers", {}).items()
    }
    assessing.save(
        assessment,
        given,
        by=SYSTEM,
        verdict=entry.get("verdict", ""),
        confidence=entry.get("confidence"),
        praise=entry.get("praise", "").strip(),
        suggestions=entry.get("suggestions", "").strip(),
    )


def remove_demo() -> int:
    """Remove the demo practices from every table and from the search; the number removed."""
    demo = Practice.unscoped.filter(is_demo=True)
    names = list(demo.values_list("public_id", flat=True))
    if names:
        at = generation.bump()
        for name in names:
            write_entries([], public_id=name, at=at)
        demo.delete()
    return len(names)
