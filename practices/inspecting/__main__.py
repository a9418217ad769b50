"""`python -m practices.inspecting PATH KIND OUT`: inspects one file within limits and prints what it found as JSON."""

import errno
import json
import os
import resource
import sys
from pathlib import Path

MEMORY = 192_000_000  # bytes of data, beside what the interpreter and its libraries map
PROCESSOR = 15  # seconds
LARGEST_OUTPUT = 64_000_000  # bytes of one file written
NO_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


def bound() -> None:
    """What this process may take; beyond it the system ends it and the file is refused."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_OUTPUT, LARGEST_OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(path: str, kind: str, out: str) -> str:
    """The answer as JSON: {"refused": code}, {"no_disk": errno} or what was found."""
    from .looking import look
    from .refusing import Refused

    try:
        return json.dumps(look(Path(path), kind, Path(out)).plain())
    except Refused as refusal:
        return json.dumps({"refused": refusal.code})
    except MemoryError:
        return json.dumps({"refused": "unfolds"})
    except OSError as error:
        if error.errno not in NO_DISK and has_room(out):
            raise
        return json.dumps({"no_disk": error.errno or errno.ENOSPC})


def has_room(folder: str) -> bool:
    """Whether there is more room than a picture needs: libraries that write it do not always say what failed."""
    told = os.statvfs(folder)
    return told.f_bavail * told.f_frsize > LARGEST_OUTPUT // 8


if __name__ == "__main__":
    bound()
    sys.stdout.write(main(*sys.argv[1:4]))
