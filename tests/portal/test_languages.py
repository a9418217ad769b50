"""What readers see of translations: those that are ready, marked when the original has changed; nothing before that."""

import pytest
from django.test import Client

from polkka.upkeep import outbox
from practices import edits, renewing, translating
from practices.models import Text, Version
from practices.questions import BY_CODE
from practices.states import Depth

from ..factory import Cast, draft, go, read
from ..practices.translations import translated
from .published import publish, publish_with_summary

CANARY = "salaisuus kanarialintu"
"""Searched for by its second word, which is all that a page without hits repeats."""
HIDDEN = {"title": f"Dold {CANARY}", "summary": f"Gömd {CANARY}.", "challenge": f"Lång {CANARY}."}


def _page(client: Client, version: Version, language: str = "sv") -> str:
    return client.get(f"/p/{version.practice.public_id}", headers={"accept-language": language}, follow=True).text


def _everywhere(client: Client, version: Version) -> str:
    """Everything public that tells of a practice."""
    public_id = version.practice.public_id
    paths = [
        "/api/practices/",
        "/sv/",
        "/sv/praxis/",
        "/sv/praxis/?q=kanarialintu",
        "/sv/praxis/flode/",
        "/sitemap.xml",
    ]
    paths += ["/sv/praxis/flode/json/", f"/sv/praxis/{public_id}/kort/"]
    pages = [client.get(path, follow=True) for path in paths]
    assert [page.status_code for page in pages] == [200] * len(paths)
    return "\n".join(
        [_page(client, version, code) for code in ("fi", "sv", "en")] + [page.content.decode() for page in pages]
    )


def _found(client: Client, word: str) -> int:
    """How many practices the search finds by a word."""
    return int(client.get("/sv/praxis/", {"q": word}).context["total"])


@pytest.mark.parametrize("is_offered", [False, True])
def test_a_translation_of_a_published_practice_is_nowhere_before_it_is_published(
    cast: Cast, client: Client, is_offered: bool
) -> None:
    version = publish(cast)
    translated(version, cast.author, **HIDDEN)
    if is_offered:
        renewing.offer(version, "sv", by=cast.author)

    assert CANARY not in _everywhere(client, version)
    assert _found(client, "kanarialintu") == 0


def test_a_translation_that_is_not_ready_stays_hidden_when_its_version_is_published(cast: Cast, client: Client) -> None:
    version = draft(cast, depth=Depth.TIP)
    translating.save(version, "sv", HIDDEN, by=cast.author, seen={})
    with outbox.muted():
        version = go(go(version, "submit", cast.author), "publish", cast.coordinator)

    assert CANARY not in _everywhere(client, version)
    assert _found(client, "kanarialintu") == 0


def test_of_a_lone_summary_only_title_and_summary_are_told_and_found(cast: Cast, client: Client) -> None:
    version = publish_with_summary(cast, "Puron tarina", "sv", "Bäckens berättelse", "Klassen vid bäcken.")
    Text.unscoped.filter(version=version, language="sv").update(challenge=HIDDEN["challenge"])
    with outbox.muted():
        version = go(go(version, "withdraw", cast.coordinator, note="Pyynnöstä."), "restore", cast.coordinator)

    assert CANARY not in _everywhere(client, version)
    assert _found(client, "kanarialintu") == 0


def test_a_published_translation_is_read_and_found(cast: Cast, client: Client) -> None:
    version = publish(cast)
    translated(version, cast.author, title="Bäckens berättelse", challenge=HIDDEN["challenge"])
    renewing.offer(version, "sv", by=cast.author)
    before = _page(client, version)
    renewing.publish_text(version, "sv", by=cast.coordinator, seen=read(version).edit)
    after = _page(client, version)

    assert ["Bäckens berättelse" in page for page in (before, after)] == [False, True]
    assert _found(client, "kanarialintu") == 1


def test_an_outdated_translation_says_so_and_leads_to_the_original(cast: Cast, client: Client) -> None:
    first = publish(cast)
    newer = edits.new_version(translated(first, cast.author), by=cast.author)
    translating.ready(newer, "sv", by=cast.author)
    pages = []
    with outbox.muted():
        version = go(go(newer, "submit", cast.author), "publish", cast.coordinator)
        pages.append(client.get(_address(version)).context["practice"])
        newest = edits.new_version(version, by=cast.author)
        before = edits.digest(edits.value(newest, BY_CODE["result"]))
        edits.save(newest, {"result": "Toisin kuin ennen."}, by=cast.author, seen={"result": before})
        version = go(go(newest, "submit", cast.author), "publish", cast.coordinator)
    response = client.get(_address(version))
    pages.append(response.context["practice"])

    assert [page.is_outdated for page in pages] == [False, True]
    assert pages[1].original_path in response.text
    assert pages[1].language == "sv"


def _address(version: Version) -> str:
    title = read(version).texts.get(language="sv").title
    assert title == "sv Puron tarina"
    return f"/sv/praxis/{version.practice.public_id}-sv-puron-tarina/"
