"""The page for operators names the figures and checks that there are, and no others."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from polkka.operations import checks, metrics, parts
from tests.operations.test_watching import TOKEN

PAGE = (Path(settings.BASE_DIR) / "docs" / "operators" / "watching.md").read_text(encoding="utf-8")


@pytest.mark.django_db
def test_figures_of_the_page_are_those_of_the_program(settings: object) -> None:
    settings.METRICS_TOKEN = TOKEN  # type: ignore[attr-defined]  # pytest-django gives no type
    told = set(re.findall(r"^# TYPE (\w+) ", metrics.text().decode(), re.M)) | {"polkka_replica_behind_generations"}
    named = {re.sub("_bucket$", "", name) for name in re.findall(r"\bpolkka_\w+", PAGE)}
    assert named == told


def test_checks_of_the_page_are_those_of_the_program() -> None:
    code = Path(checks.__file__).read_text(encoding="utf-8")
    assert set(re.findall(r"`([WEI]\d{3})`", PAGE)) == set(re.findall(r"operations\.([WEI]\d{3})", code))


def test_parts_of_the_page_are_those_of_the_program() -> None:
    rows = set(re.findall(r"^\| `(\w+)` \| (?:`|\|)", PAGE, re.M))
    assert rows >= (set(parts.asked()) - set(parts.COUNTED)) | {"replica", "cache"}
