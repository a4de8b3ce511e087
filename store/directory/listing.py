"""People as the console lists them: searched without accents, some at a time, with account and chat."""

import functools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select

from store.console import account
from store.directory import people
from store.schema.chat import chat_link
from store.schema.directory import person
from store.tx import Tx
from work.console import Account
from work.person import Person, Position
from work.spelling import search_key

MOST = 200  # that are named of one agency


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is wanted: part of a name, a mailbox or a unit, one *agency*, *disabled* or not; None leaves it open."""

    text: str = ""
    agency: str | None = None
    disabled: bool | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """The people of an agency: *heads* and others who are no plain staff, how many act in each unit, how many *left*."""

    heads: tuple[Person, ...]
    units: Mapping[int | None, int]
    left: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One person, with their account of the console, and whether a chat is linked."""

    person: Person
    account: Account | None
    chat: bool


def listed(tx: Tx, wanted: Wanted, start: int, limit: int) -> tuple[int, tuple[Listed, ...]]:
    """How many are wanted, and those from *start* on, by agency and name.

    Names are compared without accents, so with a text everybody is read.
    """
    rows = _rows(wanted).order_by(person.c.agency, person.c.name, person.c.id)
    if not wanted.text:
        total = int(tx.value(select(func.count()).select_from(_rows(wanted).subquery())))
        return total, _with_doors(tx, tx.all(rows.limit(limit).offset(start)))
    parts = search_key(wanted.text).split()
    found = [row for row in tx.all(rows) if _has(row, parts)]
    return len(found), _with_doors(tx, found[start : start + limit])


def staff(tx: Tx, agency: str) -> Staff:
    """Who is in one agency, in numbers; those by name who answer for it, are its clerks or run its machine."""
    there = person.c.agency == agency
    off = person.c.disabled_at.is_not(None)
    counted = select(person.c.unit_id, off.label("off"), func.count().label("number"))
    rows = tx.all(counted.where(there).group_by(person.c.unit_id, off))
    units: Counter[int | None] = Counter()
    for row in rows:
        units[row.unit_id] += 0 if row.off else row.number
    named = people.everybody().where(there, ~off, person.c.position != Position.STAFF)
    heads = tx.all(named.order_by(person.c.position, person.c.name).limit(MOST))
    left = sum(row.number for row in rows if row.off)
    return Staff(tuple(map(people.of_row, heads)), units, left)


def _rows(wanted: Wanted) -> Select[Any]:
    rows = people.everybody()
    if wanted.agency is not None:
        rows = rows.where(person.c.agency == wanted.agency)
    if wanted.disabled is not None:
        off = person.c.disabled_at.is_not(None)
        rows = rows.where(off if wanted.disabled else ~off)
    return rows


def _has(row: Row[Any], parts: Sequence[str]) -> bool:
    text = _key(f"{row.name} {row.email} {row.unit or ''}")
    return all(part in text for part in parts)


_key = functools.lru_cache(50_000)(search_key)  # an office's people stay the same from look to look


def _with_doors(tx: Tx, rows: Sequence[Row[Any]]) -> tuple[Listed, ...]:
    numbers = [row.id for row in rows]
    accounts = {one.person.id: one for one in account.several(tx, numbers)}
    chats = select(chat_link.c.person_id).where(chat_link.c.person_id.in_(numbers))
    linked = {row.person_id for row in tx.all(chats)}
    return tuple(Listed(people.of_row(r), accounts.get(r.id), r.id in linked) for r in rows)
