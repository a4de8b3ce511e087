"""SCRAM-SHA-256 and -PLUS as a server speaks it: messages in, messages out (RFC 5802 §5, §7; RFC 7677)."""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping

from mail.scram import Keys
from mail.smtp.reply import Reply

PLAIN_CHANNEL, PLUS = "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"
NONCE_LIMIT = 200  # octets of the client's; ours and the salt must still fit into a reply line

NO_ANSWER = Reply(501, "5.5.2", "this is no answer of SCRAM")
NOT_BOUND = Reply(535, "5.7.8", "the channel is not bound as AUTH asks; bind by what is offered")
NOT_YOURS = Reply(535, "5.7.8", "nobody acts for another here")

_NONCE = rb"[!-+\--~]{1,%d}" % NONCE_LIMIT
_FIRST = re.compile(
    rb"((?:p=([A-Za-z0-9.-]+)|[ny]),(?:a=([^,\0]+))?,)(n=([^,\0]+),r=(" + _NONCE + rb")(?:,.*)?)"
)
_FINAL = re.compile(rb"(c=([A-Za-z0-9+/=]+),r=([!-+\--~]+)(?:,.*)?),p=([A-Za-z0-9+/=]+)")


def nonce() -> str:
    """Our half of what makes each exchange another."""
    return secrets.token_urlsafe(18)


class Exchange:
    """One exchange: `begin`, `challenge`, `verify`. *bindings* are the channel's, by type; none: no -PLUS."""

    def __init__(self, bindings: Mapping[str, bytes], ours: str, *, plus: bool) -> None:
        self._bindings = bindings
        self._nonce = ours
        self._plus = plus
        self._bare = self._challenge = self._binding = b""
        self._keys: Keys | None = None

    def begin(self, message: bytes) -> str | Reply:
        """Whom the client's first message says it is, or why it is refused."""
        found = _FIRST.fullmatch(message)
        names = found and (_name(found[5]), _name(found[3] or found[5]))
        if not found or not names or names[0] is None or names[1] is None:
            return NO_ANSWER
        header, kind, self._bare = found[1], found[2], found[4]
        if names[0] != names[1]:
            return NOT_YOURS
        binding = self._bound(header, kind)
        if binding is None:
            return NOT_BOUND
        self._binding = header + binding
        self._nonce = found[6].decode("ascii") + self._nonce
        return names[0]

    def challenge(self, keys: Keys) -> bytes:
        """Our first message."""
        self._keys = keys
        salt = base64.b64encode(keys.salt).decode("ascii")
        self._challenge = f"r={self._nonce},s={salt},i={keys.iterations}".encode("ascii")
        return self._challenge

    def verify(self, message: bytes) -> bytes | Reply | None:
        """Our last message, which proves us as well; None when the proof is wrong (RFC 5802 §3)."""
        found = _FINAL.fullmatch(message)
        if found is None or self._keys is None:
            return NO_ANSWER
        try:
            binding, proof = base64.b64decode(found[2]), base64.b64decode(found[4])
        except binascii.Error:
            return NO_ANSWER
        if binding != self._binding:
            return NOT_BOUND
        if found[3] != self._nonce.encode("ascii"):
            return None
        whole = b",".join((self._bare, self._challenge, found[1]))
        mask = hmac.digest(self._keys.stored, whole, "sha256")
        if len(proof) != len(mask):
            return None
        client = bytes(a ^ b for a, b in zip(proof, mask, strict=True))
        if not hmac.compare_digest(hashlib.sha256(client).digest(), self._keys.stored):
            return None
        return b"v=" + base64.b64encode(hmac.digest(self._keys.server, whole, "sha256"))

    def _bound(self, header: bytes, kind: bytes | None) -> bytes | None:
        """What the channel's binding adds to the header; None where the two do not fit (RFC 5802 §6).

        "y" says that the client would have bound, had it been offered: if it was, somebody
        between us took the offer away.
        """
        if self._plus:
            return self._bindings.get(kind.decode("ascii")) if kind else None
        if kind or (header.startswith(b"y") and self._bindings):
            return None
        return b""


def _name(written: bytes) -> str | None:
    """A saslname: "," and "=" come as =2C and =3D (RFC 5802 §5.1)."""
    try:
        name = written.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "=" in re.sub("=2C|=3D", "", name):
        return None
    return name.replace("=2C", ",").replace("=3D", "=")
