"""Settings: a bad value stops the start by its name, and production refuses what only a desk may have."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from polkka.variables import VARIABLES
from scripts import settings_table

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
        ("TRUSTED_PROXIES", "perhaps"),
        ("BEHIND_PROXY", "true"),
        ("READ_ONLY", "perhaps"),
        ("STAGING", "perhaps"),
        ("DATABASE_REPLICA_URL", "nonsense"),
        ("STATEMENT_TIMEOUT", "-1"),
        ("LOCK_TIMEOUT", "long"),
        ("OUTBOX_BACKOFF", "-1"),
        ("SHARED_SECONDS", "600"),
        ("METRICS_TOKEN", "short"),
        ("LOG_FORMAT", "xml"),
        ("MEDIA_STORE", "s3://key:hush@store.example/"),
        ("MEDIA_STORE", "s3://key:hu/sh@store.example/files"),
        ("SIGN_IN_LIMITS", "some"),
        ("SEARCH_LIMITS", "some"),
        ("PAGE_CACHE", "some"),
        ("OUTBOX_AT_ONCE", "soon"),
        ("LOG_LEVEL", "LOUD"),
        ("SECURITY_CONTACT", "turva@polkka.example"),
        ("SECURITY_POLICY", "http://polkka.example/turva"),
        ("MAINTENANCE", "soon"),
        ("MAINTENANCE", "-1"),
    ],
)
def test_settings_name_the_variable_that_is_malformed(name: str, value: str) -> None:
    assert refusal(**{name: value}).startswith(f"django.core.exceptions.ImproperlyConfigured: {name}: ")


def test_settings_never_repeat_a_secret_address() -> None:
    addresses = {
        "DATABASE_URL": "nonsense://polkka:hush@db/polkka",
        "MEDIA_STORE": "s3://key:hush/more@store.example:hush/files",
    }
    for name, value in addresses.items():
        assert "hush" not in start("-c", "import polkka.settings", **{name: value}).stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "true"),
        ("SECRET_KEY", "demo-key-for-a-machine-of-ones-own-never-for-a-public-site"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "ab" * 40),
        ("SECRET_KEY", "django-insecure-0123456789abcdefghijklmnopqrstuvwxyz-0123456789"),
        ("SECRET_KEY_FALLBACKS", "short"),
        ("SECRET_KEY_FALLBACKS", "demo-key-for-a-machine-of-ones-own-never-for-a-public-site"),
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


def test_cookies_of_a_production_go_to_this_host_over_https_only() -> None:
    code = (
        "import django; django.setup(); from django.conf import settings as s; from polkka.kit.flash import OwnCookie;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, OwnCookie.cookie_name);"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY);"
        "print(s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SAMESITE, s.SESSION_COOKIE_DOMAIN, s.SESSION_COOKIE_PATH)"
    )
    told = start("-c", code, DJANGO_SETTINGS_MODULE="polkka.settings").stdout.split()
    assert told[:3] == ["__Host-session", "__Host-csrf", "__Host-told"]
    assert told[3:] == ["True"] * 4 + ["Lax", "Lax", "None", "/"]


def test_nothing_opens_the_outbox_of_a_production() -> None:
    code = "import django; django.setup(); from django.urls import get_resolver, reverse; reverse('debug_outbox')"
    told = start("-c", code, DJANGO_SETTINGS_MODULE="polkka.settings", OUTBOX_PAGE="true")
    assert "NoReverseMatch" in told.stderr.splitlines()[-1]


def test_deployment_check_has_nothing_to_say(tmp_path: Path) -> None:
    """Of a production set up as the operators’ pages tell; what it says of others: operations/test_checks.py."""
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text("{}", encoding="utf-8")
    named = {"SITE_URL": "https://polkka.test", "ALLOWED_HOSTS": "polkka.test", "DEFAULT_FROM_EMAIL": "a@polkka.test"}
    placed = {"STATIC_ROOT": str(tmp_path / "static"), "MEDIA_ROOT": str(tmp_path / "media"), "TRUSTED_PROXIES": "1"}
    told = start("manage.py", "check", "--deploy", "--fail-level", "WARNING", **named, **placed)
    assert (told.returncode, told.stdout.strip()) == (0, "System check identified no issues (0 silenced)."), told.stderr


def test_example_of_the_environment_names_known_variables() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    names = {line.partition("=")[0].lstrip("# ") for line in lines if re.match(r"(# )?[A-Z_]+=", line)}
    assert names != set() and names - set(VARIABLES) == set()


def test_operators_table_is_the_one_of_the_code() -> None:
    assert settings_table.PAGE.read_text(encoding="utf-8") == settings_table.page(), "python -m scripts.settings_table"


def test_settings_read_every_variable_of_the_table() -> None:
    settings = (ROOT / "polkka" / "settings.py").read_text(encoding="utf-8")
    assert set(re.findall(r'read\("(\w+)"', settings)) == set(VARIABLES)
