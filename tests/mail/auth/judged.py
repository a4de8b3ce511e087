"""Whole letters put before the judges."""

from mail.auth.arc import Chain, validate_arc
from mail.auth.body import BodyHashes, hash_body
from mail.auth.dkim import verify_dkim
from mail.auth.keys import KeyServer
from mail.header import split
from mail.sign import Verdict
from tests.mail.sign.letters import NOW


async def hashes_of(body: bytes) -> BodyHashes:
    return await hash_body([body], len(body))


async def dkim(letter: bytes, server: KeyServer) -> tuple[Verdict, ...]:
    header, at = split(letter)
    return await verify_dkim(header, await hashes_of(letter[at:]), server, NOW)


async def arc(letter: bytes, server: KeyServer) -> Chain:
    header, at = split(letter)
    return await validate_arc(header, await hashes_of(letter[at:]), server, NOW)
