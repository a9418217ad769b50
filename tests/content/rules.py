"""What every file of content/practices must keep to: functions from the data of a file to sentences of its faults."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from practices.questions import BY_CODE, CONCEPT_QUESTIONS, GATE, LINE, PROSE, ROWS, TEXT_QUESTIONS
from practices.states import Depth, State

CONTENT = Path(__file__).resolve().parents[2] / "content"
CODES, NATIONAL = ("fi", "sv", "en"), ("fi", "sv")
CRITERIA = ("CUR", "IMP", "ENV", "NET", "SUS", "OUT", "RES")
RELATIONS = {"builds_on", "applies", "complements", "replaces", "requires"}
TOP = {
    "source_id", "demo", "depth", "state", "original", "owner", "project", "author", "published", "date", "withdrawn",
    "contact", "tags", "letter", "reason", "concepts", "text", "summary", "gate", "assessments", "relations", "earlier",
}  # fmt: skip
EARLIER = {"published", "depth", "letter", "text", "concepts", "tags", "gate", "assessments", "summary"}
ASSESSED = {"assessor", "kind", "state", "confidence", "verdict", "praise", "suggestions", "answers", "reason"}
VERDICTS = {"publish", "small_changes", "develop", "not_now"}
WORDS = {Depth.TIP: (80, 150), Depth.PRACTICE: (250, 700), Depth.MODEL: (250, 700)}
LANGUAGE_SHARE = {"fi": 1.0, "sv": 1.4, "en": 1.55}
"""A translation of the same content takes more words than its Finnish; the upper limit is stretched by this."""
RUN = 8
MARKS = re.compile(r"!(?!\[)|(?m:^#)|<[a-z/]|”“|\bTODO\b|\bLorem\b")


@cache
def read(path: Path) -> dict[str, Any]:
    """One TOML file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def files() -> list[Path]:
    """Every practice file, in order."""
    return sorted((CONTENT / "practices").glob("*.toml"))


@cache
def vocabularies() -> dict[str, tuple[str, ...]]:
    """Vocabulary → its codes."""
    rows = (read(path) for path in sorted((CONTENT / "vocabularies").glob("*.toml")))
    return {row["code"]: tuple(concept["code"] for concept in row["concepts"]) for row in rows}


def single() -> set[str]:
    """The vocabularies of which only one concept may be chosen."""
    return {d["code"] for d in map(read, sorted((CONTENT / "vocabularies").glob("*.toml"))) if not d["many"]}


def used_vocabularies() -> set[str]:
    """The vocabularies that a practice is described with."""
    return {question.code for question in CONCEPT_QUESTIONS}


def codes_of(name: str, table: str, key: str = "code") -> set[str]:
    """The codes of the rows of a table file."""
    return {row[key] for row in read(CONTENT / f"{name}.toml")[table]}


def spoken(text: dict[str, Any]) -> str:
    """All the words of a text, in the order of the questions."""
    parts: list[str] = []
    for question in TEXT_QUESTIONS:
        given = text.get(question.code)
        if question.kind == ROWS:
            names = [name for name, _label, _limit in question.columns if name != "url"]
            parts += [row.get(name, "") for row in given or [] for name in names]
        elif given:
            parts.append(given)
    return "\n".join(parts)


def count(words: str) -> int:
    """Words as a reader counts them."""
    return len(re.findall(r"[^\W_][\w’'\-–.,:]*", words))


def faults(data: dict[str, Any]) -> list[str]:
    """Everything that is wrong with one practice file."""
    found = [f"unknown key {key}" for key in data.keys() - TOP]
    found += _whose(data)
    found += _concepts(data)
    found += [fault for language, text in data["text"].items() for fault in _text(data, language, text)]
    found += _languages(data)
    found += _walk(data)
    found += _relations(data)
    found += [fault for earlier in data.get("earlier", []) for fault in _earlier(data, earlier)]
    return found


def _relations(data: dict[str, Any]) -> Iterator[str]:
    targets = [row["target"] for row in data.get("relations", [])]
    others = {path.stem: read(path) for path in files()}
    yield from (f"unknown relation {row['kind']}" for row in data.get("relations", []) if row["kind"] not in RELATIONS)
    if len(targets) != len(set(targets)) or data["source_id"] in targets:
        yield "a relation to itself or twice to the same"
    for target in targets:
        if target not in others:
            yield f"a relation to {target}, which is not there"
        elif others[target]["demo"] and not data["demo"]:
            yield f"a real practice cannot stand on the invented {target}"


