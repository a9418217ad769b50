"""Loading practices from content/ through the same rules as everybody: edits, moves and assessments."""

import hashlib
import tomllib
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from network.loading import demo_address
from network.models import Organisation, User
from polkka.upkeep import generation, outbox
from projects.models import Project
from search.loading import write as write_entries

from . import assessing, comments, edits, searching, workflow
from .models import ALPHABET, Assessment, Comment, Practice, Relation, Text, Version
from .permissions import SYSTEM, Actor
from .questions import CONCEPT_QUESTIONS, LINE, PROSE, TEXT_QUESTIONS
from .states import State

BEGUN, SUBMITTED, TAKEN_UP, ASKED, FINISHED, DUE = 60, 40, 35, 33, 12, 10  # days before the decision
REACHED = {State.DRAFT: SUBMITTED, State.SUBMITTED: SUBMITTED, State.IN_ASSESSMENT: TAKEN_UP}
"""How many days before the decision to come the state of a file was reached, where there is none yet."""


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
                with transaction.atomic():  # a file is there wholly or not at all
                    load_practice(data)
                made += 1
    if made:
        searching.write_lacking()
    return made


def load_relations(folder: Path, *, demo: bool) -> int:
    """Load how the practices stand to each other, when all of them are there; the number made."""
    made = 0
    for path in sorted(folder.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for row in data.get("relations", []) if data["demo"] is demo else ():
            source = Practice.unscoped.get(source_id=data["source_id"])
            target = Practice.unscoped.get(source_id=row["target"])
            kind = {"kind": Relation.Kind(row["kind"])}
            made += int(Relation.unscoped.get_or_create(source=source, target=target, defaults=kind)[1])
    return made


def load_practice(data: dict[str, Any]) -> Version:
    """Make one practice from its file, its earlier versions first, and walk each to the state the file asks for."""
    author: Actor = _person(data["author"]) if data.get("author") else SYSTEM
    chapters = _chapters(data)
    version = _begin(chapters[0], author)
    for place, chapter in enumerate(chapters):
        if place:
            version = edits.next_draft(version, by=author, when=_end(chapter) - timedelta(days=BEGUN))
            Version.unscoped.filter(pk=version.pk).update(depth=chapter["depth"])
        _write(version, chapter)
        _walk(version, chapter, author)
    for row in data.get("comments", []):
        _comment(version, row)
    return version


def _chapters(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The file as told at each publication, oldest first.

    An `[[earlier]]` says what was different then: the languages there were and the answers that were others.
    """
    whole = {key: value for key, value in data.items() if key != "earlier"}
    none: dict[str, Any] = {"summary": {}, "assessments": [], "letter": ""}
    chapters = []
    for earlier in data.get("earlier", []):
        texts = {code: {**whole["text"][code], **changed} for code, changed in earlier["text"].items()}
        concepts = {**whole["concepts"], **earlier.get("concepts", {})}
        then = {"state": State.PUBLISHED, "text": texts, "concepts": concepts}
        chapters.append({**whole, **none, **earlier, **then})
    return [*chapters, whole]


def _begin(data: dict[str, Any], author: Actor) -> Version:
    return edits.create(
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


def _write(version: Version, data: dict[str, Any]) -> None:
    """The answers, the translations and, where there is no translation, the summary in the other languages."""
    edits.save(version, _answers(data), by=SYSTEM, seen={})
    told = {*data["text"], *data.get("summary", {})}
    Text.unscoped.filter(version=version, is_original=False).exclude(language__in=told).delete()
    for language, text in data["text"].items():
        if language != data["original"]:
            _set_text(version, language, Text.State.CURRENT, text)
    for language, summary in data.get("summary", {}).items():
        _set_text(version, language, Text.State.SUMMARY, summary)
    begun, written = (_end(data) - timedelta(days=days) for days in (BEGUN, SUBMITTED))
    Version.unscoped.filter(pk=version.pk).update(created_at=begun, updated_at=written)
    if version.number == 1:
        Practice.unscoped.filter(pk=version.practice_id).update(created_at=begun)


def _set_text(version: Version, language: str, state: Text.State, text: dict[str, Any]) -> None:
    values = {"state": state, **_columns(text)}
    Text.unscoped.update_or_create(version=version, language=language, defaults=values)


def _end(data: dict[str, Any]) -> datetime:
    """The moment of the decision, from which everything is dated: in the past, or to be expected."""
    day = data.get("published") or data["date"]
    return datetime.combine(day, time(9, 0), tzinfo=UTC) + timedelta(days=REACHED.get(data["state"], 0))


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
        **{q.code: concepts.get(q.code, []) for q in CONCEPT_QUESTIONS},
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
        make("withdraw", (data["published"] - data["withdrawn"]).days, note=data["reason"])
    if state in (State.RETURNED, State.DECLINED):
        make("return" if state == State.RETURNED else "decline", 0, note=letter)


def _comment(version: Version, row: dict[str, Any]) -> None:
    """A comment of a draft on its day; a question to the coordinators shows it to them from then on."""
    at = datetime.combine(row["date"], time(12, 0), tzinfo=UTC)
    version.practice.refresh_from_db(fields=["asked_at"])
    by, about, asks = _person(row["by"]), row.get("question", ""), row.get("asks", False)
    said = comments.add(version, by=by, text=row["text"], question=about, asks=asks)
    Comment.unscoped.filter(pk=said.pk).update(created_at=at)
    if asks:
        Practice.unscoped.filter(pk=version.practice_id).update(asked_at=at)
    if row.get("done"):
        comments.set_done(said, True, by=_person(row["done"]))
        Comment.unscoped.filter(pk=said.pk).update(done_at=at + timedelta(days=1))


def _answer_gate(version: Version, data: dict[str, Any]) -> None:
    version.refresh_from_db()
    answers = {question: (given["answer"], given.get("reason", "")) for question, given in data["gate"].items()}
    assessing.save_gate(version, answers, by=SYSTEM)


def _assess(version: Version, entry: dict[str, Any], end: datetime) -> None:
    version.refresh_from_db()
    deadline = (end - timedelta(days=DUE)).date()
    assessment = assessing.assign(version, _person(entry["assessor"]), kind=entry["kind"], by=SYSTEM, deadline=deadline)
    Assessment.unscoped.filter(pk=assessment.pk).update(created_at=end - timedelta(days=ASKED))
    if entry["state"] in ("open", "finished"):
        _answer(assessment, entry)
    if entry["state"] == "finished":
        assessing.finish(assessment, by=SYSTEM, when=end - timedelta(days=FINISHED))
    if entry["state"] == "abstained":
        assessing.abstain(assessment, by=SYSTEM, reason=entry["reason"], when=end - timedelta(days=FINISHED))


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
