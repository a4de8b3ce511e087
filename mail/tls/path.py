"""Whether a chain of certificates leads to a root that is trusted, for a name, now (RFC 5280 §6).

What matters is signatures, dates, names and purposes; of how certificates mark their
extensions less is asked than of the web's: mail servers have them from offices of all kinds.
"""

import warnings
from collections.abc import Iterable, Sequence
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

LONGEST_CHAIN = 10


def _for_servers(
    _policy: Policy, _certificate: x509.Certificate, found: x509.ExtendedKeyUsage | None
) -> None:
    allowed = (
        ExtendedKeyUsageOID.SERVER_AUTH,
        ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    )
    if found is not None and not any(one in found for one in allowed):
        raise ValueError("the certificate is not for servers")


_CA = ExtensionPolicy.permit_all().require_present(
    x509.BasicConstraints, Criticality.AGNOSTIC, None
)
_SERVER = (
    ExtensionPolicy.permit_all()
    .require_present(x509.SubjectAlternativeName, Criticality.AGNOSTIC, None)
    .may_be_present(x509.ExtendedKeyUsage, Criticality.AGNOSTIC, _for_servers)
)


def roots(certificates: Iterable[bytes]) -> Store | None:
    """Those that can be read, to be trusted; None where there are none."""
    with warnings.catch_warnings(action="ignore"):  # some old roots are odd, and trusted
        found = [one for one in map(_read, certificates) if one is not None]
    return Store(found) if found else None


def astray(
    shown: Sequence[bytes], trusted: Store, names: Iterable[str], now: datetime
) -> str | None:
    """Why the chain *shown* leads to none of the *trusted* for any of *names*; None where it does.

    Raises ValueError for what is no certificate, or no name.
    """
    leaf, *others = map(_certificate, shown[:LONGEST_CHAIN])
    builder = PolicyBuilder().store(trusted).time(now)
    builder = builder.extension_policies(ca_policy=_CA, ee_policy=_SERVER)
    said = ""
    for name in dict.fromkeys(names):
        try:
            builder.build_server_verifier(x509.DNSName(name)).verify(leaf, others)
        except VerificationError as error:
            said = said or str(error).partition(" (encountered")[0]  # the rest is Python's
        else:
            return None
    return said


def _certificate(octets: bytes) -> x509.Certificate:
    try:
        with warnings.catch_warnings(action="ignore"):  # what is odd about it is judged, not told
            return x509.load_der_x509_certificate(octets)
    except x509.InvalidVersion:  # no ValueError, which else stands for all that cannot be read
        raise ValueError("its version is not known") from None


def _read(octets: bytes) -> x509.Certificate | None:
    try:
        return _certificate(octets)
    except ValueError:  # some root that this library does not read
        return None
