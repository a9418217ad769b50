"""The operators' front page names every command there is."""

from pathlib import Path

from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
OURS = ("polkka.", "practices", "projects", "criteria", "network", "search", "taxonomy")
FOR_EDITORS = {"import_sheet", "import_texts"}
"""Commands that load somebody's texts: told in the editors' guides."""


def test_front_page_names_every_command() -> None:
    page = (ROOT / "docs" / "operators" / "README.md").read_text(encoding="utf-8")
    ours = {name for name, app in get_commands().items() if str(app).startswith(OURS)}
    assert {name for name in ours - FOR_EDITORS if f"`{name}" not in page} == set()
