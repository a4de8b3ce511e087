"""Codes that prove whose mailbox it is: asked for in a chat, sent by mail, brought back to the same chat.

Nothing here tells a mailbox that is registered from one that is not: both get a
row, count against the same limits, and are judged alike.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, func, select, update

from store import chat, clock, lease, notice
from store import update as updates
from store.schema.chat import link_code
from store.schema.directory import person
from store.schema.notice import notice as notices
from store.tx import Tx
from work.notice import Channel
from work.outbox import NewNotice

VALID = timedelta(minutes=10)
TRIES = 5
AN_HOUR = timedelta(hours=1)
AN_HOURS_CODES = 3  # of one chat, and of one person

CODE_KIND, LINKED_KIND, UNLINKED_KIND = "link-code", "linked", "unlinked"
REASON = "account"  # the code of why the owner of a mailbox gets these


@dataclass(frozen=True, slots=True)
class Ask:
    """One wish for a code: who asks where for which mailbox, and the secrets drawn for it.

    *update* is the update that asked, so that the same one asks once; *link* is
    the address by which the mail does what the code does.
    """

    update: int
    chat: int
    email: str
    code: str
    token: str
    salt: bytes
    link: str


class Asked(StrEnum):
    """What became of a wish for a code; SENT says nothing about the mailbox."""

    SENT = "sent"
    TOO_OFTEN = "too-often"


@dataclass(frozen=True, slots=True)
class Brought:
    """Six digits, or a deep link's token, as somebody brought them to a chat."""

    update: int
    chat: int
    user: int
    secret: str


@dataclass(frozen=True, slots=True)
class Linked:
    """The code was right; whoever asked is that person now, and is told by mail and by chat."""

    person: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """The code was not right; so many tries are left."""

    left: int


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is no code that this chat waits for: none was asked for, or its time is over."""


def ask(tx: Tx, wish: Ask, now: datetime) -> Asked:
    """Draws a code up, and a mail with it where the mailbox is somebody's; the code before it ends."""
    if tx.one(select(link_code.c.update_id).where(link_code.c.update_id == wish.update)):
        return Asked.SENT
    lease.alone(tx, f"link-code:{wish.chat}", now)
    if _asked_since(tx, link_code.c.chat_id == wish.chat, now) >= AN_HOURS_CODES:
        return Asked.TOO_OFTEN
    owner = _owner(tx, wish.email, now)
    before = (link_code.c.chat_id == wish.chat) & link_code.c.ended_at.is_(None)
    tx.run(update(link_code).where(before).values(ended_at=now))
    drawn = {
        "update_id": wish.update,
        "chat_id": wish.chat,
        "person_id": None if owner is None else owner.id,
        "salt": wish.salt,
        "code_hash": _digest(wish.salt, wish.code),
        "token_hash": _digest(wish.salt, wish.token),
        "asked_at": now,
        "expires_at": now + VALID,
        "tries": 0,
    }
    tx.insert_new(link_code, drawn)
    if owner is not None:
        _mail(tx, wish, owner, now)
    return Asked.SENT


def waits(tx: Tx, chat_id: int, now: datetime) -> bool:
    """Whether the chat waits for a code, so that six digits are one."""
    return tx.one(_awaited(chat_id, now)) is not None


def bring(tx: Tx, brought: Brought, zone: tzinfo, now: datetime) -> Linked | Wrong | Nothing:
    """Judges what was brought; where it is right, the link and its update's end are one commit.

    The same update is judged once, however often it comes. Of two chats that bring
    codes of one person at once, one is linked; the other has to ask anew.
    """
    whose = tx.one(_awaited(brought.chat, now))
    if whose is None:
        return Nothing()
    chat.hold(tx, whose.person_id)
    row = tx.one(tx.lock(_awaited(brought.chat, now)))
    if row is None:
        return Nothing()
    if row.judged == brought.update:
        return Wrong(TRIES - row.tries)
    if _fits(row, brought.secret) and _still_somebody(tx, row.person_id):
        return _linked(tx, row, brought, zone, now)
    tries = row.tries + 1
    ended = now if tries == TRIES else None
    place = link_code.c.update_id == row.update_id
    counted = {"tries": tries, "judged": brought.update, "ended_at": ended}
    tx.run(update(link_code).where(place).values(counted))
    tx.audit(now, "chat.code-wrong", f"update:{row.update_id}", tries=tries)
    return Wrong(TRIES - tries)


def unlink(tx: Tx, update_id: int, person_id: int, now: datetime) -> bool:
    """Whether the update was open and the person's account is forgotten; told by mail and by chat."""
    account = chat.of_person(tx, person_id)
    if account is None or not updates.done(tx, update_id, now):
        return False
    chat.unlink(tx, person_id, now)
    _tell(tx, UNLINKED_KIND, update_id, person_id, account.chat_id, {}, now)
    return True


