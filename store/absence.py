"""Stand-ins named and ended by whoever has the right to."""

from datetime import date

from store import entitled, stand_in
from store.tx import Tx
from work.access import Denied, Doing, OfOffice
from work.act import Act
from work.person import Person
from work.stand_in import Amiss, NewStandIn, StandIn


def name(tx: Tx, new: NewStandIn, act: Act) -> int | Amiss | Denied:
    """The number of the term: store.stand_in.name, by who may name somebody for who is away.

    Whoever may name others does not name themselves: they would take a right that nobody gave them.
    """
    absent = entitled.one(tx, new.absent)
    if absent is None:
        return Amiss.UNKNOWN
    admitted = _admitted(tx, absent, act)
    if not isinstance(admitted, Act):
        return admitted
    if act.person is not None and act.person == new.deputy != new.absent:
        return Amiss.SELF
    return stand_in.name(tx, new, admitted)


def end(tx: Tx, number: int, today: date, act: Act) -> StandIn | Amiss | Denied:
    """Ends the term, by who may have named it."""
    found = stand_in.of_number(tx, number)
    if found is None:
        return Amiss.UNKNOWN
    admitted = _admitted(tx, found.absent, act)
    return stand_in.end(tx, number, today, admitted) if isinstance(admitted, Act) else admitted


def may_name(tx: Tx, absent: Person, act: Act) -> bool:
    """Whether who acts may name somebody in the place of *absent*, or end that."""
    return isinstance(_admitted(tx, absent, act), Act)


def _admitted(tx: Tx, absent: Person, act: Act) -> Act | Denied:
    about = OfOffice(absent.agency, absent.unit, absent.id)
    return entitled.admitted_office(tx, Doing.STAND_IN, about, act)
