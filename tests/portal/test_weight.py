"""A public page is light: everything it needs, compressed as it is sent, stays under 60 kB."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from polkka.kit.styles import build_css
from tests.factory import Cast

from .published import publish_many

MOST = 60_000
NEEDED = re.compile(r'(?:<link rel="(?:stylesheet|icon)"[^>]*?|<img[^>]*?|<script[^>]*?)(?:href|src)="([^"]+)"')
PAGES = ("/fi/", "/sv/praxis/", "/en/practices/?q=puro", "/fi/kriteerit/", "/fi/hankkeet/", "/styleguide/")


def _sent(client: Client, url: str) -> bytes:
    """The bytes that go over the wire for one address."""
    if url.startswith("/static/"):
        found = finders.find(url.removeprefix("/static/"))
        assert found is not None, url
        return gzip.compress(Path(found).read_bytes())
    response = client.get(url, headers={"accept-encoding": "gzip"})
    assert response.status_code == 200, url
    return b"".join(response) if response.streaming else response.content


@pytest.mark.parametrize("path", PAGES)
def test_public_page_is_light(path: str, client: Client, cast: Cast) -> None:
    build_css()
    publish_many(cast, 12)
    html = client.get(path).content.decode()
    needed = set(NEEDED.findall(html))
    assert any(url.endswith("polkka.css") for url in needed)
    sizes = {url: len(_sent(client, url)) for url in {path, *needed}}
    assert sum(sizes.values()) <= MOST, sizes
