"""What scripts/dev.py asks of the portal itself, inside .venv: `python -m scripts.prepare [build | people]`."""

import hashlib
import os
import sys
import tomllib
from io import StringIO
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError, connection

from polkka.kit import styles, translations
from search import analysis

ROOT = Path(__file__).resolve().parents[1]
CONTENT = ROOT / "content"
STAMP = ROOT / "var" / "seeded"
HOST = "polkka.example"
DUTIES = {"peer": "peer assessor", "expert": "expert assessor", "chief": "chief coordinator"}


def build() -> None:
    """Join the style sheets, compile the translations and gather the words of the search, where that is to be done."""
    STAMP.parent.mkdir(exist_ok=True)
    if styles.stale():
        styles.build_css()
    translations.compile_messages()
    analysis.prepare()


def prepare_database() -> None:
    """Tables, the cache table, and the content unless it has been loaded as it is now."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    mark = _content_mark()
    is_loaded = apps.get_model("taxonomy", "Vocabulary").objects.exists()
    if not (is_loaded and STAMP.exists() and STAMP.read_text(encoding="utf-8") == mark):
        print("Loading the content …", flush=True)
        call_command("seed", base=settings.PRODUCTION, stdout=StringIO())
        STAMP.write_text(mark, encoding="utf-8")
    call_command("reindex", missing=True, stdout=StringIO())


def _content_mark() -> str:
    """A fingerprint of content/ and of which database it went into."""
    database = connection.settings_dict
    mark = hashlib.sha256(repr([str(database[name]) for name in ("ENGINE", "NAME", "HOST", "PORT")]).encode())
    for path in sorted(CONTENT.rglob("*.toml")):
        mark.update(path.relative_to(CONTENT).as_posix().encode())
        mark.update(path.read_bytes())
    return mark.hexdigest()


def print_people() -> None:
    """One line for each person of the demo: address, name and what the person does."""
    people = tomllib.loads((CONTENT / "people.toml").read_text(encoding="utf-8"))["people"]
    projects = tomllib.loads((CONTENT / "projects.toml").read_text(encoding="utf-8"))["projects"]
    for person in people:
        address = f"{person['local']}@{HOST}"
        print(f"  {address:<26}{person['name']:<22}{_part(person, projects)}")


def _part(person: dict[str, Any], projects: list[dict[str, Any]]) -> str:
    """What a demo person is, in words."""
    parts = [DUTIES.get(duty, duty) for duty in person["duties"]]
    if person["coordinates"]:
        parts.append("coordinator of " + " and ".join(code.upper() for code in person["coordinates"]))
    for role, word in (("managers", "project manager"), ("editors", "editor of a project")):
        if any(person["local"] in project.get(role, []) for project in projects):
            parts.append(word)
    return ", ".join(parts) or "belongs to a school"


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polkka.settings")
    if arguments == ["people"]:
        print_people()
        return 0
    build()
    if arguments == ["build"]:
        return 0
    try:
        django.setup()
        prepare_database()
    except ImproperlyConfigured as error:
        print(f"A setting is not right. {error}", file=sys.stderr)
        return 1
    except OperationalError as error:
        print(f"The database does not answer: {str(error).splitlines()[0]}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
