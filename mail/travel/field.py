"""Header fields that travel: folded at their blanks, and in ASCII where the way may know nothing else.

What a reader makes of a field stays the same, or the field is not touched.
"""

import binascii
import re
from urllib.parse import quote

from mail.header import Field
from mail.mailbox import mailboxes
from mail.mime import read
from mail.travel.lines import LINE_LIMIT

WIDTH = 78  # RFC 5322 §2.1.1
_WORD_OCTETS = (
    36  # of text in one encoded word: with the name of the field within a line, RFC 2047 §2
)
_PARAMETER_OCTETS = 60  # of one piece of a parameter, RFC 2231 §3

_ADDRESSES = frozenset(
    {"from", "sender", "reply-to", "to", "cc", "bcc", "disposition-notification-to"}
    | {f"resent-{name}" for name in ("from", "sender", "reply-to", "to", "cc", "bcc")}
)
_PARAMETERS = frozenset({"content-type", "content-disposition"})
# What has a grammar of its own in which no encoded word may stand (RFC 2047 §5).
_STRICT = re.compile(
    r"(?:resent-)?(?:date|message-id)|in-reply-to|references|received|return-path|keywords"
    r"|mime-version|content-(?:id|transfer-encoding|language|location|base|md5)|auto-submitted"
    r"|dkim-signature|domainkey-signature|arc-.*|authentication-results|received-spf|list-.*"
)
_PIECE = re.compile(rb"[ \t]*[^ \t]+")
_WORD = re.compile(r"([ \t]*)([^ \t]+)")
_ENCODED_WORD = re.compile(r"=\?[^? ]+\?[bBqQ]\?[^? ]*\?=")
# A display name, a comment, an address, or what stands between them.
_MENTION = re.compile(
    r"""(?P<quoted>"(?>(?:[^"\\]|\\.)*)") | (?P<comment>\((?>(?:[^()\\]|\\.)*)\)) | (?P<address><[^<>]*>)
    | (?P<special>[,:;]) | (?P<blank>[ \t]+) | (?P<word>[^ \t",:;<>()]+)""",
    re.VERBOSE | re.DOTALL,
)
_PAIR = re.compile(r"\\(.)", re.DOTALL)


def folded(raw: bytes) -> bytes | None:
    """The field with no line longer than LINE_LIMIT; None where it has no blank to be folded at.

    No line of blanks alone is made: it would end the header for some readers.
    """
    found = []
    for line in raw.removesuffix(b"\r\n").split(b"\r\n"):
        fitted = [line] if len(line) <= LINE_LIMIT else _broken(line)
        if fitted is None:
            return None
        found += fitted
    return b"\r\n".join([*found, b""])


def _broken(line: bytes) -> list[bytes] | None:
    pieces = _PIECE.findall(line)
    lines = [pieces[0] if pieces else line]
    for number, piece in enumerate(pieces[1:]):
        together = len(lines[-1]) + len(piece)
        # Not behind the name alone: there are readers that take such a field for empty.
        if together <= WIDTH or (number == 0 and together <= LINE_LIMIT):
            lines[-1] += piece
        else:
            lines.append(piece)
    whole = sum(map(len, lines)) == len(line)
    return lines if whole and max(map(len, lines)) <= LINE_LIMIT else None


def encoded(field: Field) -> bytes | None:
    """The field in ASCII, by encoded words (RFC 2047) and parameters (RFC 2231); None where that cannot be.

    Its text has to be UTF-8: of any other character set nobody can tell which it is.
    """
    try:
        value = field.value.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if field.name in _ADDRESSES:
        written = _addresses(value)
    elif field.name in _PARAMETERS:
        written = _parameters(value)
    elif _STRICT.fullmatch(field.name):
        written = None
    else:
        written = _text(value)
    if written is None or not written.isascii():
        return None
    line = field.raw[: len(field.name) + 1] + b" " + written.encode("ascii")
    lines = _broken(line)
    return None if lines is None else b"\r\n".join([*lines, b""])


