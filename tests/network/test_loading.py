"""Organisations from content/: the address for questions comes along, and what people changed stays."""

import pytest
from django.conf import settings

from network.loading import load_organisations
from network.models import Organisation

FILE = settings.BASE_DIR / "content" / "organisations.toml"


@pytest.mark.django_db
def test_invented_organisations_have_invented_addresses(base: None) -> None:
    load_organisations(FILE, demo=True)
    addresses = list(Organisation.objects.filter(is_demo=True).values_list("email", flat=True))
    assert len(addresses) >= 10
    assert all(address.endswith(".example") for address in addresses)
    assert len(set(addresses)) == len(addresses)


@pytest.mark.django_db
def test_an_address_given_by_a_coordinator_stays(base: None) -> None:
    load_organisations(FILE, demo=False)
    Organisation.objects.filter(code="ulvila").update(email="sivistys@ulvila.example")
    load_organisations(FILE, demo=False)
    assert Organisation.objects.get(code="ulvila").email == "sivistys@ulvila.example"
