"""What was approved is what is sent: before it leaves, a letter that a release rule held is compared by hash.

Only such letters are: every other costs one look at a field.
"""

import asyncio
import hashlib

from mail.hands import Group
from store import Store, approval, body
from store.approval import Standing
from work.approval import RELEASING, Seal, envelope_digest
from work.hold import ALTERED
from work.letter import Parcel


async def unapproved(group: Group, store: Store) -> str | None:
    """The rule that has to hold the group; None where it was approved, and is what was approved.

    Without a decision that is the release rule once more; with one, a rule for what was
    altered since, which nobody can release.
    """
    parcel = group.load.parcel
    standing = await store.read(approval.standing, parcel.letter)
    asked = standing.asked
    if asked is None or asked.decision not in RELEASING:
        return parcel.approval_rule
    if not _is_of(parcel, standing):
        return ALTERED
    envelope = envelope_digest(standing.sender, standing.recipients)
    content = await _digest(group, store)
    return None if Seal(content, envelope) == asked.seal else ALTERED


def _is_of(parcel: Parcel, standing: Standing) -> bool:
    """Whether what is in hand is part of the envelope as it stands."""
    mine = zip(parcel.positions, parcel.envelope.recipients, strict=True)
    known = dict(enumerate(standing.recipients))
    return parcel.envelope.sender == standing.sender and all(
        known.get(position) == to.address for position, to in mine
    )


async def _digest(group: Group, store: Store) -> bytes:
    """SHA-256 of the octets that would be sent."""
    octets, hashed, position = group.load.octets, hashlib.sha256(), 0
    if octets is not None:
        return hashlib.sha256(octets).digest()
    while (chunk := await store.read(body.chunk, group.load.parcel.body, position)) is not None:
        await asyncio.to_thread(hashed.update, chunk)
        position += 1
    return hashed.digest()
