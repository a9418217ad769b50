"""Work in every state in a seeded POLKKA 0.1.0: run in the folder of that release, see README.md."""

import os
import sys
from pathlib import Path

STATES = ("draft", "submitted", "in_assessment", "returned", "declined", "published", "withdrawn", "superseded")


def fill() -> None:
    from django.contrib.sessions.backends.db import SessionStore

    from polkka.portal.models import SiteText
    from polkka.upkeep import outbox
    from polkka.upkeep.models import Mail, Parked, Receipt
    from taxonomy.models import Concept
    from tests.factory import draft, go, in_state, make_cast

    cast = make_cast()
    for state in STATES:
        in_state(
            cast, state, title=f"Käytäntö: {state} – ”åäö”", summary=f"Tämä on tilassa {state}.\n\nToinen kappale."
        )
    in_state(cast, "published", title="Bäcken berättar", language="sv")
    with outbox.muted():
        go(draft(cast, depth="tip", title="Vinkki purolta"), "submit", cast.author)
    SiteText.objects.filter(key="about").update(body_fi="Toimittajan oma teksti, jota päivitys ei saa muuttaa.")
    Concept.objects.filter(vocabulary__code="theme", code="clue").update(name_sv="Redaktörens eget namn")
    outbox.queue("finished", key="waits", address="author@example.org", language="fi", context={"title": "Odottaa"})
    Mail.objects.filter(key="waits").update(tries=2, last_error="the server was away")
    Receipt.objects.create(key="used-once", user=cast.author, url="/fi/")
    Parked.objects.create(path="/fi/oma/", fields=[["title", "Istunto päättyi"]])
    session = SessionStore()
    session["note"] = "signed in before the upgrade"
    session.save()


if __name__ == "__main__":
    import django

    sys.path.insert(0, str(Path.cwd()))
    os.environ["DJANGO_SETTINGS_MODULE"] = "polkka.settings"
    django.setup()
    fill()
