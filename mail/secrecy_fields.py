"""What the fields of a letter, or of a part, bear of secrecy: subject, other words, levels, names of files."""

import functools
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from mail.header import Field, Header
from mail.words import all_octets, every_reading
from work.legacy_text import readings
from work.secrecy.finding import Finding, Place, Verdict, worst
from work.secrecy.judge import Judge, tells_level

VALUE_LONGEST = 16 * 1024  # octets of a field that are read
NAMES = 20  # of one part
# Fields in which people stand with their names (RFC 5322 §3.6.2, §3.6.3, §3.6.6).
_OF_PEOPLE = frozenset(
    {
        "from", "to", "cc", "bcc", "sender", "reply-to", "resent-from", "resent-to", "resent-cc", "resent-bcc",
        "resent-sender", "mail-followup-to", "mail-reply-to", "disposition-notification-to", "return-receipt-to",
        "errors-to", "apparently-to", "author",
    }
)  # fmt: skip
# Fields that programs write for programs: traces, signatures, identifiers. Letters without accents mean nothing there.
_SILENT = frozenset(
    {
        "return-path", "received", "received-spf", "dkim-signature", "domainkey-signature", "authentication-results",
        "message-id", "in-reply-to", "references", "date", "resent-date", "resent-message-id",
        "mime-version", "content-type", "content-transfer-encoding", "content-disposition", "content-id",
        "content-language", "content-location", "content-class", "auto-submitted", "precedence", "user-agent",
        "x-mailer", "x-originating-ip", "x-priority", "thread-index", "delivered-to", "envelope-to", "lines",
        "require-recipient-valid-since", "tls-required", "autocrypt", "openpgp", "face", "x-face", "dispositions",
    }
)  # fmt: skip
_SILENT_FAMILIES = (
    "arc-",
    "list-",
    "x-ms-",
    "x-google-",
    "x-gm-",
    "x-forefront-",
    "x-microsoft-",
    "x-spam",
)
_FILE_NAME = re.compile(
    rb";[ \t]*(?:file)?name(?:\*(\d{1,3}))?(\*)?[ \t]*=[ \t]*(\"(?>(?:[^\"\\]|\\.)*)\"|[^;]*)",
    re.IGNORECASE,
)
# Encoded words in whose octets no letters can be looked for; "=?= " ends one.
_OTHERWISE = re.compile(
    rb"=\?(?!(?:utf-?8|us-ascii|iso-8859-\d{1,2}|windows-125\d)[?*]|=\s)", re.IGNORECASE
)
_QUOTED_PAIR = re.compile(rb"\\(.)", re.DOTALL)
_IN_BRACKETS = re.compile(r"<[^<>]*>")
_LABELS = "msip_labels"  # how Office labels a letter: MSIP_Label_…_Name=…; …
_LABEL = re.compile(r"[;=]")
_MARK_BY_ITSELF = re.compile(
    r"(?<![a-z0-9])(?:toi|tuyet)[\W_]{0,4}mat(?![a-z0-9])|^\W*mat\W*$", re.IGNORECASE
)
_WORD_MAT = re.compile(  # begins with its letters, so that it is looked for at the speed of memchr
    rb"mat(?:(?<![a-z0-9]mat)|(?<=toimat)|(?<=yetmat))(?![a-z0-9])"
)
_WORD = re.compile(r"[^\s<>,;:()\"]++")
_LIST = re.compile(r"[,;\"]")


def found_in_fields(fields: Header, judge: Judge) -> Iterator[Finding]:
    """What the fields bear: those for readers by every rule, those for programs where they surely speak of a level."""
    spoken, plain = _sifted(fields, judge)
    for field in spoken:
        if not plain or tells_level(field.name):
            yield from _found(field, judge)
    if _may_tell(fields):
        for field in fields.fields:
            if _is_silent(field.name) and field.raw.isascii() and b"=?" not in field.raw:
                yield from _found(field, judge)


def are_plain(fields: Header, judge: Judge) -> bool:
    """Whether a sieve says of the fields that nothing in them can be a mark; what it says yes to costs some microseconds."""
    spoken, plain = _sifted(fields, judge)
    return plain and not _may_tell(fields) and not any(tells_level(field.name) for field in spoken)


