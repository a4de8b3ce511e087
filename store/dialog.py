"""Dialogs as rows: they survive a restart, and whichever process answers next goes on with them.

A person has one dialog of each kind: whoever begins it anew drops the one before.
What was said in one is forgotten with its end, or a day after its last step.
"""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, delete, insert, select, update

from store.schema.chat import dialog
from store.tx import Tx
from work.dialog import Dialog

KEPT = timedelta(days=1)  # after its last step


def begin(tx: Tx, new: Dialog, now: datetime) -> Dialog:
    """*new* as it is kept, with its number, in place of one of the same kind."""
    same = (dialog.c.person_id == new.person) & (dialog.c.kind == new.kind)
    tx.run(delete(dialog).where(same))
    values = {"person_id": new.person, "kind": new.kind, "subject": new.subject, **_said(new, now)}
    number = tx.value(insert(dialog).values(values).returning(dialog.c.id))
    return replace(new, id=number)


def go_on(tx: Tx, changed: Dialog, now: datetime) -> None:
    """Keeps the step and the data of *changed*."""
    tx.run(update(dialog).where(dialog.c.id == changed.id).values(_said(changed, now)))


def end(tx: Tx, number: int) -> None:
    """Forgets the dialog of that number and all that was said in it."""
    tx.run(delete(dialog).where(dialog.c.id == number))


def end_all(tx: Tx, person: int) -> None:
    """Forgets everything that *person* was in the middle of: another account does not go on with it."""
    tx.run(delete(dialog).where(dialog.c.person_id == person))


def one(tx: Tx, number: int, person: int, now: datetime) -> Dialog | None:
    """The dialog of that number, where it is *person*'s and was not forgotten."""
    row = tx.one(_one(number, person, now))
    return None if row is None else _dialog(row)


def held(tx: Tx, number: int, person: int, now: datetime) -> Dialog | None:
    """The same, locked until the commit: of two presses one goes on with it, the other finds it gone on."""
    row = tx.one(tx.lock(_one(number, person, now)))
    return None if row is None else _dialog(row)


def of_person(tx: Tx, person: int, now: datetime) -> tuple[Dialog, ...]:
    """What *person* is in the middle of, the last touched first."""
    theirs = (dialog.c.person_id == person) & (dialog.c.expires_at > now)
    order = (dialog.c.expires_at.desc(), dialog.c.id.desc())
    return tuple(_dialog(row) for row in tx.all(select(dialog).where(theirs).order_by(*order)))


def at_step(tx: Tx, kind: str, step: str, now: datetime) -> tuple[Dialog, ...]:
    """The dialogs of that kind that stand there, the one begun first at the front."""
    there = (dialog.c.kind == kind) & (dialog.c.step == step) & (dialog.c.expires_at > now)
    return tuple(_dialog(row) for row in tx.all(select(dialog).where(there).order_by(dialog.c.id)))


def forget_old(tx: Tx, now: datetime) -> int:
    """How many nobody went on with in time, which are gone now."""
    return tx.run(delete(dialog).where(dialog.c.expires_at <= now))


def _one(number: int, person: int, now: datetime) -> Select[Any]:
    this = (dialog.c.id == number) & (dialog.c.person_id == person)
    return select(dialog).where(this, dialog.c.expires_at > now)


def _said(one: Dialog, now: datetime) -> dict[str, Any]:
    data = json.dumps(one.data, ensure_ascii=False)
    return {"step": one.step, "data": data, "expires_at": now + KEPT}


def _dialog(row: Row[Any]) -> Dialog:
    return Dialog(row.id, row.person_id, row.kind, row.subject, row.step, json.loads(row.data))
