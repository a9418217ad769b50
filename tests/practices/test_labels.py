"""Labels and profiles: cumulative, taken from what a version was assessed as, and poor ones for the authors only."""

import pytest
from django.test import Client
from django.urls import reverse

from criteria.models import CriteriaSet
from criteria.scoring import EXPERT, PEER, SELF, Scored
from polkka.kit.languages import speaking
from practices import feedback, labels, profiles, published
from practices.models import Answer, Assessment, Version
from practices.states import Label, State
from tests.factory import Cast, finish, in_state, read

GOOD, WEAK = {"CUR": 3, "IMP": 2}, {"CUR": 4, "IMP": 1}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], Label.DESCRIBED),
        ([Scored(PEER, GOOD)], Label.DESCRIBED),
        ([Scored(PEER, GOOD), Scored(SELF, GOOD)], Label.DESCRIBED),
        ([Scored(PEER, GOOD), Scored(EXPERT, GOOD)], Label.DESCRIBED),
        ([Scored(PEER, WEAK), Scored(PEER, WEAK)], Label.PEER),
        ([Scored(PEER, WEAK), Scored(PEER, WEAK), Scored(EXPERT, GOOD)], Label.EXPERT),
        ([Scored(PEER, GOOD), Scored(PEER, GOOD), Scored(EXPERT, WEAK)], Label.PEER),
        ([Scored(PEER, GOOD), Scored(PEER, GOOD), Scored(EXPERT, {"CUR": None})], Label.PEER),
        ([Scored(PEER, GOOD), Scored(PEER, GOOD), Scored(EXPERT, {"CUR": None, "IMP": 2})], Label.EXPERT),
    ],
)
def test_labels_are_gathered(rows: list[Scored], expected: Label) -> None:
    """An expert alone is not enough; an expert counts from step 2 in every criterion answered."""
    assert labels.label(rows) == expected


def corrected(version: Version) -> Version:
    """A small correction that has taken the place of a published version."""
    Version.unscoped.filter(pk=version.pk).update(state=State.SUPERSEDED)
    new = Version.unscoped.create(
        practice=version.practice, number=version.number + 1, state=State.PUBLISHED, label=version.label,
        assessed_as_id=version.judged_pk, criteria_set=version.criteria_set, depth=version.depth,
        published_at=version.published_at,
    )  # fmt: skip
    for text in version.texts.all():
        text.pk, text.version = None, new
        text.save()
    return new


@pytest.mark.django_db
def test_a_correction_keeps_label_and_profile(cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED)
    again = corrected(corrected(read(version)))
    assert labels.label(labels.scored(again)) == Label.PEER
    shown = published.practice(version.practice.public_id, "en")
    assert shown is not None and shown.profile is not None
    assert (shown.number, shown.card.label, shown.profile.total) == (3, Label.PEER, 75)
    assert profiles.profile(again, "en") == profiles.profile(version, "en")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "is_public"),
    [({}, True), ({"CUR": 1}, False), ({"CUR": 2}, True), (dict.fromkeys(("CUR", "IMP", "ENV", "NET"), 0), False)],
)
def test_a_poor_result_is_for_the_authors(client: Client, cast: Cast, changed: dict[str, int], is_public: bool) -> None:
    version = in_state(cast, State.PUBLISHED)
    for code, step in changed.items():
        Answer.objects.filter(criterion__code=code).update(step=step)
    shown = published.practice(version.practice.public_id, "fi")
    assert shown is not None and (shown.profile is not None) is is_public
    assert shown.card.label == Label.PEER
    page = client.get(shown.card.path).content.decode()
    assert ('class="profile"' in page) is is_public
    own = feedback.feedback(version.practice, "fi")
    assert own is not None and own.profile is not None and own.profile.is_public is is_public
    client.force_login(cast.author)
    with speaking("en"):
        told = client.get(reverse("practices:status", args=[version.practice.public_id])).content.decode()
    assert ("Readers do not see this profile" in told) is not is_public


@pytest.mark.django_db
def test_the_steps_of_one_person_are_never_public(cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED)
    Assessment.unscoped.filter(assessor=cast.peer).delete()
    shown = published.practice(version.practice.public_id, "fi")
    assert shown is not None and shown.profile is None


@pytest.mark.django_db
def test_a_weak_expert_is_not_shown_beside_good_peers(cast: Cast) -> None:
    version = in_state(cast, State.IN_ASSESSMENT)
    finish(version, cast.expert, by=cast.coordinator, kind="expert", step=1)
    found = profiles.profile(version, "fi")
    assert found is not None and (found.total, found.is_public) == (75, False)


@pytest.mark.django_db
def test_a_profile_leads_to_the_set_it_was_given_with(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED)
    shown = published.practice(version.practice.public_id, "fi")
    assert shown is not None and shown.profile is not None and shown.profile.earlier_set == ""
    CriteriaSet.objects.update(is_current=False)
    CriteriaSet.objects.create(version="2027", is_current=True)
    page = client.get(shown.card.path).content.decode()
    assert 'href="/fi/kriteerit/2011/"' in page
