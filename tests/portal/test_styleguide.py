"""The style guide."""

import re
from collections import Counter

from django.test import Client


def test_styleguide_shows_every_component(client: Client, base: None) -> None:
    response = client.get("/styleguide/", headers={"accept-language": "en"})
    content = response.content.decode()
    assert response.status_code == 200
    assert content.count('aria-labelledby="g-') >= 15
    assert '<meta name="robots" content="noindex">' in content
    assert not response.cookies
    titles = re.findall(r'<h2 id="g-[^>]*>([^<]+)</h2>', content)
    assert len(titles) == len(set(titles)) >= 15
    assert [name for name, times in Counter(re.findall(r' id="([^"]+)"', content)).items() if times > 1] == []


def test_styleguide_refuses_a_post(client: Client, base: None) -> None:
    assert client.post("/styleguide/").status_code == 405
