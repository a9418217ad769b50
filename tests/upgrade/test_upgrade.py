"""From the first release to this one with data: nothing is lost, and the work goes on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from .__main__ import differences

ROOT = Path(__file__).resolve().parents[2]
BEFORE = {
    "practices_text": {1: {"id": 1, "title": "Puro", "source_digest": ""}},
    "taxonomy_concept": {1: {"name": "a"}},
}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="make faults does it on PostgreSQL")
def test_first_release_is_brought_to_this_one(tmp_path: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/old.sqlite3"}
    command = [sys.executable, "-m", "tests.upgrade"]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (told.returncode, told.stdout.rpartition("faults: ")[2]) == (0, "0\n"), told.stdout + told.stderr[-4000:]


def test_differences_are_found() -> None:
    text = BEFORE["practices_text"][1]
    assert list(differences(BEFORE, {**BEFORE, "practices_text": {1: {"id": 1, "title": "Puro"}}})) == []
    assert list(differences(BEFORE, {**BEFORE, "taxonomy_concept": {1: {"name": "b"}}})) == []
    assert list(differences(BEFORE, {**BEFORE, "practices_text": {}})) == ["practices_text: 1 rows of 1 are lost"]
    assert list(differences(BEFORE, {"practices_text": BEFORE["practices_text"]})) == [
        "taxonomy_concept: 1 rows of 1 are lost"
    ]
    (changed,) = differences(BEFORE, {**BEFORE, "practices_text": {1: {**text, "title": "Joki"}}})
    assert changed == "practices_text 1: lost [], changed ['title']"
    (gone,) = differences(BEFORE, {**BEFORE, "practices_text": {1: {"id": 1}}})
    assert gone == "practices_text 1: lost ['title'], changed []"
