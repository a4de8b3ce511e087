"""Stand-ins named and ended by whoever has the right to."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from store import clock, entitled, stand_in
from store.tx import Tx
from work.access import Denied, Doing, OfOffice, may
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


def nameable(tx: Tx, absent: Collection[Person], act: Act) -> frozenset[int]:
    """Those of *absent* in whose place who acts may name somebody, or end that."""
    who = None if act.person is None else entitled.one(tx, act.person)
    if who is None:
        return frozenset() if act.person is not None else frozenset(one.id for one in absent)
    away = stand_in.absent_for(tx, who.id, clock.office_now(tx, act.now))
    return frozenset(
        one.id
        for one in absent
        if may(who, Doing.STAND_IN, replace(_concerning(one), people=away)) is not None
    )


def _admitted(tx: Tx, absent: Person, act: Act) -> Act | Denied:
    return entitled.admitted_office(tx, Doing.STAND_IN, _concerning(absent), act)


def _concerning(absent: Person) -> OfOffice:
    return OfOffice(absent.agency, absent.unit, absent.id)
