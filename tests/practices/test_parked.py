"""A form that came after its session had ended: shown after sign-in and sent again by a button."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from polkka.kit.access import PUBLIC
from polkka.upkeep.models import Parked
from practices import typed, urls
from practices.models import Version

from ..factory import Cast, draft, in_state, read


def url(key: str) -> str:
    return f"/en/desk/kept/{key}/"


def edit_url(version: Version, page: str) -> str:
    return f"/en/desk/{version.practice.public_id}/edit/{page}/"


def test_parked_form_goes_the_whole_way_round(cast: Cast, client: Client) -> None:
    version = draft(cast)
    ended = client.post(edit_url(version, "challenge"), {"challenge": "Kirjoitin tämän\nkahdelle riville"})
    client.force_login(cast.author)
    response = client.get(QueryDict(ended.url.partition("?")[2])["next"])

    kept = response.context["kept"]
    sent = client.post(kept.path, dict(kept.fields))

    assert response.context["typed"] == [("Challenge", "Kirjoitin tämän\nkahdelle riville")]
    assert sent.url == edit_url(version, "method")
    assert read(version).original.challenge == "Kirjoitin tämän\nkahdelle riville"


def test_parked_form_is_told_in_words(cast: Cast, client: Client) -> None:
    version = draft(cast)
    fields = [
        ["level", "home"],
        ["level_also", "mobility"],
        ["stage", "preschool"],
        ["tags", "puro, joki"],
        ["seen-tags", "x"],
    ]
    kept = Parked.objects.create(path=edit_url(version, "for-whom"), fields=fields)
    client.force_login(cast.author)

    typed = client.get(url(kept.key)).context["typed"]

    assert [(str(label), words) for label, words in typed] == [
        ("Level of internationalisation", "Internationalisation at home, Mobility"),
        ("School stage", "Pre-primary education"),
        ("Keywords", "puro, joki"),
    ]


def test_parked_form_posts_every_field_to_where_it_was_going(cast: Cast, client: Client) -> None:
    version = draft(cast)
    fields = [["steps-0-title", "Yksi <b>"], ["steps-0-text", ""], ["go", "stay"]]
    kept = Parked.objects.create(path=edit_url(version, "method"), fields=fields)
    client.force_login(cast.author)

    content = client.get(url(kept.key)).content.decode()

    assert f'<form class="space-above" method="post" action="{kept.path}">' in content
    assert '<input type="hidden" name="steps-0-title" value="Yksi &lt;b&gt;">' in content
    assert '<input type="hidden" name="go" value="stay">' in content


def test_parked_letter_shows_only_what_was_typed(cast: Cast, client: Client) -> None:
    version = in_state(cast, "submitted")
    fields = [["note", "Pitkä kirje"], ["seen", "3"], ["once", "one-form-key"], ["version", "1"]]
    kept = Parked.objects.create(path=f"/en/desk/{version.practice.public_id}/move/return/", fields=fields)
    client.force_login(cast.coordinator)

    assert client.get(url(kept.key)).context["typed"] == [("Letter to the authors", "Pitkä kirje")]


def test_parked_form_is_shown_in_another_language_too(cast: Cast, client: Client) -> None:
    version = draft(cast)
    kept = Parked.objects.create(path=edit_url(version, "result"), fields=[["result", "Teksti"]])
    client.force_login(cast.author)

    typed = client.get(f"/sv/skrivbord/sparat/{kept.key}/").context["typed"]

    assert [words for _label, words in typed] == ["Teksti"]


@pytest.mark.parametrize(("page", "last", "is_told"), [("files", "whole", True), ("edit/challenge", "go", False)])
def test_parked_form_says_that_files_are_chosen_again(
    cast: Cast, client: Client, page: str, last: str, is_told: bool
) -> None:
    ended = client.post(f"/en/desk/{draft(cast).practice.public_id}/{page}/", {last: "1"})
    client.force_login(cast.author)
    shown = client.get(QueryDict(ended.url.partition("?")[2])["next"])
    assert ("choose them again" in shown.content.decode()) == is_told


def test_parked_unknown_form_is_gone_in_a_friendly_way(cast: Cast, client: Client) -> None:
    client.force_login(cast.author)

    response = client.get(url("no-such-key"))

    assert response.status_code == 410
    assert 'class="button" href="/en/desk/"' in response.content.decode()


def test_parked_form_is_kept_for_a_day(cast: Cast, client: Client) -> None:
    kept = Parked.objects.create(path="/en/desk/new/", fields=[["title", "Vanha"]])
    Parked.objects.filter(pk=kept.pk).update(created_at=timezone.now() - timedelta(hours=25))
    client.force_login(cast.author)

    assert client.get(url(kept.key)).status_code == 410


def test_parked_form_of_somebody_else_cannot_be_sent(cast: Cast, client: Client) -> None:
    version = draft(cast)
    kept = Parked.objects.create(path=edit_url(version, "result"), fields=[["result", "Teksti"]])
    client.force_login(cast.stranger)

    assert client.post(kept.path, dict(kept.fields)).status_code == 404


def test_parked_asks_a_visitor_to_sign_in_and_only_reads(cast: Cast, client: Client) -> None:
    visitor = client.get(url("any-key"))
    client.force_login(cast.author)

    assert visitor.url.startswith("/en/sign-in/")
    assert client.post(url("any-key")).status_code == 405


def test_every_form_that_is_kept_is_shown_with_its_own_labels() -> None:
    kept = {f"practices:{one.name}" for one in urls.urlpatterns if getattr(one.callback, "access", PUBLIC).parks}
    assert kept - {*typed.FORMS, *typed.PAGES_OF_QUESTIONS} == set()
