"""Petitions with their clocks and masked senders, as lists, exports and figures need them."""

from store import petition, petitioner
from store.petition import Hands, Wanted
from store.tx import Tx
from work.petition_course import course_of
from work.petition_tally import Judged
from work.petitioner import Petitioner

PORTION = 500  # petitions of one query


def found(
    tx: Tx, wanted: Wanted, limit: int | None, hands: Hands
) -> tuple[list[Judged], dict[int, Petitioner]]:
    """At most *limit* petitions, the newest first, and what is shown of their senders by their ids."""
    rows = petition.listed(tx, wanted, limit)
    judged: list[Judged] = []
    who: dict[int, Petitioner] = {}
    for first in range(0, len(rows), PORTION):
        some = rows[first : first + PORTION]
        numbers = [one.id for one in some]
        past = petition.history(tx, numbers)
        who |= petitioner.shown(tx, numbers)
        for one in some:
            course = course_of(one.received, past[one.id])
            judged.append(Judged(one, hands.clocks(one.kind, one.depth, course)))
    return judged, who