def _text(value: str) -> str:
    """Unstructured text: each run of words beyond ASCII becomes encoded words, with the blanks within it."""
    words = [(match[1], match[2]) for match in _WORD.finditer(value)]
    out: list[str] = []
    at = 0
    while at < len(words):
        blank, word = words[at]
        if word.isascii():
            out += blank, word
            at += 1
            continue
        end = next((i for i in range(at, len(words)) if words[i][1].isascii()), len(words))
        run = word + "".join(before + one for before, one in words[at + 1 : end])
        # Blanks between two encoded words are nothing (RFC 2047 §6.2), so they go into ours.
        if at and _ENCODED_WORD.fullmatch(words[at - 1][1]):
            run, blank = blank + run, " "
        if end < len(words) and _ENCODED_WORD.fullmatch(words[end][1]):
            run, words[end] = run + words[end][0], (" ", words[end][1])
        out += blank, _encoded_words(run)
        at = end
    return "".join(out)


def _encoded_words(text: str) -> str:
    pieces, piece = [], b""
    for character in text:
        octets = character.encode()
        if len(piece) + len(octets) > _WORD_OCTETS:
            pieces.append(piece)
            piece = b""
        piece += octets
    coded = [binascii.b2a_base64(one, newline=False).decode() for one in (*pieces, piece)]
    return " ".join(f"=?utf-8?B?{one}?=" for one in coded)


def _addresses(value: str) -> str | None:
    """Display names and comments as encoded words; None where an address would not be the same afterwards."""
    found, place, begun = [], 0, 0
    out, phrase = "", ""
    while place < len(value) and (match := _MENTION.match(value, place)):
        place = match.end()
        if match.lastgroup in ("quoted", "word", "blank"):
            phrase += match[0]
            continue
        out += _phrase(phrase)
        phrase = ""
        if match[0] == "," and ":" not in value[begun:place]:  # in a group nothing is taken apart
            found.append((value[begun : place - 1], out))
            begun, out = place, ""
        else:
            out += _comment(match[0]) if match.lastgroup == "comment" else match[0]
    found.append((value[begun:], out + _phrase(phrase)))
    same = all(_is_same(before, after) for before, after in found)
    return ",".join(after for _, after in found) if same and place == len(value) else None


def _is_same(before: str, after: str) -> bool:
    """Whether both name the same mailboxes, as far as anything was changed."""
    named = mailboxes(before.encode()) if before != after else ()
    return before == after or (isinstance(named, tuple) and mailboxes(after.encode()) == named)


def _phrase(text: str) -> str:
    if text.isascii():
        return text
    plain = text.strip(" \t")
    if "@" in plain or "=?" in plain:
        return text  # which is not ASCII, and so the field is not touched
    left = text[: len(text) - len(text.lstrip(" \t"))]
    right = text[len(text.rstrip(" \t")) :]
    words = "".join(
        _PAIR.sub(r"\1", match[0][1:-1]) if match["quoted"] else match[0]
        for match in _MENTION.finditer(plain)
    )
    return left + _encoded_words(words) + (right or " ")


def _comment(text: str) -> str:
    if text.isascii():
        return text
    inner = _PAIR.sub(r"\1", text[1:-1])
    return f"({_encoded_words(inner)})"


def _parameters(value: str) -> str | None:
    """The parameters beyond ASCII as RFC 2231 §4 writes them, in pieces where they are long."""
    found = read(value)
    if found is None or not found[0].isascii():
        return None
    written = [found[0]]
    for name, values in found[1].items():
        if len(values) != 1 or not name.isascii():
            return None
        written += _parameter(name, values[0])
    return "; ".join(written)


def _parameter(name: str, value: str) -> list[str]:
    if value.isascii():
        escaped = re.sub(r'(["\\])', r"\\\1", value)
        return [f'{name}="{escaped}"']
    coded = quote(value, safe="")
    pieces, piece = [], ""
    for token in re.findall(r"%..|.", coded):
        if len(piece) + len(token) > _PARAMETER_OCTETS:
            pieces.append(piece)
            piece = ""
        piece += token
    pieces.append(piece)
    if len(pieces) == 1:
        return [f"{name}*=utf-8''{piece}"]
    first = f"{name}*0*=utf-8''{pieces[0]}"
    return [first, *(f"{name}*{i}*={one}" for i, one in enumerate(pieces[1:], 1))]
