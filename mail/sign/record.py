"""Key records in DNS (RFC 6376 §3.6.1): made for a key of ours, and read strictly from anybody."""

import base64
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from mail.sign.key import PADDING, PREHASHED, RSA_MOST_BITS, Algorithm
from mail.sign.tags import names_of, octets_of, read_tags

LONGEST_RECORD = 4096  # octets; an RSA key of 4,096 bits needs 750
TXT_STRING = 255  # octets, RFC 1035 §3.3
RSA_LEAST_BITS = 1024  # below it a signature never passes, RFC 8301 §3.2
RSA_LARGEST_EXPONENT = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """A usable public key; *bits* is 0 for Ed25519, *strict* is t=s, *testing* is t=y."""

    algorithm: Algorithm
    key: RSAPublicKey | VerifyKey
    bits: int
    strict: bool
    testing: bool

    @property
    def public_key(self) -> bytes:
        """The key as we publish it in p=, decoded (RFC 6376 §3.6.1, RFC 8463 §4)."""
        if isinstance(self.key, VerifyKey):
            return bytes(self.key)
        return self.key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def holds(self, signature: bytes, digest: bytes) -> bool:
        """Whether *signature* was made over the SHA-256 *digest* with the key's other half."""
        try:
            if isinstance(self.key, VerifyKey):
                self.key.verify(digest, signature)
            else:
                self.key.verify(signature, digest, PADDING, PREHASHED)
        except (InvalidSignature, BadSignatureError, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Unusable:
    """No key can be taken from the record; *reason* says why."""

    reason: str


@functools.lru_cache(maxsize=256)  # each letter is judged by its own keys' records
def dns_record(public_key: bytes, algorithm: Algorithm) -> str:
    """The TXT value to publish at `<selector>._domainkey.<domain>`."""
    return f"v=DKIM1; k={algorithm}; p={base64.b64encode(public_key).decode()}"


def txt_strings(record: str) -> tuple[str, ...]:
    """The value in the strings of at most 255 octets that a TXT record consists of."""
    return tuple(record[at : at + TXT_STRING] for at in range(0, len(record), TXT_STRING))


@functools.lru_cache(maxsize=1024)
def read_record(text: bytes) -> KeyRecord | Unusable:
    """The key that a TXT value (its strings joined) publishes, or why it may not be used."""
    tags = read_tags(text) if len(text) <= LONGEST_RECORD else None
    if tags is None:
        return Unusable("the key record is malformed")
    reason = next((reason for reason, keeps in _LAW if not keeps(tags)), None)
    if reason is not None:
        return Unusable(reason)
    octets = octets_of(tags["p"]) or b""
    key = _ed25519(octets) if tags.get("k") == "ed25519" else _rsa(octets)
    if isinstance(key, Unusable):
        return key
    flags = names_of(tags.get("t", ""))
    strict, testing = "s" in flags, "y" in flags
    if isinstance(key, RSAPublicKey):
        return KeyRecord("rsa", key, key.key_size, strict, testing)
    return KeyRecord("ed25519", key, 0, strict, testing)


_LAW: tuple[tuple[str, Callable[[Mapping[str, str]], bool]], ...] = (
    ("the key record is of another version", lambda tags: tags.get("v", "DKIM1") == "DKIM1"),
    (
        "v= does not come first in the key record",
        lambda tags: "v" not in tags or next(iter(tags)) == "v",
    ),
    ("the key record has no p=", lambda tags: "p" in tags),
    ("the key is revoked", lambda tags: tags["p"] != ""),
    ("p= of the key record is no base64", lambda tags: octets_of(tags["p"]) is not None),
    ("the key is of an unknown type", lambda tags: tags.get("k", "rsa") in ("rsa", "ed25519")),
    ("the key is not for SHA-256", lambda tags: "sha256" in names_of(tags.get("h", "sha256"))),
    (
        "the key is not for email",
        lambda tags: {"*", "email"} & {*names_of(tags.get("s", "*"))} != set(),
    ),
)


def _ed25519(octets: bytes) -> VerifyKey | Unusable:
    try:
        return VerifyKey(octets)
    except ValueError:
        return Unusable("the Ed25519 key is malformed")


def _rsa(octets: bytes) -> RSAPublicKey | Unusable:
    """RFC 6376 §3.6.1 names RSAPublicKey and shows SubjectPublicKeyInfo: both are taken."""
    try:
        key = load_der_public_key(octets)
    except (ValueError, UnsupportedAlgorithm):
        return Unusable("the RSA key is malformed")
    if not isinstance(key, RSAPublicKey):
        return Unusable("the key is not of the type it claims")
    if not RSA_LEAST_BITS <= key.key_size <= RSA_MOST_BITS:
        return Unusable(f"the RSA key has {key.key_size} bits")
    if key.public_numbers().e > RSA_LARGEST_EXPONENT:
        return Unusable("the RSA key has a huge exponent")
    return key
