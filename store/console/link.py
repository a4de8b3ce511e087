"""Links that let the owner of an official mailbox set a password: sent by mail, used once, over after a time.

Nothing here tells a mailbox that has an account from one that has none: both get a row.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, func, select, update

from store import clock, lease, notice
from store.console import account, session
from store.directory import people
from store.schema.console import console_account, console_link
from store.schema.directory import person
from store.schema.notice import notice as notices
from store.tx import Tx
from work.act import Act
from work.console import Purpose, Where
from work.notice import Channel
from work.outbox import NewNotice
from work.person import Person

VALID = MappingProxyType({Purpose.INVITE: timedelta(days=7), Purpose.RESET: timedelta(hours=1)})
AN_HOUR = timedelta(hours=1)
AN_HOURS_LINKS = 3  # to reset the password of one person
KIND = "console-link"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A secret for a link: its *token* stands in the address *url* and nowhere else."""

    token: str
    url: str


def draw(console: str) -> Drawn:
    """A new one, below the address of the *console*."""
    token = secrets.token_urlsafe(32)
    return Drawn(token, f"{console}/entry/{token}")


def token_hash(token: str) -> bytes:
    """What is kept of any token; SHA-256 does, as 256 bits of chance cannot be guessed."""
    return hashlib.sha256(token.encode()).digest()


def invite(tx: Tx, email: str, drawn: Drawn, act: Act) -> Person | None:
    """Who was invited; None where nobody active has the mailbox. The link before ends."""
    whose = people.person_at(tx, email)
    if whose is None or whose.disabled:
        return None
    account.make(tx, whose.id, act.now)
    tx.audit(act.now, "console.invited", f"person:{whose.id}", by=act.by)
    _send(tx, whose, Purpose.INVITE, drawn, act.now)
    return whose


def ask_reset(tx: Tx, email: str, drawn: Drawn, where: Where, now: datetime) -> None:
    """Sends a link where the mailbox has an account that was entered before; else it only looks alike."""
    lease.alone(tx, "console-reset", now)
    whose = people.person_at(tx, email)
    theirs = None if whose is None else account.of_person(tx, whose.id)
    enterable = theirs is not None and theirs.password is not None and not theirs.locked(now)
    if whose is None or whose.disabled or not enterable or _often(tx, whose.id, now):
        _keep(tx, None, Purpose.RESET, drawn, now)
        tx.audit(now, "console.reset-unsent", "person:0", source=where.address)
        return
    tx.audit(now, "console.reset-sent", f"person:{whose.id}", source=where.address)
    _send(tx, whose, Purpose.RESET, drawn, now)


def whose(tx: Tx, token: str, now: datetime) -> Person | None:
    """Whom the link lets in, while it does."""
    row = tx.one(_lasting(token, now))
    found = None if row is None else people.several(tx, (row.person_id,))
    return found[0] if found and not found[0].disabled else None


def use(tx: Tx, token: str, hashed: str, where: Where, now: datetime) -> int | None:
    """The person whose password is *hashed* from now on; None where the link is over. Their sessions end."""
    row = tx.one(tx.lock(_lasting(token, now)))
    if row is None or whose(tx, token, now) is None:
        return None
    number, by = int(row.person_id), f"person:{row.person_id},link:{row.id}"
    _end(tx, number, now)
    account.set_password(tx, number, hashed, by, where.address, now)
    session.end_all(tx, number, by, where.address, now)
    return number


def _lasting(token: str, now: datetime) -> Any:
    place = (console_link.c.token_hash == token_hash(token)) & console_link.c.ended_at.is_(None)
    lasting = place & (console_link.c.ends_at > now) & console_link.c.person_id.is_not(None)
    free = console_account.c.lock.is_(None)
    return (
        select(console_link.c.id, console_link.c.person_id)
        .join(console_account, console_account.c.person_id == console_link.c.person_id)
        .where(lasting, free)
    )


def _often(tx: Tx, number: int, now: datetime) -> bool:
    lately = (console_link.c.person_id == number) & (console_link.c.made_at > now - AN_HOUR)
    asked = lately & (console_link.c.purpose == Purpose.RESET)
    return int(tx.value(select(func.count()).where(asked))) >= AN_HOURS_LINKS


def _send(tx: Tx, whose: Person, purpose: Purpose, drawn: Drawn, now: datetime) -> None:
    _end(tx, whose.id, now)
    number = _keep(tx, whose.id, purpose, drawn, now)
    office, valid = clock.office_now(tx, now), VALID[purpose]
    new = NewNotice(
        key=f"{KIND}:{number}",
        kind=KIND,
        person=whose.id,
        language=whose.language,
        reason=account.REASON,
        facts={
            "purpose": purpose,
            "name": whose.name,
            "link": drawn.url,
            "hours": int(valid.total_seconds()) // 3600,
        },
        at=office,
        expires=office + valid,
    )
    notice.add(tx, new, {whose.id: ((Channel.MAIL, whose.email),)}, now)


def _keep(tx: Tx, number: int | None, purpose: Purpose, drawn: Drawn, now: datetime) -> int:
    digest = token_hash(drawn.token)
    row = {
        "token_hash": digest,
        "person_id": number,
        "purpose": purpose,
        "made_at": now,
        "ends_at": now + VALID[purpose],
    }
    tx.insert_new(console_link, row)
    return int(tx.value(select(console_link.c.id).where(console_link.c.token_hash == digest)))


def _end(tx: Tx, number: int, now: datetime) -> None:
    """Ends every link of the person; the letters in the outbox forget theirs."""
    theirs = (console_link.c.person_id == number) & console_link.c.ended_at.is_(None)
    rows: list[Row[Any]] = list(tx.all(tx.lock(select(console_link.c.id).where(theirs))))
    for row in rows:
        key = f"{KIND}:{row.id}:{Channel.MAIL}"
        tx.run(update(notices).where(notices.c.dedup_key == key).values(facts="{}"))
    tx.run(update(console_link).where(theirs).values(ended_at=now))
    tx.all(tx.lock(select(person.c.id).where(person.c.id == number)))
