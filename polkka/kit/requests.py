"""What a request says of itself: how long it is, what form it holds, and the page that it came from."""

import inspect
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

LARGEST = 200_000  # bytes of a form that are kept or shown back


def length(request: HttpRequest) -> int:
    """The length of the body in bytes as the header gives it; 0 if it gives none, -1 if it gives no number."""
    try:
        return max(-1, int(request.META.get("CONTENT_LENGTH") or 0))
    except ValueError:
        return -1


def fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Every name and value of the form that was sent; nothing of one that is too large to be kept or shown back."""
    if length(request) > LARGEST:
        return []
    return [(name, str(value)) for name, values in request.POST.lists() for value in values]


def page_before(request: HttpRequest, otherwise: str) -> str:
    """The page from which a form was sent; `otherwise` if it is not known or cannot be opened."""
    address = _referer(request)
    return address if can_be_opened(address) else otherwise


def _referer(request: HttpRequest) -> str:
    """Path and query of the page before, if it is one of this host."""
    address = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}):
        return ""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def can_be_opened(address: str) -> bool:
    """Whether it is an address of the portal that answers a GET."""
    try:
        return "GET" in (methods_of(resolve(urlsplit(address).path).func) or ("GET",))
    except Resolver404:
        return False


def methods_of(view: Callable[..., Any]) -> tuple[str, ...]:
    """The methods that Django's decorators let through to the view; nothing if they let everything through."""
    held = inspect.getclosurevars(view).nonlocals if inspect.isfunction(view) else {}
    return tuple(held.get("request_method_list", ()))
