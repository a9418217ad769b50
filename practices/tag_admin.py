"""Keywords in the admin: how often they are used, which may be one, merging, and making a concept of one."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Field, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from taggit.models import Tag

from polkka.kit.languages import CODES
from polkka.kit.text import LineInput
from polkka.upkeep.addressed import is_key
from polkka.upkeep.curating import PublicAdmin
from taxonomy.models import Concept, Vocabulary

from . import indexing, tag_likeness, tagging
from .concept_uses import Preview, by_state, titles
from .curating_pages import AT_ONCE, ask, counted_practices, done_before
from .models import VersionTag
from .states import State

admin.site.unregister(Tag)


def preview(tags: Iterable[Tag], user: Any) -> Preview:
    """The versions that have one of the keywords; titles only of those that `user` may see."""
    versions = tagging.having(list(tags))
    states = by_state(versions)
    return Preview(
        states=tuple((str(State(state).label), number) for state, number in states),
        titles=titles(versions, user),
        others=(),
        narrower=(),
        gains=(),
        published=dict(states).get(State.PUBLISHED, 0),
    )


def _number(**limits: Any) -> Coalesce:
    rows = VersionTag.objects.filter(tag=OuterRef("pk"), **limits).order_by().values("tag")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


class ConceptForm(forms.Form):
    """Where a keyword goes: a new concept under a place, or a concept that there is."""

    use_required_attribute = False
    NEW, OLD = "new", "old"
    how = forms.ChoiceField(
        label=gettext_lazy("What becomes of it?"),
        choices=[
            (NEW, gettext_lazy("A new concept, under the place chosen below")),
            (OLD, gettext_lazy("The concept chosen below, which there is already")),
        ],
        widget=forms.RadioSelect,
        initial=NEW,
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Place"), error_messages={"required": gettext_lazy("Choose one of these.")}
    )
    name_fi = LineInput(label=gettext_lazy("name in Finnish"), max_length=120, required=False)
    name_sv = LineInput(label=gettext_lazy("name in Swedish"), max_length=120, required=False)
    name_en = LineInput(label=gettext_lazy("name in English"), max_length=120, required=False)

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose one")), *_places()]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        is_new = values.get("how") == self.NEW
        for code in CODES if is_new else ():
            if not values.get(f"name_{code}") and f"name_{code}" not in self.errors:
                self.add_error(f"name_{code}", _("A new concept needs its name in all three languages."))
        if values.get("how") == self.OLD and values.get("place", "").endswith("-"):
            self.add_error("place", _("Choose a concept, not a whole vocabulary."))
        return values

    def chosen(self) -> tuple[Vocabulary, Concept | None]:
        """The vocabulary, and the concept in it unless the whole vocabulary was chosen."""
        vocabulary, _dash, concept = self.cleaned_data["place"].partition("-")
        return Vocabulary.objects.get(pk=vocabulary), Concept.objects.filter(pk=concept or 0).first()


def _places() -> list[tuple[str, list[tuple[str, str]]]]:
    """Each vocabulary of which several concepts can be chosen, with its concepts in use: two queries."""
    vocabularies = Vocabulary.objects.filter(is_facet=True, many=True).exclude(code=tagging.MAIN_LEVEL)
    rows = Concept.objects.filter(active=True, vocabulary__in=vocabularies).order_by("order", "code")
    under: dict[int, list[tuple[str, str]]] = {}
    for row in rows:
        name = f"– {row}" if row.parent_id else str(row)
        under.setdefault(row.vocabulary_id, []).append((f"{row.vocabulary_id}-{row.pk}", name))
    return [
        (str(one), [(f"{one.pk}-", _("%(vocabulary)s: at the top") % {"vocabulary": one}), *under.get(one.pk, [])])
        for one in vocabularies
    ]


@admin.register(Tag)
class TagAdmin(PublicAdmin):
    """Keywords. Their addresses stay as they are."""

    description = gettext_lazy(
        "Keywords that authors have given. Merge those that mean the same; make a concept of one that many need."
    )
    list_display = ("name", "slug", "published", "versions")
    search_fields = ("name", "slug")
    fixed = ("slug",)
    actions = ("merge_chosen",)
    change_list_template = "admin/curating/tag_change_list.html"
    change_form_template = "admin/curating/tag_change_form.html"

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Tag]":
        live = {"content_object__state": State.PUBLISHED}
        return super().get_queryset(request).annotate(n_published=_number(**live), n_versions=_number())

    @admin.display(description=gettext_lazy("published practices"), ordering="n_published")
    def published(self, tag: Tag) -> int:
        return tag.n_published  # type: ignore[no-any-return]  # annotated above

    @admin.display(description=gettext_lazy("versions in all"), ordering="n_versions")
    def versions(self, tag: Tag) -> int:
        return tag.n_versions  # type: ignore[no-any-return]  # annotated above

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **options: Any) -> Any:
        """A name is one line of plain characters, as where authors write it."""
        named = {"form_class": LineInput} if db_field.name == "name" else {}
        return super().formfield_for_dbfield(db_field, request, **named, **options)

    def view_on_site(self, tag: Tag) -> str | None:
        """The room of a keyword, which is there while a published practice has it."""
        has_room = VersionTag.objects.filter(tag=tag, content_object__state=State.PUBLISHED).exists()
        return reverse("portal:tag", kwargs={"slug": tag.slug}) if has_room else None

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        indexing.mark(tagging.having([obj]))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        indexing.catch_up(AT_ONCE)

    def delete_model(self, request: HttpRequest, obj: Tag) -> None:
        self.delete_queryset(request, Tag.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Tag]") -> None:
        tagging.remove(list(queryset), by=request.user)
        indexing.catch_up(AT_ONCE)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes with a keyword is told as numbers: nobody has a right of their own to rows that only join."""
        counts = tagging.counted(objs)
        told = [
            _("%(name)s (published: %(practices)s, versions in all: %(versions)s)")
            % {"name": tag, "practices": counts.get(tag.pk, (0, 0))[0], "versions": counts.get(tag.pk, (0, 0))[1]}
            for tag in objs
        ]
        numbers = {str(Tag._meta.verbose_name_plural): len(told)}
        missing = set() if self.has_delete_permission(request) else {str(Tag._meta.verbose_name)}
        return told, numbers, missing, []

    @admin.action(description=gettext_lazy("Merge into one"), permissions=["change"])
    def merge_chosen(self, request: HttpRequest, rows: "QuerySet[Tag]") -> HttpResponse | None:
        chosen = list(rows.order_by("pk").values_list("pk", flat=True)[: tagging.MOST])
        if len(chosen) < 2:
            messages.error(request, _("Choose at least two keywords."))
            return None
        return redirect(f"{reverse('admin:taggit_tag_merge')}?{urlencode({'tag': chosen}, doseq=True)}")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("alike/", view(self.alike), name="taggit_tag_alike"),
            path("merge/", view(self.merge), name="taggit_tag_merge"),
            path("<int:pk>/concept/", view(self.concept), name="taggit_tag_concept"),
            *super().get_urls(),
        ]

    def _may(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise Http404

    def alike(self, request: HttpRequest) -> HttpResponse:
        """Keywords that may be one, in groups, the most used first in each."""
        self._may(request)
        tags = list(self.get_queryset(request).order_by("-n_versions", "name", "pk")[: tag_likeness.MOST])
        groups = [[tags[place] for place in places] for places in tag_likeness.groups([tag.name for tag in tags])]
        context = {"title": _("Keywords that may be one"), "groups": groups}
        back = reverse("admin:taggit_tag_changelist")
        return ask(self, request, "admin/curating/tags_alike.html", context, deed=None, back=back)

    def merge(self, request: HttpRequest) -> HttpResponse:
        """Which of the chosen keywords stays, what changes, and the merge."""
        self._may(request)
        sent = request.POST if request.method == "POST" else request.GET
        wanted = [int(pk) for pk in sent.getlist("tag")[: tagging.MOST] if is_key(pk)]
        tags = list(self.get_queryset(request).filter(pk__in=wanted).order_by("-n_versions", "name", "pk"))
        stays = next((tag for tag in tags if str(tag.pk) == request.POST.get("stays")), None)
        context: dict[str, Any] = {"title": _("Merge keywords"), "tags": tags, "stays": stays}
        back = reverse("admin:taggit_tag_changelist")
        if len(tags) < 2:
            if request.method == "GET":
                messages.error(request, _("Choose at least two keywords."))
                return redirect(back)
            context["refusal"] = _("One of the keywords is gone already. Choose again.")
        elif request.method == "POST" and stays is None:
            context["refusal"] = _("Choose the keyword that stays.")

        def deed() -> str:
            number = tagging.merge(tags, stays, by=request.user)
            return _("The keywords are “%(name)s” now: %(practices)s.") % {
                "name": stays, "practices": counted_practices(number),
            }  # fmt: skip

        context["preview"] = preview(tags, request.user)
        run = deed if stays is not None and "refusal" not in context else None
        page = "admin/curating/tag_merge.html"
        return ask(self, request, page, context, deed=run, back=back)

    def concept(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a concept of a keyword, or say which concept it is."""
        tag = Tag.objects.filter(pk=pk).first()
        if tag is None and request.method == "POST" and (again := done_before(request)):
            return again
        if tag is None or not request.user.has_perm("taxonomy.add_concept"):
            raise Http404
        form = ConceptForm(request.POST if request.method == "POST" else None, initial={"name_fi": tag.name})

        def deed() -> str:
            vocabulary, chosen = form.chosen()
            if form.cleaned_data["how"] == ConceptForm.OLD and chosen is not None:
                made, number = chosen, tagging.give_concept(tag, chosen, by=request.user)
            else:
                names = {code: form.cleaned_data[f"name_{code}"] for code in CODES}
                made, number = tagging.make_concept(
                    tag, vocabulary=vocabulary, names=names, parent=chosen, by=request.user
                )
            return _("“%(name)s” is the concept “%(concept)s” now: %(practices)s.") % {
                "name": tag, "concept": made, "practices": counted_practices(number),
            }  # fmt: skip

        context = {
            "title": _("Make “%(name)s” a concept") % {"name": tag}, "tag": tag, "form": form,
            "preview": preview([tag], request.user),
        }  # fmt: skip
        run = deed if form.is_bound and form.is_valid() else None
        back = reverse("admin:taggit_tag_changelist")
        return ask(self, request, "admin/curating/tag_concept.html", context, deed=run, back=back)
