"""Which release runs: the version of pyproject.toml."""

import tomllib
from functools import lru_cache

from django.conf import settings


@lru_cache(maxsize=1)
def version() -> str:
    """As `0.1.0`; "" where the file was not brought along."""
    try:
        told = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    except OSError:
        return ""
    return str(told["project"]["version"])
