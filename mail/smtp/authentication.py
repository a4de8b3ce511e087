"""AUTH PLAIN, LOGIN and EXTERNAL: what is asked, and what the answers mean (RFC 4954, RFC 4616, RFC 4422 §A)."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field

from mail.smtp.reply import Reply

PROMPTS: dict[str, tuple[bytes, ...]] = {
    "PLAIN": (b"",),
    "LOGIN": (b"Username:", b"Password:"),  # draft-murchison-sasl-login, §2
}

EXTERNAL = "EXTERNAL"

CANCELLED = Reply(501, "5.7.0", "cancelled")
NOT_BASE64 = Reply(501, "5.5.2", "this is not base64")
NO_ANSWER = Reply(501, "5.5.2", "this is no answer of PLAIN")
LINE_TOO_LONG = Reply(500, "5.5.6", "the line is too long")
WELCOME = Reply(235, "2.7.0", "welcome")
NOT_VALID = Reply(535, "5.7.8", "name or password is not valid")
NOT_YOURS = Reply(535, "5.7.8", "your certificate is another login's, or its login is disabled")
NO_CERTIFICATE = Reply(504, "5.5.4", "EXTERNAL needs a client certificate that a login is known by")
UNKNOWN = Reply(504, "5.5.4", "this mechanism is not known here; EHLO tells which are")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Whom the client says it is. Never written to a log."""

    name: str
    password: str = field(repr=False)


def challenge(prompt: bytes) -> Reply:
    """The 334 that asks for the next answer."""
    return Reply(334, "", base64.b64encode(prompt).decode("ascii"))


def decoded(line: bytes) -> bytes | Reply:
    """What the client answered; "*" cancels (RFC 4954 §4)."""
    if line == b"*":
        return CANCELLED
    try:
        return base64.b64decode(line, validate=True)
    except binascii.Error:
        return NOT_BASE64


def initial(argument: str) -> tuple[bytes, ...] | Reply:
    """The initial response behind the mechanism: none, or one; "=" is an empty one (RFC 4954 §4)."""
    if not argument:
        return ()
    answer = b"" if argument == "=" else decoded(argument.encode("ascii"))
    return answer if isinstance(answer, Reply) else (answer,)


def credentials(mechanism: str, answers: Sequence[bytes]) -> Credentials | Reply:
    """Who the *answers* to all prompts say it is.

    An authorisation identity other than the login's own is refused: nobody acts for another.
    """
    parts = answers[0].split(b"\0") if mechanism == "PLAIN" else [b"", *answers]
    if len(parts) != 3:
        return NO_ANSWER
    try:
        authorised, name, password = (part.decode("utf-8") for part in parts)
    except UnicodeDecodeError:
        return NOT_VALID
    if not name or not password or "\0" in name + password or authorised not in {"", name}:
        return NOT_VALID
    return Credentials(name, password)
