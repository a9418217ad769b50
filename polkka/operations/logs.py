"""The lines of the log: one event a line, as JSON for a collector or as text for eyes, and nothing personal in it."""

import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pythonjsonlogger.json import JsonFormatter

from . import scrubbing

REQUESTS = "polkka.requests"
"""The logger of one line a request."""
SHORT = 4  # letters: `/fi/` is no path that tells anything
OF_REQUEST = ("route", "method", "status", "ms")
"""What a line of REQUESTS tells besides its message: the name of the address, not the address."""


class Asked(NamedTuple):
    """The request under way in this thread: its id, and its path, which no line repeats."""

    request_id: str
    path: str


asked: ContextVar[Asked | None] = ContextVar("asked", default=None)


def _trace_of(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    return scrubbing.trace(error) if error else ""


def _message_of(record: logging.LogRecord) -> str:
    """The message; errors among its arguments say only what they may, and the path of a request becomes its route."""
    if record.name == REQUESTS:
        return record.getMessage()  # made of names of the program and of numbers
    words = _said(record)
    request: Any = getattr(record, "request", None)
    if hasattr(request, "get_full_path"):  # of runserver it is a socket
        words = words.replace(request.get_full_path(), "").replace(request.path, "") + f" {route_of(request)}"
    if (now := asked.get()) and len(now.path) > SHORT:
        words = words.replace(now.path, "[path]")
    if record.name.startswith("django.security"):
        words = scrubbing.quotes(words)
    return scrubbing.text(words).strip()


def _said(record: logging.LogRecord) -> str:
    args = record.args
    if isinstance(record.msg, BaseException):
        return scrubbing.words_of(record.msg)
    if not isinstance(args, tuple) or not any(isinstance(one, BaseException) for one in args):
        return record.getMessage()
    told = tuple(scrubbing.words_of(one) if isinstance(one, BaseException) else one for one in args)
    return str(record.msg) % told


def route_of(request: Any) -> str:
    """The name of the address that answers a request, as `portal:practice`; "" if there is none."""
    match = getattr(request, "resolver_match", None)
    return str(match.view_name or match.route) if match else ""


def event(record: logging.LogRecord) -> dict[str, Any]:
    """What a line tells, in its order: time (UTC), level, logger, message, request, and what is known of a request."""
    now = asked.get()
    told = {
        "time": f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z",
        "level": record.levelname,
        "logger": record.name,
        "message": _message_of(record),
        "request": now.request_id if now else "",
        **({name: getattr(record, name, "") for name in OF_REQUEST} if record.name == REQUESTS else {}),
        "trace": _trace_of(record),
    }
    return {name: value for name, value in told.items() if value != ""}


class Json(JsonFormatter):
    """One object a line; extra values of a record are left out unless they are named here."""

    def __init__(self) -> None:
        super().__init__(json_ensure_ascii=False)

    def format(self, record: logging.LogRecord) -> str:
        return str(self.serialize_log_record(self.process_log_record(event(record))))


class Text(logging.Formatter):
    """`12:00:00 WARNING polkka.requests [id] message`, and the trace below."""

    def format(self, record: logging.LogRecord) -> str:
        told = event(record)
        shown = f"{datetime.fromtimestamp(record.created, UTC).astimezone():%H:%M:%S} {record.levelname} {record.name}"
        named = f" [{told['request']}]" if "request" in told else ""
        return f"{shown}{named} {told['message']}" + (f"\n{told['trace']}" if "trace" in told else "")


def settings(form: str, level: str) -> dict[str, Any]:
    """LOGGING: everything to the standard error in one form (`json` or `text`).

    What clients do wrong (404, a host that is not ours) is no warning of ours: their lines of REQUESTS tell it.
    Questions to the database are never logged, since they hold what people wrote.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"polkka.operations.logs.{'Json' if form == 'json' else 'Text'}"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level},
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "polkka.security": {"level": "INFO"},
            "django.db.backends": {"level": "INFO"},
            "gunicorn.http.wsgi": {"level": "ERROR"},
            "gunicorn.error": {"handlers": ["console"], "propagate": False},
        },
    }
