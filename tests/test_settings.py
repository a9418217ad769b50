"""Settings: a bad value stops the start by its name, and production refuses what only a desk may have."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
KEY = "a-key-of-its-own-for-this-test-0123456789-0123456789-0123456789"
PRODUCTION = {
    "MODE": "production",
    "DEBUG": "false",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "polkka.example",
    "SITE_URL": "https://polkka.example",
    "EMAIL_URL": "smtp://localhost:25",
    "DATABASE_URL": "sqlite://:memory:",
    "CACHE_URL": "db://cache",
}


def start(*command: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the environment of a production, changed as asked."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env={**kept, **PRODUCTION, **changed}, text=True, capture_output=True
    )


def refusal(**changed: str) -> str:
    """The last line said by a start that failed, or "" if it did not fail."""
    told = start("-c", "import polkka.settings", **changed)
    return told.stderr.strip().splitlines()[-1] if told.returncode else ""


def test_settings_of_a_production_start() -> None:
    assert refusal() == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MODE", "holiday"),
        ("DEBUG", "perhaps"),
        ("SITE_URL", "polkka.example"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "nonsense://polkka"),
        ("CACHE_URL", "nonsense://polkka"),
        ("EMAIL_URL", "nonsense://polkka"),
        ("HSTS_SECONDS", "a year"),
        ("BEHIND_PROXY", "perhaps"),
        ("SIGN_IN_LIMITS", "some"),
        ("SEARCH_LIMITS", "some"),
        ("PAGE_CACHE", "some"),
        ("OUTBOX_AT_ONCE", "soon"),
        ("LOG_LEVEL", "LOUD"),
        ("SECURITY_CONTACT", "turva@polkka.example"),
        ("MAINTENANCE", "soon"),
        ("MAINTENANCE", "-1"),
    ],
)
def test_settings_name_the_variable_that_is_malformed(name: str, value: str) -> None:
    assert refusal(**{name: value}).startswith(f"django.core.exceptions.ImproperlyConfigured: {name}: ")


def test_settings_never_repeat_a_secret_address() -> None:
    assert "hush" not in start("-c", "import polkka.settings", DATABASE_URL="nonsense://polkka:hush@db/polkka").stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "true"),
        ("SECRET_KEY", "demo-key-for-a-machine-of-ones-own-never-for-a-public-site"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", ""),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "polkka.example,*"),
        ("SITE_URL", "http://polkka.example"),
    ],
)
def test_production_refuses(name: str, value: str) -> None:
    assert refusal(**{name: value}).startswith(f"django.core.exceptions.ImproperlyConfigured: {name}: ")


@pytest.mark.parametrize(
    ("mode", "told"), [("production", "False False"), ("demo", "False True"), ("test", "False False")]
)
def test_demo_opens_the_outbox_and_shows_the_pages_of_a_production(mode: str, told: str) -> None:
    code = "from polkka import settings; print(settings.DEBUG, settings.OUTBOX_PAGE)"
    assert start("-c", code, MODE=mode).stdout.strip() == told


def test_deployment_check_has_nothing_to_say() -> None:
    told = start("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert (told.returncode, told.stdout.strip()) == (0, "System check identified no issues (0 silenced)."), told.stderr


def test_example_of_the_environment_names_known_variables() -> None:
    settings = (ROOT / "polkka" / "settings.py").read_text(encoding="utf-8")
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    names = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    assert [name for name in names if f'"{name}"' not in settings] == []


def test_every_variable_is_in_the_operators_table() -> None:
    settings = (ROOT / "polkka" / "settings.py").read_text(encoding="utf-8")
    table = (ROOT / "docs" / "operators" / "settings.md").read_text(encoding="utf-8")
    names = re.findall(r'(?:read\(env\.\w+|parsed\([\w.]+), "(\w+)"', settings)
    assert names != [] and [variable for variable in names if f"| `{variable}` |" not in table] == []
