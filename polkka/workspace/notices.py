"""What somebody should look at on the server, told on the first page of the admin by whoever watches it."""

from collections.abc import Callable

from django.http import HttpRequest

_watchers: list[Callable[[HttpRequest], list[str]]] = []


def told_by(watcher: Callable[[HttpRequest], list[str]]) -> None:
    """Have `watcher` asked by the first page: it gives sentences in the language of the page."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def of(request: HttpRequest) -> list[str]:
    """All sentences for those who run the mail and the server."""
    return [sentence for watcher in _watchers for sentence in watcher(request)]
