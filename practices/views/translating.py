"""Translating a page of answers: each beside its original, saved as the pages of the original are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polkka.kit import markdown
from polkka.kit.access import parks
from polkka.kit.differences import Difference, compared
from polkka.kit.forms import faults
from polkka.kit.languages import OWN_NAMES, language_names

from .. import edits, translating
from ..editions import answer_words
from ..forms import Asked, PageForm
from ..inputs import LONG
from ..models import Text, Version
from ..questions import BY_CODE, PAGES, PROSE, ROWS
from ..sources import UNTRANSLATED, source
from ..states import State
from ..translating import OUTDATED, Told
from ..translation_sheet import LEAD_PAGE, MADE_FROM, TranslationSheet, sheet
from . import saving
from .languages import ANSWER_NAMES, page_url, pages_to_tell, writable
from .writing import TAKEN


@dataclass(frozen=True)
class Pair:
    """One answer beside its original. `rows` are (cells, fields) of each row.

    `original` is words or safe HTML, and `typed` the same with its Markdown, if it has any.
    """

    asked: Asked
    told: Told
    state: str | Promise
    original: str
    typed: str
    rows: list[tuple[list[tuple[str, str]], list[BoundField]]]
    since: tuple[Difference, ...]

    @property
    def label(self) -> str | Promise:
        return BY_CODE[self.told.code].label

    @property
    def is_outdated(self) -> bool:
        return self.told.state == OUTDATED

    @property
    def can_copy(self) -> bool:
        """Whether there is a name in the original without one beside it."""
        rows = [*self.told.answer, *({} for _row in self.told.original)]
        pairs = zip(self.told.original, rows, strict=False)
        return self.told.code == COPIED and any(row.get(NAME) and not ours.get(NAME) for row, ours in pairs)

    @property
    def name_of_source(self) -> str:
        return self.told.code + MADE_FROM


COPIED, NAME = "partners", "name"
"""The rows and the column of names, which are often the same in every language: they can be copied."""


@parks
@require_http_methods(["GET", "HEAD", "POST"])
def translate(request: HttpRequest, public_id: str, language: str, page: str) -> HttpResponse:
    """The answers of one page in another language. A POST saves whatever was typed."""
    asked = next((found for found in (*PAGES, LEAD_PAGE) if found.code == page), None)
    version = writable(request.user, public_id)
    if asked is None or language not in translating.others(version):
        raise Http404
    if request.POST.get("copy") == COPIED:
        request.POST = _with_names(request.POST, version)
    shown = sheet(version, language, asked, request.POST)
    if request.method == "POST":
        _confirm(request, shown)
        return saving.save(request, shown, show=partial(_show, request), onward=partial(_go_on, request))
    if saving.is_auto(request):
        return saving.told(request, shown)
    if not shown.is_open():
        return redirect("practices:status", public_id)
    if not shown.page.questions:
        return redirect("practices:languages", public_id)
    return _show(request, shown, shown.opened())


def _with_names(sent: QueryDict, version: Version) -> QueryDict:
    """What was sent, with the names of the original where none was typed; the page stays open."""
    data = sent.copy()
    data["go"] = "stay"
    for place, row in enumerate(getattr(version.original, COPIED)):
        field = f"{COPIED}-{place}-{NAME}"
        if field in data and not data[field].strip():
            data[field] = row.get(NAME, "")
    return data


def _confirm(request: HttpRequest, shown: TranslationSheet) -> None:
    """Ticked answers are still right, if the original is the one that was shown."""
    made_from, original = shown.made_from or {}, shown.version.original
    codes = [code for code in request.POST.getlist("confirm") if made_from.get(code, "") == _source(original, code)]
    if codes and not saving.is_auto(request):
        try:
            translating.confirm(shown.version, shown.language, codes, by=request.user)
        except edits.NotWritable:
            return  # saving meets the same and shows what was typed


def _source(original: Text, code: str) -> str | None:
    return source(original, code) if code in BY_CODE and hasattr(original, code) else None


def _go_on(request: HttpRequest, shown: TranslationSheet) -> HttpResponse:
    """After a save: back to this page, to the next one, or after the last to the languages."""
    version, code = shown.version, shown.page.code
    back_to = next((taken for name in TAKEN if (taken := request.POST.get(name))), "")
    if back_to or request.POST.get("go") == "stay":
        time = saving.time_now()
        messages.success(request, _("Saved at %(time)s. You can go on whenever you like.") % {"time": time})
        anchor = f"#id_{back_to}" if back_to in BY_CODE else ""
        return redirect(page_url(version, shown.language, code) + anchor)
    if code == LEAD_PAGE.code:
        _call_ready(request, shown)
    return redirect(_neighbours(shown)[1])


def _call_ready(request: HttpRequest, shown: TranslationSheet) -> None:
    """Title and summary of a draft are ready as soon as both are told; those of a published one are offered apart."""
    if shown.version.state != State.DRAFT or shown.text.state != Text.State.DRAFT:
        return
    try:
        translating.ready(shown.version, shown.language, by=request.user, state=Text.State.SUMMARY)
    except translating.NotReady:
        return
    messages.success(request, _("The title and summary are ready, and are published together with the original."))


def _neighbours(shown: TranslationSheet) -> tuple[str, str]:
    """The addresses of the page before ("" for the first) and of the next one, after the last that of the languages."""
    version = shown.version
    codes = [page.code for page in pages_to_tell(version)]
    end = reverse("practices:languages", kwargs={"public_id": version.practice.public_id})
    if shown.page.code not in codes:
        return "", end
    urls = ["", *(page_url(version, shown.language, code) for code in codes), end]
    place = codes.index(shown.page.code) + 1
    return urls[place - 1], urls[place + 1]


def _show(request: HttpRequest, shown: TranslationSheet, form: PageForm, status: int = 200) -> HttpResponse:
    version = shown.version
    back, onward = _neighbours(shown)
    context = {
        "version": version,
        "page": shown.page,
        "form": form,
        "errors": faults(form),
        "has_conflict": bool(form.theirs),
        "pairs": _pairs(shown, form),
        "language": shown.language,
        "language_name": OWN_NAMES[shown.language],
        "original_name": language_names([version.original.language]),
        "is_lead": shown.page.code == LEAD_PAGE.code,
        "is_last": onward.endswith(reverse("practices:languages", kwargs={"public_id": version.practice.public_id})),
        "is_published": version.state == State.PUBLISHED,
        "back": back,
        "tasks": _tasks(shown),
        "saving": saving.saving(request, shown),
    }
    return render(request, "practices/translate.html", context, status=status)


def _tasks(shown: TranslationSheet) -> list[tuple[Any, str, str, str]]:
    """The pages with something to translate and how far each is: (name, address, state, its name)."""
    names = {"done": _("done"), "missing": _("to do"), "here": _("here")}
    version, language = shown.version, shown.language
    standing = translating.standing(version, language)
    open_codes = {*standing.untold, *standing.outdated}
    found = []
    for page in pages_to_tell(version):
        state = "missing" if open_codes & {question.code for question in page.questions} else "done"
        state = "here" if page.code == shown.page.code else state
        found.append((page.short, page_url(version, language, page.code), state, names[state]))
    return found


def _pairs(shown: TranslationSheet, form: PageForm) -> list[Pair]:
    told = {each.code: each for each in shown.told()}
    asked = [each for each in form.asked() if each.input.code in told]
    since = _since(shown.version, [each for each in told.values() if each.state == OUTDATED])
    return [_pair(each, told[each.input.code], since.get(each.input.code, ())) for each in asked]


def _pair(asked: Asked, told: Told, since: tuple[Difference, ...]) -> Pair:
    question = BY_CODE[told.code]
    original = typed = ""
    if question.kind != ROWS:
        is_marked = question.kind == PROSE and not question.is_plain
        original = markdown.render(told.original) if is_marked else told.original
        typed = told.original if is_marked and _has_marks(original) else ""
    rows = _rows(asked, told) if question.kind == ROWS else []
    return Pair(asked, told, ANSWER_NAMES[told.state], original, typed, rows, since)


def _has_marks(html: str) -> bool:
    """Whether rendered Markdown is more than paragraphs."""
    return any(
        f"<{tag}" in html for tag in ("ul", "ol", "a ", "strong", "em", "h3", "h4", "table", "blockquote", "code")
    )


def _rows(asked: Asked, told: Told) -> list[tuple[list[tuple[str, str]], list[BoundField]]]:
    """The cells of each row of the original, with the fields for the same row."""
    columns = [column for column in BY_CODE[told.code].columns if column[0] not in UNTRANSLATED]
    found = []
    for place, fields in enumerate(asked.rows):
        row: Mapping[str, str] = told.original[place] if place < len(told.original) else {}
        cells = [(str(label), _cell(row[name], most)) for name, label, most in columns if row.get(name)]
        if cells or place < len(told.answer):
            found.append((cells, fields))
    return found


def _cell(words: str, most: int) -> str:
    """A cell of a row as readers see it: only long ones are Markdown."""
    return markdown.render(words, lower=3) if most >= LONG else words


def _since(version: Version, outdated: Sequence[Told]) -> dict[str, tuple[Difference, ...]]:
    """Code → what has changed in the original since, where the older text is that of another version."""
    if not outdated:
        return {}
    rows = Text.unscoped.filter(version__practice=version.practice_id, is_original=True).exclude(version=version)
    older = list(rows.order_by("-version__number"))
    found = {}
    for told in outdated:
        before = next((text for text in older if source(text, told.code) == told.source), None)
        if before is not None:
            words = [answer_words(text, version, BY_CODE[told.code]) for text in (before, version.original)]
            change = Difference(_("What has changed"), compared(*words), version.original.language)
            found[told.code] = (change,) if change.pieces else ()
    return found
