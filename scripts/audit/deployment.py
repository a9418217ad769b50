"""Django’s own check of a production, with every warning counted, on settings as an operator would write them."""

import subprocess
import sys
from collections.abc import Mapping

from .environment import clean
from .site import ROOT, Made

HOST = "polkka.test"
"""A name that is reserved for trying things out, as a real one would stand there."""
RIGHT = {
    "ALLOWED_HOSTS": HOST,
    "SITE_URL": f"https://{HOST}",
    "DEFAULT_FROM_EMAIL": f"POLKKA <polkka@{HOST}>",
    "EMAIL_URL": f"submission://polkka:secret@mail.{HOST}:587",
    "TRUSTED_PROXIES": "1",
    "SIGN_IN_LIMITS": "true",
    "SEARCH_LIMITS": "true",
}
WRONG = {"SIGN_IN_LIMITS": "false", "HSTS_SECONDS": "0"}


def missed(of: Made) -> set[str]:
    """A production without limits on sign-in and without HSTS must be told so."""
    return set() if checked(of, WRONG) else {"no limits on sign-in, no HSTS"}


def checked(of: Made, wrong: Mapping[str, str] | None = None) -> list[str]:
    """What `check --deploy` warns of, one line each; also that something was silenced."""
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    environment = {**clean(), **of.production, "DATABASE_URL": of.copy("checked"), **RIGHT, **(wrong or {})}
    told = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, env=environment, timeout=120)
    lines = (told.stderr + told.stdout).strip().splitlines()
    if "(0 silenced)" not in "".join(lines[-1:]):
        return [f"said {' '.join(lines[-1:]) or 'nothing'}"]
    return [line for line in lines if line.startswith("?: ")] or ["failed without a word"] if told.returncode else []
