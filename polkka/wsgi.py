"""The door for a WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polkka.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402  # only now are the apps ready
from django.db import connections  # noqa: E402  # as above
from django.urls import get_resolver  # noqa: E402  # as above

from polkka import stores  # noqa: E402  # as above
from polkka.portal.page_cache import release  # noqa: E402  # as above
from polkka.upkeep.read_only import guard  # noqa: E402  # as above
from search.loading import warm  # noqa: E402  # as above

_ = get_resolver().url_patterns  # every view is imported before workers are made, so that a new one answers at once
guard()
warm()
stores.wait_no_longer(connections.settings, settings.STATEMENT_TIMEOUT, settings.LOCK_TIMEOUT)
release()
gc.collect()
gc.freeze()  # dictionaries and index stay: not looked through again, nor copied into each worker
