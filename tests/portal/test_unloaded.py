"""A site whose vocabularies have not been loaded yet: every page answers all the same."""

import pytest
from django.test import Client

from taxonomy import catalogue
from taxonomy.catalogue import Catalogue

PAGES = (
    "/en/", "/en/practices/", "/en/practices/feed/", "/en/projects/", "/en/organisations/", "/en/glossary/",
    "/en/follow/", "/en/in-numbers/", "/en/overview/", "/en/overview/csv/", "/en/overview/svg/", "/sitemap.xml",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_page_answers_without_vocabularies(
    path: str, client: Client, base: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "load", lambda: Catalogue({}))
    catalogue.forget()
    assert client.get(path).status_code == 200


def test_a_room_of_nothing_is_missing(client: Client, base: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "load", lambda: Catalogue({}))
    catalogue.forget()
    assert client.get("/en/theme/clue/").status_code == 404