def _sifted(fields: Header, judge: Judge) -> tuple[list[Field], bool]:
    """The fields that speak to readers, or in letters that only readers have, and whether they are plain."""
    spoken = [
        field
        for field in fields.fields
        if not _is_silent(field.name) or b"=?" in field.raw or not field.raw.isascii()
    ]
    octets = b"".join([field.raw for field in spoken])
    return spoken, not _OTHERWISE.search(octets) and not judge.may_bear(all_octets(octets))


def _may_tell(fields: Header) -> bool:
    return _WORD_MAT.search(b"".join([field.raw for field in fields.fields]).lower()) is not None


def found_in_field(name: str, text: str, judge: Judge) -> Iterator[Finding]:
    """What one reading of the field *name* bears, of a letter or of one that is a file."""
    if _is_silent(name) and text.isascii():
        yield from _of_programs(name, text, judge)
    elif name.lower() in _OF_PEOPLE:
        yield from called(text, judge)
    elif tells_level(name):
        told = judge.field(name, text)
        yield from told
        if worst(told) < Verdict.REFUSE:
            yield from judge.text(text, Place.FIELD)
    elif judge.may_bear(text.encode("utf-8", "replace")):
        place = Place.SUBJECT if name == "subject" else Place.FIELD
        for said in _LABEL.split(text) if name == _LABELS else (text,):
            yield from judge.text(said, place)


def called(text: str, judge: Judge) -> Iterator[Finding]:
    """What the people of a field are called, each by himself, without their addresses."""
    for name in dict.fromkeys(_LIST.split(_WORD.sub(_unless_address, _IN_BRACKETS.sub(",", text)))):
        if judge.may_bear(name.encode("utf-8", "replace")):
            yield from judge.text(name, Place.CALLED)


def _unless_address(word: re.Match[str]) -> str:
    return "," if "@" in word[0] else word[0]


def file_names(fields: Header) -> tuple[str, ...]:
    """All names of a part's file in all their readings."""
    found: list[str] = []
    for field in fields.fields:
        if field.name in ("content-type", "content-disposition") and b"ame" in field.raw:
            for octets, charset in _names(field.value[:VALUE_LONGEST]):
                found += every_reading(octets) if not charset else readings(octets, charset)
                if b"%" in octets:  # some write RFC 3986 there, and read it
                    found += readings(unquote_to_bytes(octets))
    return tuple(dict.fromkeys(found))[:NAMES]


def _found(field: Field, judge: Judge) -> Iterator[Finding]:
    for text in every_reading(field.value[:VALUE_LONGEST]):
        yield from found_in_field(field.name, text, judge)


def _of_programs(name: str, text: str, judge: Judge) -> Iterator[Finding]:
    """Letters without accents, which identifiers and base64 are full of: a level that is told, or that stands by itself."""
    if tells_level(name):
        yield from (one for one in judge.field(name, text) if one.level is not None)
    text = _WORD.sub(_unless_address, text)
    if _MARK_BY_ITSELF.search(text):
        yield from judge.text(text, Place.FIELD)


@functools.lru_cache(maxsize=512)
def _is_silent(name: str) -> bool:
    """Whether programs write the field *name* for programs."""
    return name in _SILENT or name.startswith(_SILENT_FAMILIES)


def _names(value: bytes) -> Iterator[tuple[bytes, str]]:
    """The octets of each name, cut ones joined, with the character set that is told of them."""
    pieces: dict[int, bytes] = {}
    charset = ""
    for found in _FILE_NAME.finditer(value):
        text = found[3].strip()
        if text.startswith(b'"'):
            text = _QUOTED_PAIR.sub(rb"\1", text[1:-1])
        number = int(found[1] or 0)
        if found[2]:
            if not number and text.count(b"'") >= 2:
                told, _, text = text.split(b"'", 2)
                charset = told.decode("ascii", "replace").lower()
            text = unquote_to_bytes(text)
        if found[1] is None:
            yield text, charset if found[2] else ""
        else:
            pieces[number] = text
    if pieces:
        yield b"".join(pieces[number] for number in sorted(pieces)), charset
