"""`python -m tests.faults.store`: files in a bucket, from the upload to the day on which the bucket is away.

Starts `moto_server`, a stand-in for an S3-compatible store, from the path, and says NOT RUN where there is none or
where requirements/s3.txt is not installed. Walks upload, page, download and a part of it, replacing, pruning, backup,
restore into an empty bucket, the bucket away and back. Exit code 1 if anything is not as it should be.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polkka.settings")
django.setup()

from polkka import stores

from ..practices.files_made import mp4, pdf, picture
from ..practices.store_contract import walk
from . import serving
from .restore import shell
from .senders import Sender, multipart

PRUNE = """
from datetime import timedelta
from practices.files import storing
storing.KEPT = timedelta(0)
print(storing.prune())
"""
ROWS = "from practices.models import Attachment; print(Attachment.unscoped.count())"
ADDRESSES = """
from practices import materials
from practices.models import VersionAttachment
for row in VersionAttachment.unscoped.order_by("pk"):
    print(row.pk, row.attachment.name, materials.address(row.attachment))
"""
PUBLISHED = 'from practices.models import Version; Version.unscoped.update(state="published")'
PUBLIC = "public, max-age=86400, immutable"
LONELY = f"aa/{'aa' * 16}/full.pdf"


@contextmanager
def moto(program: str, port: int, log: Path) -> Iterator[None]:
    """The stand-in, empty, on a port."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with log.open("wb") as output:
        command = [program, "-H", "127.0.0.1", "-p", str(port)]
        process = subprocess.Popen(command, env=own, stdout=output, stderr=output)
    try:
        end = time.monotonic() + serving.PATIENCE
        while not serving.answers(port):
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"moto_server did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.1)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Walk:
    """What was seen, step by step."""

    def __init__(self, environment: Mapping[str, str], address: stores.Bucket) -> None:
        from practices.stores.bucket import Bucket

        self.environment, self.bucket = environment, Bucket(address)
        self.rows: list[dict[str, object]] = []

    def seen(self, step: str, found: object, wanted: object) -> None:
        self.rows.append(
            {"step": step, "seen": found, "as it should be": "yes" if found == wanted else f"no: {wanted}"}
        )

    def empty(self) -> None:
        """A bucket with nothing in it."""
        self.bucket._client.create_bucket(Bucket=self.bucket._name)

    def names(self) -> set[str]:
        return {held.name for held in self.bucket.files()}

    def places(self) -> int:
        return len({name.rpartition("/")[0] for name in self.names()})

    def files(self) -> dict[str, tuple[str, str]]:
        """Name of each file that is shown → key of its row, address."""
        told = (line.split(" ", 2) for line in shell(self.environment, ADDRESSES).splitlines())
        return {name: (row, url) for row, name, url in told}


