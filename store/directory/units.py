"""Units of agencies, which people.py makes when somebody is put into a new one."""

from sqlalchemy import select

from store.schema.directory import unit
from store.tx import Tx
from work.roster import Unit


def all_units(tx: Tx) -> tuple[Unit, ...]:
    """Every unit, by agency and name."""
    rows = tx.all(select(unit).order_by(unit.c.agency, unit.c.name))
    return tuple(Unit(row.id, row.agency, row.name) for row in rows)


def one(tx: Tx, number: int) -> Unit | None:
    """The unit of that number."""
    row = tx.one(select(unit).where(unit.c.id == number))
    return None if row is None else Unit(row.id, row.agency, row.name)


def unit_name(tx: Tx, number: int) -> str:
    """What the unit of that number is called."""
    name: str = tx.value(select(unit.c.name).where(unit.c.id == number))
    return name
