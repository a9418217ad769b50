"""The tools that attack, in environments of their own under var/audit-tools, made at first use from hashed locks."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .site import ROOT

FOLDER = ROOT / "var" / "audit-tools"


class CannotRun(Exception):
    """A tool is missing; `str()` says which and why."""


def program(lock: str, name: str) -> Path:
    """The path of a program that `requirements/LOCK.txt` brings; CannotRun where it cannot be installed."""
    folder = FOLDER / lock
    listed = ROOT / "requirements" / f"{lock}.txt"
    stamp, mark = folder / "installed", hashlib.sha256(listed.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text(encoding="ascii") != mark:
        print(f"Installing the tools of {listed.relative_to(ROOT)} (half a minute the first time) …", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        _called([sys.executable, "-m", "venv", str(folder)])
        options = ["--disable-pip-version-check", "--no-input", "--require-hashes", "-r", str(listed)]
        _called([str(folder / "bin" / "python"), "-m", "pip", "install", *options])
        stamp.write_text(mark, encoding="ascii")
    return folder / "bin" / name


def _called(command: list[str]) -> None:
    told = subprocess.run(command, cwd=ROOT, text=True, capture_output=True)
    if told.returncode:
        last = (told.stdout + told.stderr).strip().splitlines() or ["no word why"]
        raise CannotRun(f"the tools could not be installed: {last[-1]}")


def clean() -> dict[str, str]:
    """The environment of a tool: ours without what would send it to a proxy or change how Python starts."""
    unwanted = {"http_proxy", "https_proxy", "all_proxy", "pythonpath", "pythonwarnings"}
    return {name: value for name, value in os.environ.items() if name.lower() not in unwanted}
