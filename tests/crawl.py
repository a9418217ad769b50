"""Walks every page that a person can reach by links, so that a test can look at all of them."""

import html
import re
from collections import Counter, deque
from dataclasses import dataclass, field

from django.test import Client

from network.models import User

HREF = re.compile(r'(?:href|src|action)="(/[^"#]*)')
LEAVE_ALONE = re.compile(
    r"/(kirjaudu-ulos|logga-ut|sign-out|static|jsi18n)|/(kielet|sprak|languages)/../(challenge|method|result|school|adopt|more)/"
)
"""Ways out, files, and of a translation all pages but the first: they are one view."""
ALIKE = re.compile(
    r"/(?:fi|sv|en)/(?:kaytannot|praxis|practices)/[\w-]*/?\?|/(?:fi|sv|en)/(?:oppiaine|amne|subject)/"
    r"|/admin/(?:taxonomy|criteria|portal)/\w+/\d+/|/admin/\w+/\w+/\?"
)
"""Lists with one choice, and rows that everybody may read: enough of them are looked at, not all."""
MOST_ALIKE = 8
ONLY_ORDERED = re.compile(r"/admin/.*\?o=")
"""The rows of a list in another order."""
MOST = 900


@dataclass
class Walk:
    """What was seen: address → (status, body and headers as text)."""

    pages: dict[str, tuple[int, str]] = field(default_factory=dict)

    def holding(self, canary: str) -> list[str]:
        """The addresses whose answer contains the canary."""
        return sorted(url for url, (_status, text) in self.pages.items() if canary in text)


def walk(user: User | None, *starts: str) -> Walk:
    """Follow every link from `starts` as this person, GET only, within the languages the starts are in.

    Facet combinations are followed one level deep, and of pages that are alike a number. Too many pages are an error:
    what is cut off would prove nothing.
    """
    spoken = {start[:4] for start in starts if re.match(r"/(fi|sv|en)/", start)}
    client, seen, alike = Client(raise_request_exception=True), Walk(), Counter[str]()
    if user:
        client.force_login(user)
    queue = deque(starts or ["/fi/"])
    while queue:
        assert len(seen.pages) < MOST
        url = queue.popleft()
        is_spoken = not re.match(r"/(fi|sv|en)/", url) or url[:4] in spoken
        if url in seen.pages or not is_spoken or LEAVE_ALONE.search(url) or url.count("=") > 1:
            continue
        if ONLY_ORDERED.match(url) or _is_one_too_many(url, alike):
            continue
        response = client.get(url)
        body = b"".join(response) if response.streaming else response.content
        text = html.unescape(body.decode("utf-8", "replace"))
        headers = " ".join(f"{name}: {value}" for name, value in response.items())
        seen.pages[url] = (response.status_code, f"{headers}\n{text}")
        if location := response.headers.get("Location"):
            queue.append(location)
        queue.extend(html.unescape(found) for found in HREF.findall(body.decode("utf-8", "replace")))
    return seen


def _is_one_too_many(url: str, alike: Counter[str]) -> bool:
    """Count a page that is like others; whether there have been enough of them."""
    found = ALIKE.match(url)
    if found is None:
        return False
    shape = re.sub(r"\d+", "", found[0])
    alike[shape] += 1
    return alike[shape] > MOST_ALIKE
