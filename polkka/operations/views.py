"""What machines ask: /healthz (does it live), /readyz (can it answer people), /metrics (figures).

They answer before anything else looks at the request: without session, host name, redirect to https or maintenance.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from polkka.kit.access import public

from . import health, metrics

PROBES = {"/healthz": "healthz", "/readyz": "readyz", "/metrics": "metrics"}
"""Address → name."""


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives; nothing else is asked."""
    return _plain(HttpResponse("ok\n", content_type="text/plain; charset=utf-8"))


@public
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """How each part is: 200, or 503 if this process cannot answer people."""
    report = health.report()
    return _plain(JsonResponse(report.shown(), status=200 if report.is_ready else 503))


@public
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The figures, for who knows METRICS_TOKEN; a missing page for anybody else."""
    if not may_read(request):
        raise Http404
    return _plain(HttpResponse(metrics.text(), content_type=metrics.CONTENT_TYPE))


def may_read(request: HttpRequest) -> bool:
    """Whether the request brings the token."""
    scheme, _space, given = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    token = settings.METRICS_TOKEN
    return bool(token) and scheme.lower() == "bearer" and constant_time_compare(given.strip(), token)


def _plain(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response._has_been_logged = True  # type: ignore[attr-defined]  # a process that is not ready says why in its own line
    return response


def probe(request: HttpRequest) -> HttpResponse | None:
    """The answer to a probe; None if it is none, or asks for figures without the token: then it is a missing page."""
    name = PROBES.get(request.path_info)
    if name is None or (name == "metrics" and not may_read(request)):
        return None
    return VIEWS[name](request)


VIEWS = {"healthz": healthz, "readyz": readyz, "metrics": figures}
