"""How far a person's eyes reach: what they may list, in their own right and for who is away."""

import re
from datetime import datetime

from schedules.scope import of_person, of_unit
from store import Tx, entitled
from store.directory import units
from store.worklist import Wanted, Within
from work.access import Denied, Doing, OfOffice
from work.act import Act
from work.chat import Link

_OTHER = re.compile(r"([pu])([0-9]{1,12})")  # a person, or a unit, by its number


def reach(tx: Tx, link: Link, now: datetime) -> tuple[Within, ...]:
    """The tasks that the person may list, *now* by the machine's clock."""
    found = entitled.reach_of(tx, Doing.LIST, _act(link, now))
    return () if isinstance(found, Denied) else found


def reaches(tx: Tx, link: Link, about: OfOffice, now: datetime) -> bool:
    """Whether they may list what is the agency's, the unit's or the person's."""
    found = entitled.admitted_office(tx, Doing.LIST, about, _act(link, now))
    return not isinstance(found, Denied)


def of_others(
    tx: Tx, link: Link, whose: str, machine: datetime
) -> tuple[Wanted, str | None] | None:
    """The open tasks of another person ("p12") or unit ("u3"), with the name; None where the reader may not list them."""
    found = _OTHER.fullmatch(whose)
    if found is None:
        return None
    number = int(found[2])
    if found[1] == "u":
        unit = units.one(tx, number)
        about = None if unit is None else OfOffice(unit.agency, unit.name)
        name, tasks = "" if unit is None else unit.name, of_unit(number)
    else:
        who = entitled.one(tx, number)
        about = None if who is None else OfOffice(who.agency, who.unit, who.id)
        name, tasks = "" if who is None else who.name, of_person(number)
    if about is None or not reaches(tx, link, about, machine):
        return None
    return tasks, name


def _act(link: Link, now: datetime) -> Act:
    return Act(f"person:{link.person.id}", now, link.person.id)
