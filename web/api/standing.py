"""Lost updates are not let happen: what a program decided by what has changed since is not done."""

from store import Tx, entitled, task
from store.program import versions
from web.api.offer import Ask, Offer, Versioned
from web.api.problem import Problem
from web.api.reading import matches
from work.access import Doing
from work.act import Act


def behind(tx: Tx, offer: Offer, ask: Ask) -> Problem | None:
    """Why the task is not to be changed: its program saw another version, or does not say which.

    None also for a task that is not theirs to see, of which the offer itself says no more.
    """
    if offer.versioned is Versioned.NO:
        return None
    task.hold(tx, (ask.number,))
    if not isinstance(entitled.admitted(tx, ask.number, Doing.SEE, ask.act), Act):
        return None
    if ask.version is None:
        return Problem("unversioned") if offer.versioned is Versioned.MUST else None
    version = versions.of_tasks(tx, (ask.number,))[ask.number]
    return None if matches(ask.version, version) else Problem("stale")
