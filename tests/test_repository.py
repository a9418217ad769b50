"""Checks over the whole repository: tools, migrations, modules, files, packages, addresses, content."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from polkka.access import access_of
from polkka.portal import loading
from practices.models import Practice

from .tree import ROOT, files, modules, name, text

LONGEST = 400  # lines of a module
TERMS = 60  # rows of the glossary
TOOLS = Path(sys.executable).parent
REGISTRY = re.compile(r"(extra-)?index-url|find-links|\"resolved\": *\"https?:|https?://[^ \"']+/(simple|packages)/")
MACHINE = re.compile(r"(^|[^\w.-])/(work|root|farm|home/\w+|tmp/bash_jobs)(/|$)", re.MULTILINE)
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "lorem ip" + "sum"]) + r")\b")
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "--no-cache", "."],
        ["ruff", "format", "--no-cache", "--check", "."],
        ["lint-imports", "--no-cache"],
        ["mypy"],
    ],
    ids=lambda command: command[0] + "-" + command[1] if command[0] == "ruff" else command[0],
)
def test_tool_is_content(command: list[str]) -> None:
    told = subprocess.run([TOOLS / command[0], *command[1:]], cwd=ROOT, text=True, capture_output=True)
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_module_says_what_lives_there() -> None:
    assert [name(path) for path in modules() if text(path) and not ast.get_docstring(ast.parse(text(path)))] == []


def test_no_module_is_long() -> None:
    assert [name(path) for path in modules() if len(text(path).splitlines()) > LONGEST] == []


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE, UNFINISHED], ids=["registry", "machine", "unfinished"])
def test_no_file_holds(pattern: re.Pattern[str]) -> None:
    here = Path(__file__)
    assert [name(path) for path in files() if path != here and pattern.search(text(path))] == []


def test_documents_link_to_files_that_are_there() -> None:
    lost = []
    for path in (path for path in files() if path.suffix == ".md"):
        targets = [target for target in LINK.findall(text(path)) if "://" not in target and "mailto:" not in target]
        lost += [f"{name(path)}: {target}" for target in targets if not (path.parent / target).exists()]
    assert lost == []


def test_glossary_gives_every_term_in_three_languages_and_code() -> None:
    lines = [line for line in text(ROOT / "docs" / "glossary.md").splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    terms = [row for row in rows if row[0] != "suomi"]
    assert len(terms) >= TERMS
    assert [row for row in terms if len(row) < 4 or not all(row[:3])] == []


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+(?:\[\w+\])?)==(\S+)", text(ROOT / "requirements" / lock), re.MULTILINE))


def wanted(source: str) -> list[str]:
    lines = text(ROOT / "requirements" / source).splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-r", "-c"))]


def test_project_names_the_packages_of_the_lock() -> None:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    assert project["dependencies"] == wanted("base.in")
    assert project["optional-dependencies"]["s3"] == wanted("s3.in")


@pytest.mark.parametrize("lock", ["test.txt", "dev.txt"])
def test_locks_agree_on_versions(lock: str) -> None:
    larger = pins(lock)
    assert {package: larger.get(package) for package in pins("base.txt")} == pins("base.txt")


def test_what_is_added_changes_nothing_of_the_base() -> None:
    base, added = pins("base.txt"), pins("s3.txt")
    assert {package: version for package, version in added.items() if base.get(package, version) != version} == {}


@pytest.mark.parametrize("lock", ["base.txt", "test.txt", "dev.txt", "audit.txt", "audit-api.txt", "s3.txt"])
def test_locks_have_a_hash_for_every_package(lock: str) -> None:
    entries = re.split(r"\n(?=[a-z])", text(ROOT / "requirements" / lock))
    assert [entry for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []


def every_view(resolver: Any, names: tuple[str, ...] = (), apps: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every address of the portal as its name and what the access table sees of it."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner_names = (*names, entry.namespace) if entry.namespace else names
            inner_apps = (*apps, entry.app_name) if entry.app_name else apps
            yield from every_view(entry, inner_names, inner_apps)
        elif isinstance(entry, URLPattern):
            yield ":".join([*names, entry.name or str(entry.pattern)]), Match(entry, list(names), list(apps))


class Match:
    """As much of a ResolverMatch as the access table reads."""

    def __init__(self, pattern: URLPattern, namespaces: list[str], app_names: list[str]) -> None:
        self.func, self.namespaces, self.app_names = pattern.callback, namespaces, app_names
        self.view_name = ":".join([*namespaces, pattern.name or ""])


def test_every_address_declares_its_access() -> None:
    assert [view for view, match in every_view(get_resolver()) if access_of(match) is None] == []


@pytest.mark.django_db
def test_content_loads_once_and_wholly(base: None) -> None:
    said: list[str] = []
    loading.load_demo(said.append)
    sources = {tomllib.loads(text(path))["source_id"] for path in (loading.CONTENT / "practices").glob("*.toml")}
    assert set(Practice.unscoped.values_list("source_id", flat=True)) == sources
    said.clear()
    loading.load_base(said.append)
    loading.load_demo(said.append)
    assert [line for line in said if not re.search(r": (0|False)( \w+)?$", line)] == []
