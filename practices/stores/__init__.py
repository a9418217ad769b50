"""Where the bytes of files lie: a folder of this machine, or a bucket of an S3-compatible store (MEDIA_STORE)."""

import os
from functools import lru_cache

from django.conf import settings

from .door import Held, Opened, Store
from .folder import FOLDER

__all__ = ["Held", "Opened", "Store", "store"]


def store() -> Store:
    """The store of this portal."""
    return _bucket(settings.MEDIA_STORE, os.getpid()) if settings.MEDIA_STORE else FOLDER


@lru_cache(maxsize=1)
def _bucket(address: object, _process: int) -> Store:
    """Connections are not shared with the process that this one was forked from."""
    from .bucket import Bucket  # its packages are there only where a bucket is used

    return Bucket(address)
