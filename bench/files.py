"""`python -m bench.files MB`: files for practices until the database that DATABASE_URL names and they are so large."""

import os
import sys

import django

SIZES = (4_000_000, 1_500_000, 300_000, 40_000)
"""Bytes of files as people send them: a film of a phone, slides, a picture, and its smaller drawing."""


def fill(mb: int) -> None:
    """Every file belongs to a practice and has bytes of its own, which nothing can press together."""
    from polkka.operations.backups.engines import engine
    from practices.files import storing
    from practices.models import Attachment, Practice, new_file_name

    left, rows = mb * 1_000_000 - engine().size(), []
    practices = list(Practice.unscoped.order_by("pk"))
    while left > 0:
        size, key = SIZES[len(rows) % len(SIZES)], new_file_name()
        folder = storing.folder_of(key)
        folder.mkdir(parents=True)
        (folder / "full.mp4").write_bytes(os.urandom(size))
        owner = practices[len(rows) % len(practices)]
        rows.append(Attachment(practice=owner, key=key, name=f"{key}.mp4", kind="mp4", size=size, sha256=key * 2))
        left -= size
    Attachment.unscoped.bulk_create(rows, 500)
    print(f"{len(rows):,} files", file=sys.stderr)


if __name__ == "__main__":
    django.setup()
    fill(int(sys.argv[1]))
