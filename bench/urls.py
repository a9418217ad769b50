"""The portal's addresses and one page that says hello, behind the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from polkka.kit.access import public
from polkka.urls import handler400, handler403, handler404, handler429, handler500
from polkka.urls import urlpatterns as portal


@public
def hello(request: HttpRequest) -> HttpResponse:
    """The yardstick."""
    return HttpResponse("Hello, world")


urlpatterns = [path("hello/", hello), *portal]
__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]
