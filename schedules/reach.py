"""How far a person's eyes reach: what they may list, in their own right and for who is away."""

from datetime import datetime

from store import Tx, entitled
from store.worklist import Within
from work.access import Denied, Doing, OfOffice
from work.act import Act
from work.chat import Link


def reach(tx: Tx, link: Link, now: datetime) -> tuple[Within, ...]:
    """The tasks that the person may list, *now* by the machine's clock."""
    found = entitled.reach_of(tx, Doing.LIST, _act(link, now))
    return () if isinstance(found, Denied) else found


def reaches(tx: Tx, link: Link, about: OfOffice, now: datetime) -> bool:
    """Whether they may list what is the agency's, the unit's or the person's."""
    found = entitled.admitted_office(tx, Doing.LIST, about, _act(link, now))
    return not isinstance(found, Denied)


def _act(link: Link, now: datetime) -> Act:
    return Act(f"person:{link.person.id}", now, link.person.id)
