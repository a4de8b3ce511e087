"""What a letter is on the wire: its commands and its stuffed octets, and what may not leave at all."""

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from mail.consignment import Blocks, Consignment
from mail.protection import NEEDS_SUPPORT
from work.letter import Addressee
from work.outcome import Refused

END = b".\r\n"  # behind a content that ends its last line, RFC 5321 §4.1.1.4

# A second check, apart from the parser that let the address in: nothing that could
# end the path or the line. Non-ASCII is for SMTPUTF8 to allow (RFC 6531 §3.3).
_LOCAL = r'(?:[^\x00-\x20\x7f-\x9f\ud800-\udfff<>"\\@,;:()]+|"(?:[^\x00-\x1f\x7f-\x9f\ud800-\udfff"\\]|\\[\x20-\x7e])*")'
_DOMAIN = r'[^\x00-\x20\x7f-\x9f\ud800-\udfff<>"\\@,;()]+'
_MAILBOX = re.compile(f"{_LOCAL}@{_DOMAIN}")
_NOTIFY = frozenset({"NEVER", "SUCCESS", "FAILURE", "DELAY"})
_RET = frozenset({"FULL", "HDRS"})
_ATOM = re.compile(r"[A-Za-z0-9-]+")
_NO_XTEXT = re.compile(r"[^\x21-\x2a\x2c-\x3c\x3e-\x7e]")  # RFC 3461 §4
_UNPRINTED = re.compile(r"[^\x21-\x7e]")

NO_EIGHT_BIT = Refused("5.6.3", "the next hop knows no 8BITMIME, which this letter needs")
"""Told by identity: of a letter that was not begun, and may be sent in seven bits instead (RFC 6152 §3)."""


@dataclass(frozen=True, slots=True)
class Features:
    """What the peer said in EHLO; nothing of it where it only knows HELO."""

    pipelining: bool = False
    eight_bit: bool = False
    smtputf8: bool = False
    dsn: bool = False
    starttls: bool = False
    size: bool = False
    require_tls: bool = False
    limit_bytes: int | None = None


def features(text: str) -> Features:
    """The features in an EHLO reply, whose first line is the peer's name (RFC 5321 §4.1.1.1).

    >>> features("mx.example\\nPIPELINING\\nSIZE 1000").limit_bytes
    1000
    """
    words = [line.upper().split() for line in text.split("\n")[1:]]
    offered = {line[0]: line[1:] for line in words if line}
    size = offered.get("SIZE", [])
    limit = int(size[0]) if size and size[0].isascii() and size[0].isdigit() else 0
    return Features(
        pipelining="PIPELINING" in offered,
        eight_bit="8BITMIME" in offered,
        smtputf8="SMTPUTF8" in offered,
        dsn="DSN" in offered,
        starttls="STARTTLS" in offered,
        size="SIZE" in offered,
        require_tls="REQUIRETLS" in offered,
        limit_bytes=limit or None,  # 0 is "no fixed limit", RFC 1870 §4
    )


def unable(letter: Consignment, peer: Features) -> Refused | None:
    """Why this peer cannot take the letter as it is; nothing is converted once it is signed."""
    size_bytes = len(letter.prefix) + letter.size_bytes
    if peer.limit_bytes is not None and size_bytes > peer.limit_bytes:
        said = f"the next hop takes {peer.limit_bytes} octets, the letter has {size_bytes}"
        return Refused("5.3.4", said)
    if letter.tls == "required" and not peer.require_tls:
        return Refused(
            NEEDS_SUPPORT, "the next hop does not offer REQUIRETLS, which the sender asks for"
        )
    if not peer.smtputf8 and _needs_smtputf8(letter):
        return Refused("5.6.7", "the next hop knows no SMTPUTF8, which this letter needs")
    if not peer.eight_bit and _needs_eight_bit(letter):
        return NO_EIGHT_BIT
    return None


def commands(letter: Consignment, peer: Features) -> list[bytes]:
    """MAIL, one RCPT for each recipient, and DATA, with the parameters that the peer knows."""
    mail = [f"MAIL FROM:<{letter.sender}>"]
    if peer.size:
        mail.append(f"SIZE={len(letter.prefix) + letter.size_bytes}")
    if peer.eight_bit and _needs_eight_bit(letter):
        mail.append("BODY=8BITMIME")
    if peer.smtputf8 and (letter.smtputf8 or _beyond_ascii(letter)):
        mail.append("SMTPUTF8")
    if letter.tls == "required":
        mail.append("REQUIRETLS")  # no peer gets this far that does not offer it
    if peer.dsn and letter.ret in _RET:
        mail.append(f"RET={letter.ret}")
    if peer.dsn and letter.envid:
        mail.append(f"ENVID={_NO_XTEXT.sub(_hexed, letter.envid)}")
    lines = [" ".join(mail), *(_rcpt(to, peer) for to in letter.recipients), "DATA"]
    return [f"{line}\r\n".encode() for line in lines]


