"""What tampering, haste and conflicts of interest must not bring about."""

import pytest
from django.test import Client
from django.urls import reverse

from network.models import Duty, Membership
from practices import assessing, assessors, completeness, edits, telling
from practices.models import Version
from practices.states import Depth, State

from ..factory import Cast, draft, in_state, read


def test_the_same_choice_twice_is_stored_once(client: Client, cast: Cast) -> None:
    version = draft(cast)
    client.force_login(cast.author)
    url = reverse("practices:edit", kwargs={"public_id": version.practice.public_id, "page": "for-whom"})
    answer = client.post(url, {"level": "home", "stage": "grades-3-6", "theme": ["clue", "clue"], "go": "stay"})
    assert answer.status_code in (200, 302)
    assert completeness.chosen_codes(read(version))["theme"] == ["clue"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil.example", "data:text/html,x", "JaVaScRiPt:x"])
def test_only_web_addresses_become_links(cast: Cast, url: str) -> None:
    version = draft(cast, links=[{"title": "Linkki", "url": url}, {"title": "Hyvä", "url": "https://example.org/"}])
    assert telling.told(version, "fi").links == (("Hyvä", "https://example.org/"),)


def test_answers_that_the_depth_does_not_ask_are_kept_but_not_shown(cast: Cast) -> None:
    version = draft(cast, pitfalls="Sadepäivä yllätti.")
    edits.set_depth(version, Depth.TIP, by=cast.author)
    told = telling.told(read(version), "fi")
    assert "pitfalls" not in [answer.code for answer in told.answers]
    assert read(version).original.pitfalls == "Sadepäivä yllätti."


def test_nobody_decides_on_a_practice_of_the_own_school(cast: Cast) -> None:
    version = in_state(cast, State.SUBMITTED)
    Membership.objects.create(user=cast.coordinator, organisation=cast.school)
    assert not Version.unscoped.for_user(cast.coordinator, "decide").filter(pk=version.pk).exists()


def test_who_decides_does_not_assess(cast: Cast) -> None:
    Duty.objects.create(user=cast.coordinator, kind=Duty.Kind.PEER)
    version = in_state(cast, State.IN_ASSESSMENT)
    assert cast.coordinator not in assessors.untied(version, cast.coordinator)
    with pytest.raises(assessing.Refused):
        assessing.assign(version, cast.coordinator, kind="peer", by=cast.coordinator)


def test_page_of_the_admin_with_an_odd_number_is_missing(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    assert client.get("/admin/practices/version/%C2%B2/change/").status_code in (302, 404)


def test_same_key_with_other_words_is_another_deed(client: Client, cast: Cast) -> None:
    client.force_login(cast.author)
    form = {"place": f"project-{cast.project.pk}", "depth": "tip", "language": "fi", "once": "a" * 24}
    for title in ("Ensimmäinen", "Ensimmäinen", "Toinen"):
        client.post(reverse("practices:create"), form | {"title": title})
    assert sorted(v.title for v in Version.unscoped.all()) == ["Ensimmäinen", "Toinen"]
