"""The arguments of MAIL and RCPT: path and parameters, parsed strictly (RFC 5321 §4.1.2; RFC 3461 §4).

A space behind the colon is let pass, which RFC 5321 §3.3 does not: old scanners send it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mail.address import Flaw, mailbox, path
from mail.smtp import release
from mail.smtp.release import Wish
from mail.smtp.reply import Reply
from work.letter import Addressee

_FROM = re.compile(r"FROM: *(?=<)", re.IGNORECASE)
_TO = re.compile(r"TO: *(?=<)", re.IGNORECASE)
_KEYWORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_VALUE = re.compile(r"[!-<>-~\x80-\U0010ffff]+")  # RFC 5321 §4.1.2, RFC 6531 §3.3
_XTEXT = re.compile(r"(?:[!-*,-<>-~]|\+[0-9A-F]{2})*")  # RFC 3461 §4
_WIDE_XTEXT = re.compile(r"(?:[!-*,-<>-~\x80-\U0010ffff]|\+[0-9A-F]{2})*")
_HEX = re.compile(r"\+([0-9A-F]{2})")
_HEX_OCTET = re.compile(rb"\+([0-9A-F]{2})")
_NON_ASCII = re.compile(r"[^\x00-\x7f]")
_SPECIAL = re.compile(r"[\\+=]|[^\x00-\x7f]")  # in an address of type utf-8, RFC 6533 §3
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+")
_NOTIFY = frozenset({"SUCCESS", "FAILURE", "DELAY"})

SIZE_DIGITS = 20  # RFC 1870 §3
ENVID_LIMIT = 100  # characters, RFC 3461 §4.4
ORCPT_LIMIT = 500  # characters, RFC 3461 §4.2

_Reader = Callable[[str | None], Any]
_BAD = object()


@dataclass(frozen=True, slots=True)
class MailFrom:
    """What MAIL said: the sender ("" for the null reverse-path) and the wishes beside it."""

    sender: str
    size_bytes: int = 0
    eight_bit: bool = False
    smtputf8: bool = False
    ret: Literal["FULL", "HDRS"] | None = None
    envid: str | None = None
    wish: Wish | None = None  # when it is to be sent, RFC 4865
    require_tls: bool = False  # RFC 8689 §2


def mail_from(argument: str, *, extended: bool) -> MailFrom | Reply:
    """What the argument of MAIL means, or why it is refused; parameters only after EHLO."""
    start = _FROM.match(argument)
    if start is None:
        return Reply(501, "5.5.4", "syntax: MAIL FROM:<address>")
    split = path(argument[start.end() :], utf8=True)
    if isinstance(split, Flaw):
        return _refused(split, "5.1.7")
    if split[0] == "postmaster":
        return _refused(Flaw.SYNTAX, "5.1.7")
    if not split[1]:
        return MailFrom(split[0]) if split[0].isascii() else _refused(Flaw.NON_ASCII, "5.6.7")
    found = _parameters(split[1], _MAIL, extended=extended)
    if isinstance(found, Reply):
        return found
    if not split[0].isascii() and "smtputf8" not in found:
        return _refused(Flaw.NON_ASCII, "5.6.7")
    return MailFrom(split[0], **{name: value for name, value in found.items() if name != "auth"})


def rcpt_to(argument: str, *, extended: bool, utf8: bool) -> Addressee | Reply:
    """Whom the argument of RCPT names, or why it is refused; *utf8* when MAIL said SMTPUTF8."""
    start = _TO.match(argument)
    if start is None:
        return Reply(501, "5.5.4", "syntax: RCPT TO:<address>")
    split = path(argument[start.end() :], utf8=utf8)
    if isinstance(split, Flaw) or split[0] == "":
        return _refused(split if isinstance(split, Flaw) else Flaw.SYNTAX, "5.1.3")
    if not split[1]:
        return Addressee(split[0])
    found = _parameters(split[1], _RCPT, extended=extended)
    if isinstance(found, Reply):
        return found
    return Addressee(split[0], **found)


def _refused(flaw: Flaw, status: str) -> Reply:
    if flaw is Flaw.NON_ASCII:
        return Reply(553, "5.6.7", flaw.value)  # RFC 6531 §3.5
    return Reply(501, status, flaw.value)


def _parameters(
    rest: str, known: Mapping[str, tuple[str, _Reader]], *, extended: bool
) -> dict[str, Any] | Reply:
    if not rest.startswith(" "):
        return Reply(501, "5.5.4", "one space stands between the path and its parameters")
    words = rest[1:].rstrip(" ")
    found: dict[str, Any] = {}
    for word in words.split(" ") if words else ():
        if not extended:
            return Reply(501, "5.5.4", "parameters need EHLO")
        keyword, equals, value = word.partition("=")
        if not _KEYWORD.fullmatch(keyword) or (equals and not _VALUE.fullmatch(value)):
            return Reply(501, "5.5.4", "a parameter is not written as RFC 5321 section 4.1.2 says")
        if keyword.upper() not in known:
            return Reply(555, "5.5.4", f"parameter {keyword[:40].upper()} is not known here")
        name, read = known[keyword.upper()]
        meant = read(value if equals else None)
        if meant is _BAD or name in found:
            return Reply(501, "5.5.4", f"{keyword.upper()} has a bad value, or comes twice")
        found[name] = meant
    return found


def _size(value: str | None) -> Any:
    digits = value or ""
    plain = digits.isascii() and digits.isdigit()
    return int(digits) if plain and len(digits) <= SIZE_DIGITS else _BAD


def _body(value: str | None) -> Any:
    return {"7BIT": False, "8BITMIME": True}.get((value or "").upper(), _BAD)


def _flag(value: str | None) -> Any:
    return True if value is None else _BAD


def _ret(value: str | None) -> Any:
    return value.upper() if value is not None and value.upper() in {"FULL", "HDRS"} else _BAD


def _envid(value: str | None) -> Any:
    return _BAD if value is None or len(value) > ENVID_LIMIT else _plain(value)


def _hold_for(value: str | None) -> Any:
    return release.interval(value or "") or _BAD


def _hold_until(value: str | None) -> Any:
    return release.instant(value or "") or _BAD


def _auth(value: str | None) -> Any:
    """The submitter's claim is read and dropped: nobody here trusts it (RFC 4954 §5)."""
    claimed = _BAD if value is None else _plain(value)
    known = claimed == "<>" or (isinstance(claimed, str) and isinstance(mailbox(claimed), str))
    return claimed if known else _BAD


