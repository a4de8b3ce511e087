"""Links between people and their Telegram accounts: one account a person, one person an account."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, select, update

from store import dialog
from store import update as updates
from store.directory import change, people
from store.schema.chat import chat_link
from store.schema.directory import person
from store.tx import Tx
from work.chat import Link

_FOR_EVER = datetime(9000, 1, 1, tzinfo=UTC)  # a time that every zone can tell
VALID = timedelta(days=90)  # then the mailbox is asked once more

_LINKS = (
    people.everybody().add_columns(chat_link).join(chat_link, chat_link.c.person_id == person.c.id)
)


def of_user(tx: Tx, user_id: int) -> Link | None:
    """The link of a Telegram account, whether it still stands or not."""
    return _one(tx, chat_link.c.user_id == user_id)


def of_person(tx: Tx, person_id: int) -> Link | None:
    """The link of a person, whether it still stands or not."""
    return _one(tx, chat_link.c.person_id == person_id)


def present(tx: Tx, person_id: int) -> Link | None:
    """The person as one who needs no account, because they sit in the office; None where nobody has the number."""
    row = tx.one(people.one(), {"number": person_id})
    if row is None:
        return None
    return Link(people.of_row(row), row.unit_id, row.id, row.id, _FOR_EVER)


def reached(tx: Tx, people: Collection[int], office: datetime) -> dict[int, int]:
    """The chats of those among *people* who may be told there at the office's time, by person."""
    columns = select(chat_link.c.person_id, chat_link.c.chat_id)
    standing = (chat_link.c.relink_by > office) & chat_link.c.blocked_at.is_(None)
    rows = tx.all(columns.where(chat_link.c.person_id.in_(people), standing))
    return {row.person_id: row.chat_id for row in rows}


def link(tx: Tx, person_id: int, user_id: int, chat_id: int, office: datetime) -> datetime:
    """The office instant until which the link stands; whatever either was linked with before is not.

    What the person was in the middle of is forgotten.

    Raises Overtaken when the account becomes somebody else's at this very moment.
    """
    until = office + VALID
    hold(tx, person_id)
    either = (chat_link.c.person_id == person_id) | (chat_link.c.user_id == user_id)
    tx.all(tx.lock(select(chat_link.c.person_id).where(either)))
    tx.run(delete(chat_link).where(either))
    dialog.end_all(tx, person_id)
    account = {"person_id": person_id, "user_id": user_id, "chat_id": chat_id}
    change.insert(tx, chat_link, {**account, "linked_at": office, "relink_by": until})
    return until


def hold(tx: Tx, person_id: int | None) -> None:
    """Lets nobody else link the person before this commit: of a first link no row stands to be locked."""
    tx.all(tx.lock(select(person.c.id).where(person.c.id == person_id)))


def unlink(tx: Tx, person_id: int, now: datetime) -> bool:
    """Whether the person had an account linked, which is forgotten now, with their dialogs."""
    gone = tx.run(delete(chat_link).where(chat_link.c.person_id == person_id)) == 1
    dialog.end_all(tx, person_id)
    if gone:
        tx.audit(now, "chat.unlinked", f"person:{person_id}")
    return gone


def block(tx: Tx, user_id: int, now: datetime) -> bool:
    """Whether it is new that the bot may not write to that account; notices go by mail alone then."""
    return _switch(tx, user_id, now, "chat.blocked", now)


def unblock(tx: Tx, user_id: int, now: datetime) -> bool:
    """Whether the bot had been blocked there, and may write again."""
    return _switch(tx, user_id, None, "chat.unblocked", now)


def member_changed(tx: Tx, update_id: int, user_id: int, blocked: bool, now: datetime) -> bool:
    """Whether the update was open, and what it tells of the account is kept with its end."""
    if not updates.done(tx, update_id, now):
        return False
    switch = block if blocked else unblock
    switch(tx, user_id, now)
    return True


def move(tx: Tx, old: int, new: int) -> bool:
    """Whether a chat went on under another number, which is kept from now on."""
    return tx.run(update(chat_link).where(chat_link.c.chat_id == old).values(chat_id=new)) == 1


def _one(tx: Tx, which: ColumnElement[bool]) -> Link | None:
    row = tx.one(_LINKS.where(which))
    return None if row is None else _link(row)


def _link(row: Row[Any]) -> Link:
    return Link(
        people.of_row(row), row.unit_id, row.user_id, row.chat_id, row.relink_by, row.blocked_at
    )


def _switch(tx: Tx, user_id: int, at: datetime | None, event: str, now: datetime) -> bool:
    place = (chat_link.c.user_id == user_id) & (
        chat_link.c.blocked_at.is_(None) if at else chat_link.c.blocked_at.is_not(None)
    )
    found = tx.value(tx.lock(select(chat_link.c.person_id).where(place)))
    if found is None:
        return False
    tx.run(update(chat_link).where(place).values(blocked_at=at))
    tx.audit(now, event, f"person:{found}")
    return True
