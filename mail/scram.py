"""What a password is proved by without being sent: salted keys, kept beside its hash (RFC 5802 §3, RFC 7677)."""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field

ITERATIONS = 100_000  # RFC 7677 §4 asks for 4,096 at least; each costs the client, once a login
SALT_OCTETS = 16

# As RFC 5803 §3 writes them for a directory: SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey
_WRITTEN = re.compile(r"SCRAM-SHA-256\$([0-9]+):([^$:]+)\$([^$:]+):([^$:]+)")


@dataclass(frozen=True, slots=True)
class Keys:
    """Who has them can tell whether a proof is right, and prove to be the server; never be the client."""

    salt: bytes
    iterations: int
    stored: bytes = field(repr=False)
    server: bytes = field(repr=False)

    def __str__(self) -> str:
        salt, stored, server = map(_base64, (self.salt, self.stored, self.server))
        return f"SCRAM-SHA-256${self.iterations}:{salt}${stored}:{server}"


def keys(password: str, salt: bytes, iterations: int = ITERATIONS) -> Keys:
    """The keys of *password*; passwords of logins are ASCII, which SASLprep leaves as it is (RFC 4013 §2)."""
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)
    client = hmac.digest(salted, b"Client Key", "sha256")
    server = hmac.digest(salted, b"Server Key", "sha256")
    return Keys(salt, iterations, hashlib.sha256(client).digest(), server)


def new(password: str) -> str:
    """The keys of *password* with a salt of their own, as a directory keeps them."""
    return str(keys(password, secrets.token_bytes(SALT_OCTETS)))


def read(written: str) -> Keys | None:
    """The keys in *written*; None where there are none that can be read."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return None
    try:
        salt, stored, server = (base64.b64decode(found[n], validate=True) for n in (2, 3, 4))
    except ValueError:
        return None
    return Keys(salt, int(found[1]), stored, server)


def nobodys(name: str, secret: bytes) -> Keys:
    """What is shown to one who claims to be *name*, which nobody is: keys that nobody can prove.

    The same each time and with every worker, as those of a real login are.
    """
    salt, stored, server = (
        hmac.digest(secret, f"{use} {name}".encode(), "sha256")
        for use in ("salt", "stored", "server")
    )
    return Keys(salt[:SALT_OCTETS], ITERATIONS, stored, server)


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")