def _notify(value: str | None) -> Any:
    wishes = frozenset((value or "").upper().split(","))
    return wishes if wishes == {"NEVER"} or (wishes and wishes <= _NOTIFY) else _BAD


def _orcpt(value: str | None) -> Any:
    kind, semicolon, address = (value or "").partition(";")
    if not semicolon or not _ATOM.fullmatch(kind) or not 0 < len(address) <= ORCPT_LIMIT:
        return _BAD
    meant = _embedded(address) if kind.lower() == "utf-8" else _plain(address)
    if meant is _BAD and kind.lower() == "rfc822":
        kind, meant = "utf-8", _spelled(address)
    return f"{kind};{meant}" if isinstance(meant, str) else _BAD


def _plain(xtext: str) -> Any:
    if not _XTEXT.fullmatch(xtext):
        return _BAD
    meant = _HEX.sub(lambda pair: chr(int(pair[1], 16)), xtext) if "+" in xtext else xtext
    return meant if meant.isascii() and meant.isprintable() else _BAD


def _embedded(address: str) -> Any:
    r"""The address with each non-ASCII character as \x{…}, so that it may travel anywhere (RFC 6533 §3)."""
    if "+" in address or "=" in address:
        return _BAD
    return _NON_ASCII.sub(_code_point, address)


def _spelled(xtext: str) -> Any:
    """The same of an xtext whose octets are UTF-8: so Postfix hands on an address with SMTPUTF8."""
    if not _WIDE_XTEXT.fullmatch(xtext):
        return _BAD
    octets = _HEX_OCTET.sub(lambda pair: bytes([int(pair[1], 16)]), xtext.encode())
    try:
        meant = octets.decode()
    except UnicodeDecodeError:
        return _BAD
    return _SPECIAL.sub(_code_point, meant) if meant.isprintable() else _BAD


def _code_point(character: re.Match[str]) -> str:
    return f"\\x{{{ord(character[0]):X}}}"


_MAIL: Mapping[str, tuple[str, _Reader]] = {
    "SIZE": ("size_bytes", _size),
    "BODY": ("eight_bit", _body),
    "SMTPUTF8": ("smtputf8", _flag),
    "RET": ("ret", _ret),
    "ENVID": ("envid", _envid),
    "AUTH": ("auth", _auth),
    "REQUIRETLS": ("require_tls", _flag),
    "HOLDFOR": ("wish", _hold_for),  # one wish, and once: RFC 4865 §4.2
    "HOLDUNTIL": ("wish", _hold_until),
}
_RCPT: Mapping[str, tuple[str, _Reader]] = {
    "NOTIFY": ("notify", _notify),
    "ORCPT": ("orcpt", _orcpt),
}
