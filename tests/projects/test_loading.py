"""Projects from content/: who paid is told in three languages, and what people changed stays."""

import pytest
from django.conf import settings

from projects.loading import load_coordinations, load_projects
from projects.models import CoordinationProject, Project

FILE = settings.BASE_DIR / "content" / "projects.toml"
AGENCY = ["Opetushallitus", "Utbildningsstyrelsen", "Finnish National Agency for Education"]


def told(row: Project | CoordinationProject) -> list[str]:
    return [row.funded_by(language) for language in ("fi", "sv", "en")]


def test_funder_comes_in_three_languages(base: None) -> None:
    load_projects(FILE, demo=True)
    assert {tuple(told(row)) for row in CoordinationProject.objects.all()} == {tuple(AGENCY)}
    assert {tuple(told(row)) for row in Project.objects.filter(is_demo=True)} == {
        ("Valtionavustus", "Statsunderstöd", "State grant"),
        ("Kunnan oma rahoitus", "Kommunens egen finansiering", "The municipality’s own funding"),
        ("Erasmus+",) * 3,
        ("Nordplus",) * 3,
    }


def test_a_funder_of_one_name_has_it_in_every_language() -> None:
    for row in (Project(funder="Nordplus"), CoordinationProject(funder="Nordplus"), Project(), CoordinationProject()):
        assert told(row) == [row.funder] * 3


@pytest.mark.parametrize("model", [Project, CoordinationProject])
def test_rows_of_an_older_database_get_the_other_languages(
    base: None, model: type[Project] | type[CoordinationProject]
) -> None:
    """Their loaded values do not know the fields yet; a funder that somebody wrote stays."""
    row = model.objects.exclude(funder_sv="").first()
    assert row is not None
    whole = told(row)
    for field in ("funder_sv", "funder_en"):
        del row.loaded[field]
        setattr(row, field, "")
    row.funder = "Kunta"
    row.save()
    assert load_coordinations(FILE) + load_projects(FILE, demo=False) == 1
    row.refresh_from_db()
    assert told(row) == ["Kunta", *whole[1:]]
    assert load_coordinations(FILE) + load_projects(FILE, demo=False) == 0


@pytest.mark.parametrize("model", [Project, CoordinationProject])
def test_a_funder_told_by_a_coordinator_stays(base: None, model: type[Project] | type[CoordinationProject]) -> None:
    model.objects.update(funder_sv="Fonden")
    load_coordinations(FILE)
    load_projects(FILE, demo=False)
    assert set(model.objects.values_list("funder_sv", flat=True)) == {"Fonden"}
