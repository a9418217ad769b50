"""`python -m tests.faults.closed`: the portal can only be read, by its setting or because the database says so.

By the setting: pages of visitors, authors and coordinators are read, forms are sent, `tick` runs, and not one row may
change. By PostgreSQL: it turns read-only while ten people write and back again. Exit code 1 if a page could not be read
or did not say so, a form was refused in other words, a row changed, a save was lost, or the portal did not go on.
"""

import argparse
import os
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from bench.postgres import Postgres
from polkka.kit.last_words import KEPT, WHY
from scripts.dev import Stop, find_postgres

from . import serving
from .counting import counted
from .postgres_stop import writing
from .readers import Reader, between, reading, share
from .writers import PLACES

PUBLIC = ("/fi/", "/sv/praxis/", "/en/projects/", "/fi/kriteerit/", "/en/glossary/", "/fi/kirjaudu/", "/sv/respons/")
OWN = ("/fi/tyopoyta/", "/fi/oma-tili/", "/fi/tyopoyta/{own}/muokkaa/challenge/", "/fi/tyopoyta/{own}/tiedostot/")
STAFF = ("/admin/", "/admin/practices/version/", "/admin/practices/historyentry/")
TYPED = "Puro & lampi"


def ask(port: int, path: str, cookie: str = "", **fields: str) -> tuple[int, str]:
    """(status, page) of one address, a form if there are fields."""
    token = "a" * 64
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": f"{cookie}; csrf={token}" if cookie or fields else ""}
    headers |= {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
    body = urlencode({**fields, "csrfmiddlewaretoken": token}) if fields else None
    line.request("POST" if fields else "GET", path, body, headers)
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    return answer.status, text


def by_setting(variables: dict[str, str], folder: Path) -> tuple[dict[str, object], list[str]]:
    cast = serving.made(variables, 1)
    port, own = serving.free_port(), cast["writers"][0]["own"]
    author = f"{cast['session']}={cast['writers'][0]['session']}"
    staff = f"{cast['session']}={cast['coordinator']}"
    before = serving.called(variables, "-m", "tests.faults.mark")
    closed = {**variables, "READ_ONLY": "true"}
    with serving.gunicorn(port, closed, folder / "log"):
        pages = [(path, ask(port, path)) for path in PUBLIC]
        pages += [(path, ask(port, path.format(own=own), author)) for path in OWN]
        pages += [(path, ask(port, path, staff)) for path in STAFF]
        forms = [
            ask(port, f"/fi/tyopoyta/{own}/muokkaa/challenge/", author, **{"challenge": TYPED, "seen-challenge": "x"}),
            ask(port, "/fi/palaute/", text=TYPED),
            ask(port, "/fi/kirjaudu/", email="author@example.org", text=TYPED),
        ]
        serving.called(closed, "manage.py", "tick")
    faults = [f"{path}: {status}" for path, (status, _page) in pages if status != 200]
    title, shown = WHY["read_only"]["fi"][0], TYPED.replace("&", "&amp;")
    faults += [f"form: {status}" for status, page in forms if status != 503 or title not in page or shown not in page]
    is_same = before == serving.called(variables, "-m", "tests.faults.mark")
    figures: dict[str, object] = {
        "database": serving.database_of(variables),
        "closed by": "READ_ONLY",
        "pages read": f"{sum(status == 200 for _path, (status, _page) in pages)} of {len(pages)}",
        "forms refused with 503": sum(status == 503 and KEPT["fi"]["heading"] in page for status, page in forms),
        "rows changed": "no" if is_same else "yes",
        "lost": 0,
        "goes on by itself": "–",
        "faults": len(faults) + (not is_same),
    }
    return figures, faults


def by_database(server: Postgres, variables: dict[str, str], folder: Path) -> tuple[dict[str, object], list[str]]:
    cast = serving.made(variables, len(PLACES))
    port = serving.free_port()
    authors = serving.writers(cast, port)
    readers = [Reader(port, PUBLIC, {}, 0.2) for _n in range(3)]
    with serving.gunicorn(port, variables, folder / "log2"), reading(readers), writing(authors):
        time.sleep(2)
        begun = time.monotonic()
        switched(server, "on")
        time.sleep(4)
        refused = sum(writer.refused for writer in authors)
        switched(server, "off")
        ended = time.monotonic()
        time.sleep(17)  # what was found out is forgotten after 15 seconds
        before = sum(writer.acknowledged for writer in authors)
        time.sleep(2)
        after = sum(writer.acknowledged for writer in authors)
    told, seen = counted(authors, serving.held(variables, cast)), between(readers, begun, ended)
    faults = [fault for writer in authors for fault in writer.faults]
    faults += sorted({one.fault for one in between(readers, 0, time.monotonic()) if one.fault})
    faults += [] if refused else ["nothing was refused"]
    faults += [] if after > before else ["it does not go on"]
    faults += [] if share(seen) == 100 else ["a page was not read"]
    figures: dict[str, object] = {
        "database": "PostgreSQL",
        "closed by": "the database",
        "pages read": f"{sum(one.status == 200 for one in seen)} of {len(seen)}",
        "forms refused with 503": refused,
        "rows changed": "–",
        "lost": told["lost"] + told["halved"] + told["doubled"],
        "goes on by itself": "yes" if after > before else "no",
        "faults": len(faults),
    }
    return figures, faults


def switched(server: Postgres, to: str) -> None:
    server.ask(f"ALTER SYSTEM SET default_transaction_read_only = {to}")
    server.ask("SELECT pg_reload_conf()")


def main() -> int:
    serving.end_in_order()
    argparse.ArgumentParser(prog="python -m tests.faults.closed", description=__doc__).parse_args()
    told = []
    with tempfile.TemporaryDirectory(prefix="polkka-closed-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        variables = {**os.environ, **serving.DEMO, "OUTBOX_AT_ONCE": "false", "MEDIA_ROOT": f"{folder}/media"}
        told.append(by_setting({**variables, "DATABASE_URL": f"sqlite:///{folder}/closed.sqlite3"}, folder))
        if find_postgres() is None:
            print(f"Not tried on PostgreSQL: {Stop('it is not installed.')}")
        else:
            server = Postgres(folder / "server", durable=True)
            try:
                server.make()
                variables["DATABASE_URL"] = server.url
                told.append(by_setting(variables, folder))
                server.ask("DROP SCHEMA public CASCADE")
                server.ask("CREATE SCHEMA public")
                told.append(by_database(server, variables, folder))
            finally:
                server.stop("immediate")
    for _figures, faults in told:
        print(*faults[:5], sep="\n", file=sys.stderr)
    print(serving.table([figures for figures, _faults in told]))
    return 1 if any(figures["faults"] or figures["lost"] for figures, _faults in told) else 0


if __name__ == "__main__":
    sys.exit(main())
