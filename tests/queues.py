"""What waits for a coordinator, as the first page of the admin tells it."""

from network.models import User
from polkka.upkeep import together
from practices import waiting
from practices.waiting import Queue


def queues(user: User, *, everywhere: bool = False) -> dict[str, Queue]:
    """Code → queue, of those in which something stands."""
    rows = together.fetch(waiting.parts(user, everywhere=everywhere))
    return {queue.code: queue for queue in waiting.queues(user, rows, everywhere=everywhere)}


def lines(user: User, code: str, *, everywhere: bool = False) -> list[str]:
    """The titles that stand in one queue."""
    queue = queues(user, everywhere=everywhere).get(code)
    return [line.title for line in queue.lines] if queue else []
