"""A coordinator who publishes one practice after another, the same form again until it is answered."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode


@dataclass
class Publisher:
    """`waiting`: the practices of tests/faults/cast.py; `done`: public ids of those that were answered."""

    port: int
    cookie: str
    waiting: list[dict[str, Any]]
    headers: Mapping[str, str] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    pause: float = 0.5

    def publish(self, end: float, stopped: threading.Event) -> None:
        """Until nothing waits or `end` (monotonic) has come; what was begun is brought to its answer."""
        for one in self.waiting:
            if time.monotonic() >= end or self.faults:
                return
            while not stopped.is_set() and not self._sent(one):
                time.sleep(0.05)
            time.sleep(self.pause)

    def _sent(self, one: Mapping[str, Any]) -> bool:
        token = "a" * 64
        form = {"seen": one["seen"], "once": f"publish-{one['public_id']}", "note": "Kiitos.", "version": 1}
        headers = {"Cookie": f"{self.cookie}; csrf={token}", "Content-Type": "application/x-www-form-urlencoded"}
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            body = urlencode({**form, "csrfmiddlewaretoken": token})
            line.request("POST", one["move"], body, {**headers, **self.headers})
            answer = line.getresponse()
            text = answer.read()
        except (OSError, HTTPException):
            return False
        finally:
            line.close()
        if answer.status == 302:
            self.done.add(one["public_id"])
        elif answer.status != 503:
            self.faults.append(f"{one['move']}: {answer.status} {text[:300]!r}")
        return answer.status != 503
