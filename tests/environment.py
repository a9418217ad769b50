"""The environment of the tests, set before Django reads it (named in pyproject.toml)."""

import os
from pathlib import Path
from tempfile import gettempdir

os.environ["MODE"] = "test"
os.environ["DEBUG"] = "false"
os.environ["SEARCH_LIMITS"] = "false"
os.environ["PAGE_CACHE"] = "false"
os.environ["ASK_AGAIN_AFTER"] = "0"
os.environ["EMAIL_URL"] = "memory:"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
os.environ["MEDIA_STORE"] = ""
os.environ["MEDIA_ROOT"] = str(Path(gettempdir()) / "polkka-tests-media")
