"""What a request says of itself: how long it is, what form it holds, and the page that it came from."""

import inspect
import ipaddress
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

Taker = TypeVar("Taker", bound=Callable[..., object])
LARGEST = 1_300_000  # bytes of a form that are kept or shown back: 100,000 characters of any script
LARGEST_LETTER = 200_000  # bytes of a form that anybody may send
LARGEST_WITH_FILES = 65_000_000  # bytes of a form that brings files


def length(request: HttpRequest) -> int:
    """The length of the body in bytes as the header gives it; 0 if it gives none, -1 if it gives no number."""
    try:
        return max(-1, int(request.META.get("CONTENT_LENGTH") or 0))
    except ValueError:
        return -1


def address(request: HttpRequest) -> str:
    """The address of who asks: what the outermost trusted server says, else that of the connection; "" if unknown.

    Only the last TRUSTED_PROXIES entries of X-Forwarded-For were written by servers of ours; whatever stands before
    them came with the request.
    """
    said = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    count = settings.TRUSTED_PROXIES
    told = _address(said[-count]) if 0 < count <= len(said) else ""
    return told or _address(request.META.get("REMOTE_ADDR", ""))


def _address(written: str) -> str:
    """An address in its one way of writing, an IPv4 address in IPv6 as IPv4, without its link; "" for what is none."""
    try:
        found = ipaddress.ip_address(written.strip().partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)


def fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Every name and value of the form that was sent; nothing of one that is too large to be kept or shown back."""
    if length(request) > LARGEST:
        return []
    return [(name, str(value)) for name, values in request.POST.lists() for value in values]


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, which reads the answer as data."""
    return request.headers.get("Accept", "").startswith("application/json")


def takes_files(view: Taker) -> Taker:
    """A form with files may be sent to this view: larger than any other, written to the disk while it arrives."""
    view.takes_files = True  # type: ignore[attr-defined]  # a function takes any attribute; its type cannot say so
    return view


def limit(request: HttpRequest) -> int:
    """The largest body in bytes that this address takes."""
    if request.content_type == "multipart/form-data":
        try:
            if getattr(resolve(request.path_info).func, "takes_files", False):
                return LARGEST_WITH_FILES
        except Resolver404:
            pass
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


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