def _earlier(data: dict[str, Any], then: dict[str, Any]) -> Iterator[str]:
    yield from (f"earlier: unknown key {key}" for key in then.keys() - EARLIER)
    if data.get("published") and then["published"] >= data["published"]:
        yield "earlier: published after the version of today"
    if set(then.get("gate", {})) != {code for code, _words in GATE} or not then.get("letter", "").strip():
        yield "earlier: a gate and a letter of its own"
    if data["original"] not in then["text"]:
        yield "earlier: no text in the original language"
    for language, changed in then["text"].items():
        now = data["text"][language]
        same = [code for code, answer in changed.items() if answer == now.get(code)]
        yield from (f"earlier: {language} {code} is as today" for code in same)
        if len(changed) < 3:
            yield f"earlier: {language} hardly differs"
    for assessment in then.get("assessments", []):
        yield from _assessment(data, assessment)


def _whose(data: dict[str, Any]) -> Iterator[str]:
    if data["owner"] not in codes_of("organisations", "organisations"):
        yield f"unknown owner {data['owner']}"
    if data.get("project") and data["project"] not in codes_of("projects", "projects"):
        yield f"unknown project {data['project']}"
    if data.get("author") and data["author"] not in codes_of("people", "people", "local"):
        yield f"unknown author {data['author']}"
    if data["demo"] and not data.get("author"):
        yield "a demo practice needs an author"
    if not data["contact"]["email"].endswith("@polkka.example"):
        yield "the contact's address must be at polkka.example"
    if not 2 <= len(data["tags"]) <= 5:
        yield "two to five keywords"


def _concepts(data: dict[str, Any]) -> Iterator[str]:
    known = {question.code for question in CONCEPT_QUESTIONS}
    for vocabulary, codes in data["concepts"].items():
        if vocabulary not in known:
            yield f"unknown vocabulary {vocabulary}"
            continue
        yield from (f"unknown {vocabulary} {code}" for code in codes if code not in vocabularies()[vocabulary])
        if vocabulary in single() and len(codes) > 1:
            yield f"{vocabulary} has {len(codes)} values"


def _text(data: dict[str, Any], language: str, text: dict[str, Any]) -> Iterator[str]:
    asked = {question.code: question for question in TEXT_QUESTIONS}
    yield from (f"{language}: unknown field {key}" for key in text.keys() - asked.keys())
    for question in TEXT_QUESTIONS:
        given = text.get(question.code) or ""
        if question.kind in (LINE, PROSE) and len(given.strip()) > question.limit:
            yield f"{language}: {question.code} has {len(given)} characters, {question.limit} are allowed"
        for row in given if question.kind == ROWS else ():
            limits = {name: limit for name, _label, limit in question.columns}
            yield from (f"{language}: unknown column {key}" for key in row.keys() - limits.keys())
            yield from (f"{language}: {k} too long" for k, v in row.items() if len(v) > limits.get(k, 0))
    yield from (f"{language}: mark {mark.group()!r}" for mark in MARKS.finditer(spoken(text)))
    for row in text.get("links", []):
        if data["demo"] and not row["url"].startswith("https://example.org/"):
            yield f"{language}: a demo link must lead to example.org: {row['url']}"
    if data["state"] == State.PUBLISHED:
        yield from _length(data, language, text)


def _length(data: dict[str, Any], language: str, text: dict[str, Any]) -> Iterator[str]:
    number, (least, most) = count(spoken(text)), WORDS[Depth(data["depth"])]
    share = LANGUAGE_SHARE[language] if language != data["original"] or data["original"] != "fi" else 1
    if not least <= number <= most * share:
        yield f"{language}: {number} words, {least}–{most} are asked for"


def _languages(data: dict[str, Any]) -> Iterator[str]:
    texts, summaries = data["text"], data.get("summary", {})
    if data["original"] not in texts:
        yield "no text in the original language"
    yield from (f"both a text and a summary in {code}" for code in texts.keys() & summaries.keys())
    if data["state"] == State.PUBLISHED:
        yield from (f"neither text nor summary in {c}" for c in NATIONAL if c not in texts and c not in summaries)
    for language, summary in summaries.items():
        if set(summary) != {"title", "summary"} or not all(summary.values()):
            yield f"{language}: a summary has a title and a summary"
        elif (
            len(summary["title"]) > BY_CODE["title"].limit or len(summary["summary"].strip()) > BY_CODE["summary"].limit
        ):
            yield f"{language}: the title or the summary is too long"
    original = texts[data["original"]]
    for language, text in texts.items():
        asked = {question.code for question in TEXT_QUESTIONS if original.get(question.code)}
        answered = {question.code for question in TEXT_QUESTIONS if text.get(question.code)}
        yield from (f"{language}: {code} is only in one language" for code in sorted(asked ^ answered))
        if len(text.get("steps", [])) != len(original.get("steps", [])):
            yield f"{language}: not as many steps as in the original"


