"""Versions in the admin: a list to live in, moves of many at a time, and what the rules wrote, only shown."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from polkka.kit.text import ProseInput
from polkka.upkeep.curating import ReadOnly
from polkka.upkeep.receipts import new_key, sent
from taxonomy import catalogue

from . import bulk
from .admin_filters import FACETS, ByAge, ByLanguage, ByScope, shelves
from .models import GateAnswer, HistoryEntry, Text, Version, VersionConcept, VersionTag
from .permissions import DECIDE, SEE
from .questions import BY_CODE
from .states import MOVES, Move, State
from .views.wording import DEEDS
from .writing_admin import Searched

TOLD = ("language", "is_original", "state", "title", "version")


class TextInline(ReadOnly, admin.StackedInline):
    model = Text
    extra = 0
    can_delete = False
    show_change_link = True


class ConceptInline(ReadOnly, admin.StackedInline):
    model = VersionConcept
    fields = ("concept", "is_main")
    extra = 0


class TagInline(ReadOnly, admin.StackedInline):
    model = VersionTag
    fields = ("tag",)
    extra = 0


class GateInline(ReadOnly, admin.StackedInline):
    model = GateAnswer
    extra = 0


class NoteForm(forms.Form):
    """The letter that goes with a move of many: the same to the authors of each."""

    note = ProseInput(
        label=_("Letter to the authors"),
        max_length=6000,
        required=False,
        widget=forms.Textarea({"rows": 8, "class": "vLargeTextField"}),
        help_text=_("The same letter goes to the authors of each, by e-mail, and is kept in the history."),
        error_messages={"required": _("Write the reasons first: the authors will read them.")},
    )


def days(since: Any) -> str:
    """How many days ago, in words; "" for no day."""
    number = (timezone.localdate() - timezone.localdate(since)).days if since else 0
    return ngettext("%(n)d day", "%(n)d days", number) % {"n": number} if number > 0 else ""


@admin.register(Version)
class VersionAdmin(ReadOnly, Searched):
    """Versions, and the moves that this person may make with them."""

    description = _(
        "Every version that you may see, from what was submitted to what was withdrawn. What is written is changed by "
        "its authors, and states by decisions: choose rows and a deed, or open the page of the decision."
    )
    list_display = (
        "title", "standing", "ways", "name", "depth", "label", "owner", "project", "languages", "level", "changed",
    )  # fmt: skip
    list_filter = (
        ByScope, "state", "depth", "label", ("practice__project__coordination", admin.RelatedOnlyFieldListFilter),
        *FACETS, ByLanguage, ByAge,
    )  # fmt: skip
    list_select_related = ("practice__owner", "practice__project__coordination")
    search_fields = ("practice__public_id",)  # what is searched is said in Searched
    date_hierarchy = "updated_at"
    show_facets = admin.ShowFacets.NEVER  # counting ten thousand rows at ten filters takes longer than reading them
    ordering = ("-updated_at", "-pk")
    fields = (
        "practice", "number", "state", "depth", "label", "criteria_set", "builds_on", "assessed_as", "contact_name",
        "contact_email", "created_at", "updated_at", "submitted_at", "published_at",
    )  # fmt: skip
    inlines = (ConceptInline, TagInline, TextInline, GateInline)
    actions = tuple(f"{name}_many" for name in bulk.NAMES)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        seen = Version.unscoped.for_user(request.user, SEE).values("pk")
        texts = Prefetch("texts", Text.unscoped.only(*TOLD).order_by("-is_original", "language"))
        main = VersionConcept.objects.filter(is_main=True).select_related("concept")
        rows = super().get_queryset(request).filter(pk__in=seen)
        return rows.prefetch_related(texts, Prefetch("chosen", main, to_attr="mains"))

    def fill(self, request: HttpRequest, rows: list[Version]) -> None:
        """Which of the rows this person decides on: one query."""
        keys = [row.pk for row in rows]
        mine = set(Version.unscoped.for_user(request.user, DECIDE).filter(pk__in=keys).values_list("pk", flat=True))
        held = shelves(request)
        for row in rows:
            row.is_mine, row.shelves = row.pk in mine, held  # type: ignore[attr-defined]  # for the columns

    # --- columns ---
    @admin.display(description=BY_CODE["title"].label)
    def title(self, version: Version) -> str:
        return version.title or f"({version})"

    @admin.display(description=_("permanent name"), ordering="practice__public_id")
    def name(self, version: Version) -> str:
        return str(version)

    @admin.display(description=_("state"), ordering="state")
    def standing(self, version: Version) -> str:
        """The state in words, and how long it has lasted."""
        since = {State.SUBMITTED: version.submitted_at, State.PUBLISHED: version.published_at}
        age = days(since.get(State(version.state)) or version.updated_at)
        told = str(version.get_state_display())
        return format_html('{} <span class="age">{}</span>', told, age) if age else told

    @admin.display(description=_("owner"), ordering="practice__owner__sort_key")
    def owner(self, version: Version) -> str:
        return str(version.practice.owner)

    @admin.display(description=_("project"), ordering="practice__project__name")
    def project(self, version: Version) -> str:
        project = version.practice.project
        if project is None:
            return "–"
        return f"{project} ({project.coordination.acronym})" if project.coordination else str(project)

    @admin.display(description=_("languages"))
    def languages(self, version: Version) -> str:
        return ", ".join(text.language for text in version.texts.all() if text.state != Text.State.DRAFT)

    @admin.display(description=_("main level"))
    def level(self, version: Version) -> str:
        language = translation.get_language() or "fi"
        held: catalogue.Catalogue = version.shelves  # type: ignore[attr-defined]  # see fill
        mains: list[VersionConcept] = version.mains  # type: ignore[attr-defined]  # prefetched
        terms = [held.term("level", row.concept.code, language) for row in mains]
        return ", ".join(term.name for term in terms if term) or "–"

    @admin.display(description=_("changed"), ordering="updated_at")
    def changed(self, version: Version) -> Any:
        return timezone.localdate(version.updated_at)

    @admin.display(description=_("open"))
    def ways(self, version: Version) -> str:
        """Where one goes from here: the page of the decision, the public page."""
        links = []
        if version.is_mine:  # type: ignore[attr-defined]  # see fill
            waits = version.state in (State.SUBMITTED, State.IN_ASSESSMENT)
            links.append((decision(version), _("Decide") if waits else _("Decision"), version.title))
        if version.state == State.PUBLISHED:
            links.append((self.view_on_site(version), _("View on site"), version.title))
        return format_html_join(" ", '<a href="{}">{}<span class="unseen"> {}</span></a>', links) or "–"

    def view_on_site(self, version: Version) -> str:
        """The public page; of what is not public, the page of the decision, which tells others that it is missing."""
        if version.state == State.PUBLISHED:
            return reverse("permanent", args=[version.practice.public_id])
        return decision(version)

    # --- history: the moves ---
    def history(self, request: HttpRequest, row: Version) -> "QuerySet[HistoryEntry]":
        return HistoryEntry.unscoped.filter(version=row).order_by("-at", "-pk")

    def deed(self, entry: HistoryEntry) -> dict[str, Any]:
        return told_of_move(entry)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        keys = bulk.numbers([object_id])
        mine = Version.unscoped.for_user(request.user, DECIDE).filter(pk__in=keys).select_related("practice").first()
        extra = {"decided": decision(mine) if mine else ""}
        return super().change_view(request, object_id, *args, **{**kwargs, "extra_context": extra})

    # --- many at a time ---
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.many)
        return [path("many/<slug:name>/", view, name="practices_version_many"), *super().get_urls()]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("practices.coordinate"))

    def many(self, request: HttpRequest, name: str) -> HttpResponse:
        """Ask before a move of many (GET) and make it (POST); the answer tells what became of each."""
        plan = bulk.plan_of(name)
        if plan is None or not self.has_decide_permission(request):
            raise Http404
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        sent = request.POST if request.method == "POST" else None
        versions = bulk.chosen(request.user, bulk.numbers((sent or request.GET).getlist("v")))
        if not versions:
            messages.warning(request, _("Choose practices on which you decide."))
            return redirect("admin:practices_version_changelist")
        form = NoteForm(sent)
        form.fields["note"].required = plan.needs_note
        if sent is not None and form.is_valid():
            return self._made(request, plan, versions, form.cleaned_data["note"])
        rows = bulk.foreseen(versions, plan, request.user)
        context = {"rows": rows, "form": form, "n_ready": sum(not row.refusal for row in rows), "once": new_key()}
        return self._page(
            request, "admin/practices/version/many.html", plan, context, status=400 if form.is_bound else 200
        )

    def _made(self, request: HttpRequest, plan: Move, versions: list[Version], note: str) -> HttpResponse:
        seen = {v.pk: next(iter(bulk.numbers([request.POST.get(f"seen-{v.pk}", "")])), -1) for v in versions}
        outcome = bulk.move(versions, plan, by=request.user, seen=seen, note=note, once=sent(request))
        left = urlencode([("v", row.version.pk) for row in outcome.left])
        return self._page(request, "admin/practices/version/many_done.html", plan, {"outcome": outcome, "left": left})

    def _page(
        self, request: HttpRequest, template: str, plan: Move, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "title": plan.deed, "plan": plan}
        return TemplateResponse(request, template, {**shared, **context}, status=status)


def decision(version: Version) -> str:
    """The page on which one decides on this version."""
    return f"{reverse('practices:decide', args=[version.practice.public_id])}?version={version.number}"


def told_of_move(entry: HistoryEntry) -> dict[str, Any]:
    """A move as the history tells it: when, by whom, what, and its letter."""
    deed = str(DEEDS.get(entry.move, entry.move)).rstrip(".")
    return {"at": entry.at, "by": entry.by_name, "deed": deed, "note": entry.note}


def _action(name: str) -> Any:
    """The deed of the list that leads to the page of a move of many."""

    def ask(model_admin: VersionAdmin, request: HttpRequest, rows: "QuerySet[Version]") -> HttpResponse | None:
        keys = list(rows.order_by("-updated_at", "-pk").values_list("pk", flat=True)[: bulk.MOST + 1])
        if len(keys) > bulk.MOST:
            words = _("Choose at most %(n)d at a time.") % {"n": bulk.MOST}
            model_admin.message_user(request, words, messages.WARNING)
            return None
        query = urlencode([("v", key) for key in keys])
        return redirect(f"{reverse('admin:practices_version_many', args=[name])}?{query}")

    ask.__name__ = f"{name}_many"
    return admin.action(description=MOVES[name].deed, permissions=["decide"])(ask)


for _name in bulk.NAMES:
    setattr(VersionAdmin, f"{_name}_many", _action(_name))
