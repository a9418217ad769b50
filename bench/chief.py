"""`python -m bench.chief PATH…`: print the cookie of a chief coordinator, then how many queries each page takes.

The words that the staff search are written first. Everything happens in the database that DATABASE_URL names: for
measuring, never for one of one's own.
"""

import sys

import django

if __name__ == "__main__":
    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from network.models import Duty, User
    from practices import searching

    from .portal import HOST

    searching.write_lacking()
    chief, _is_new = User.objects.get_or_create(email="chief@polkka.example", defaults={"name": "Chief"})
    Duty.objects.get_or_create(user=chief, kind=Duty.Kind.CHIEF)
    session = SessionStore()
    session[SESSION_KEY] = str(chief.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = chief.get_session_auth_hash()
    session.create()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
    client = Client(headers={"host": HOST, "x-forwarded-proto": "https"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    for path in sys.argv[1:]:
        client.get(path, secure=True)  # what is kept in memory is there from now on
        with CaptureQueriesContext(connection) as counted:
            client.get(path, secure=True)
        print(len(counted))
