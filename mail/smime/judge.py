"""Judges what is signed in a letter, by papers' readers and the office's anchors."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from mail.address import comparable
from mail.smime.search import Found, Signed, find
from mail.smime.trust import Trust
from papers.signed import Anchor, Fault, Signature
from papers.signed import Signed as Answer
from work.signature import GOOD, OTHER_ADDRESS, UNCHECKED, Judgement

SECONDS = 20.0  # for one signature
LETTER_SECONDS = 40.0  # for all of one letter; others wait meanwhile


class Reads(Protocol):
    """What of papers.opener.Opener is needed."""

    async def signatures(
        self,
        octets: bytes | int,
        anchors: Sequence[Anchor],
        now: datetime,
        seconds: float,
        crls: Sequence[bytes] = (),
    ) -> Answer:
        """The signatures of a PDF."""
        ...

    async def signed_package(
        self,
        octets: bytes | int,
        anchors: Sequence[Anchor],
        now: datetime,
        seconds: float,
        crls: Sequence[bytes] = (),
    ) -> Answer:
        """The signatures of edXML."""
        ...

    async def signed_mail(
        self,
        signature: bytes,
        content: bytes | None,
        anchors: Sequence[Anchor],
        now: datetime,
        seconds: float,
        crls: Sequence[bytes] = (),
    ) -> Answer:
        """The signatures of S/MIME."""
        ...


async def judged(
    chunks: Iterable[bytes], trust: Trust, opener: Reads, now: datetime
) -> tuple[Judgement, ...]:
    """What each signature in the letter is worth as of *now*, in their order; () where it has none."""
    return await judge(await asyncio.to_thread(find, chunks), trust, opener, now)


async def judge(found: Found, trust: Trust, opener: Reads, now: datetime) -> tuple[Judgement, ...]:
    """The same for what was found already; what there is no time for any more is told as not looked at."""
    loop, whole = asyncio.get_running_loop(), found.all
    end = loop.time() + LETTER_SECONDS
    judgements = [Judgement(part, "smime", "broken") for part in found.broken]
    for signed in found.signed:
        left = end - loop.time()
        if left <= 0:
            whole = False
            break
        judgements += await one(signed, trust, opener, now, min(SECONDS, left))
    if not whole:
        judgements.append(Judgement("", "smime", UNCHECKED))
    return tuple(judgements)


async def one(
    signed: Signed, trust: Trust, opener: Reads, now: datetime, seconds: float = SECONDS
) -> tuple[Judgement, ...]:
    """What the signatures over one part are worth; () for a PDF or edXML without any."""
    bounds = (trust.anchors, now, seconds, trust.crls)
    match signed.kind:
        case "pdf":
            answer = await opener.signatures(signed.octets, *bounds)
        case "edxml":
            answer = await opener.signed_package(signed.octets, *bounds)
        case _:
            answer = await opener.signed_mail(signed.octets, signed.content, *bounds)
    told = [_judgement(signed, found) for found in answer.signatures if not found.is_stamp]
    if answer.why is not None:
        told.append(Judgement(signed.part, signed.kind, answer.why.value))
    return tuple(told)


async def of_package(
    name: str, octets: bytes, trust: Trust, opener: Reads, now: datetime
) -> tuple[Judgement, ...]:
    """What the signatures of an edXML package are worth, *name* being its file."""
    return await one(Signed(name, "edxml", octets), trust, opener, now)


def telling(judged: Sequence[Judgement], trust: Trust) -> tuple[Judgement, ...]:
    """Those that say something: an office that trusts nobody by name learns nothing from hearing so of each."""
    return tuple(found for found in judged if trust.anchors or found.verdict != Fault.UNTRUSTED)


def _judgement(signed: Signed, found: Signature) -> Judgement:
    is_author = _is_author(signed, found.emails)
    verdict = found.fault.value if found.fault else OTHER_ADDRESS if is_author is False else GOOD
    return Judgement(
        part=signed.part,
        kind=signed.kind,
        verdict=verdict,
        anchor=found.anchor,
        at=found.stamped or found.claimed,
        signer=found.signer or found.subject,
        addresses=found.emails,
        is_author=is_author,
        certificate=found.certificate,
        revocation=found.revocation.value,
    )


def _is_author(signed: Signed, certified: tuple[str, ...]) -> bool | None:
    """Whether who signed is who wrote; a certificate without an address cannot tell (RFC 8550 §3)."""
    if signed.authors is None or not certified:
        return None
    known = {comparable(address) for address in certified}
    return bool(signed.authors) and all(comparable(one) in known for one in signed.authors)
