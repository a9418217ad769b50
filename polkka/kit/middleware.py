"""Requests that no page could read are answered here, before anything looks at them."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from .errors import error_page, last_page
from .requests import length, limit

DRAINED = 32_000_000  # bytes read and thrown away so that the sender hears the answer


def _is_plain(raw: str) -> bool:
    """False for a NUL or for bytes that are no UTF-8."""
    try:
        return "\0" not in unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        return False


def _drain(request: HttpRequest, size: int) -> None:
    left = min(size, DRAINED)
    while left > 0 and (chunk := request.read(min(left, 65_536))):
        left -= len(chunk)


def _is_cut(request: HttpRequest, size: int) -> bool:
    """Whether less of a form has come than was announced: half a text must not be saved in place of a whole one."""
    if request.content_type != "application/x-www-form-urlencoded":
        return False
    try:
        return len(request.body) < size
    except OSError:
        return True


def _told_method(request: HttpRequest, bare: HttpResponse) -> HttpResponse:
    """Django answers a wrong method with nothing but a header; people get a page with it."""
    response = error_page(request, 405)
    response["Allow"] = bare["Allow"]
    return response


class PlainRequest:
    """Pages that say what to do.

    400 for an address that is no text and for half a form, 413 for a large body, 405 for a wrong method.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (_is_plain(request.META.get("QUERY_STRING", "")) and "\0" not in request.path_info):
            return error_page(request, 400)
        size = length(request)
        if size < 0:
            return error_page(request, 400)
        if size > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and size > (most := limit(request)):
            _drain(request, size)
            return error_page(request, 413, limit=f"{most / 1_000_000:.1f} MB")
        if _is_cut(request, size):
            return error_page(request, 400)
        response = self.get_response(request)
        return _told_method(request, response) if response.status_code == 405 and not response.content else response


class Maintenance:
    """Answers every address with 503 while the portal is being looked after, without session or database.

    It stands behind what serves the style sheet and sets the headers, and before all else.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.MAINTENANCE:
            raise MiddlewareNotUsed

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = last_page(request, 503)
        response["Retry-After"] = str(settings.MAINTENANCE * 60)
        return response
