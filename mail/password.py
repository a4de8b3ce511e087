"""Passwords of SMTP logins: Argon2id (RFC 9106), slow by design, so never on the loop."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

_HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)

# Of a random password nobody knows: verifying against it takes as long as against a real one.
NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$NASOUu3RncP"
    "/Tcio6/1RSQ$ZsvvrWZZ2/9FvkVaDW0FYGPFMmB6LUJaDNv11DvgUjc"
)


def hash(password: str) -> str:
    """The encoded hash to keep, with its parameters and a salt of its own."""
    return _HASHER.hash(password)


def verify(encoded: str, password: str) -> bool:
    """Whether *password* is the one that *encoded* was made from; False for a damaged hash too."""
    try:
        return _HASHER.verify(encoded, password)
    except (VerificationError, InvalidHashError):
        return False
