"""What every file of content/practices must keep to: functions from the data of a file to sentences of its faults.

What the rules of the portal refuse (a missing answer, a step without a name) is not repeated here: loading walks the
real workflow, and the test of the seed loads every file.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from practices.questions import BY_CODE, CONCEPT_QUESTIONS, GATE, LINE, PROSE, ROWS, TEXT_QUESTIONS
from practices.states import AssessmentState, Depth, State, Verdict

from .files import CODES, CONTENT, MARKS, NATIONAL, codes_of, count, files, read, single, spoken, vocabularies

Data = dict[str, Any]
CRITERIA = {"CUR", "IMP", "ENV", "NET", "SUS", "OUT", "RES"}
RELATIONS = {"builds_on", "applies", "complements", "replaces", "requires"}
NEEDED = {"source_id", "demo", "depth", "state", "original", "owner", "contact", "tags", "concepts", "text"}
TOP = NEEDED | {
    "project", "author", "published", "date", "withdrawn", "letter", "reason", "summary", "gate", "assessments",
    "relations", "earlier", "comments",
}  # fmt: skip
EARLIER = {"published", "depth", "letter", "text", "concepts", "tags", "gate", "assessments", "summary"}
ASSESSED = {"assessor", "kind", "state", "confidence", "verdict", "praise", "suggestions", "answers", "reason"}
WORDS = {Depth.TIP: (80, 150), Depth.PRACTICE: (250, 700), Depth.MODEL: (250, 700)}
LANGUAGE_SHARE = {"fi": 1.0, "sv": 1.4, "en": 1.55}
"""Swedish and English take more words than Finnish for the same: so much longer may a translation be."""
SHOWN = (State.PUBLISHED, State.WITHDRAWN)
DECIDED = (*SHOWN, State.RETURNED, State.DECLINED)


def faults(data: Data) -> list[str]:
    """Everything that is wrong with one practice file."""
    if lost := NEEDED - data.keys():
        return [f"no {key}" for key in sorted(lost)]
    found = [f"unknown key {key}" for key in data.keys() - TOP]
    for rule in (_whose, _concepts, _texts, _languages, _walk, _relations, _earlier_ones, _comments):
        found += rule(data)
    return found


def _whose(data: Data) -> Iterator[str]:
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
    tags = {tag.strip().lower() for tag in data["tags"]}
    if not 2 <= len(tags) <= 5 or len(tags) < len(data["tags"]) or any(not tag or len(tag) > 40 for tag in tags):
        yield "two to five keywords, each another"


def _concepts(data: Data) -> Iterator[str]:
    known = {question.code for question in CONCEPT_QUESTIONS}
    for vocabulary, codes in data["concepts"].items():
        if vocabulary not in known:
            yield f"unknown vocabulary {vocabulary}"
            continue
        yield from (f"unknown {vocabulary} {code}" for code in codes if code not in vocabularies()[vocabulary])
        if vocabulary in single() and len(codes) > 1:
            yield f"{vocabulary} has {len(codes)} values"


def _texts(data: Data) -> Iterator[str]:
    for language, text in data["text"].items():
        yield from (f"{language}: {fault}" for fault in _text(text, data["demo"]))
        if data["state"] == State.PUBLISHED:
            yield from _length(data, language, text)


def _text(text: Data, is_demo: bool) -> Iterator[str]:
    asked = {question.code: question for question in TEXT_QUESTIONS}
    yield from (f"unknown field {key}" for key in text.keys() - asked.keys())
    for question in TEXT_QUESTIONS:
        given = text.get(question.code) or ""
        if question.kind in (LINE, PROSE) and len(given.strip()) > question.limit:
            yield f"{question.code} has {len(given)} characters, {question.limit} are allowed"
        for row in given if question.kind == ROWS else ():
            limits = {name: limit for name, _label, limit in question.columns}
            yield from (f"unknown column {key}" for key in row.keys() - limits.keys())
            yield from (f"{key} too long" for key, value in row.items() if len(value) > limits.get(key, 0))
    yield from _marks(spoken(text))
    for row in text.get("links", []):
        if not row["url"].startswith("https://example.org/" if is_demo else "https://"):
            yield f"a link that may not stand here: {row['url']}"


def _marks(words: str) -> Iterator[str]:
    return (f"mark {mark.group()!r}" for mark in MARKS.finditer(words))


def _length(data: Data, language: str, text: Data) -> Iterator[str]:
    number, (least, most) = count(spoken(text)), WORDS[Depth(data["depth"])]
    share = 1.0 if language == data["original"] else LANGUAGE_SHARE.get(language, 1)
    if not least <= number <= most * share:
        yield f"{language}: {number} words, {least}–{most} are asked for"


def _languages(data: Data) -> Iterator[str]:
    texts, summaries = data["text"], data.get("summary", {})
    yield from (f"unknown language {code}" for code in (texts.keys() | summaries.keys()) - set(CODES))
    yield from (f"both a text and a summary in {code}" for code in texts.keys() & summaries.keys())
    if data["state"] == State.PUBLISHED:
        yield from (f"neither text nor summary in {c}" for c in NATIONAL if c not in texts and c not in summaries)
    for language, summary in summaries.items():
        yield from (f"{language}: {fault}" for fault in _summary(summary))
    original = texts.get(data["original"])
    if original is None:
        yield "no text in the original language"
        return
    for language, text in texts.items():
        asked = {question.code for question in TEXT_QUESTIONS if original.get(question.code)}
        answered = {question.code for question in TEXT_QUESTIONS if text.get(question.code)}
        yield from (f"{language}: {code} is only in one language" for code in sorted(asked ^ answered))
        if len(text.get("steps", [])) != len(original.get("steps", [])):
            yield f"{language}: not as many steps as in the original"


def _summary(summary: Data) -> Iterator[str]:
    if set(summary) != {"title", "summary"} or not all(value.strip() for value in summary.values()):
        yield "a summary has a title and a summary"
        return
    yield from _marks("\n".join(summary.values()))
    yield from (f"{key} is too long" for key, value in summary.items() if len(value.strip()) > BY_CODE[key].limit)


def _walk(data: Data) -> Iterator[str]:
    """What the way to the file's state needs: the gate, assessments, a letter, days in their order."""
    state, is_tip, letter = data["state"], data["depth"] == Depth.TIP, data.get("letter", "").strip()
    if state == State.IN_ASSESSMENT or (state in SHOWN and not is_tip):
        yield from _gate(data.get("gate", {}))
        if data["demo"] and not data.get("assessments"):
            yield "nobody has been asked to assess it"
    if state in DECIDED and data["demo"] and not letter:
        yield "a decision needs a letter"
    if state not in DECIDED and letter:
        yield "a letter without a decision"
    yield from _days(data)
    if not data["demo"] and data.get("assessments"):
        yield "invented assessors of real work would be untrue"
    who = [assessment["assessor"] for assessment in data.get("assessments", [])]
    yield from (f"{name} assesses twice" for name in set(who) if who.count(name) > 1)
    for assessment in data.get("assessments", []):
        yield from _assessment(data, assessment)


