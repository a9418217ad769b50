"""A mail server on 127.0.0.1 that can be away, slow, refuse and hang up; it keeps what it has accepted."""

import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import Parser
from typing import Any

OK = "250 OK"
Words = Callable[[str], str]


@dataclass
class Manner:
    """How the server behaves. `to_receiver` and `to_sender` give the answer to an address; "" hangs up."""

    wait: float = 0.0  # seconds before each answer
    to_sender: Words = lambda address: OK
    to_receiver: Words = lambda address: OK
    after_data: Words = lambda address: OK  # "" hangs up without having accepted


@dataclass
class Accepted:
    """What the server took on: Message-ID and receiver of each message, in order."""

    messages: list[tuple[str, str]] = field(default_factory=list)
    connections: int = 0

    def doubled(self) -> int:
        """Messages that came more than once, each further time counted."""
        return len(self.messages) - len(set(self.messages))

    def ids_of_one_receiver(self) -> int:
        """The most Message-IDs that one receiver got."""
        got: dict[str, set[str]] = {}
        for message_id, receiver in self.messages:
            got.setdefault(receiver, set()).add(message_id)
        return max(map(len, got.values()), default=0)


class _Talk(socketserver.StreamRequestHandler):
    """One connection; the words of the protocol that smtplib uses."""

    server: "MailServer"

    def handle(self) -> None:
        self.server.accepted.connections += 1
        self.sender, self.receivers = "", list[str]()
        try:
            if self._say("220 here"):
                while (line := self.rfile.readline()) and self._answer(line.decode("latin-1").strip()):
                    pass
        except (OSError, ValueError):
            return

    def _say(self, words: str) -> bool:
        """Answer after the wait; false to hang up."""
        self.server.stopped.wait(self.server.manner.wait)
        if words and not self.server.stopped.is_set():
            self.wfile.write(f"{words}\r\n".encode())
            return not words.startswith("221")
        return False

    def _answer(self, line: str) -> bool:
        verb, manner = line.upper().split(" ", 1)[0], self.server.manner
        if verb == "MAIL":
            self.sender, self.receivers = _address(line), []
            return self._say(manner.to_sender(self.sender))
        if verb == "RCPT":
            answer = manner.to_receiver(_address(line))
            self.receivers += [_address(line)] if answer.startswith("250") else []
            return self._say(answer)
        if verb == "DATA":
            return self._say("354 go on") and self._take()
        return self._say({"EHLO": OK, "HELO": OK, "NOOP": OK, "RSET": OK, "QUIT": "221 bye"}.get(verb, "502 what"))

    def _take(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line.decode("utf-8", "replace"))
        answer = self.server.manner.after_data(self.receivers[0])
        if answer.startswith("250"):
            message_id = Parser().parsestr("".join(lines), headersonly=True)["Message-ID"]
            self.server.accepted.messages += [(message_id, receiver) for receiver in self.receivers]
        return self._say(answer)


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]


class MailServer(socketserver.ThreadingTCPServer):
    """The server; `port` 0 takes a free one."""

    allow_reuse_address = daemon_threads = True
    block_on_close = False
    request_queue_size = 50

    def __init__(self, manner: Manner, accepted: Accepted, port: int = 0) -> None:
        self.manner, self.accepted, self.stopped = manner, accepted, threading.Event()
        super().__init__(("127.0.0.1", port), _Talk)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


@contextmanager
def serving(manner: Manner | None = None, accepted: Accepted | None = None, port: int = 0) -> Iterator[MailServer]:
    """The server at work until the end of the block, then away."""
    server = MailServer(manner or Manner(), accepted or Accepted(), port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def greylisting(patience: float) -> Words:
    """Refuses each receiver until so many seconds after the first try."""
    first: dict[str, float] = {}

    def answer(address: str) -> str:
        begun = first.setdefault(address, time.monotonic())
        return OK if time.monotonic() - begun >= patience else "451 4.7.1 try again later"

    return answer


def only(part: str, answer: str, otherwise: Words = lambda address: OK) -> Words:
    """Gives `answer` to the addresses with `part` in them."""
    return lambda address: answer if part in address else otherwise(address)


def first_times(times: int, answer: str) -> Words:
    """Gives `answer` so many times to each address, then takes it."""
    seen: Counter[str] = Counter()

    def told(address: str) -> str:
        seen[address] += 1
        return answer if seen[address] <= times else OK

    return told


def settings_of(server: MailServer, **more: Any) -> dict[str, Any]:
    """The settings of Django that lead to the server."""
    backend = "django.core.mail.backends.smtp.EmailBackend"
    told = {"EMAIL_BACKEND": backend, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": server.port, "EMAIL_TIMEOUT": 5}
    return {**told, "EMAIL_HOST_USER": "", "EMAIL_HOST_PASSWORD": "", "EMAIL_USE_TLS": False, **more}
