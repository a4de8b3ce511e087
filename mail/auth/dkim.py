"""The DKIM signatures that a letter comes with, judged (RFC 6376 §6); mail.sign.verifier is the judge."""

from datetime import datetime
from functools import partial

from mail.auth.aside import aside, overlong
from mail.auth.body import BodyHashes
from mail.auth.keys import KeyName, KeyServer, key_records
from mail.header import parse
from mail.sign.signature import Signature, read_signature
from mail.sign.verifier import MOST_SIGNATURES, Verdict, unusable, verify

LEAST_RSA_BITS = 1024  # of others' keys: below it nothing passes, RFC 8301 §3.2


async def verify_dkim(
    header: bytes,
    hashes: BodyHashes,
    resolver: KeyServer,
    now: datetime,
    *,
    least_rsa_bits: int = LEAST_RSA_BITS,
) -> tuple[Verdict, ...]:
    """A verdict for each signature, topmost first; () where there is none. Never raises, whatever the octets.

    Of more than five signatures the rest is neither read nor asked for. A key that
    DNS does not tell now gives "temperror".
    """
    reason = overlong(header)
    if reason is not None:
        return (Verdict("permerror", reason),)
    names = await aside(len(header), partial(_key_names, header))
    records = await key_records(names, resolver)
    judged = partial(
        verify,
        header,
        hashes.relaxed,
        records,
        now,
        simple_hash=hashes.simple,
        least_rsa_bits=least_rsa_bits,
    )
    return await aside(len(header), judged)


def _key_names(header: bytes) -> tuple[KeyName, ...]:
    """Selector and domain of each key that is needed, once; none where no signature can count."""
    block = parse(header)
    if unusable(header, block) is not None:
        return ()
    read = [read_signature(field) for field in block.named("dkim-signature")[:MOST_SIGNATURES]]
    sound = [one.terms for one in read if isinstance(one, Signature)]
    return tuple(dict.fromkeys((terms.selector, terms.domain) for terms in sound))