def _days(data: Data) -> Iterator[str]:
    day = data.get("published") if data["state"] in SHOWN else data.get("date")
    if not day or day > date.today():
        yield "when did it reach its state?"
    if data["state"] == State.WITHDRAWN:
        gone = data.get("withdrawn")
        if not data.get("reason", "").strip() or not gone or (day and gone <= day):
            yield "a withdrawal needs a reason and a day"


def _gate(gate: Data) -> Iterator[str]:
    if set(gate) != {code for code, _words in GATE}:
        yield "the gate has five answers"
    for code, given in gate.items():
        if not isinstance(given["answer"], bool) or not given.get("reason", "").strip():
            yield f"gate {code}: yes or no, and why"


def _assessment(data: Data, given: Data) -> Iterator[str]:
    who, state = given["assessor"], given["state"]
    people = {row["local"]: row for row in read(CONTENT / "people.toml")["people"]}
    yield from (f"{who}: unknown key {key}" for key in given.keys() - ASSESSED)
    if who not in people:
        yield f"unknown assessor {who}"
        return
    if given["kind"] not in people[who]["duties"]:
        yield f"{who} is no {given['kind']}"
    if data["owner"] in people[who]["organisations"]:
        yield f"{who} belongs to the owner"
    if state not in set(AssessmentState):
        yield f"{who}: unknown state {state}"
    if state == AssessmentState.ABSTAINED and not given.get("reason"):
        yield f"{who}: abstained without a reason"
    if state == AssessmentState.FINISHED:
        yield from (f"{who}: {fault}" for fault in _finished(given))


