"""What each role may do, as one table, and the duties that give the roles."""

import pytest
from django.apps import apps

from network.models import Duty, User
from network.roles import ROLES, permissions

from ..factory import Cast

DEEDS = {
    "practices.write": {"author", "editor", "stranger"},
    "practices.assess": {"peer", "second_peer", "expert"},
    "practices.coordinate": {"coordinator", "other_coordinator", "chief"},
    "practices.coordinate_all": {"chief"},
    "polkka.admin": {"coordinator", "other_coordinator", "chief", "counsellor", "administrator"},
    "network.change_user": {"administrator"},
    "network.change_duty": {"administrator"},
    "upkeep.resend_mail": {"administrator"},
    "taxonomy.change_concept": {"chief"},
    "practices.change_version": set(),
    "practices.add_historyentry": set(),
    "practices.change_assessment": set(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("deed", list(DEEDS))
def test_deed_belongs_to_these_people(cast: Cast, deed: str) -> None:
    able = {part for part, user in cast.everybody().items() if user and user.has_perm(deed)}
    assert able == DEEDS[deed]


@pytest.mark.django_db
def test_somebody_inactive_may_do_nothing(cast: Cast) -> None:
    User.objects.filter(pk=cast.chief.pk).update(is_active=False)
    chief = User.objects.get(pk=cast.chief.pk)
    assert (chief.has_perm("practices.coordinate"), chief.is_staff) == (False, False)


@pytest.mark.django_db
def test_roles_add_up(cast: Cast) -> None:
    Duty.objects.create(user=cast.author, kind=Duty.Kind.PEER)
    author = User.objects.get(pk=cast.author.pk)
    assert (author.has_perm("practices.write"), author.has_perm("practices.assess")) == (True, True)


def test_every_duty_is_a_role() -> None:
    assert set(Duty.Kind.values) <= set(ROLES)


def test_permissions_of_no_role_are_none() -> None:
    assert permissions(frozenset()) == frozenset()


def test_rights_name_models_that_are_there() -> None:
    rows = {right for rights in ROLES.values() for right in rights if right.partition(".")[2].count("_") == 1}
    lost = set()
    for right in rows:
        app, _, name = right.partition(".")
        verb, _, model = name.partition("_")
        if verb in ("view", "add", "change", "delete") and model not in apps.all_models[app]:
            lost.add(right)
    assert lost == set()
