"""A set-up that the tests of a module share: made once, in a transaction that is taken back at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.utils.safestring import SafeString

from network.models import User
from polkka.portal.loading import load_base
from taxonomy.models import Vocabulary

from .told_headers import lacking

ERROR_PAGE = "errors/error.html"


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written inside is gone afterwards; inside one another too."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # durable transactions are allowed inside, as in a TestCase
    with block:
        try:
            yield
        finally:
            transaction.set_rollback(True)


@contextmanager
def shared_database(blocker: Any) -> Iterator[None]:
    """The test database with the base content, open for the tests of a module and taken back after them.

    The tests have to be marked `django_db`: that is how the database is known to be needed.
    """
    with blocker.unblock(), taken_back():
        cache.clear()
        if not Vocabulary.objects.exists():
            load_base(lambda line: None)
        yield


class Door:
    """One client for many people, each signed in once; nothing that a request does is kept."""

    def __init__(self, people: dict[str, User | None]) -> None:
        self.client = Client()
        self.cookies = {part: self._cookie_of(user) for part, user in people.items()}

    def _cookie_of(self, user: User | None) -> str:
        if user is None:
            return ""
        client = Client()
        client.force_login(user)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def ask(self, part: str, method: str, url: str) -> int:
        """The status that this person gets; the body is not told."""
        self.client.cookies = SimpleCookie()
        if cookie := self.cookies[part]:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = cookie
        with taken_back():
            response = getattr(self.client, method)(url)
            assert lacking(response) == [], url
            if response.streaming:
                b"".join(response)  # a file is closed when it has been read
            return int(response.status_code)


class DrawnOnce:
    """Draws a page for the first person who gets it, and nothing for the others: only their answer is asked."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.place, self.drawn = "", set[tuple[str, str]]()
        draw = Template.render

        def render(template: Template, context: Any = None, request: Any = None) -> SafeString:
            name = str(template.template.name)
            key = ("" if name == ERROR_PAGE else self.place, name)
            if key in self.drawn:
                return SafeString("")
            self.drawn.add(key)
            return draw(template, context, request)

        patch.setattr(Template, "render", render)
