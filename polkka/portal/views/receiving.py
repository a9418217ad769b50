"""How every form for readers is answered: kept once, thanked for, or shown again with what is wrong."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.forms import RadioSelect
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from polkka.kit.errors import error_page
from polkka.kit.forms import faults
from polkka.kit.requests import LARGEST_LETTER, length

from .. import letters, limits
from ..forms import LetterForm
from .common import NO_ROBOTS, show

Form = TypeVar("Form", bound=LetterForm)
Page = Callable[..., HttpResponse]
"""Shows a form; `status` may be given."""


def received(
    request: HttpRequest,
    form: Form,
    page: Page,
    *,
    limit: str,
    is_saved: Callable[[str], bool],
    save: Callable[[str, dict[str, Any]], None],
    done: str,
) -> HttpResponse:
    """The answer to a form that was sent: the page `done`, or the form with everything typed and what is wrong.

    `save` takes the name of the letter and what was typed; what `is_saved` already is not saved again, while words
    that were changed after going back are a letter of their own. `limit` is what is counted for the client.
    413 for more than anybody types, which is neither looked through nor shown back.
    """
    if length(request) > LARGEST_LETTER:
        return error_page(request, 413, limit=f"{LARGEST_LETTER / 1_000_000:.1f} MB")
    is_right = form.is_valid()
    if form.cleaned_data.get("website"):
        return redirect(done)
    rendering = letters.opened(form.cleaned_data.get("token", ""))
    if is_right and not rendering:
        form.add_error(form.main, form.late)
    if form.errors:
        return _again(form, page)
    once = letters.name_of(rendering, done, _typed(form))
    if not is_saved(once):
        if seconds := limits.wait(request, limit):
            return _too_many(form, page, seconds)
        save(once, form.cleaned_data)
    return redirect(done)


def _typed(form: LetterForm) -> dict[str, str]:
    """What a person typed, cleaned, by field."""
    return {name: str(value) for name, value in form.cleaned_data.items() if name not in LetterForm.base_fields}


def _too_many(form: LetterForm, page: Page, seconds: int) -> HttpResponse:
    form.add_error(form.main, str(form.many) % {"minutes": -(-seconds // 60)})
    response = _again(form, page, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _again(form: LetterForm, page: Page, status: int = 200) -> HttpResponse:
    """The form with a token that can be used."""
    form.data = form.data.copy()
    if not letters.opened(form.data.get("token", "")):
        form.data["token"] = letters.new_token()
    return page(form, status=status)


def written(request: HttpRequest, template: str, form: LetterForm, status: int = 200, **context: Any) -> HttpResponse:
    """The page of a form: kept by nobody, and nothing for search engines."""
    own = {"form": form, "errors": _faults(form), "robots": NO_ROBOTS, "canonical": ""}
    response = show(request, template, own | context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _faults(form: LetterForm) -> list[tuple[str, str]]:
    """The faults for the summary; one of a choice leads to its first round, which can be focused."""
    rounds = {form[name].auto_id for name, field in form.fields.items() if isinstance(field.widget, RadioSelect)}
    return [(message, f"{place}_0" if place in rounds else place) for message, place in faults(form)]
