"""Makes a submitted letter fit to travel before anybody decides on it or keeps it (RFC 6409 §8.1, §8.5).

What is decided, approved, signed and sent is then one and the same. Most letters are fit as they come.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import structlog

from mail.content import Collector, Content
from mail.smtp.house import NO_ROOM, House
from mail.smtp.reply import Reply
from mail.travel import Mender, Needs, Survey, Walk
from work.letter import Envelope, Origin

log = structlog.get_logger()

LONG_LINE = Reply(550, "5.6.0", "a line is longer than 998 octets; encode it as quoted-printable")
_SUBMITTED = ("submission", "trusted")  # what others wrote is not ours to change
_TAKEN = 250


def is_fit(content: Content, envelope: Envelope) -> bool:
    """Whether the letter can go on as it is, in an envelope that says so."""
    if content.long_line:
        return False
    if content.octets is None and _exact(content, envelope) is not envelope:
        return False
    return not content.eight_bit or envelope.smtputf8 or content.header.isascii()


async def fitted(house: House, origin: Origin, envelope: Envelope, content: Content) -> Reply:
    """The reception's answer to the letter made fit; or why that cannot be done, or be kept now."""
    submitted = origin.kind in _SUBMITTED
    if content.long_line and not submitted:
        return LONG_LINE
    needy = content.long_line or not (envelope.smtputf8 or content.header.isascii())
    if not (needy and submitted):
        return await house.reception.letter(origin, _exact(content, envelope), content)
    mended = await _mended(house, content, utf8=envelope.smtputf8)
    if isinstance(mended, Reply):
        facts = {"agency": origin.agency, "peer": origin.peer}
        log.info("policy.refused", rule="unfit", source="built in", **facts)
        return mended
    try:
        reply = await house.reception.letter(origin, _exact(mended, envelope), mended)
    finally:
        mended.close()
    if reply.code == _TAKEN and mended.digest != content.digest:
        name = reply.text.rpartition(" ")[2]
        came, kept = content.digest.hex(), mended.digest.hex()
        log.info("letter.mended", receipt=name, agency=origin.agency, came=came, kept=kept)
    return reply


def _exact(content: Content, envelope: Envelope) -> Envelope:
    """The envelope of a long letter, which claims no more of the next hop than the letter needs.

    What a short one needs is seen where it is sent.
    """
    if content.octets is not None:
        return envelope
    plain = all(one.address.isascii() for one in envelope.recipients) and envelope.sender.isascii()
    wide = envelope.smtputf8 and (content.eight_bit or not plain)
    if (envelope.eight_bit, envelope.smtputf8) == (content.eight_bit, wide):
        return envelope
    return replace(envelope, eight_bit=content.eight_bit, smtputf8=wide)


async def _mended(house: House, content: Content, *, utf8: bool) -> Content | Reply:
    """The letter as it can travel; who asked closes it."""
    needs = await asyncio.to_thread(_surveyed, content)
    mender = Mender("lines", needs, utf8=utf8)
    collector = Collector(house.room)
    kept: Content | None = None
    try:
        pieces = _pieces(content, Walk(mender))
        while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
            collector.add(piece)
            if collector.spills:
                await collector.spill()
        if flaw := mender.finish():
            return Reply(550, "5.6.0", flaw.reason)
        kept = await collector.finish(eight_bit=mender.eight_bit)
        return kept or NO_ROOM
    finally:
        if kept is None:
            collector.drop()


def _surveyed(content: Content) -> Needs:
    survey = Survey()
    walk = Walk(survey)
    for chunk in content.chunks():
        walk.feed(chunk)
    walk.finish()
    return survey.needs


def _pieces(content: Content, walk: Walk) -> Iterator[bytes]:
    for chunk in content.chunks():
        yield walk.feed(chunk)
    yield walk.finish()
