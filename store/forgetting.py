"""Takes a person's chat away from outside it: a lost phone is cut off, and who asks for it is erased."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from store import chat, clock, dialog, link_code, notice
from store.directory import people
from store.directory.change import Effect
from store.schema.chat import OPEN, chat_link, chat_update
from store.schema.chat import link_code as codes
from store.schema.notice import notice as notices
from store.tx import Tx
from work.act import Act
from work.chat import UpdateState
from work.notice import Channel
from work.outbox import NewNotice
from work.person import Person

_SETTLED = notices.c.settled_at.is_not(None)


def cut_off(tx: Tx, email: str, act: Act) -> Effect:
    """Ends the link at once, with open codes, dialogs, and what the chat wrote that nobody has answered.

    The person is told by mail.
    """
    person = people.person_at(tx, email)
    if person is None:
        return Effect.UNKNOWN
    chats = _chats(tx, person.id)
    chat.hold(tx, person.id)
    dialog.end_all(tx, person.id)
    link_code.end(tx, person.id, act.now)
    _drop(tx, chats, act.now)
    if not chat.unlink(tx, person.id, act.now):
        return Effect.ALREADY
    tx.audit(act.now, "chat.cut-off", f"person:{person.id}", by=act.by)
    _tell(tx, person, act)
    return Effect.DONE


def forget(tx: Tx, email: str, act: Act) -> Effect:
    """The same, and nothing that names the person's chat is left: codes, outcomes, numbers in the outbox."""
    person = people.person_at(tx, email)
    if person is None:
        return Effect.UNKNOWN
    chats = _chats(tx, person.id)
    cut_off(tx, email, act)
    gone = tx.run(delete(codes).where(codes.c.person_id == person.id))
    written = chat_update.c.chat_id.in_(chats)
    gone += tx.run(update(chat_update).where(written).values(chat_id=0, raw=None, outcome=None))
    said_there = _SETTLED | (
        notices.c.kind != link_code.UNLINKED_KIND
    )  # that one goes to its address
    named = _by_chat(person.id) & said_there & (notices.c.address != "")
    gone += tx.run(update(notices).where(named).values(address=""))
    if not gone and not chats:
        return Effect.ALREADY
    tx.audit(act.now, "chat.forgotten", f"person:{person.id}", by=act.by)
    return Effect.DONE


def _chats(tx: Tx, person_id: int) -> Collection[int]:
    """The numbers of the chats that are the person's or were, and are nobody else's now."""
    linked = select(chat_link.c.chat_id).where(chat_link.c.person_id == person_id)
    asked = select(codes.c.chat_id).where(codes.c.person_id == person_id)
    told = select(notices.c.address).where(_by_chat(person_id), notices.c.address != "")
    found = {row.chat_id for row in (*tx.all(linked), *tx.all(asked))}
    found |= {int(row.address) for row in tx.all(told.distinct())}
    others = (chat_link.c.chat_id.in_(found)) & (chat_link.c.person_id != person_id)
    return found - {row.chat_id for row in tx.all(select(chat_link.c.chat_id).where(others))}


def _by_chat(person_id: int) -> ColumnElement[bool]:
    return (notices.c.person_id == person_id) & (notices.c.channel == Channel.TELEGRAM)


def _drop(tx: Tx, chats: Collection[int], now: datetime) -> None:
    """What those chats wrote and nobody has answered is not answered any more."""
    end = {"state": UpdateState.DONE, "raw": None, "outcome": None, "settled_at": now}
    tx.run(update(chat_update).where(OPEN, chat_update.c.chat_id.in_(chats)).values(end))


def _tell(tx: Tx, person: Person, act: Act) -> None:
    office = clock.office_now(tx, act.now)
    new = NewNotice(
        key=f"{link_code.UNLINKED_KIND}:office:{person.id}:{act.now.isoformat()}",
        kind=link_code.UNLINKED_KIND,
        person=person.id,
        language=person.language,
        reason=link_code.REASON,
        facts={"name": person.name},
        at=office,
    )
    notice.add(tx, new, {person.id: ((Channel.MAIL, person.email),)}, act.now)
