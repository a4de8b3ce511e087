"""What may be done to a letter by its page; each act is the store's own function, and what it refuses is said."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from starlette.responses import Response

from store import approval, queue
from store.approval import Barred
from store.queue import Done
from templates import sentence, word
from web.console.letter_page import barred
from web.console.operators import admitted, by_right, denied, lost, reason, unreasoned
from web.console.visit import Visit, go
from work import receipt
from work.access import Doing

Outcome = Response | str
"""Where it leads, or why nothing was done, in words."""

Doer = Callable[[Visit, int], Awaitable[Outcome]]


async def hold(visit: Visit, number: int) -> Outcome:
    """Keeps what is not yet sent until it is released."""
    end = visit.desk.operating.post.ends(visit.now, held=True)
    done = await by_right(
        visit, Doing.OPERATE, lambda tx, act: queue.hold(tx, number, act.by, visit.now, end)
    )
    return _told(visit, number, done, "hold")


async def release(visit: Visit, number: int) -> Outcome:
    """Lets go what is held, unless a second person has to approve of it."""
    end = visit.desk.operating.post.ends(visit.now, held=False)
    done = await by_right(
        visit, Doing.RELEASE, lambda tx, act: queue.release(tx, number, act.by, visit.now, end)
    )
    return _told(visit, number, done, "release")


async def retry(visit: Visit, number: int) -> Outcome:
    """Makes what waits due now."""
    done = await by_right(
        visit, Doing.OPERATE, lambda tx, act: queue.retry(tx, number, act.by, visit.now)
    )
    return _told(visit, number, done, "retry")


async def drop(visit: Visit, number: int) -> Outcome:
    """Ends what is not yet sent, and tells nobody."""
    if (amiss := unreasoned(visit)) is not None:
        return amiss
    done = await by_right(
        visit,
        Doing.OPERATE,
        lambda tx, act: queue.drop(tx, number, act.by, reason(visit), visit.now),
    )
    return _told(visit, number, done, "drop")


async def fail(visit: Visit, number: int) -> Outcome:
    """Returns what is not yet sent to its sender, with a report."""
    if (amiss := unreasoned(visit)) is not None:
        return amiss
    act = await admitted(visit, Doing.OPERATE)
    if act is None:
        return lost(visit)
    done = await visit.desk.operating.post.send_back(number, act.by, reason(visit), visit.now)
    return _told(visit, number, done, "fail")


async def waive(visit: Visit, number: int) -> Outcome:
    """Lets a letter go without the second person that a rule asks for; all concerned are told why."""
    if (amiss := unreasoned(visit)) is not None:
        return amiss
    end = visit.desk.operating.post.ends(visit.now, held=False)
    done = await by_right(
        visit,
        Doing.RELEASE,
        lambda tx, act: approval.waive(tx, number, act.by, reason(visit), visit.now, end),
    )
    if denied(done):
        return lost(visit)
    if isinstance(done, Barred):
        return barred(visit, done, number)
    return go(visit, f"/mail/{receipt.encode(number)}", "letter-waive")


acts: Mapping[str, Doer] = MappingProxyType(
    {
        "release": release,
        "waive": waive,
        "hold": hold,
        "retry": retry,
        "fail": fail,
        "drop": drop,
    }
)


def _told(visit: Visit, number: int, done: Any, act: str) -> Outcome:
    if denied(done):
        return lost(visit)
    outcome: Done = done
    if outcome.rule:
        return sentence("web.letter.unapproved", {"rule": outcome.rule}, visit.language)
    if outcome.busy and not outcome.changed:
        return word("web.letter.busy", visit.language)
    if not outcome.changed:
        return word("web.letter.nothing", visit.language)
    return go(visit, f"/mail/{receipt.encode(number)}", f"letter-{act}")