def _walk(data: dict[str, Any]) -> Iterator[str]:
    """What the way to the file's state needs: the gate, assessments, a letter."""
    state, is_tip = data["state"], data["depth"] == Depth.TIP
    decided = state in (State.PUBLISHED, State.WITHDRAWN, State.RETURNED, State.DECLINED)
    passed = state == State.IN_ASSESSMENT or (state in (State.PUBLISHED, State.WITHDRAWN) and not is_tip)
    if passed and set(data.get("gate", {})) != {code for code, _words in GATE}:
        yield "the gate has five answers"
    if state in (State.RETURNED, State.DECLINED) and not data.get("letter", "").strip():
        yield "a decision needs a letter"
    if state == State.WITHDRAWN and not (data.get("reason", "").strip() and data.get("withdrawn")):
        yield "a withdrawal needs a reason and a day"
    if state in (State.PUBLISHED, State.WITHDRAWN) and not data.get("published"):
        yield "when was it published?"
    if state not in (State.PUBLISHED, State.WITHDRAWN) and not data.get("date"):
        yield "when did it reach its state?"
    if not decided and data.get("letter"):
        yield "a letter without a decision"
    if not data["demo"] and data.get("assessments"):
        yield "invented assessors of real work would be untrue"
    for assessment in data.get("assessments", []):
        yield from _assessment(data, assessment)


def _assessment(data: dict[str, Any], given: dict[str, Any]) -> Iterator[str]:
    who = given["assessor"]
    people = {row["local"]: row for row in read(CONTENT / "people.toml")["people"]}
    yield from (f"{who}: unknown key {key}" for key in given.keys() - ASSESSED)
    if given["state"] == "abstained" and not given.get("reason"):
        yield f"{who}: abstained without a reason"
    if who not in people:
        yield f"unknown assessor {who}"
        return
    if given["kind"] not in people[who]["duties"]:
        yield f"{who} is no {given['kind']}"
    if data["owner"] in people[who]["organisations"]:
        yield f"{who} belongs to the owner"
    if given["state"] != "finished":
        return
    answers = given.get("answers", {})
    if tuple(sorted(answers)) != tuple(sorted(CRITERIA)):
        yield f"{who}: not all criteria answered"
    if given.get("verdict") not in VERDICTS or given.get("confidence") not in (1, 2, 3):
        yield f"{who}: verdict or confidence"
    for code, answer in answers.items():
        if answer["step"] not in (0, 1, 2, 3, 4, "n/a"):
            yield f"{who}: {code} has step {answer['step']}"
        if count(answer.get("comment", "")) < 4:
            yield f"{who}: {code} has no reasons"


def everything(data: dict[str, Any]) -> Iterator[str]:
    """Every sentence of a file, each apart, for the search of repeated runs."""
    yield from (spoken(text) for text in data["text"].values())
    yield from ("\n".join(summary.values()) for summary in data.get("summary", {}).values())
    yield from (answer["reason"] for answer in data.get("gate", {}).values())
    yield data.get("letter", "")
    for then in data.get("earlier", []):
        yield from everything({"text": {}, **then})
    for given in data.get("assessments", []):
        yield from (given.get("praise", ""), given.get("suggestions", ""))
        yield from (answer.get("comment", "") for answer in given.get("answers", {}).values())


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of eight words, written alike."""
    words = re.findall(r"\w+", text.lower())
    return (tuple(words[place : place + RUN]) for place in range(len(words) - RUN + 1))


def repeated(named: Iterable[tuple[str, Iterable[str]]]) -> list[str]:
    """Each run of eight words that stands in the texts of two names: the names and the run."""
    seen: dict[tuple[str, ...], str] = {}
    found: dict[str, None] = {}
    for name, parts in named:
        for run in {run for part in parts for run in runs(part)}:
            other = seen.setdefault(run, name)
            if other != name:
                found[f"{other} and {name}: {' '.join(run)}"] = None
    return sorted(found)


def told_practices() -> Iterator[tuple[str, Iterable[str]]]:
    """Practice → all that is written in its file."""
    return ((path.stem, everything(read(path))) for path in files())


def told_rooms() -> Iterator[tuple[str, Iterable[str]]]:
    """Concept, project or coordination → its introduction or summary in each language."""
    for path in sorted((CONTENT / "vocabularies").glob("*.toml")):
        for concept in read(path)["concepts"]:
            parts = [*concept.get("introduction", {}).values(), *concept.get("definition", {}).values()]
            yield f"{path.stem} {concept['code']}", parts
    projects = read(CONTENT / "projects.toml")
    for row in (*projects["coordinations"], *projects["projects"]):
        yield f"project {row['code']}", row["summary"].values()
