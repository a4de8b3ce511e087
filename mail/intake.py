"""Letters as they are kept: what was said and found out, made into what the store and the queue take."""

import asyncio
from dataclasses import replace
from datetime import datetime

from mail.content import Content
from mail.hands import Load
from mail.header import Header
from mail.inbound import Admitted
from mail.policy import Decision
from mail.screen import Screened
from mail.warden import Admission
from store import Store, authenticity, body, secrecy, spool
from store import intake as trays
from store.claim import Past
from store.spool import Accepted
from store.tx import Tx
from work.authenticity import Finding
from work.intake import Arrival, NewIntake
from work.letter import Envelope, NewLetter, Origin, Parcel, State


def submitted(
    origin: Origin, envelope: Envelope, content: Content, fields: Header, decision: Decision,
    admission: Admission,
) -> NewLetter:  # fmt: skip
    """A letter of an agency, as the policy and the rules let it in."""
    return NewLetter(
        kind="relayed",
        envelope=envelope,
        origin=origin,
        body=content.octets or b"",
        size_bytes=content.size_bytes,
        digest=content.digest,
        message_id=fields.message_id(),
        hold=decision.reason if decision.verdict == "hold" else None,
        rules=admission.rules,
    )


def keeping(
    new: NewLetter,
    now: datetime,
    end: datetime,
    holder: str | None,
    finding: Finding | None,
    work: NewIntake | None = None,
) -> secrecy.Keep:
    """Keeps the letter with what was found out about who sent it, if it came from outside.

    Where it asks for *work* it stands in the tray as well, with the same octets.
    """

    def keep(tx: Tx) -> Accepted | None:
        if finding is None:
            return spool.accept(tx, new, now, end, holder)
        accepted = authenticity.accept(tx, new, now, end, holder, finding)
        if accepted and work:
            arrival = Arrival("inbound", now, letter=accepted.letter)
            trays.take(tx, replace(work, body=accepted.body, hold=new.hold), arrival)
        return accepted

    return keep


def from_outside(
    found: Admitted, content: Content, fields: Header, screened: Screened
) -> NewLetter:
    """A letter from outside, as it was found to be."""
    return NewLetter(
        kind="relayed",
        envelope=found.envelope,
        origin=found.origin,
        body=content.octets or b"",
        size_bytes=content.size_bytes,
        digest=content.digest,
        message_id=fields.message_id(),
        hold=screened.hold or found.hold,
    )


def load(
    new: NewLetter,
    accepted: Accepted,
    octets: bytes | None,
    fields: Header,
    now: datetime,
    end: datetime,
) -> Load:
    """What goes by hand to the queue once the letter is committed."""
    count = len(new.envelope.recipients)
    parcel = Parcel(
        letter=accepted.letter,
        kind=new.kind,
        received_at=now,
        origin=new.origin,
        envelope=new.envelope,
        positions=tuple(range(count)),
        attempts=(0,) * count,
        body=accepted.body,
        size_bytes=new.size_bytes,
        salt=accepted.salt,
    )
    past = Past(State.CLAIMED, repeated=False, delay_told=False, expires_at=end)
    return Load(parcel, (past,) * count, octets, fields)


async def put_chunks(store: Store, content: Content, now: datetime) -> int:
    """The id of a body that nobody sees yet, each chunk in a transaction of its own."""
    body_id = await store.write(body.begin_long, now)
    chunks = content.chunks()
    position = 0
    while chunk := await asyncio.to_thread(next, chunks, b""):
        await store.write(body.add_chunk, body_id, position, chunk, octets=len(chunk))
        position += 1
    return body_id
