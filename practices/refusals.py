"""Why a move cannot be made: what move() and whatever else decides on a version raise."""

from django.utils.translation import gettext_lazy as _

from polkka.kit import refusing

from . import completeness


class Refused(refusing.Refused):
    """A move that cannot be made."""


class NotAllowed(Refused):
    """The person may not make this move, or not see the version at all: to be answered as missing."""


class Illegal(Refused):
    """The version is not in a state from which this move leads."""


class Incomplete(Refused):
    """Something is missing; `missing` lists it."""

    def __init__(self, missing: list[completeness.Missing]) -> None:
        super().__init__(_("Something is still missing."))
        self.missing = missing


class Stale(Refused):
    """Somebody else changed the version after this person had seen it."""

    def __init__(self) -> None:
        super().__init__(_("This has changed since you opened the page. Look at it again and decide anew."))
