"""Practices from a sheet: each row becomes a draft of a project or school, for its own people to go on with.

Nobody gains a right by it: the people of the place are its authors, and coordinators see it as one they were shown.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.models import Membership, Organisation, User
from polkka.kit.languages import CODES
from polkka.upkeep import generation
from projects.admin import changeable
from projects.models import Project, ProjectMember
from taxonomy import catalogue

from .. import edits
from ..inputs import LONGEST_TAG, split
from ..models import Practice, Text, Version
from ..permissions import SEE, SYSTEM
from ..questions import BY_CODE, CONCEPTS, LINE, PROSE, ROWS, TAGS, Question
from ..rows import WEB, with_scheme
from ..states import Depth
from . import columns as of
from .columns import Choice, Choices, Column, Wrong, folded
from .projects import organisations
from .rowing import Cells, Checked, Made, needed, parsed

Parser = Callable[[str], Any]


def _rows_of(question: Question) -> Parser:
    """A row of the answer on each line, its cells with | between them."""

    def parse(words: str) -> list[dict[str, str]]:
        rows = [_row(question, line) for line in words.split("\n") if line.strip()]
        if len(rows) > question.most:
            message = _("There are %(n)s rows; at most %(most)s can be saved. Remove some, or put two into one.")
            raise Wrong(message % {"n": len(rows), "most": question.most})
        return rows

    return parse


def _row(question: Question, line: str) -> dict[str, str]:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) > len(question.columns):
        raise Wrong(_("A line has more than %(n)s parts with | between them.") % {"n": len(question.columns)})
    cells += [""] * (len(question.columns) - len(cells))
    row = {name: of.prose(limit)(cell) for (name, _label, limit), cell in zip(question.columns, cells, strict=True)}
    return {name: with_scheme(words) if name == WEB else words for name, words in row.items()}


def _tags(words: str) -> list[str]:
    tags = split(of.line(BY_CODE["tags"].limit)(words.replace(";", ",")))
    if any(len(tag) > LONGEST_TAG for tag in tags):
        message = _("A keyword can have at most %(most)s characters. Put commas between the keywords.")
        raise Wrong(message % {"most": LONGEST_TAG})
    return tags


def _answers(shelves: catalogue.Catalogue) -> list[Column]:
    """A column for each question, in the order in which they are asked."""
    return [_column(question, shelves) for question in BY_CODE.values()]


def _column(question: Question, shelves: catalogue.Catalogue) -> Column:
    if question.kind == CONCEPTS:
        choices = of.concepts(shelves, question.code, by_code=True)
        shelf = shelves.shelves.get(question.code)
        if shelf and not shelf.many:
            return _choosing_one(question, choices)
        several = gettext_lazy("Names or codes, with semicolons between them.")
        return of.choosing_many(question.code, question.label, several, choices)
    if question.kind == ROWS:
        return Column(question.code, question.label, _rows_help(question), _rows_of(question))
    if question.kind == TAGS:
        return Column(question.code, question.label, question.help, _tags)
    is_address = question.code == "contact_email"
    parse_text = of.address(question.limit) if is_address else _text(question)
    title = question.code == "title"
    return Column(question.code, question.label, question.help, parse_text, required=title, example=_example(question))


def _choosing_one(question: Question, choices: Choices) -> Column:
    """A column of a vocabulary of which one is chosen; the answer is a list all the same."""
    help_text = gettext_lazy("Name or code.")
    return Column(question.code, question.label, help_text, lambda words: [choices.meant(words)], choices=choices)


def _text(question: Question) -> Parser:
    return of.line(question.limit) if question.kind == LINE else of.prose(question.limit)


def _example(question: Question) -> str:
    return str(question.example) if question.kind in (LINE, PROSE) and question.code == "title" else ""


def _rows_words(question: Question) -> str:
    names = " | ".join(str(label) for _name, label, _limit in question.columns)
    return _("One row on each line of the cell: %(names)s") % {"names": names}


_rows_help = lazy(_rows_words, str)
"""The help of a column with rows, in the language in which it is shown."""


def _projects(by: User) -> Choices:
    """The projects into which this person may load practices."""
    rows = Project.objects.filter(changeable(by)).order_by("sort_key", "pk").only("code", "name")
    return Choices(Choice(row.pk, row.code, dict.fromkeys(CODES, row.name)) for row in rows)


def columns(by: User) -> tuple[Column, ...]:
    """What a sheet of practices may have."""
    models = (Text, Version, Practice)
    label = {field.name: field.verbose_name for model in models for field in model._meta.concrete_fields}
    only_new = gettext_lazy("Leave it empty: only new drafts are made.")
    of_project = gettext_lazy("Name or code. Empty for a practice of a school without a project.")
    of_school = gettext_lazy("Name or code of the school. The first one of the project if it is empty.")
    depth = gettext_lazy("A practice if it is left empty.")
    language = gettext_lazy("That of the project if it is left empty.")
    return (
        Column("public_id", label["public_id"], only_new, of.line(20)),
        of.choosing("project", label["project"], of_project, _projects(by), example="puron-tarina"),
        of.choosing("owner", label["owner"], of_school, organisations(), example="koivulan-koulu"),
        of.choosing("depth", label["depth"], depth, of.of_enum(Depth), example="practice"),
        of.choosing("language", label["language"], language, of.languages(), example="fi"),
        *_answers(catalogue.at(generation.number())),
    )


class Drafts:
    """Only new drafts: what somebody is writing is never changed from a sheet."""

    def __init__(self, by: User) -> None:
        self.by, self.columns = by, columns(by)
        rows = Project.objects.filter(changeable(by)).prefetch_related("organisations").order_by("pk")
        self.projects = {row.pk: row for row in rows} if by.has_perm("practices.coordinate") else {}
        self.owners = {row.pk: row for row in Organisation.objects.order_by("pk")}
        self.manned = set(ProjectMember.objects.values_list("project", flat=True))
        self.peopled = set(Membership.objects.values_list("organisation", flat=True))
        self.there = self._titles()
        self.seen: dict[tuple[Any, Any, str], int] = {}

    def _titles(self) -> set[tuple[Any, Any, str]]:
        """Place and title of the practices that this person may see, so that none is loaded twice."""
        seen = Version.unscoped.for_user(self.by, SEE).values("pk")
        rows = Text.unscoped.filter(is_original=True, version__in=seen).values_list(
            "version__practice__project", "version__practice__owner", "title"
        )
        return {self._key(project, owner, title) for project, owner, title in rows}

    @staticmethod
    def _key(project: Any, owner: Any, title: str) -> tuple[Any, Any, str]:
        return (project, None if project else owner, folded(title))

    def check(self, number: int, cells: Cells) -> Checked:
        row = Checked(number, name=cells.get("title", ""))
        given = parsed(self.columns, cells, row)
        given = {name: value for name, value in given.items() if value not in (None, "", [])}
        if given.pop("public_id", None):
            message = _("Only new drafts are made. Leave this cell empty, or take the row out if the practice is here.")
            row.faults.append(("public_id", message))
        needed(self.columns, given, row)
        project, owner = self._place(given, row)
        row.values = {**given, "project": project.pk if project else None, "owner": owner.pk if owner else None}
        row.values.setdefault("depth", str(Depth.PRACTICE))
        row.values.setdefault("language", project.language if project else "fi")
        self._once(given, project, owner, row)
        return row

    def _place(self, given: dict[str, Any], row: Checked) -> tuple[Project | None, Organisation | None]:
        """Project and owner of the draft; what stands against them goes to the faults of the row."""
        project, owner = self.projects.get(given.get("project", 0)), self.owners.get(given.get("owner", 0))
        faulty = {code for code, _message in row.faults}
        if not faulty & {"project", "owner"} and not (project or owner):
            row.faults.append(("project", _("Name the project, or the school if the practice has no project.")))
        if project is None:
            if owner and owner.pk not in self.peopled:
                row.hints.append(_("Nobody belongs to this school yet, so nobody can go on with the draft."))
            return None, owner
        if project.has_ended:
            row.faults.append(("project", _("The project has ended: its practices are only read.")))
        theirs = sorted(project.organisations.all(), key=lambda one: (one.sort_key, one.pk))
        if owner is None and "owner" not in faulty:
            owner = theirs[0] if theirs else None
            if owner is None:
                row.faults.append(("owner", _("The project has no school yet. Name the one that owns the practice.")))
        elif owner and theirs and owner not in theirs:
            row.faults.append(("owner", _("This school is not one of the project.")))
        if project.pk not in self.manned:
            row.hints.append(_("The project has no people yet, so nobody can go on with the draft."))
        return project, owner

    def _once(self, given: dict[str, Any], project: Any, owner: Any, row: Checked) -> None:
        title = given.get("title", "")
        if not title or not (project or owner):
            return
        key = self._key(project.pk if project else None, owner.pk if owner else None, title)
        if key in self.there:
            row.faults.append(("title", _("A practice of this name is there already.")))
        elif (first := self.seen.setdefault(key, row.number)) != row.number:
            row.faults.append(("title", _("The same stands in row %(n)s already. Remove one of them.") % {"n": first}))

    def write(self, row: Checked) -> Made:
        values = dict(row.values)
        place = {name: values.pop(name) for name in ("project", "owner", "depth", "language")}
        version = edits.create(
            by=self.by, owner=self.owners[place["owner"]], project=self.projects.get(place["project"] or 0),
            depth=place["depth"], language=place["language"], asked_at=timezone.now(),
        )  # fmt: skip
        try:
            edits.save(version, values, by=SYSTEM, seen={}, remembers=False)
        except ValidationError as error:
            raise Wrong(error.messages[0]) from error
        edit = Version.unscoped.values_list("edit", flat=True).get(pk=version.pk)
        title = str(values.get("title", ""))
        return Made(Practice._meta.label_lower, version.practice_id, title, None, {}, mark=edit)
