"""The door for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polkka.settings")
application = get_wsgi_application()

from polkka.portal.page_cache import release  # noqa: E402  # only now are the apps ready
from search.loading import warm  # noqa: E402

warm()
release()
