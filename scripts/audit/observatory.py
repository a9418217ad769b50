"""The MDN HTTP Observatory: what the headers of a public page and of a page with a form are worth, over https."""

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .environment import CannotRun, clean
from .target import Target
from .tools import TOOLS, node_package

PACKAGE = TOOLS / "node_modules" / "@mdn" / "mdn-http-observatory" / "src" / "scanner"
LEAST = 130
PAGES = {"public page": "home", "page with a form": "sign-in"}
"""What is looked at → its kind in the table of pages, in Finnish."""


def missed(planted: Target) -> set[str]:
    """A site without any protective header must be worth little."""
    score = measured(planted, "/")["score"]
    return {f"no headers, and still {score} points"} if score >= LEAST - 50 else set()


def scores(target: Target) -> dict[str, dict[str, Any]]:
    """What is looked at → its points and tests."""
    found = {look.name: look.path for look in target.looks if look.language == "fi"}
    return {shown: measured(target, found[kind]) for shown, kind in PAGES.items()}


def too_few(found: dict[str, dict[str, Any]]) -> list[str]:
    """What does not reach the measure, with the tests that give no points."""
    faults = []
    for page, told in found.items():
        poor = [f"{row['name']}: {row['result']} ({row['points']})" for row in told["tests"] if row["points"] < 5]
        if told["score"] < LEAST or told["status"] != 200:
            faults.append(f"{page}: status {told['status']}, {told['score']} points of {LEAST}; {', '.join(poor)}")
    return faults


def measured(target: Target, path: str) -> dict[str, Any]:
    """{"status", "score", "tests"} of one page."""
    node_package("node", PACKAGE)
    with _leading(target.port) as plain:
        command = ["node", "observatory.mjs", "localhost", str(plain), str(target.port), path]
        environment = {**clean(), "NODE_EXTRA_CA_CERTS": str(target.certificate), "NODE_NO_WARNINGS": "1"}
        told = subprocess.run(command, cwd=TOOLS, text=True, capture_output=True, timeout=120, env=environment)
    if told.returncode:
        raise CannotRun("the Observatory failed: " + (told.stderr.strip().splitlines() or ["no word why"])[-1])
    return dict(json.loads(told.stdout.splitlines()[-1]))


@contextmanager
def _leading(port: int) -> Iterator[int]:
    """A port that leads plain HTTP to https, as the server in front does."""

    class Lead(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(301)
            self.send_header("Location", f"https://localhost:{port}{self.path}")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is written down."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Lead)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
