"""Whole letters put before the judges."""

from mail.auth.arc import Chain, validate_arc
from mail.auth.body import BodyHashes, hash_body
from mail.auth.dkim import verify_dkim
from mail.header import split
from mail.sign import Verdict
from tests.mail.auth.zone import Zone
from tests.mail.sign.letters import NOW


async def hashes_of(body: bytes) -> BodyHashes:
    return await hash_body([body], len(body))


async def dkim(letter: bytes, zone: Zone) -> tuple[Verdict, ...]:
    header, at = split(letter)
    return await verify_dkim(header, await hashes_of(letter[at:]), zone, NOW)


async def arc(letter: bytes, zone: Zone) -> Chain:
    header, at = split(letter)
    return await validate_arc(header, await hashes_of(letter[at:]), zone, NOW)
