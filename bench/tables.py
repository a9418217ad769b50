"""Tables in Markdown."""

from collections.abc import Iterable, Sequence


def table(corner: str, heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table with an empty line before it; each line begins with its name."""
    rows = [(corner, *heads), ("---",) * (len(heads) + 1), *lines]
    return "\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows)
