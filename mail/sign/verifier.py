"""Verifies DKIM signatures (RFC 6376 §6) more strictly than the RFC asks; results are those of RFC 8601 §2.7.1.

Knows nothing of how we sign, so that it can judge it.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from mail.header import Field, Header, parse
from mail.sign.key import SigningKey
from mail.sign.record import KeyRecord, Unusable, dns_record, read_record
from mail.sign.seen import Form
from mail.sign.signature import Broken, Signature, Terms, bare, read_signature

MOST_SIGNATURES = 5  # read; more would be work for nothing
LARGEST_HEADER = 1 << 20  # octets; our own signatures over a hostile header have room in it
OUR_RSA_BITS = 2048  # our own choice: below it a good signature is "policy"

Result = Literal["pass", "fail", "policy", "neutral", "temperror", "permerror"]
Records = Mapping[tuple[str, str], bytes | None]

_BLANKS = re.compile(rb"[ \t]+")


class Verdict(NamedTuple):
    """What became of one signature; *domain* and *selector* are "" where they could not be read."""

    result: Result
    reason: str
    domain: str = ""
    selector: str = ""

    @property
    def holds(self) -> bool:
        """Whether the octets are as they were signed; "policy" is such a signature that gets no weight."""
        return self.result in ("pass", "policy")


def verify(
    header: bytes,
    body_hash: bytes,
    records: Records,
    now: datetime,
    *,
    simple_hash: bytes | None = None,
    least_rsa_bits: int = OUR_RSA_BITS,
) -> tuple[Verdict, ...]:
    """A verdict for each signature, topmost first; never raises, whatever the octets.

    *body_hash* is of the relaxed canonical body, *simple_hash* of the simple one.
    *records* holds TXT values by (selector, domain), None where DNS says that there
    is none; what is missing there gives "temperror". Of more than five signatures
    the rest is not looked at.
    """
    hashes: dict[Form, bytes | None] = {"relaxed": body_hash, "simple": simple_hash}
    read = parse(header)
    found = read.named("dkim-signature")[:MOST_SIGNATURES]
    reason = unusable(header, read)
    if reason is not None:
        return tuple(Verdict("permerror", reason) for _ in found)
    bench = Bench(read.fields, hashes, records, int(now.timestamp()), least_rsa_bits)
    return tuple(bench.verdict(field) for field in found)


def self_check(
    header: bytes,
    body_hash: bytes,
    keys: Sequence[SigningKey],
    records: Records,
    now: datetime,
) -> tuple[Verdict, ...]:
    """A verdict for each of *keys*, whose signatures stand first in *header*.

    Judged by the record as last seen in DNS where *records* has one (None: DNS says
    that there is none), else by the key itself. *body_hash* is the SeenBody of the
    octets that will be sent.
    """
    own = {(key.selector, key.domain): dns_record(key.public_key, key.algorithm) for key in keys}
    known = {name: records.get(name, record.encode()) for name, record in own.items()}
    verdicts = verify(header, body_hash, known, now)[: len(keys)]
    return tuple(_verdict_on(name, verdicts) for name in own)


def _verdict_on(name: tuple[str, str], verdicts: Sequence[Verdict]) -> Verdict:
    """The one with that selector and domain; without it, why nothing could be read at all."""
    for verdict in verdicts:
        if (verdict.selector, verdict.domain) == name:
            return verdict
    unread = (verdict.reason for verdict in verdicts if not verdict.domain)
    selector, domain = name
    return Verdict("permerror", next(unread, "the signature is missing"), domain, selector)


def unusable(header: bytes, read: Header) -> str | None:
    """Why no signature over such a header can count."""
    if len(header) > LARGEST_HEADER:
        return f"the header is longer than {LARGEST_HEADER} octets"
    if read.malformed:
        return "the header is malformed"
    authors = read.count("from")
    return None if authors == 1 else f"there are {authors} From fields"


class Bench:
    """One message under examination: what its signatures share is worked out once.

    *now* is in seconds since 1970; *records* may grow meanwhile; *form_of* is canonical(), or remembers what it gave.
    """

    def __init__(
        self,
        fields: tuple[Field, ...],
        body_hashes: Mapping[Form, bytes | None],
        records: Records,
        now: int,
        least_rsa_bits: int,
        form_of: Callable[[bytes, Form], bytes] | None = None,
    ) -> None:
        self._fields = fields
        self._body_hashes = body_hashes
        self._records = records
        self._now = now
        self._least_rsa_bits = least_rsa_bits
        self._canonical = form_of or canonical
        self._signed: dict[tuple[Form, tuple[str, ...], bytes], bytes] = {}

    def verdict(self, field: Field) -> Verdict:
        """What becomes of the signature in *field*."""
        signature = read_signature(field)
        if isinstance(signature, Broken):
            return Verdict(signature.result, signature.reason, signature.domain, signature.selector)
        result, reason = self.judged(signature)
        return Verdict(result, reason, signature.terms.domain, signature.terms.selector)

    def judged(self, signature: Signature) -> tuple[Result, str]:
        """Whether the message is as *signature* says, and why."""
        record = self.key(signature)
        if not isinstance(record, KeyRecord):
            return record
        body_hash = self._body_hashes[signature.terms.body_form]
        if body_hash is None:
            return "neutral", "the body was not hashed in the form that c= names"
        if body_hash != signature.body_hash:
            return "fail", "the body was changed"
        if not record.holds(signature.octets, self._digest(signature)):
            return "fail", "the header was changed, or the key is another"
        if signature.limited:
            return "policy", "l= leaves room behind the signed body"
        return self.weighed(record)

    def key(self, signature: Signature) -> KeyRecord | tuple[Result, str]:
        """The key that *signature* names, or why it cannot count."""
        terms = signature.terms
        name = (terms.selector, terms.domain)
        if name not in self._records:
            return "temperror", "the key is not known now"
        text = self._records[name]
        record = Unusable("there is no key") if text is None else read_record(text)
        if isinstance(record, Unusable):
            return "permerror", record.reason
        reason = self._inapplicable(signature, terms, record)
        return record if reason is None else ("permerror", reason)

    def weighed(self, record: KeyRecord) -> tuple[Result, str]:
        """What a good signature by this key is worth."""
        if 0 < record.bits < self._least_rsa_bits:
            return "policy", f"the key has only {record.bits} bits"
        if record.testing:
            return "policy", "the domain is only testing"
        return "pass", "good signature"

    def _inapplicable(self, signature: Signature, terms: Terms, record: KeyRecord) -> str | None:
        if record.algorithm != terms.algorithm:
            return "the key is of another algorithm"
        if record.strict and terms.identity != terms.domain:
            return "the key does not serve subdomains"
        if signature.expires_at is not None and self._now > signature.expires_at:
            return "the signature has expired"
        return None

    def _digest(self, signature: Signature) -> bytes:
        terms = signature.terms
        shape = (terms.header_form, terms.names, signature.bare if terms.nested else b"")
        if shape not in self._signed:
            self._signed[shape] = self._canonical_header(*shape)
        last = canonical(signature.bare, terms.header_form)
        return hashlib.sha256(self._signed[shape] + last).digest()

    def _canonical_header(self, form: Form, names: tuple[str, ...], own: bytes) -> bytes:
        """The fields that h= names, in its order; of several with one name the lowest first (RFC 6376 §5.4.2).

        A signature never signs the field that it stands in, *own* without its b= (RFC 6376 §3.5).
        """
        standing: dict[str, list[bytes]] = defaultdict(list)
        for field in self._fields:
            standing[field.name].append(field.raw)
        if own:
            others = [raw for raw in standing["dkim-signature"] if bare(raw) != own]
            standing["dkim-signature"] = others
        end = b"\r\n" if form == "relaxed" else b""
        signed = [standing[name].pop() for name in names if standing.get(name)]
        return b"".join([self._canonical(raw, form) + end for raw in signed])


def canonical(raw: bytes, form: Form) -> bytes:
    """One field as it is hashed: untouched, or relaxed (RFC 6376 §3.4.2) and without its CRLF."""
    if form == "simple":
        return raw
    name, _, value = raw.partition(b":")
    value = value.replace(b"\r\n", b"")
    if b"  " in value or b"\t" in value:
        value = _BLANKS.sub(b" ", value)
    return name.lower() + b":" + value.strip(b" ")