def get(sender: Sender, path: str, session: bool = True, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
    line = HTTPConnection("127.0.0.1", sender.port, timeout=60)
    line.request("GET", path, headers={**({"Cookie": sender.session} if session else {}), **headers})
    answer = line.getresponse()
    content = answer.read()
    line.close()
    return answer.status, dict(answer.getheaders()), content


def replace(sender: Sender, row: str, name: str, content: bytes) -> int:
    path = f"/en/desk/{sender.draft}/files/"
    _status, cookie, page = sender.ask("GET", path, Accept="text/html")
    token = page.partition('csrfmiddlewaretoken" value="')[2].partition('"')[0]
    fields = {"csrfmiddlewaretoken": token, "once": f"{sender.draft}-replace", "deed": f"replace-{row}", "whole": "1"}
    body = multipart(fields, name, content).replace(b'name="files"', f'name="replace-{row}"'.encode(), 1)
    headers = {"Content-Type": "multipart/form-data; boundary=POLKKA", "Cookie": f"{sender.session}; {cookie}"}
    return sender.ask("POST", path, body, **headers)[0]


def used(walk: Walk, sender: Sender, film: bytes) -> None:
    """What people do."""
    walk.seen("upload", sender.send([("elokuva.mp4", film), ("kuva.jpg", picture()), ("ohje.pdf", pdf())]), [])
    walk.seen("files in the bucket", walk.places(), 3)
    page = sender.ask("GET", f"/en/desk/{sender.draft}/files/", Accept="text/html")[2]
    files = walk.files()
    walk.seen("page shows them", all(name in page for name in files), True)
    url = files["elokuva.mp4"][1]
    status, headers, content = get(sender, url)
    told = (headers["Content-Security-Policy"].endswith("sandbox"), headers["Cache-Control"], headers["Content-Length"])
    walk.seen("download", (status, content == film, *told), (200, True, True, "no-store", str(len(film))))
    status, headers, content = get(sender, url, Range="bytes=1000-70999")
    walk.seen("part of it", (status, content == film[1000:71000]), (206, True))
    walk.seen("the same for a stranger", get(sender, url, session=False)[0], 404)
    walk.seen("replaced", replace(sender, files["kuva.jpg"][0], "uusi.jpg", picture(size=(500, 300))), 200)
    walk.bucket._client.put_object(Bucket=walk.bucket._name, Key=LONELY, Body=b"left behind")
    walk.bucket._client.put_object(Bucket=walk.bucket._name, Key="notes.txt", Body=b"not the portal's")
    time.sleep(2)
    walk.seen("pruned: the old picture and a lonely file", shell(walk.environment, PRUNE), "2")
    walk.seen("files in the bucket after that", walk.places(), 3)
    walk.seen("bytes are the same", get(sender, url)[2] == film, True)


def kept(walk: Walk, home: Path) -> Path:
    """A backup, twice."""
    before = walk.names()
    serving.called(walk.environment, "manage.py", "backup", str(home))
    time.sleep(1)
    serving.called(walk.environment, "manage.py", "backup", str(home))
    backup = max(home.glob("polkka-*"))
    held = {path.relative_to(backup / "media").as_posix() for path in (backup / "media").rglob("*") if path.is_file()}
    walk.seen("backup holds the bucket", (held == before, len(held) > 3), (True, True))
    serving.called(walk.environment, "manage.py", "backup", "--verify", str(backup))
    return backup


def away(walk: Walk, sender: Sender, url: str) -> None:
    rows = shell(walk.environment, ROWS)
    refused = sender.send([("toinen.mp4", mp4(50_000))])
    walk.seen("away: upload", [re.findall(r": (\d+)", fault)[0] for fault in refused], ["503"])
    status, headers, _content = get(sender, url)
    walk.seen("away: download", (status, headers.get("Retry-After")), (503, "10"))
    walk.seen("away: page", sender.ask("GET", f"/en/desk/{sender.draft}/files/", Accept="text/html")[0], 200)
    incoming = list(Path(walk.environment["MEDIA_ROOT"]).glob("incoming/*"))
    walk.seen("away: rows, halves", (shell(walk.environment, ROWS), len(incoming)), (rows, 0))
    told = subprocess.run(
        [sys.executable, "manage.py", "backup", str(Path(walk.environment["MEDIA_ROOT"]).parent / "none")],
        cwd=serving.ROOT, env=dict(walk.environment), capture_output=True, text=True,
    )  # fmt: skip
    walk.seen("away: backup", (told.returncode, "Traceback" in told.stderr, "hush" in told.stderr), (1, False, False))


def run(program: str, folder: Path) -> list[dict[str, object]]:
    port, film = serving.free_port(), mp4(3_000_000)
    url = f"s3://key:hush@127.0.0.1:{port}/polkka-files?plain=1"
    environment = {**os.environ, **serving.DEMO, "OUTBOX_AT_ONCE": "false", "MEDIA_ROOT": f"{folder}/media"}
    environment |= {"DATABASE_URL": f"sqlite:///{folder}/store.sqlite3", "MEDIA_STORE": url}
    seen = Walk(environment, stores.bucket(url))
    cast: dict[str, Any] = serving.made(environment, 1)
    writer = cast["writers"][0]
    sender = Sender(serving.free_port(), f"{cast['session']}={writer['session']}", writer["own"])
    (folder / "media" / "incoming").mkdir(parents=True)
    with serving.gunicorn(sender.port, environment, folder / "log"):
        with moto(program, port, folder / "moto"):
            seen.empty()
            walk(seen.bucket, folder)
            used(seen, sender, film)
            backup = kept(seen, folder / "backups")
        film_at = seen.files()["elokuva.mp4"][1]
        away(seen, sender, film_at)
        with moto(program, port, folder / "moto"):
            seen.empty()
            seen.seen("back, empty: download", get(sender, film_at)[0], 404)
            seen.seen("back: upload, nothing restarted", sender.send([("toinen.mp4", mp4(50_000))]), [])
            told = serving.called(environment, "manage.py", "restore", str(backup), "--replace", "--yes")
            serving.called(environment, "manage.py", "check_files")
            shell(environment, PUBLISHED)
            status, headers, content = get(sender, film_at, session=False)
            told_again = serving.called(environment, "manage.py", "restore", str(backup), "--replace", "--yes")
            seen.seen(
                "restored: files", (seen.places(), "files: 0 of" in told, "files: 0 of" in told_again), (4, False, True)
            )
            seen.seen("published: download", (status, content == film, headers["Cache-Control"]), (200, True, PUBLIC))
    return seen.rows


def main() -> int:
    serving.end_in_order()
    argparse.ArgumentParser(prog="python -m tests.faults.store", description=__doc__).parse_args()
    program = shutil.which("moto_server")
    if program is None or find_spec("boto3") is None:
        print(f"NOT RUN: there is no {'moto_server on the path' if program is None else 'boto3'}.")
        return 0
    with tempfile.TemporaryDirectory(prefix="polkka-store-") as name:
        rows = run(program, Path(name))
    print(serving.table(rows))
    return 1 if any(row["as it should be"] != "yes" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
