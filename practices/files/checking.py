"""Has a file inspected by a process of its own, so that no worker ever opens what a stranger sent."""

import json
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from ..inspecting.refusing import Found
from .words import Refusal

SECONDS = 20


def inspect(path: Path, kind: str, out: Path) -> Found:
    """What is known of a file; pictures are written anew into the folder `out`. Raises Refusal."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "practices.inspecting", str(path), kind, str(out)],
            cwd=settings.BASE_DIR, env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Refusal("slow") from error
    return answer(done.returncode, done.stdout)


def answer(status: int, output: bytes) -> Found:
    """The answer of the process: a negative status is the signal that ended it. Raises Refusal."""
    if status:
        raise Refusal("slow" if status < 0 else "broken")
    told = json.loads(output)
    if "refused" in told:
        raise Refusal(told["refused"])
    return Found(**told)
