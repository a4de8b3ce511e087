"""Signs what an agency sends, once, when the letter is taken (RFC 8551): what is kept is what is sent.

The signature is looked at as a receiver would, by the reader that judges those of others, before
anything is kept. A letter whose signature would not hold is kept as it came, for a person to see.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from mail.content import Collector, Content, Room
from mail.header import Header
from mail.smime.judge import Reads, one
from mail.smime.key import GatewayKey
from mail.smime.search import find, pieces
from mail.smime.trust import Trust
from mail.smime.wrapping import obstacle, wrapped
from mail.smtp.reply import Reply
from store.body import CHUNK_OCTETS
from work.hold import UNSIGNED
from work.letter import Origin
from work.signature import Judgement

log = structlog.get_logger()

BUSY = Reply(451, "4.3.0", "The letter could not be signed now; try again later")
NO_ROOM = Reply(452, "4.3.1", "No room for the letter now; try again later")
AT_ONCE = 2  # letters that are signed, each of which may stand in memory three times
_SUBMITTED = ("submission", "trusted")
_TO_OTHERS = ("untrusted",)  # our own anchors say nothing of whom receivers trust
_OF_TIME = (_NOT_BEGUN, _ENDED) = ("certificate-not-begun", "certificate-ended")
_NO_ANSWER = ("too-slow", "too-hungry", "busy", "crashed", "unchecked")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The letter as it is to be kept; *hold* is the rule that wants a person to see it, *own* our signature's worth."""

    content: Content
    hold: str | None = None
    own: Judgement | None = None


@dataclass(slots=True)
class Gateway:
    """Signs with *keys*, by the agency's code; longer letters than *limit* go unsigned."""

    keys: Mapping[str, GatewayKey]
    room: Room
    opener: Reads
    trust: Trust
    limit: int
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def signed(
        self, origin: Origin, top: Header, content: Content, now: datetime, *, marked: bool = False
    ) -> Outcome | Reply:
        """The letter to keep, signed where it should be; who asked closes it, unless it is the one that was given.

        *marked* says that a person has to see it for a mark of secrecy: a hold names one rule, so such a
        letter is put off, not held, where its signature would not hold.
        """
        key = self.keys.get(origin.agency or "") if origin.kind in _SUBMITTED else None
        if key is None:
            return Outcome(content)
        if why := self._why_not(key, top, content, now):
            return _unsigned(origin, content, why)
        async with self._turn:
            octets = await asyncio.to_thread(wrapped, list(content.chunks()), key.sign)
            if isinstance(octets, str):
                return _unsigned(origin, content, octets)
            own = await self._own(octets, now)
            if marked and not _is_sound(own, key):
                remedy = "mend the certificate under [[smime.gateway]]; the letter is put off until then, as a mark holds it besides"
                log.error(
                    "gateway.unsound", agency=origin.agency, verdict=own.verdict, remedy=remedy
                )
                return BUSY
            return await self._taken(origin, content, octets, own, key)

    def ended(self, now: datetime) -> dict[str, float]:
        """Since when letters leave unsigned because a certificate has ended, in seconds, for the watchdog; 0 where none has."""
        return {
            "gateway": max([0.0, *((now - key.end).total_seconds() for key in self.keys.values())])
        }

    def _why_not(self, key: GatewayKey, top: Header, content: Content, now: datetime) -> str | None:
        if content.size_bytes > self.limit:
            return "too-large"
        if now < key.begin:
            return _NOT_BEGUN
        if now > key.end:
            return _ENDED
        return obstacle(top, key)

    async def _own(self, octets: bytes, now: datetime) -> Judgement:
        """What our signature is worth to who finds it in the letter."""
        found = await asyncio.to_thread(find, pieces(octets))
        own = [signed for signed in found.signed if signed.part == "0"]
        judgements = [j for signed in own for j in await one(signed, self.trust, self.opener, now)]
        return judgements[0] if len(judgements) == 1 else Judgement("0", "smime", "broken")

    async def _taken(
        self, origin: Origin, content: Content, octets: bytes, own: Judgement, key: GatewayKey
    ) -> Outcome | Reply:
        if own.verdict in _NO_ANSWER:
            log.warning("gateway.unseen", agency=origin.agency, verdict=own.verdict)
            return BUSY
        if not _is_sound(own, key):
            remedy = "mend the certificate under [[smime.gateway]], then `congvu queue release` sends it unsigned, `fail` returns it"
            log.error("gateway.unsound", agency=origin.agency, verdict=own.verdict, remedy=remedy)
            return Outcome(content, UNSIGNED)
        kept = await self._kept(octets)
        if kept is None:
            return NO_ROOM
        came, now_is = content.digest.hex(), kept.digest.hex()
        log.info("gateway.signed", agency=origin.agency, came=came, kept=now_is)
        return Outcome(kept, own=own)

    async def _kept(self, octets: bytes) -> Content | None:
        collector, kept = Collector(self.room), None
        try:
            for at in range(0, len(octets), CHUNK_OCTETS):
                collector.add(octets[at : at + CHUNK_OCTETS])
                if collector.spills:
                    await collector.spill()
            kept = await collector.finish(eight_bit=False)
        finally:
            if kept is None:
                collector.drop()
        return kept


def _is_sound(own: Judgement, key: GatewayKey) -> bool:
    return own.certificate == key.fingerprint and own.verdict in ("good", *_TO_OTHERS)


def _unsigned(origin: Origin, content: Content, why: str) -> Outcome:
    tell = log.warning if why in _OF_TIME else log.info
    tell("gateway.unsigned", agency=origin.agency, why=why)
    return Outcome(content)
