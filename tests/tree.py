"""The files of the repository as the checks see them: ours, as text, without what is made or installed."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "templates"
MADE = {"var", "node_modules", "__pycache__", "htmlcov", "staticfiles", "test-results"}
HIDDEN_AND_OURS = {".ci", ".editorconfig", ".env.example", ".gitattributes", ".gitignore"}
TEXT = {
    "",
    ".py",
    ".toml",
    ".html",
    ".css",
    ".js",
    ".md",
    ".txt",
    ".in",
    ".svg",
    ".po",
    ".example",
    ".xml",
    ".yml",
    ".json",
}


@cache
def files() -> tuple[Path, ...]:
    """Every text file of the repository, in order."""
    return tuple(sorted(path for path in _walk(ROOT) if path.suffix in TEXT))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in MADE or (path.name.startswith(".") and path.name not in HIDDEN_AND_OURS):
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def name(path: Path) -> str:
    """The name of a file from the top of the repository."""
    return path.relative_to(ROOT).as_posix()


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def modules() -> list[Path]:
    """Our Python without migrations."""
    return [path for path in files() if path.suffix == ".py" and "migrations" not in path.parts]


def templates() -> list[Path]:
    return [path for path in files() if path.is_relative_to(TEMPLATES)]
