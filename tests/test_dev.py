"""The tools of the desk: addresses, taken ports, what a test run leaves out, the people of the demo."""

import re
import socket
import sys

import pytest

from scripts import dev, prepare

from .tree import ROOT, text


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1:8001", ("127.0.0.1", 8001)),
        ("8001", ("127.0.0.1", 8001)),
        ("localhost:80", ("localhost", 80)),
        ("[::1]:8000", ("::1", 8000)),
    ],
)
def test_parse_reads_an_address(address: str, expected: tuple[str, int]) -> None:
    assert dev.parse(address) == expected


@pytest.mark.parametrize("address", ["", "here", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:70000", "127.0.0.1:http"])
def test_parse_refuses_what_is_no_address(address: str) -> None:
    with pytest.raises(dev.Stop, match=r"not an address such as 127\.0\.0\.1:8000"):
        dev.parse(address)


def test_refuse_taken_says_which_address_to_try() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(dev.Stop, match=rf"make run ADDRESS=127\.0\.0\.1:{port + 1}"):
            dev.refuse_taken("127.0.0.1", port)


def test_check_python_refuses_an_old_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    with pytest.raises(dev.Stop, match=r"needs Python 3\.11 or newer"):
        dev.check_python()


@pytest.mark.parametrize(
    ("browser", "on_postgres", "expected"),
    [
        ("/usr/bin/chromium", True, "Nothing is left out."),
        ("/usr/bin/chromium", False, "Left out: PostgreSQL not tried: not installed."),
        (None, True, "Left out: no browser tests: no Chromium found."),
        (None, False, "Left out: PostgreSQL not tried: not installed; no browser tests: no Chromium found."),
    ],
)
def test_left_out_says_what_was_not_tried(
    monkeypatch: pytest.MonkeyPatch, browser: str | None, on_postgres: bool, expected: str
) -> None:
    monkeypatch.setattr(dev, "find_postgres", lambda: None)
    monkeypatch.setattr(dev, "find_browser", lambda: None)
    assert dev.left_out(browser, on_postgres) == expected


def test_main_answers_a_stop_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "find_postgres", lambda: None)
    assert dev.main(["postgres", "--", "true"]) == 1
    assert capsys.readouterr().err == (
        "There is no PostgreSQL on this machine: install the package postgresql and try again.\n"
    )


def test_makefile_calls_only_commands_there_are() -> None:
    called = re.findall(r"scripts/dev\.py ([\w-]+)", text(ROOT / "Makefile"))
    assert called != [] and set(called) <= set(dev.COMMANDS)


def test_readme_names_people_of_the_demo(capsys: pytest.CaptureFixture[str]) -> None:
    prepare.print_people()
    listed = re.findall(r"^  (\S+@\S+)", capsys.readouterr().out, re.MULTILINE)
    named = re.findall(r"^\| `(\S+@\S+)`", text(ROOT / "README.md"), re.MULTILINE)
    assert named != [] and set(named) <= set(listed)


def test_continuous_run_can_be_started() -> None:
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
