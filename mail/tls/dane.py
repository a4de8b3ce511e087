"""Whether a peer's certificate is the one that its signed TLSA records name (RFC 7671, RFC 7672)."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from mail.dns import Tlsa
from mail.tls import chain, path

DANE_TA, DANE_EE = 2, 3
_USAGES = frozenset({DANE_TA, DANE_EE})  # the others are unusable, RFC 7672 §3.1.3
_DIGESTS = {1: hashlib.sha256, 2: hashlib.sha512}
_SELECTORS = frozenset({0, 1})


def usable(records: Iterable[Tlsa]) -> tuple[Tlsa, ...]:
    """Those of *records* by which a mail server can be known (RFC 7672 §3.1).

    Beside a digest of SHA-512 the ones of SHA-256 for the same usage and selector do not
    count: whoever publishes both means the stronger (RFC 7671 §9).
    """
    good = [one for one in records if _is_usable(one)]
    strongest = {(one.usage, one.selector) for one in good if one.matching == 2}
    return tuple(
        one for one in good if one.matching != 1 or (one.usage, one.selector) not in strongest
    )


def mismatch(
    shown: Sequence[bytes], records: Sequence[Tlsa], names: Sequence[str], now: datetime
) -> str | None:
    """Why the chain *shown* is not what *records* name; None where it is.

    For DANE-EE(3) names and dates do not matter (RFC 7672 §3.1.1); for DANE-TA(2) one of
    *names* must stand in the certificate (§3.2.3), and the chain must lead to the anchor.
    """
    if not shown:
        return "the host showed no certificate"
    try:
        if any(_fits(one, shown[0]) for one in records if one.usage == DANE_EE):
            return None
        return _unanchored(shown, records, names, now)
    except ValueError as error:  # what cannot be read
        return f"the certificate cannot be read ({error})"


def _is_usable(one: Tlsa) -> bool:
    known = one.usage in _USAGES and one.selector in _SELECTORS
    if one.matching == 0:
        return known and bool(one.data)
    digest = _DIGESTS.get(one.matching)
    return known and digest is not None and len(one.data) == digest().digest_size


def _fits(one: Tlsa, certificate: bytes) -> bool:
    octets = chain.public_key(certificate) if one.selector else certificate
    digest = _DIGESTS.get(one.matching)
    return one.data == (digest(octets).digest() if digest else octets)


def _unanchored(
    shown: Sequence[bytes], records: Sequence[Tlsa], names: Sequence[str], now: datetime
) -> str | None:
    anchors = _anchors(shown, [one for one in records if one.usage == DANE_TA])
    if not anchors:
        return "no certificate that it shows is named by its TLSA records"
    trusted = path.roots(anchors)
    said = path.astray(shown, trusted, names, now) if trusted else "the anchor cannot be read"
    if said is None:
        return None
    return f"its certificate does not lead to the anchor that its TLSA records name ({said})"


def _anchors(shown: Sequence[bytes], records: Sequence[Tlsa]) -> tuple[bytes, ...]:
    """Issuers that the records name: of the chain, or whole in the record itself (RFC 7671 §5.2.1).

    The server's own certificate is no issuer.
    """
    named = [one for one in shown[1 : path.LONGEST_CHAIN] if any(_fits(r, one) for r in records)]
    whole = [one.data for one in records if (one.selector, one.matching) == (0, 0)]
    return tuple(dict.fromkeys([*named, *whole]))
