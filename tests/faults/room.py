"""A small disk of one's own that can be filled and emptied: a tmpfs, which needs root."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scripts.dev import Stop

MB = 1_000_000


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A tmpfs at `folder`, made here and unmounted at the end. Raises Stop where none can be mounted."""
    if not hasattr(os, "getuid") or os.getuid():
        raise Stop("a small disk is a tmpfs, and only root can mount one.")
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes * MB},mode=755", "polkka-faults", str(folder)]
    if subprocess.run(command, capture_output=True).returncode:
        raise Stop("this machine lets nobody mount a tmpfs.")
    try:
        yield folder
    finally:
        if subprocess.run(["umount", str(folder)], capture_output=True).returncode:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """No byte is left on the disk of `folder` within the block."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (MB, 4096, 1):
            with suppress(OSError):
                while file.write(b"x" * size) == size:
                    pass
    try:
        yield
    finally:
        ballast.unlink(missing_ok=True)
