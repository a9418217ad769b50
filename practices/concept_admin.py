"""Keeping the vocabularies in the admin: a vocabulary as a tree, and pages that ask before a concept goes."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polkka.kit.refusing import Refused
from polkka.upkeep.addressed import is_key
from taxonomy import curating
from taxonomy.admin import ConceptAdmin, VocabularyAdmin
from taxonomy.models import Concept, Vocabulary

from . import concept_curating, concept_trees, concept_uses
from .curating_pages import ask, counted_practices
from .views.lookup import whole_number

MOST = 32_000  # the largest number of an order

admin.site.unregister(Vocabulary)
admin.site.unregister(Concept)


@admin.register(Vocabulary)
class KeptVocabularyAdmin(VocabularyAdmin):
    """A vocabulary, and its concepts in order on one page."""

    def get_list_display(self, request: HttpRequest) -> Any:
        return (*super().get_list_display(request), "concepts_in_order")

    @admin.display(description=gettext_lazy("concepts"))
    def concepts_in_order(self, vocabulary: Vocabulary) -> str:
        url = reverse("admin:taxonomy_vocabulary_tree", args=[vocabulary.pk])
        return format_html('<a href="{}">{}</a>', url, _("Concepts in order"))

    def get_urls(self) -> list[URLPattern]:
        tree = self.admin_site.admin_view(self.tree)
        return [path("<int:pk>/tree/", tree, name="taxonomy_vocabulary_tree"), *super().get_urls()]

    def tree(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The concepts with their uses and what they lack; the order is changed by numbers or one step at a time."""
        vocabulary = Vocabulary.objects.filter(pk=pk).first()
        can_change = self.has_change_permission(request, vocabulary)
        if vocabulary is None or not self.has_view_permission(request, vocabulary):
            raise Http404
        if request.method == "POST" and not can_change:
            raise Http404
        faults = self._numbers_at_fault(request) if request.method == "POST" else []
        if request.method == "POST" and not faults:
            return self._arranged(request, vocabulary)
        context = {
            "title": str(vocabulary), "vocabulary": vocabulary, "can_change": can_change, "faults": faults,
            "branches": concept_trees.tree(vocabulary, request.POST, faults),
        }  # fmt: skip
        here = reverse("admin:taxonomy_vocabulary_changelist")
        return ask(self, request, "admin/curating/tree.html", context, deed=None, back=here)

    @staticmethod
    def _numbers_at_fault(request: HttpRequest) -> list[str]:
        """The names of the number fields that hold no number that can be used."""
        if "up" in request.POST or "down" in request.POST:
            return []
        names = [name for name in request.POST if name.startswith("order-")]
        return [name for name in names if (number := whole_number(request, name)) is None or number > MOST]

    def _arranged(self, request: HttpRequest, vocabulary: Vocabulary) -> HttpResponse:
        numbers = self._step(request, vocabulary)
        if numbers is None:
            sent = {name.removeprefix("order-"): whole_number(request, name) for name in request.POST}
            numbers = {int(pk): number for pk, number in sent.items() if is_key(pk) and number is not None}
        if curating.arrange(vocabulary, numbers, by=request.user):
            messages.success(request, _("The order has been saved."))
        return redirect("admin:taxonomy_vocabulary_tree", vocabulary.pk)

    @staticmethod
    def _step(request: HttpRequest, vocabulary: Vocabulary) -> dict[int, int] | None:
        for name, step in (("up", -1), ("down", 1)):
            if name in request.POST:
                return concept_trees.moved(vocabulary, whole_number(request, name) or 0, step)
        return None


