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


@pytest.mark.django_db
def test_a_municipality_comes_with_its_swedish_name(base: None) -> None:
    load_organisations(FILE, demo=False)
    rows = Organisation.objects.filter(code__in=("oph", "ulvila", "tampere", "oulu", "pietarsaari"))
    assert {row.place("fi"): row.place("sv") for row in rows} == {
        "Helsinki": "Helsingfors", "Ulvila": "Ulvsby", "Tampere": "Tammerfors", "Oulu": "Uleåborg",
        "Pietarsaari": "Jakobstad",
    }  # fmt: skip
    assert all(row.place("en") == row.municipality for row in rows)


def test_a_municipality_of_one_name_has_it_in_every_language() -> None:
    for town in ("Fyrnäs", ""):
        assert {Organisation(municipality=town).place(language) for language in ("fi", "sv", "en")} == {town}


@pytest.mark.django_db
def test_rows_of_an_older_database_get_the_swedish_municipality(base: None) -> None:
    """Their loaded values do not know the field yet."""
    row = Organisation.objects.get(code="pietarsaari")
    row.municipality_sv = ""
    row.loaded.pop("municipality_sv", None)
    row.save()
    assert load_organisations(FILE, demo=False) == 1
    assert Organisation.objects.get(code="pietarsaari").municipality_sv == "Jakobstad"


@pytest.mark.django_db
def test_a_swedish_municipality_given_by_a_coordinator_stays(base: None) -> None:
    load_organisations(FILE, demo=False)
    Organisation.objects.filter(code="ulvila").update(municipality_sv="Ulvsby stad")
    load_organisations(FILE, demo=False)
    assert Organisation.objects.get(code="ulvila").municipality_sv == "Ulvsby stad"
