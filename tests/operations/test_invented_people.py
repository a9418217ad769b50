"""People of the demonstration in a database that is asked as that of a production."""

import pytest

from network.models import User
from polkka.operations import checks

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    return [str(one.id) for one in checks.invented_people()]


def test_invented_people_who_can_sign_in_are_told() -> None:
    User.objects.create_user("oikea@koulu.example")
    assert told() == []
    invented = User.objects.create_user("aino@polkka.example", is_demo=True)
    assert told() == ["operations.W020"]
    invented.is_active = False
    invented.save()
    assert told() == []
