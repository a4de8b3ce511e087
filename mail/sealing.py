"""Makes a letter ready to travel: trace line, missing fields, signatures, and a look at them as a receiver would.

A signature that would not verify at the receiver does harm (DMARC), so the letter
stays; what is found wrong is an operator's to mend.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from mail.address import domain_of
from mail.forged import Cut, cut
from mail.header import Header, fields
from mail.mailbox import Unreadable
from mail.sign.aside import Hangs
from mail.sign.body import BodyHash
from mail.sign.key import SigningKey
from mail.sign.keyring import Keyring, Stalled
from mail.sign.seen import SeenBody
from mail.sign.signer import sign_fields
from mail.sign.vault import TokenFailed
from mail.sign.verifier import Verdict, self_check
from mail.trace import arrival_fields, missing_fields, received_field
from work.letter import Parcel

Keys = tuple[SigningKey, ...]


@dataclass(frozen=True, slots=True)
class Top:
    """A letter's header: the *block* as it came, and taken apart."""

    block: bytes
    header: Header


@dataclass(frozen=True, slots=True)
class Unsound:
    """The signatures would not verify; *reasons* has one word for each that would not."""

    reasons: tuple[str, ...]


class Hashes:
    """A body's hash as it is signed and as it is seen, taken apart from each other."""

    def __init__(self) -> None:
        self.signed = BodyHash()
        self.seen = SeenBody()

    def update(self, block: bytes) -> None:
        """Takes the next octets."""
        self.signed.update(block)
        self.seen.update(block)


class Sealer:
    """Seals with the keys of *keyring* for the domain of the header From.

    *owner* gives the code of the agency that a domain or host belongs to: a parent's key
    serves a subdomain only where both are of one agency, because a signature speaks for
    the domain that it names (RFC 6376 §2.5).

    *records* are the key records as last seen in DNS, by selector and domain. One that
    was not seen, or that DNS does not have, cannot contradict: the key itself stands for it.
    """

    def __init__(
        self,
        hostname: str,
        keyring: Keyring,
        records: Mapping[tuple[str, str], bytes | None],
        owner: Callable[[str], str | None],
    ) -> None:
        self._hostname = hostname
        self._keyring = keyring
        self._records = records
        self._owner = owner

    def keys(self, parcel: Parcel, header: Header) -> Keys | Stalled:
        """The keys to sign with for who wrote the letter, if there are any; what we wrote, the office signs.

        None for a letter from outside, whomever it names: nobody here has seen its author.
        Stalled where there are keys and none can sign now: such a letter waits.
        """
        if parcel.origin.kind == "inbound":
            return ()
        authors = header.mailboxes("from")
        if isinstance(authors, Unreadable) or not authors:
            return ()
        domain = domain_of(authors[0])
        signer = parcel.origin.agency if parcel.kind == "relayed" else self._owner(domain)
        keys = self._keyring.keys_for(domain)
        if isinstance(keys, Stalled):
            return keys if self._owner(keys.domain) == signer else ()
        return tuple(key for key in keys if self._owner(key.domain) == signer)

    def cut(self, parcel: Parcel, block: bytes) -> Cut | None:
        """What a letter from outside claims in our name, to be left behind; None for any other letter."""
        return cut(block, self._hostname) if parcel.origin.kind == "inbound" else None

    async def prefix_aside(
        self, parcel: Parcel, top: Top, keys: Keys, hashes: Hashes, now: datetime
    ) -> bytes | Unsound | Stalled:
        """The same as `prefix`, for keys that may take their time; Stalled where a token does not do it."""
        aside = next((key.aside for key in keys if key.aside is not None), None)
        if aside is None:
            return self.prefix(parcel, top, keys, hashes, now)
        try:
            return await aside.run(self.prefix, parcel, top, keys, hashes, now)
        except (TokenFailed, Hangs) as failed:
            return Stalled(keys[0].domain, (str(failed),))

    def prefix(
        self, parcel: Parcel, top: Top, keys: Keys, hashes: Hashes, now: datetime
    ) -> bytes | Unsound:
        """The fields to put before the letter whose body has *hashes*, which only *keys* ask for."""
        if parcel.origin.kind == "inbound":
            return arrival_fields(parcel, self._hostname)
        block, header = top.block, top.header
        added = missing = missing_fields(parcel, header, self._hostname)
        if parcel.kind == "relayed":
            added = received_field(parcel, self._hostname) + added  # no signature covers it
        if not keys:
            return added
        standing = (*fields(missing), *header.fields) if missing else header.fields
        added = sign_fields(standing, hashes.signed.digest(), keys, now) + added
        records = {
            name: record
            for name in ((key.selector, key.domain) for key in keys)
            if (record := self._records.get(name)) is not None
        }
        verdicts = self_check(added + block, hashes.seen.digest(), keys, records, now)
        faults = tuple(_fault(verdict) for verdict in verdicts if not verdict.holds)
        return Unsound(faults) if faults else added


def _fault(verdict: Verdict) -> str:
    return f"{verdict.selector}._domainkey.{verdict.domain}: {verdict.reason}"
