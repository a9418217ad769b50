"""Walks every page that a person can reach by links, so that a test can look at all of them."""

import html
import io
import json
import re
import zipfile
from collections import Counter, deque
from dataclasses import dataclass, field

from django.test import Client

from network.models import User

LOCATION = re.compile(r"^Location: (\S+)$", re.MULTILINE)
HREF = re.compile(r'(?:href|src|action)="(/[^"#]*)')
LEAVE_ALONE = re.compile(
    r"/(kirjaudu-ulos|logga-ut|sign-out|static|jsi18n)|/(kielet|sprak|languages)/../(challenge|method|result|school|adopt|more)/"
)
"""Ways out, files, and of a translation all pages but the first: they are one view."""
ALIKE = re.compile(
    r"/(?:fi|sv|en)/(?:kaytannot|praxis|practices)/[\w-]*/?\?|/(?:fi|sv|en)/organis[a-z]+/\?|/(?:fi|sv|en)/(?:oppiaine|amne|subject)/"
    r"|/(?:fi|sv|en)/(?:kaytannot|praxis|practices)/(?:syote|flode|feed)/"
    r"|/admin/(?:taxonomy|criteria|portal)/\w+/\d+/|/admin/\w+/\w+/\?|/admin/(?=export/\S*\?)|/admin/\w+/\w+/\d+/history/"
    r"|/admin/practices/(?:gateanswer|historyentry)/\d+/change/"
    r"|/admin/export/(?=\w+/\w+/(?:xlsx|json)/)"
    r"|/admin/(?:search/lexeme|account/emailaddress)/\d+/|/admin/upkeep/mail/again/"
)
"""Lists with one choice, and rows that everybody may read: enough of them are looked at, not all."""
MOST_ALIKE = 4
SAME_AGAIN = re.compile(r"/admin/.*\?(?:o|_changelist_filters)=")
"""The rows of a list in another order, and a row that remembers from which list it was opened."""
MOST = 900


@dataclass
class Walk:
    """What was seen: address → (status, body and headers as text)."""

    pages: dict[str, tuple[int, str]] = field(default_factory=dict)

    def holding(self, canary: str) -> list[str]:
        """The addresses whose answer contains the canary."""
        return sorted(url for url, (_status, text) in self.pages.items() if canary in text)


def walk(user: User | None, *starts: str, only: re.Pattern[str] | None = None) -> Walk:
    """Follow every link from `starts` as this person, GET only, within the languages the starts are in.

    `only`: pages elsewhere are left out. Facet combinations are followed one level deep, and of pages that are alike
    a number. Too many pages are an error: what is cut off would prove nothing.
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
        if SAME_AGAIN.match(url) or (only and not only.match(url)) or _is_one_too_many(url, alike):
            continue
        status, headers, body = look(client, url)
        seen.pages[url] = status, f"{headers}\n{html.unescape(body)}"
        if location := LOCATION.search(headers):
            queue.append(location[1])
        queue.extend(html.unescape(found) for found in HREF.findall(body))
    return seen


def look(client: Client, url: str) -> tuple[int, str, str]:
    """Status, headers and text of an answer; of a file that is an archive, everything that is packed in it."""
    response = client.get(url)
    body = b"".join(response) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    if response.headers.get("Content-Type", "").startswith("application/json"):
        body = json.dumps(json.loads(body), ensure_ascii=False).encode()
    return response.status_code, headers, unpacked(body).decode("utf-8", "replace")


def unpacked(body: bytes) -> bytes:
    """The parts of a workbook, document or other archive one after the other; anything else as it is."""
    if not body.startswith(b"PK\x03\x04"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return b"\n".join(name.encode() + b"\n" + unpacked(archive.read(name)) for name in archive.namelist())


def _is_one_too_many(url: str, alike: Counter[str]) -> bool:
    """Count a page that is like others; whether there have been enough of them."""
    found = ALIKE.match(url)
    if found is None:
        return False
    shape = re.sub(r"\d+", "", found[0])
    alike[shape] += 1
    return alike[shape] > MOST_ALIKE
