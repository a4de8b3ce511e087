"""Everything that the API offers, in the order in which it is described."""

from collections.abc import Sequence

from web.api import documents, messages, statistics, task_acts, tasks
from web.api.offer import Offer


def all_offers() -> Sequence[Offer]:
    """Every offer."""
    parts = (tasks, task_acts, documents, messages, statistics)
    return tuple(offer for part in parts for offer in part.offers())
