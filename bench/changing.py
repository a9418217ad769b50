"""`python -m bench.changing NUMBER SECONDS`: publish practices and withdraw each again, telling a line of each commit.

A line is JSON: `name`, `word` (it stands in no other practice), `is_there`, and `at`, the seconds of the clock that all
processes of this machine share. It ends by itself when its time is over or its input is closed.
"""

import json
import select
import sys
import time
from collections import deque

import django

STAYS = 4.0
"""Seconds that a practice is published."""


def main(number: int, seconds: float) -> None:
    django.setup()
    from bench.drafts import Draft, drafts, publish, withdraw
    from search.loading import warm

    warm()
    waiting, shown = deque(drafts(number)), deque[tuple[Draft, float]]()
    pause, end = seconds / number / 2, time.monotonic() + seconds
    print(json.dumps({"ready": True}), flush=True)
    while time.monotonic() < end and not _is_over(pause):
        if shown and time.monotonic() > shown[0][1] + STAYS:
            draft, is_there = shown.popleft()[0], False
            withdraw(draft)
        elif waiting:
            draft, is_there = waiting.popleft(), True
            publish(draft)
            shown.append((draft, time.monotonic()))
        else:
            continue
        told = {"name": draft.public_id, "word": draft.word, "is_there": is_there, "at": time.monotonic()}
        print(json.dumps(told), flush=True)


def _is_over(pause: float) -> bool:
    """Wait so many seconds; whether the input was closed meanwhile."""
    return bool(select.select([sys.stdin], [], [], pause)[0])


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
