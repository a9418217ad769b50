"""When an assessment holds for a version that it was not made of: one that answers a letter with small changes."""

from .models import Assessment, Version
from .states import Depth, State

FARTHEST = 5
"""So many returns in a row are looked through."""


def assessed_before(version: Version) -> Version | None:
    """The returned version whose assessment would hold if this one were published as it was sent, or None.

    Whether the changes are small is for the coordinator to judge: the page shows them word by word.
    """
    if version.state != State.SUBMITTED or version.depth == Depth.TIP:
        return None
    before = version.builds_on
    for _step in range(FARTHEST):
        if before is None or before.state != State.RETURNED:
            return None
        if Assessment.unscoped.filter(version=before.judged_pk).finished().exists():
            return before
        before = before.builds_on
    return None