def end(tx: Tx, person_id: int, now: datetime) -> None:
    """Ends every code of the person, whichever chat asked: what was proved once is not proved again."""
    theirs = (link_code.c.person_id == person_id) & link_code.c.ended_at.is_(None)
    for one in tx.all(tx.lock(select(link_code.c.update_id).where(theirs))):
        _forget_secret(tx, one.update_id)
    tx.run(update(link_code).where(theirs).values(ended_at=now))


def forget_old(tx: Tx, now: datetime) -> int:
    """How many codes went that count against no limit any more; the mails forget theirs with them."""
    old = link_code.c.asked_at < now - AN_HOUR
    rows = tx.all(select(link_code.c.update_id).where(old))
    for row in rows:
        _forget_secret(tx, row.update_id)
    tx.run(delete(link_code).where(old))
    return len(rows)


def _owner(tx: Tx, email: str, now: datetime) -> Row[Any] | None:
    """Whose mailbox it is; None, too, where they were sent enough codes."""
    columns = select(person.c.id, person.c.email, person.c.language)
    theirs = (person.c.email == email) & person.c.disabled_at.is_(None)
    row = tx.one(tx.lock(columns.where(theirs)))
    if row is None or _asked_since(tx, link_code.c.person_id == row.id, now) >= AN_HOURS_CODES:
        return None
    return row


def _asked_since(tx: Tx, whose: ColumnElement[bool], now: datetime) -> int:
    lately = whose & (link_code.c.asked_at > now - AN_HOUR)
    return int(tx.value(select(func.count()).select_from(link_code).where(lately)))


def _mail(tx: Tx, wish: Ask, owner: Row[Any], now: datetime) -> None:
    office = clock.office_now(tx, now)
    minutes = int(VALID.total_seconds() // 60)
    new = NewNotice(
        key=f"{CODE_KIND}:{wish.update}",
        kind=CODE_KIND,
        person=owner.id,
        language=owner.language,
        reason=REASON,
        facts={"code": wish.code, "link": wish.link, "minutes": minutes},
        at=office,
        expires=office + VALID,
    )
    notice.add(tx, new, {owner.id: ((Channel.MAIL, owner.email),)}, now)
    tx.audit(now, "chat.code-sent", f"person:{owner.id}", update=wish.update)


def _awaited(chat_id: int, now: datetime) -> Select[Any]:
    """The newest code that the chat waits for."""
    ahead = link_code.c.ended_at.is_(None) & (link_code.c.expires_at > now)
    theirs = select(link_code).where(link_code.c.chat_id == chat_id, ahead)
    return theirs.order_by(link_code.c.asked_at.desc()).limit(1)


def _fits(row: Row[Any], secret: str) -> bool:
    """Compared in constant time, and both whichever fits."""
    given = _digest(row.salt, secret)
    is_code = hmac.compare_digest(given, row.code_hash)
    return hmac.compare_digest(given, row.token_hash) or is_code


def _still_somebody(tx: Tx, person_id: int | None) -> bool:
    there = (person.c.id == person_id) & person.c.disabled_at.is_(None)
    return tx.one(select(person.c.id).where(there)) is not None


def _linked(tx: Tx, row: Row[Any], brought: Brought, zone: tzinfo, now: datetime) -> Linked:
    if updates.done(tx, brought.update, now):
        end(tx, row.person_id, now)
        place = link_code.c.update_id == row.update_id
        tx.run(update(link_code).where(place).values(judged=brought.update))
        office = clock.office_now(tx, now)
        until = chat.link(tx, row.person_id, brought.user, brought.chat, office)
        tx.audit(now, "chat.linked", f"person:{row.person_id}", update=brought.update)
        facts = {"relink_by": until.astimezone(zone).isoformat(timespec="minutes")}
        _tell(tx, LINKED_KIND, brought.update, row.person_id, brought.chat, facts, now)
    return Linked(row.person_id)


def _tell(
    tx: Tx,
    kind: str,
    update_id: int,
    person_id: int,
    chat_id: int,
    facts: dict[str, str],
    now: datetime,
) -> None:
    row = tx.one(select(person).where(person.c.id == person_id))
    if row is None:
        raise RuntimeError(f"person {person_id} has no row")
    new = NewNotice(
        key=f"{kind}:{update_id}",
        kind=kind,
        person=person_id,
        language=row.language,
        reason=REASON,
        facts={**facts, "name": row.name},
        at=clock.office_now(tx, now),
    )
    by_both = ((Channel.MAIL, row.email), (Channel.TELEGRAM, str(chat_id)))
    notice.add(tx, new, {person_id: by_both}, now)


def _forget_secret(tx: Tx, update_id: int) -> None:
    key = f"{CODE_KIND}:{update_id}:{Channel.MAIL}"
    tx.run(update(notices).where(notices.c.dedup_key == key).values(facts="{}"))


def _digest(salt: bytes, secret: str) -> bytes:
    return hashlib.sha256(salt + secret.encode()).digest()