def flaw(letter: Consignment) -> Refused | None:
    """What forbids sending the letter to anybody: a sender or content that could deceive the peer.

    Blocks of a long body are looked at while they are sent.
    """
    if letter.sender and not is_mailbox(letter.sender):
        return Refused("5.1.7", "the sender's address is not well formed")
    content = letter.prefix
    if not lines_are_whole(content) or (content and not content.endswith(b"\r\n")):
        return Refused("5.6.0", "a field we added has a stray CR, LF or NUL")
    if isinstance(letter.body, bytes):
        if not lines_are_whole(letter.body) or not _ended(letter.body):
            return Refused("5.6.0", "the content has a stray CR, LF or NUL")
        if len(letter.body) != letter.size_bytes:
            return Refused("5.6.0", "the content is not as long as it was when it was accepted")
    return None


def is_mailbox(address: str) -> bool:
    """Whether *address* can stand in a path and cannot end it, nor the line.

    >>> is_mailbox("an@bn.gov.vn"), is_mailbox("an@bn.vn> NOTIFY=NEVER")
    (True, False)
    """
    return _MAILBOX.fullmatch(address) is not None


def lines_are_whole(octets: bytes) -> bool:
    """Whether every CR and LF is half of a CRLF, and there is no NUL: RFC 5321 §2.3.8, §4.5.2.

    A bare one lets the next hop see the end of the letter elsewhere than we do.
    """
    rest = octets.replace(b"\r\n", b"")
    return b"\r" not in rest and b"\n" not in rest and b"\0" not in rest


def stuffed(octets: bytes, starts_line: bool = True) -> bytes:
    """*octets* with a dot before each dot that begins a line (RFC 5321 §4.5.2)."""
    if b"\r\n." in octets:
        octets = octets.replace(b"\r\n.", b"\r\n..")
    return b"." + octets if starts_line and octets.startswith(b".") else octets


class Stray(Exception):
    """The stored content may not be sent: its text says why. Raised between blocks, before the end."""


async def stuffed_blocks(
    prefix: bytes, body: Blocks, size_bytes: int
) -> AsyncGenerator[bytes, None]:
    """The stuffed content block by block; lines and dots may be cut by the blocks' borders.

    Raises Stray for bare CR, LF or NUL, for a last line without end, and when the
    blocks are not *size_bytes* long in all.
    """
    yield stuffed(prefix)
    starts_line, held, total = True, b"", 0
    async for block in body():
        total += len(block)
        octets = held + block if held else block
        held = b"\r" if octets.endswith(b"\r") else b""
        octets = octets[:-1] if held else octets
        if not lines_are_whole(octets):
            raise Stray("the content has a stray CR, LF or NUL")
        if octets:
            yield stuffed(octets, starts_line)
            starts_line = octets.endswith(b"\n")
    if held or not starts_line:
        raise Stray("the content has a stray CR, LF or NUL")
    if total != size_bytes:
        raise Stray("the content is not as long as it was when it was accepted")


def _ended(body: bytes) -> bool:
    return not body or body.endswith(b"\r\n")


def _rcpt(to: Addressee, peer: Features) -> str:
    line = f"RCPT TO:<{to.address}>"
    if peer.dsn and to.notify:
        line += f" NOTIFY={','.join(sorted(to.notify & _NOTIFY))}"
    if peer.dsn and to.orcpt:
        line += _orcpt(*to.orcpt.partition(";"))
    return line


def _orcpt(kind: str, _: str, address: str) -> str:
    if not _ATOM.fullmatch(kind) or not address:
        return ""
    if kind.lower() == "utf-8":  # spelled for the way already, RFC 6533 §3
        return f" ORCPT={kind};{_UNPRINTED.sub(_embedded, address)}"
    return f" ORCPT={kind};{_NO_XTEXT.sub(_hexed, address)}"


def _hexed(match: re.Match[str]) -> str:
    return "".join(f"+{octet:02X}" for octet in match[0].encode("utf-8", "replace"))


def _embedded(match: re.Match[str]) -> str:
    return f"\\x{{{ord(match[0]):X}}}"


def _beyond_ascii(letter: Consignment) -> bool:
    recipients = all(to.address.isascii() for to in letter.recipients)
    return not (recipients and letter.sender.isascii())


def _needs_smtputf8(letter: Consignment) -> bool:
    if _beyond_ascii(letter):
        return True
    if not letter.smtputf8 or not isinstance(letter.body, bytes):
        return letter.smtputf8
    header, _, _ = letter.body.partition(b"\r\n\r\n")
    return not (header.isascii() and letter.prefix.isascii())


def _needs_eight_bit(letter: Consignment) -> bool:
    if isinstance(letter.body, bytes):
        return not (letter.body.isascii() and letter.prefix.isascii())
    return letter.eight_bit or not letter.prefix.isascii()
