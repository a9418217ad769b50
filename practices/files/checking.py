"""Has a file inspected by a process of its own, so that no worker ever opens what a stranger sent."""

import json
import os
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
    """The answer of the process: a negative status is the signal that ended it.

    Raises Refusal, or OSError if the disk did not take what it had to write.
    """
    if status:
        raise Refusal("slow" if status < 0 else "broken")
    told = json.loads(output)
    if "no_disk" in told:
        raise OSError(told["no_disk"], os.strerror(told["no_disk"]))
    if "refused" in told:
        raise Refusal(told["refused"])
    return Found(**told)