class TargetForm(forms.Form):
    """Another concept of the same vocabulary."""

    use_required_attribute = False

    def __init__(self, options: list[tuple[int, str]], label: str, nothing: str, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        first = [("", nothing)] if nothing else [("", _("Choose one"))]
        self.fields["target"] = forms.TypedChoiceField(
            choices=[*first, *options],
            label=label,
            required=not nothing,
            coerce=int,
            empty_value=None,
            error_messages={"required": _("Choose one of these."), "invalid_choice": _("Choose one of these.")},
        )


@admin.register(Concept)
class KeptConceptAdmin(ConceptAdmin):
    """A concept that can be merged, moved, taken out of use and taken into use again."""

    change_form_template = "admin/curating/concept_change_form.html"
    readonly_fields = ("active", "replaced_by")
    autocomplete_fields = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [*super().get_readonly_fields(request, obj), *(("parent",) if obj else ())]

    def get_autocomplete_fields(self, request: HttpRequest) -> Any:
        return ("parent",)

    def view_on_site(self, concept: Concept) -> str | None:
        """The room of a concept, if its vocabulary has rooms."""
        if concept.vocabulary.code not in ("theme", "level", "stage", "subject") or not concept.active:
            return None
        return reverse(f"portal:{concept.vocabulary.code}", kwargs={"code": concept.code})

    def get_urls(self) -> list[URLPattern]:
        pages: dict[str, Callable[..., HttpResponse]] = {
            "merge": self.merge, "move": self.move, "retire": self.retire, "restore": self.restore,
        }  # fmt: skip
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(page), name=f"taxonomy_concept_{name}")
            for name, page in pages.items()
        ]
        return [*own, *super().get_urls()]

    def _concept(self, request: HttpRequest, pk: int) -> Concept:
        concept = Concept.objects.select_related("vocabulary", "parent", "replaced_by").filter(pk=pk).first()
        if concept is None or not self.has_change_permission(request, concept):
            raise Http404
        return concept

    def merge(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose the concept that stays, see what changes, and merge."""
        source = self._concept(request, pk)
        words = {
            "title": _("Merge “%(name)s” into another concept") % {"name": source},
            "lead": _("The names become other words of the concept that stays, and old addresses lead there."),
            "deed": _("Merge"), "label": _("The concept that stays"), "nothing": "", "moves": True,
        }  # fmt: skip

        def deed(target: Concept) -> str:
            number = concept_curating.merge(source, target, by=request.user)
            names = {"name": source, "target": target, "practices": counted_practices(number)}
            return _("“%(name)s” is “%(target)s” now: %(practices)s.") % names

        return self._asked(request, source, words, concept_trees.options(source), curating.check_merge, deed)

    def move(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose the concept under which this one stands."""
        concept = self._concept(request, pk)
        words = {
            "title": _("Move “%(name)s” under another concept") % {"name": concept},
            "lead": _("Practices keep it. It and what stands under it are counted under the new concept at once."),
            "deed": _("Move"), "label": _("Under which concept?"), "nothing": _("Under nothing"), "moves": False,
        }  # fmt: skip

        def deed(target: Concept | None) -> str:
            curating.move(concept, target, by=request.user)
            return _("“%(name)s” has been moved.") % {"name": concept}

        return self._asked(request, concept, words, concept_trees.options(concept), curating.check_move, deed)

    def retire(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take out of use, with an address that leads to another concept or to nothing."""
        concept = self._concept(request, pk)
        words = {
            "title": _("Take “%(name)s” out of use") % {"name": concept},
            "lead": _("Nobody can choose it any more. What has it keeps it, and you can take it into use again."),
            "deed": _("Take out of use"), "label": _("Where does its address lead?"),
            "nothing": _("To no other concept"), "moves": False,
        }  # fmt: skip

        def deed(target: Concept | None) -> str:
            curating.retire(concept, target, by=request.user)
            return _("“%(name)s” is out of use.") % {"name": concept}

        return self._asked(request, concept, words, concept_trees.options(concept), None, deed)

    def restore(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take into use again."""
        concept = self._concept(request, pk)

        def deed() -> str:
            curating.restore(concept, by=request.user)
            return _("“%(name)s” is in use again.") % {"name": concept}

        context = {
            "title": _("Take “%(name)s” into use again") % {"name": concept}, "concept": concept,
            "lead": _("Its own page opens again. What was merged into another concept stays there."),
            "deed": _("Take into use"), "preview": concept_uses.preview(concept, request.user), "is_ready": True,
        }  # fmt: skip
        return ask(self, request, "admin/curating/concept.html", context, deed=deed, back=self._tree(concept))

    @staticmethod
    def _tree(concept: Concept) -> str:
        return reverse("admin:taxonomy_vocabulary_tree", args=[concept.vocabulary_id])

    def _asked(
        self,
        request: HttpRequest,
        concept: Concept,
        words: dict[str, Any],
        options: list[tuple[int, str]],
        check: Callable[[Concept, Any], None] | None,
        deed: Callable[[Any], str],
    ) -> HttpResponse:
        """First the choice (a GET), then what would change, then the deed (a POST)."""
        sent = request.POST if request.method == "POST" else request.GET if "target" in request.GET else None
        form = TargetForm(options, words["label"], words["nothing"], sent)
        is_ready = form.is_bound and form.is_valid()
        target = Concept.objects.filter(pk=form.cleaned_data["target"]).first() if is_ready else None
        context = {**words, "concept": concept, "form": form, "target": target, "is_ready": is_ready}
        if is_ready and check:
            try:
                check(concept, target)
            except Refused as refused:
                context |= {"refusal": str(refused), "is_ready": False}
        context |= {"preview": concept_uses.preview(concept, request.user)}
        if words["moves"] and target is not None:
            context["new_words"] = curating.new_words(concept, target).items()
        run = (lambda: deed(target)) if context["is_ready"] else None
        return ask(self, request, "admin/curating/concept.html", context, deed=run, back=self._tree(concept))