def _finished(given: Data) -> Iterator[str]:
    answers = given.get("answers", {})
    if set(answers) != CRITERIA:
        yield "not all criteria answered"
    if given.get("verdict") not in set(Verdict) or given.get("confidence") not in (1, 2, 3):
        yield "verdict or confidence"
    for code, answer in answers.items():
        if answer["step"] not in (0, 1, 2, 3, 4, "n/a"):
            yield f"{code} has step {answer['step']}"
        if count(answer.get("comment", "")) < 4:
            yield f"{code} has no reasons"


def _relations(data: Data) -> Iterator[str]:
    rows = data.get("relations", [])
    targets = [row["target"] for row in rows]
    others = {path.stem: read(path) for path in files()}
    yield from (f"a relation of an unknown kind: {row}" for row in rows if set(row) != {"kind", "target"})
    yield from (f"unknown relation {row['kind']}" for row in rows if row.get("kind") not in RELATIONS)
    if len(targets) != len(set(targets)) or data["source_id"] in targets:
        yield "a relation to itself or twice to the same"
    for target in targets:
        if target not in others:
            yield f"a relation to {target}, which is not there"
        elif others[target]["state"] != State.PUBLISHED:
            yield f"a relation to {target}, which nobody can read"
        elif others[target]["demo"] and not data["demo"]:
            yield f"a real practice cannot stand on the invented {target}"


def _comments(data: Data) -> Iterator[str]:
    people = codes_of("people", "people", "local")
    for row in data.get("comments", []):
        if row.keys() - {"by", "date", "question", "asks", "done", "text"} or not {"by", "date", "text"} <= row.keys():
            yield f"a comment of an unknown kind: {row}"
        elif {row["by"], row.get("done", row["by"])} - people or row.get("question", "title") not in BY_CODE:
            yield f"a comment by nobody or on nothing: {row['text']}"
        elif not data["demo"] or data["state"] != State.DRAFT:
            yield "only invented drafts have comments"


def _earlier_ones(data: Data) -> Iterator[str]:
    after = data.get("published") or data.get("date")
    for then in reversed(data.get("earlier", [])):
        yield from (f"earlier: {fault}" for fault in _earlier(data, then))
        if after and (after - then["published"]).days < 60:
            yield "earlier: it must have been published two months before the next was written"
        after = then["published"]


def _earlier(data: Data, then: Data) -> Iterator[str]:
    """Judged as it will be loaded: today's file with what was different then."""
    yield from (f"unknown key {key}" for key in then.keys() - EARLIER)
    if strange := then["text"].keys() - data["text"].keys():
        yield f"a language that is not there today: {', '.join(sorted(strange))}"
        return
    texts = {language: {**data["text"][language], **changed} for language, changed in then["text"].items()}
    concepts = {**data["concepts"], **then.get("concepts", {})}
    empty = {"summary": {}, "assessments": [], "letter": "", "gate": {}}
    told = {**data, **empty, **then, "state": State.WITHDRAWN, "text": texts, "concepts": concepts}
    told |= {"reason": "–", "withdrawn": date.max, "assessments": then.get("assessments") or data["assessments"]}
    for rule in (_whose, _concepts, _texts, _languages, _walk):
        yield from rule(told)
    for language, changed in then["text"].items():
        now = data["text"][language]
        yield from (f"{language} {code} is as today" for code, answer in changed.items() if answer == now.get(code))
        if len(changed) < 3:
            yield f"{language} hardly differs"
