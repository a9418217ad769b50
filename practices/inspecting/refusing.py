"""What an inspection says: a file is refused for one reason, or let through with what was found."""

from dataclasses import asdict, dataclass, field
from typing import Any


class Refused(Exception):
    """The file is not taken; `code` is a key of practices.files.words.REASONS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Found:
    """What is known of a file that may be kept: pixels of a picture, and warnings (keys of words.WARNINGS)."""

    width: int | None = None
    height: int | None = None
    warnings: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)
