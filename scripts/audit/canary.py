"""A small site full of planted faults: what attacks the portal must find them here before its silence counts.

It is served on 127.0.0.1 for the length of a run of `python -m scripts.audit`, and nowhere else. Nothing of the portal
is in it: `/echo?text=` gives back what it was sent, `/rows?id=` and the form of `/login` put it into SQL, `/file?name=`
opens what it names, `/go?to=` leads anywhere, `/api/things/` breaks its own description. No header protects anything.
"""

import html
import json
import sqlite3
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

Answer = tuple[str, list[tuple[str, str]], str]
HTML = [("Content-Type", "text/html; charset=utf-8")]
JSON = [("Content-Type", "application/json")]
PLANTED = "/rows?id=1"
"""Where SQL is put together from what was sent."""
HOME = """<!doctype html><html lang="en"><title>Canary</title><body>
<a href="/echo?text=a">echo</a> <a href="/rows?id=1">rows</a> <a href="/file?name=hello.txt">file</a>
<a href="/go?to=/">go</a> <a href="/broken?word=a">broken</a>
<form method="post" action="/login"><input name="who" value="a"><button>Send</button></form></body></html>"""
_ROWS = sqlite3.connect(":memory:", check_same_thread=False)
_ROWS.executescript("CREATE TABLE things (id INTEGER, name TEXT); INSERT INTO things VALUES (1, 'bird'), (2, 'cage');")
_LOCK = threading.Lock()


def _asked(sql: str) -> Answer:
    with _LOCK:
        try:
            found = _ROWS.execute(sql).fetchall()
        except sqlite3.Error as error:
            return "200 OK", HTML, f"SQLite3::SQLException: {html.escape(str(error))}"
    return "200 OK", HTML, f"<p>{html.escape(str(found))}</p>"


def _file(name: str) -> Answer:
    try:
        return "200 OK", HTML, Path("/srv/canary", name).read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return "404 Not Found", HTML, "No such file."


def _thing(query: dict[str, str]) -> Answer:
    """Says what its description does not know, and falls over a long word."""
    if len(query.get("word", "")) > 3:
        return "500 Internal Server Error", JSON, json.dumps({"error": "too long"})
    return "200 OK", JSON, json.dumps({"number": "not a number"})


def _description() -> Answer:
    word = {"name": "word", "in": "query", "schema": {"type": "string"}}
    schema = {"type": "object", "properties": {"number": {"type": "integer"}}, "required": ["number"]}
    answers = {"200": {"description": "A thing", "content": {"application/json": {"schema": schema}}}}
    paths = {"/api/things/": {"get": {"parameters": [word], "responses": answers}}}
    told = {"openapi": "3.1.0", "info": {"title": "Canary", "version": "1"}, "paths": paths}
    return "200 OK", JSON, json.dumps(told)


ANSWERS: dict[str, Callable[[dict[str, str]], Answer]] = {
    "/": lambda query: ("200 OK", [*HTML, ("Set-Cookie", "session=1")], HOME),
    "/echo": lambda query: ("200 OK", HTML, f"<p>You said {query.get('text', '')}</p>"),
    "/rows": lambda query: _asked(f"SELECT name FROM things WHERE id = {query.get('id', '1')}"),
    "/login": lambda query: _asked(f"SELECT id FROM things WHERE name = '{query.get('who', '')}'"),
    "/file": lambda query: _file(query.get("name", "")),
    "/go": lambda query: ("302 Found", [("Location", query.get("to", "/").replace("\n", ""))], ""),
    "/broken": lambda query: ("500 Internal Server Error", HTML, "It fell over."),
    "/api/things/": _thing,
    "/api/": lambda query: _description(),
}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """One answer; a form counts like a query."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    sent = environ["wsgi.input"].read(length).decode("utf-8", "replace") if length else ""
    given = parse_qs(environ.get("QUERY_STRING", "") + "&" + sent, keep_blank_values=True)
    answer = ANSWERS.get(environ.get("PATH_INFO", "/"), lambda query: ("404 Not Found", HTML, "Nothing here."))
    status, headers, body = answer({name: values[0] for name, values in given.items()})
    start_response(status, headers)
    return [body.encode()]
