"""The one style sheet of the site: joins the sources named in order.txt and takes needless characters out."""

import re
from pathlib import Path

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
ORDER = "order.txt"
OUTPUT = "polkka.css"

_PIECES = re.compile(r"""(?P<string>"[^"\n]*"|'[^'\n]*')|(?:/\*.*?\*/|\s)+""", re.DOTALL)
_TIGHT = re.compile(r""" ?([{};,>]) ?|(?<=[\w-]): """)
_STRINGS = re.compile(r"""("[^"\n]*"|'[^'\n]*')""")


def sources(folder: Path = CSS) -> list[Path]:
    """The source files in the order in which the cascade needs them."""
    names = (line.strip() for line in (folder / ORDER).read_text(encoding="utf-8").splitlines())
    return [folder / name for name in names if name and not name.startswith("#")]


def shrink(css: str) -> str:
    """The same rules without comments and needless white space; strings are left as they are."""
    spaced = _PIECES.sub(lambda piece: piece["string"] or " ", css)
    parts = _STRINGS.split(spaced)
    parts[::2] = [_TIGHT.sub(lambda hit: hit[1] or ":", part) for part in parts[::2]]
    return "".join(parts).replace(";}", "}").strip() + "\n"


def build_css(folder: Path = CSS) -> Path:
    """Write polkka.css anew and return its path."""
    output = folder / OUTPUT
    joined = "\n".join(path.read_text(encoding="utf-8") for path in sources(folder))
    output.write_text(shrink(joined), encoding="utf-8")
    return output


def stale(folder: Path = CSS) -> bool:
    """Whether polkka.css is missing or older than one of its sources."""
    output = folder / OUTPUT
    if not output.exists():
        return True
    made = output.stat().st_mtime
    return any(path.stat().st_mtime > made for path in [folder / ORDER, *sources(folder)])
