"""Writers over HTTP as the page itself saves: one request at a time, and the same again until it is acknowledged."""

import json
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

COSTS = ("none", "small")
PLACES = (
    ("challenge", "challenge"),
    ("method", "method"),
    ("result", "result"),
    ("school", "curriculum"),
    ("school", "participation"),
    ("adopt", "resources"),
    ("adopt", "pitfalls"),
    ("adopt", "rooting"),
    ("more", "safety"),
    ("more", "dissemination"),
)
"""Page and question of the shared draft for each writer."""
MOST_WORDS, MOST_ROWS = 200, 10


@dataclass
class Writer:
    """One person; what was acknowledged is in `words` (shared draft) and `number` (own draft)."""

    place: int
    port: int
    cookie: str
    shared: str
    own: str
    words: list[str] = field(default_factory=list)
    number: int = 0
    attempted: int = 0
    acknowledged: int = 0
    repeated: int = 0
    longest: float = 0.0
    faults: list[str] = field(default_factory=list)
    token: str = ""
    csrf: str = ""
    seen: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    refused: int = 0  # answers 503 that ask to come again
    times: list[tuple[float, float]] = field(default_factory=list)  # (when, seconds) of every acknowledged request

    def write(self, end: float, stopped: threading.Event) -> None:
        """Save in turns on both drafts until `end` (monotonic)."""
        while time.monotonic() < end and not self.faults:
            self.shared_save(stopped)
            self.own_save(stopped)

    def shared_save(self, stopped: threading.Event) -> None:
        page, code = PLACES[self.place]
        if len(self.words) >= MOST_WORDS:
            return
        words = [*self.words, f"w{self.place}n{len(self.words)}"]
        if self.acknowledge(self.shared, page, {code: " ".join(words)}, stopped):
            self.words = words

    def own_save(self, stopped: threading.Event) -> None:
        """Several tables in one save: keywords and a concept; then rows."""
        self.attempted = number = self.number + 1
        fields = {"tags": f"eka{number}, toka{number}", "cost": COSTS[number % 2]}
        if not self.acknowledge(self.own, "for-whom", fields, stopped):
            return
        rows = {f"steps-{n % MOST_ROWS}-title": f"askel {n}" for n in range(max(1, number - 8), number + 1)}
        if self.acknowledge(self.own, "method", rows, stopped):
            self.number = number

    def acknowledge(self, draft: str, page: str, fields: dict[str, str], stopped: threading.Event) -> bool:
        """Send the same until it is acknowledged; false if the time is over."""
        begun = time.monotonic()
        codes = {name.partition("-")[0] for name in fields}
        while not stopped.is_set():
            told = self.post(draft, page, fields, codes)
            if told is None and self.faults:
                return False
            if told is None:
                self.repeated += 1
                time.sleep(0.05)
                continue
            if told["state"] != "saved" or told["conflicts"] or told["errors"]:
                self.faults.append(f"{draft}/{page}: {told['state']} {told['conflicts']} {told['errors']}")
                return False
            self.seen |= {f"{draft}.{code}": told["seen"][code] for code in codes}
            self.acknowledged += 1
            self.longest = max(self.longest, time.monotonic() - begun)
            return True
        return False

    def post(self, draft: str, page: str, fields: dict[str, str], codes: set[str]) -> dict[str, Any] | None:
        """The answer of the server; None if there was none, or it may be asked again."""
        if not self.token:
            told = self.opened(draft, page)
            if told is None:
                return None
            self.token = told["csrf"]
            self.seen |= {f"{draft}.{code}": digest for code, digest in told["seen"].items()}
        missing = [code for code in codes if f"{draft}.{code}" not in self.seen]
        if missing:
            told = self.opened(draft, page)
            if told is None:
                return None
            self.seen |= {f"{draft}.{code}": told["seen"][code] for code in missing}
        seen = {f"seen-{code}": self.seen[f"{draft}.{code}"] for code in codes}
        body = urlencode({"csrfmiddlewaretoken": self.token, "go": "auto", **seen, **fields})
        return self.ask("POST", f"/en/desk/{draft}/edit/{page}/", body)

    def opened(self, draft: str, page: str) -> dict[str, Any] | None:
        """How a page is held now; None if it did not come."""
        told = self.ask("GET", f"/en/desk/{draft}/edit/{page}/")
        if told is not None and "seen" not in told:
            self.faults.append(f"{draft}/{page}: {told['state']}")
            return None
        return told

    def note_refusal(self, retry: str, text: bytes) -> None:
        """A 503 must say in JSON why, and when to come again; a save that others were before may come at once."""
        self.refused += 1
        try:
            state = json.loads(text)["state"]
        except (ValueError, KeyError, TypeError):
            state = ""
        if state != "busy" and not (state and retry):
            self.faults.append(f"503 without its words: {text[:200]!r}")

    def ask(self, method: str, path: str, body: str = "") -> dict[str, Any] | None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(filter(None, (self.cookie, self.csrf))), "Accept": "application/json"}
        headers |= self.headers
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            text = response.read()
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()
        if sent := response.getheader("Set-Cookie", ""):
            self.csrf = next((part for part in sent.split(";") if part.startswith("csrf=")), self.csrf)
        if response.status == 503:
            self.note_refusal(response.getheader("Retry-After", ""), text)
            return None
        if response.status != 200:
            return {
                "state": f"status {response.status}",
                "conflicts": [],
                "errors": text[:200].decode(errors="replace"),
            }
        told: dict[str, Any] = json.loads(text)
        return told
