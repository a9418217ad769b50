"""What a form held, in plain words: for pages from which people copy what could not be saved."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve

from criteria.models import CriteriaSet
from network.models import Duty, User
from polkka.kit import requests
from polkka.kit.forms import label_of
from polkka.kit.languages import CODES, current, speaking

from .arriving_forms import InviteForm, MemberForm, WelcomeForm
from .assessment_forms import AssessmentForm, AssignForm, GateForm
from .comment_forms import AskForm, CommentForm
from .file_forms import fields_of_files
from .forms import SEEN, CreateForm, MoveForm, PageForm
from .from_file_form import END, FromFileForm
from .questions import PAGES
from .sending_forms import SelfCheckForm, SendForm, answers_as_sent, letter_as_sent
from .states import Depth
from .translation_sheet import LEAD_PAGE

MACHINE = {
    END, "action", "csrfmiddlewaretoken", "deed", "down", "drop", "from", "go", "more", "next",
    "once", "parked", "person", "pk", "q", "saved-answer", "seen", "theirs", "up", "version", "whole",
}  # fmt: skip
"""Fields that nobody typed."""
OF_PLACES: dict[str, Callable[[], forms.Form]] = {
    "practices:welcome": lambda: WelcomeForm(User(), ()),
    "practices:people": InviteForm,
    "practices:project_people": MemberForm,
}
Typed = list[tuple[str, str]]


def of_request(request: HttpRequest) -> Typed:
    """What the form of this request holds."""
    return of_form(request.path, requests.fields(request), request.user)


def of_form(path: str, fields: Iterable[Iterable[str]], user: Any) -> Typed:
    """Label and words of everything in the fields of a form that was going to `path`. Says nothing of what is stored.

    Left out: what nobody typed, and choices that have no words of their own.
    """
    data = QueryDict(mutable=True)
    for name, value in fields:
        data.appendlist(name, value)
    match = _match(path)
    page = next((p for p in (*PAGES, LEAD_PAGE) if p.code == match.kwargs.get("page")), None) if match else None
    if match and match.view_name in ("practices:edit", "practices:translate") and page:
        held = PageForm(page, depth=Depth.MODEL, language=current(), answers={}, data=data).typed()
        return [(str(label), words) for label, words in held]
    form = _form(match.view_name if match else "", data, user)
    told = ((name, _words(form.fields.get(name), data.getlist(name))) for name in data if not _is_machine(name))
    return [(_label(form, name), words) for name, words in told if words]


def _match(path: str) -> ResolverMatch | None:
    language = path[1:3]
    with speaking(language if language in CODES else current()):
        try:
            return resolve(path)
        except Resolver404:
            return None


def _form(view: str, data: QueryDict, user: Any) -> forms.Form:
    """The form of an address, for its labels and choices."""
    if view == "practices:assess":
        criteria = CriteriaSet.objects.filter(is_current=True).first()
        return AssessmentForm(list(criteria.criteria.all()) if criteria else [], criteria.scale if criteria else [])
    if view == "practices:assign":
        may_ask = user.is_authenticated and user.has_perm("practices.coordinate")
        kinds = (Duty.Kind.PEER, Duty.Kind.EXPERT) if may_ask else ()
        return AssignForm(User.objects.filter(duties__kind__in=kinds).distinct())
    if view == "practices:take_up":
        return GateForm(None)
    if view in ("practices:comments", "practices:ask"):
        return (AskForm if view == "practices:ask" else CommentForm)(depth=Depth.MODEL)
    if view == "practices:from_file":
        return FromFileForm(())
    if view == "practices:files":
        return fields_of_files(data)
    if view == "practices:create":
        return CreateForm(())
    if view in OF_PLACES:
        return OF_PLACES[view]()
    if view == "practices:self_check":
        criteria = CriteriaSet.objects.filter(is_current=True).first()
        return SelfCheckForm(list(criteria.criteria.all()) if criteria else [], criteria.scale if criteria else [], {})
    if view == "practices:send":
        return SendForm(Depth.MODEL)
    if view == "practices:points":
        return answers_as_sent(data)
    return letter_as_sent(data, MoveForm()) if view == "practices:move" else forms.Form()


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
