"""The portal's own settings with one address more."""

from polkka.settings import *  # noqa: F403  # the same settings, but for what follows

ROOT_URLCONF = "bench.urls"
