"""Twenty people who save drafts as the page itself does, and practices that are published on the way."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from ..kept import ROOT
from ..portal import HOST
from .asking import Browser, Times

NUMBER = 20
HURRIED, TYPING = 2.0, 6.0
"""Seconds between two saves of one person: in a hurry, and as the page itself saves while somebody types (3 to 10)."""
PUBLISHED = 15.0
"""Seconds between two publications: each makes every page that is kept old."""
PAGES = (("challenge", "challenge"), ("method", "method"), ("result", "result"), ("school", "curriculum"))
LONGEST = 1_500  # characters of an answer, then it begins anew


def cast(environment: Mapping[str, str]) -> dict[str, Any]:
    """People with a session and a draft each in the database of the site (see tests/faults/cast.py)."""
    command = [sys.executable, "-m", "tests.faults.cast", str(NUMBER)]
    told = subprocess.run(command, cwd=ROOT, env=dict(environment), text=True, capture_output=True)
    if told.returncode:
        raise SystemExit(f"The writers could not be made:\n{told.stderr[-2000:]}")
    made: dict[str, Any] = json.loads(told.stdout)
    return made


async def write(place: int, port: int, made: Mapping[str, Any], end: float, times: Times, every: float) -> None:
    """One writer until `end` (monotonic); only the saves are timed."""
    row = made["writers"][place]
    browser = Browser(port, f"10.20.0.{place + 1}", f"{made['session']}={row['session']}")
    page, question = PAGES[place % len(PAGES)]
    path = f"/en/desk/{row['own']}/edit/{page}/"
    await asyncio.sleep(every * place / NUMBER)
    opened = await browser.ask("GET", path, Accept="application/json")
    if opened.status != 200:
        times.fault(f"opening a draft: {opened.status}")
        return
    browser.cookies = "; ".join((browser.cookies, *opened.cookies))
    told, text, number = json.loads(opened.text), "", 0
    token, seen = told["csrf"], told["seen"][question]
    while time.monotonic() < end:
        number += 1
        text = f"{text} sana{number}" if len(text) < LONGEST else "sana"
        fields = {"csrfmiddlewaretoken": token, "go": "auto", f"seen-{question}": seen, question: text.strip()}
        answer = await browser.timed(
            times, "POST", path, urlencode(fields), Accept="application/json", Origin=f"https://{HOST}"
        )
        if answer and answer.status == 200:
            saved = json.loads(answer.text)
            if saved["state"] != "saved" or saved["conflicts"] or saved["errors"]:
                times.fault(f"save: {saved['state']}")
            seen = saved["seen"][question]
        await asyncio.sleep(every)
    browser.close()


async def all_write(port: int, made: Mapping[str, Any], end: float, every: float = HURRIED) -> Times:
    """All of them until `end`, each saving every so many seconds."""
    times = Times()
    await asyncio.gather(*(write(place, port, made, end, times, every) for place in range(NUMBER)))
    return times


@contextmanager
def publishing(environment: Mapping[str, str], seconds: float) -> Iterator[None]:
    """A coordinator's decisions meanwhile, by a process of its own; it has made its drafts when the block begins."""
    command = [sys.executable, "-m", "bench.load.publisher", str(int(seconds / PUBLISHED) + 1), str(PUBLISHED / 2)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=dict(environment), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin and process.stdout
    try:
        if process.stdout.readline().strip() != "ready":
            raise SystemExit("The drafts that are published on the way could not be made.")
        process.stdin.write("go\n")
        process.stdin.flush()
        yield
    finally:
        process.terminate()
        process.wait(20)
