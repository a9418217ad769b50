"""`python -m bench.load.publisher NUMBER SECONDS`: make drafts, say “ready”; publish, with so long before and after."""

import sys
import time

import django


def main(number: int, seconds: float) -> None:
    """Publish until there is no draft left or somebody ends it."""
    django.setup()
    from bench.drafts import drafts, publish
    from search.loading import warm

    warm()
    waiting = drafts(number)
    print("ready", flush=True)
    sys.stdin.readline()
    for draft in waiting:
        time.sleep(seconds)
        publish(draft)
        time.sleep(seconds)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
