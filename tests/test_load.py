"""The measurement of load: a bar that is missed ends it with 1, and what could not be tried is no success."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench.load import run
from bench.load.asking import Times
from bench.load.parts import Line, most, none
from scripts.dev import Stop


def measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lines: list[Line], *, is_there: bool = True) -> int:
    @contextmanager
    def served(way: object, folder: Path, **settings: str) -> Iterator[None]:
        if not is_there:
            raise Stop("There is no nginx on this machine.")
        yield None

    part = run.Part("a part", lambda site, way, seconds: lines, (SimpleNamespace(name="a way"),), {})  # type: ignore[arg-type]
    monkeypatch.setattr(run, "served", served)
    monkeypatch.setattr(run, "PARTS", {"a": part})
    return run.measure(tmp_path, names=["a"], seconds=1)


def test_every_bar_met(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert measured(monkeypatch, tmp_path, [most("p95", 50.0, 50, "ms"), none("errors", {})]) == 0


@pytest.mark.parametrize("line", [most("p95", 51.0, 50, "ms"), none("errors", {"503": 1})], ids=["slow", "errors"])
def test_missed_bar_is_told(
    line: Line, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert measured(monkeypatch, tmp_path, [line]) == 1
    assert f"Missed: a part, a way: {line.what} {line.figure}" in capsys.readouterr().out


def test_what_could_not_be_tried_is_no_success(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert measured(monkeypatch, tmp_path, [], is_there=False) == 1


def test_share_of_times() -> None:
    times = Times([float(n) for n in range(1, 101)])
    assert (times.share(0.5), times.share(0.95), times.share(0.99), Times().share(0.5)) == (51.0, 96.0, 100.0, 0.0)
