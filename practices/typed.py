"""What a form held, in plain words: for pages from which people copy what could not be saved."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve

from criteria.models import CriteriaSet, Criterion
from network.models import Availability, Duty, User
from polkka.kit import requests
from polkka.kit.forms import label_of
from polkka.kit.languages import CODES, current, speaking

from .account_forms import PersonForm
from .arriving_forms import InviteForm, MemberForm, WelcomeForm
from .asking_forms import AssessorsForm, DeadlineForm
from .assessment_forms import AssessmentForm, AvailabilityForm, GateForm
from .comment_forms import AskForm, CommentForm
from .deciding_forms import PICK, PublishForm, correction_as_sent
from .file_forms import fields_of_files
from .forms import SEEN, CreateForm, MoveForm, PageForm
from .from_file_form import END, FromFileForm
from .questions import PAGES
from .self_check_form import SelfCheckForm
from .sending_forms import SendForm, answers_as_sent, letter_as_sent
from .states import Depth
from .translation_sheet import LEAD_PAGE

MACHINE = {
    END, "action", "csrfmiddlewaretoken", "deed", "down", "drop", "from", "go", "more", "next",
    "once", "parked", "person", PICK, "pk", "q", "saved-answer", "seen", "theirs", "up", "version", "whole",
}  # fmt: skip
"""Fields that nobody typed."""
PAGES_OF_QUESTIONS = ("practices:edit", "practices:translate")
Typed = list[tuple[str, str]]


def of_request(request: HttpRequest) -> Typed:
    """What the form of this request holds."""
    return of_form(request.path, requests.fields(request), request.user)


def of_form(
    path: str, fields: Iterable[Iterable[str]], user: Any, others: Mapping[str, type[forms.Form]] | None = None
) -> Typed:
    """Label and words of everything in the fields of a form that was going to `path`. Says nothing of what is stored.

    Left out: what nobody typed, and choices that have no words of their own. `others`: name of an address of another
    app → its form.
    """
    data = QueryDict(mutable=True)
    for name, value in fields:
        data.appendlist(name, value)
    match = _match(path)
    page = next((p for p in (*PAGES, LEAD_PAGE) if p.code == match.kwargs.get("page")), None) if match else None
    if match and match.view_name in PAGES_OF_QUESTIONS and page:
        held = PageForm(page, depth=Depth.MODEL, language=current(), answers={}, data=data).typed()
        return [(str(label), words) for label, words in held]
    name = match.view_name if match else ""
    form = FORMS[name](data, user) if name in FORMS else (others or {}).get(name, forms.Form)()
    told = ((name, _words(form.fields.get(name), data.getlist(name))) for name in data if not _is_machine(name))
    return [(_label(form, name), words) for name, words in told if words]


def without_form(fields: Iterable[Iterable[str]]) -> Typed:
    """The same under the names of the fields, for when a form cannot be made because it asks the database."""
    told: dict[str, list[str]] = {}
    for name, value in fields:
        told.setdefault(name, []).append(value)
    lines = ((name, "\n".join(values).strip()) for name, values in told.items() if not _is_machine(name))
    return [(name.replace("_", " "), words) for name, words in lines if words]


def _match(path: str) -> ResolverMatch | None:
    language = path[1:3]
    with speaking(language if language in CODES else current()):
        try:
            return resolve(path)
        except Resolver404:
            return None


def _of_criteria(form: Callable[[list[Criterion], list[dict[str, str]]], forms.Form]) -> forms.Form:
    """A form over the criteria that are in use, and their scale."""
    criteria = CriteriaSet.objects.filter(is_current=True).first()
    return form(list(criteria.criteria.all()), criteria.scale) if criteria else form([], [])


def _of_assessors(user: Any) -> forms.Form:
    """The names of the assessors are told only to those who may ask one."""
    may_ask = user.is_authenticated and user.has_perm("practices.coordinate")
    kinds = (Duty.Kind.PEER, Duty.Kind.EXPERT) if may_ask else ()
    form = AssessorsForm(())
    form.fields["assessor"].queryset = User.objects.filter(duties__kind__in=kinds).distinct()  # type: ignore[attr-defined]
    form.fields["until"] = DeadlineForm().fields["until"]
    return form


FORMS: dict[str, Callable[[QueryDict, Any], forms.Form]] = {
    "practices:account": lambda data, user: PersonForm(),
    "practices:ask": lambda data, user: AskForm(depth=Depth.MODEL),
    "practices:assess": lambda data, user: _of_criteria(AssessmentForm),
    "practices:asked": lambda data, user: _of_assessors(user),
    "practices:assign": lambda data, user: _of_assessors(user),
    "practices:availability": lambda data, user: AvailabilityForm(Availability()),
    "practices:comments": lambda data, user: CommentForm(depth=Depth.MODEL),
    "practices:create": lambda data, user: CreateForm(()),
    "practices:decide_text": lambda data, user: MoveForm(),
    "practices:files": lambda data, user: fields_of_files(data),
    "practices:from_file": lambda data, user: FromFileForm(()),
    "practices:correct": lambda data, user: correction_as_sent(data),
    "practices:move": lambda data, user: letter_as_sent(data, PublishForm()),
    "practices:people": lambda data, user: InviteForm(),
    "practices:points": lambda data, user: answers_as_sent(data),
    "practices:project_people": lambda data, user: MemberForm(),
    "practices:self_check": lambda data, user: _of_criteria(lambda asked, scale: SelfCheckForm(asked, scale, {})),
    "practices:send": lambda data, user: SendForm(Depth.MODEL),
    "practices:take_up": lambda data, user: GateForm(None),
    "practices:welcome": lambda data, user: WelcomeForm(User(), ()),
}
"""Name of an address → the form that it takes, for its labels and choices; (what was sent, who asks) make it."""


def _is_machine(name: str) -> bool:
    return name in MACHINE or name.startswith((SEEN, "_", "initial-")) or name.endswith(("_FORMS", "-was"))


def _label(form: forms.Form, name: str) -> str:
    return label_of(form, name) if name in form.fields else name.replace("_", " ")


def _words(field: forms.Field | None, values: list[str]) -> str:
    if isinstance(field, forms.BooleanField):
        return ""
    if isinstance(field, forms.ChoiceField):
        names = {str(value): str(name) for value, name in field.choices if value}
        return ", ".join(names[value] for value in values if value in names)
    return "\n".join(values).strip()
