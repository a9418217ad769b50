"""`python -m tests.faults.smtp`: a mail server that is away for an hour, refuses and hangs up, and senders that die.

600 messages wait; `tick` runs twice at once, again and again; senders are killed with -9 while they send. The waits
between the tries are shortened by OUTBOX_BACKOFF, an hour to --hour seconds. DATABASE_URL names an empty database, or a
SQLite file is made. Exit code 1 if a message was lost, more came twice than senders died, or a message came under two
names.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..mail_server import Accepted, MailServer, Manner, first_times, greylisting, only, serving
from .__main__ import ROOT, called, free_port

NEVER, LATER, BREAKS = "never", "later", "breaks"
"""Parts of addresses: refused for good, refused for a while, hung up on once after the message was sent."""
ODD = 10  # one address of so many is one of each of these
PATIENCE = 240.0  # seconds until everything must have left
WAIT = 0.01  # seconds before each answer


def manner(hour: float) -> Manner:
    later = only(NEVER, "550 5.1.1 no such user", greylisting(hour / 12))
    return Manner(
        wait=WAIT,
        to_receiver=lambda address: later(address) if NEVER in address or LATER in address else "250 OK",
        after_data=_breaking(),
    )


def _breaking() -> Any:
    hangs_up = first_times(1, "")
    return lambda address: hangs_up(address) if BREAKS in address else "250 OK"


class Senders:
    """Two processes of `manage.py tick` at a time, each begun anew when it has ended."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment, self.killed = dict(environment), 0
        self._running: list[subprocess.Popen[bytes]] = []

    def keep_up(self) -> None:
        self._running = [one for one in self._running if one.poll() is None]
        while len(self._running) < 2:
            command = [sys.executable, "manage.py", "tick"]
            quiet = subprocess.DEVNULL
            self._running.append(subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=quiet, stderr=quiet))

    def kill(self) -> None:
        """Kill the one that has run longest."""
        alive = [one for one in self._running if one.poll() is None]
        if alive:
            alive[0].kill()
            alive[0].wait()
            self.killed += 1

    def end(self) -> None:
        for one in self._running:
            one.kill()
            one.wait()


def queue(number: int) -> None:
    """Write the messages; one address in ten is of each odd kind."""
    from polkka.upkeep import outbox

    for n in range(number):
        kind = {0: NEVER, 1: LATER, 2: BREAKS}.get(n % (ODD * 3) // ODD, "") if n % ODD == 0 else ""
        address = f"{kind or 'any'}{n}@example.org"
        outbox.queue("finished", key=f"drill:{n}", address=address, language="fi", context={"title": "Vika"})


def states() -> dict[str, int]:
    from django.db import connection
    from django.db.models import Count

    from polkka.upkeep.models import Mail

    connection.close()
    return dict(Mail.objects.order_by().values_list("state").annotate(n=Count("pk")))


def drilled(environment: Mapping[str, str], port: int, *, number: int, kills: int, hour: float) -> dict[str, Any]:
    """The figures of one drill."""
    accepted, senders, begun = Accepted(), Senders(environment), time.monotonic()
    try:
        while time.monotonic() - begun < hour:
            senders.keep_up()
            while senders.killed < kills // 4 and time.monotonic() - begun > hour * (senders.killed + 1) / kills * 2:
                senders.kill()
            time.sleep(0.05)
        with serving(manner(hour), accepted, port) as server:
            _until_quiet(senders, server, number, kills)
    finally:
        senders.end()
    return _figures(accepted, senders, number, round(time.monotonic() - begun))


def _until_quiet(senders: Senders, server: MailServer, number: int, kills: int) -> None:
    """Let everything leave, and kill the rest of the senders at even distances of what has been accepted."""
    before, end = senders.killed, time.monotonic() + PATIENCE
    step = number * 0.8 / max(1, kills - before)
    while time.monotonic() < end:
        senders.keep_up()
        if senders.killed < kills and len(server.accepted.messages) > step * (senders.killed - before + 0.5):
            senders.kill()
        elif senders.killed >= kills and not states().get("queued", 0):
            return
        time.sleep(0.01)


def _figures(accepted: Accepted, senders: Senders, number: int, seconds: int) -> dict[str, Any]:
    from django.db import connection

    from polkka.upkeep.models import Mail

    connection.close()
    got = {receiver for _id, receiver in accepted.messages}
    wanted = set(Mail.objects.exclude(state=Mail.State.PARKED).values_list("address", flat=True))
    parked = set(Mail.objects.filter(state=Mail.State.PARKED).values_list("address", flat=True))
    return {
        "database": {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor],
        "messages": number,
        "senders killed": senders.killed,
        "connections": accepted.connections,
        "seconds": seconds,
        "lost": len(wanted - got),
        "twice": accepted.doubled(),
        "names of one": accepted.ids_of_one_receiver(),
        "parked": len(parked),
        "parked wrongly": len([address for address in parked if NEVER not in address]),
        "still waiting": states().get("queued", 0),
    }


def _missed(figures: Mapping[str, Any]) -> bool:
    is_wrong = figures["lost"] or figures["parked wrongly"] or figures["still waiting"] or not figures["parked"]
    return bool(is_wrong or figures["twice"] > figures["senders killed"] or figures["names of one"] > 1)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.smtp", description=__doc__)
    parser.add_argument("--messages", type=int, default=600)
    parser.add_argument("--kills", type=int, default=14)
    parser.add_argument("--hour", type=float, default=30.0, help="seconds that stand for the hour without a server")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="polkka-smtp-") as folder:
        port = free_port()
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder)}/smtp.sqlite3")
        os.environ |= {"MODE": "demo", "DEBUG": "false", "OUTBOX_AT_ONCE": "false", "LOG_LEVEL": "ERROR"}
        os.environ |= {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "OUTBOX_BACKOFF": str(given.hour / 3600)}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polkka.settings")
        import django

        django.setup()
        called(os.environ, "manage.py", "migrate", "-v0")
        called(os.environ, "manage.py", "createcachetable")
        queue(given.messages)
        figures = drilled(os.environ, port, number=given.messages, kills=given.kills, hour=given.hour)
    print(f"| {' | '.join(figures)} |\n|{'---|' * len(figures)}\n| {' | '.join(map(str, figures.values()))} |")
    return 1 if _missed(figures) else 0


if __name__ == "__main__":
    sys.exit(main())
