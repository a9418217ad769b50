"""`python -m practices.inspecting PATH KIND OUT`: inspects one file within limits and prints what it found as JSON."""

import json
import resource
import sys
from pathlib import Path

MEMORY = 192_000_000  # bytes of data, beside what the interpreter and its libraries map
PROCESSOR = 15  # seconds
LARGEST_OUTPUT = 64_000_000  # bytes of one file written


def bound() -> None:
    """What this process may take; beyond it the system ends it and the file is refused."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_OUTPUT, LARGEST_OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(path: str, kind: str, out: str) -> str:
    """The answer as JSON: {"refused": code} or what was found."""
    from .looking import look
    from .refusing import Refused

    try:
        return json.dumps(look(Path(path), kind, Path(out)).plain())
    except Refused as refusal:
        return json.dumps({"refused": refusal.code})
    except MemoryError:
        return json.dumps({"refused": "unfolds"})


if __name__ == "__main__":
    bound()
    sys.stdout.write(main(*sys.argv[1:4]))
