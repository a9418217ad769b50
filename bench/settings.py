"""The portal's own settings with one address more."""

from polkka.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
