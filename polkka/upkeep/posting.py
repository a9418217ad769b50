"""The line to the mail server: kept open from one message to the next, bounded in time, and closed whatever happens."""

import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

LONGEST = 240.0
"""Seconds that one message may take; a server that answers a byte now and then is hung up on."""
OF_ONE_MESSAGE = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)
"""What a server answers to one message or receiver and would not answer to the next."""


class Away(Exception):
    """The mail server cannot be reached at all; its cause tells why."""


class Line:
    """A connection to the mail server for one sender: opened for the first message, closed at the end of the block."""

    def __init__(self) -> None:
        self._connection: Any = get_connection()

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *fault: object) -> None:
        self._hang_up()

    def send(self, message: EmailMessage) -> None:
        """Give one message to the server. Raises Away, or whatever the server said to this message."""
        self._ready()
        message.connection = self._connection
        with self._watched():
            message.send()

    def _ready(self) -> None:
        """Open the line, anew if the server has hung up meanwhile."""
        if not self._is_open():
            self._hang_up()
        try:
            self._connection.open()
        except Exception as error:
            raise Away from error

    def _is_open(self) -> bool:
        held = getattr(self._connection, "connection", None)
        if held is None or not isinstance(self._connection, EmailBackend):
            return True
        try:
            return bool(held.noop()[0] == 250)
        except OSError:
            return False

    def _hang_up(self) -> None:
        """What was taken was taken: a server that does not say goodbye changes nothing."""
        with suppress(Exception):
            self._connection.close()
        if isinstance(self._connection, EmailBackend):
            self._connection.connection = None

    @contextmanager
    def _watched(self) -> Iterator[None]:
        watch = threading.Timer(LONGEST, self._cut)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _cut(self) -> None:
        held: Any = getattr(self._connection, "connection", None)
        with suppress(Exception):
            held.sock.shutdown(socket.SHUT_RDWR)


def is_of_server(error: BaseException) -> bool:
    """Whether a failure says that the server takes nothing now, and not only not this message."""
    return isinstance(error, Away | OSError) and not isinstance(error, OF_ONE_MESSAGE)
