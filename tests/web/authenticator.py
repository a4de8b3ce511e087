"""An authenticator in software, by the octets of W3C Web Authentication, level 3, apart from the code under test."""

import base64
import hashlib
import json
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """Holds one key; *origin* is the page that it is asked from, *count* its signature counter."""

    origin: str
    domain: str = "localhost"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    algorithm: int = 0x26  # -7, ES256, as CBOR writes it
    handle: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: Mapping[str, Any]) -> str:
        """The answer to navigator.credentials.create."""
        at = self.key.public_key().public_numbers()
        x, y = at.x.to_bytes(32), at.y.to_bytes(32)
        # CBOR (RFC 8949): {1: 2, 3: -7, -1: 1, -2: x, -3: y}, an EC2 key for ES256 (RFC 9053 §7.1.1)
        key = b"\xa5\x01\x02\x03%c\x20\x01\x21\x58\x20" % self.algorithm + x + b"\x22\x58\x20" + y
        attested = bytes(16) + struct.pack(">H", len(self.handle)) + self.handle + key
        data = self._data(ATTESTED) + attested
        # {"fmt": "none", "attStmt": {}, "authData": data}
        found = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData"
        found += b"\x58" + bytes([len(data)]) + data
        client = self._client("webauthn.create", options)
        return self._answer({"clientDataJSON": coded(client), "attestationObject": coded(found)})

    def prove(self, options: Mapping[str, Any]) -> str:
        """The answer to navigator.credentials.get."""
        data, client = self._data(), self._client("webauthn.get", options)
        signed = data + hashlib.sha256(client).digest()
        signature = self.key.sign(signed, ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": coded(client),
                "authenticatorData": coded(data),
                "signature": coded(signature),
            }
        )

    def _data(self, more: int = 0) -> bytes:
        domain = hashlib.sha256(self.domain.encode()).digest()
        return domain + bytes([self.flags | more]) + struct.pack(">I", self.count)

    def _client(self, kind: str, options: Mapping[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _answer(self, response: Mapping[str, str]) -> str:
        name = coded(self.handle)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def coded(octets: bytes) -> str:
    """base64url without padding, as browsers write octets into JSON (RFC 4648 §5)."""
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")
