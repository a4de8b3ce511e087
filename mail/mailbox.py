"""Mailboxes named in From, Sender and Reply-To, read strictly enough to authorise by.

RFC 5322 §3.4 with comments, quoted strings and groups, and the UTF-8 of RFC 6532 §3.
Of the obsolete forms only the dot in a display name is taken, which no address
depends on. Wherever two readers might see two addresses, the answer is Unreadable.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_VALUE = 16 * 1024  # octets; more than three hundred authors, and a bound for us
LONGEST_LOCAL_PART = 64  # octets, RFC 5321 §4.5.3.1.1
LONGEST_DOMAIN = 255  # octets, RFC 5321 §4.5.3.1.2
DEEPEST_COMMENT = 16

_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
_ATEXT = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~\-\u00a0-\U0010ffff"
_TOKEN = re.compile(
    rf"""(?P<w>[{_ATEXT}.]+) | (?P<q>"(?>(?:[^"\\]|\\.)*)") | (?P<special>[@<>,:;]) | [ \t]+ | (?P<c>\()""",
    re.VERBOSE,
)
_COMMENT_MARK = re.compile(r"\\.|[()]")
_DOT_ATOM = re.compile(rf"[{_ATEXT}]+(?:\.[{_ATEXT}]+)*")
_DOMAIN = re.compile(r"(?:(?!-)[A-Za-z0-9\-\u00a1-\U0010ffff]{1,63}(?<!-)(?:\.(?!\Z)|\Z))+")

# The grammar over kinds of tokens: w a word, q a quoted string, the specials themselves.
_MAILBOX = r"(?:[wq]@w|[wq]*+<[wq]@w>)"
_GROUP = rf"(?:[wq]++:(?:{_MAILBOX}(?>(?:,{_MAILBOX})*))?;)"
_ADDRESS_LIST = re.compile(rf"(?:{_MAILBOX}|{_GROUP})(?>(?:,(?:{_MAILBOX}|{_GROUP}))*)")
_ADDRESS = re.compile("[wq]@w")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """No address can be taken from here with certainty; *reason* completes "cannot be read: …"."""

    reason: str


@functools.lru_cache(maxsize=256)  # the same people write again, and each letter is read twice
def mailboxes(value: bytes) -> tuple[str, ...] | Unreadable:
    """The addresses of an address-list in their order, those in groups too; () for empty groups.

    Each is "local-part@domain" without comments and blanks; the local part stays
    quoted only where it has to be.
    """
    text = _text(value)
    if isinstance(text, Unreadable):
        return text
    tokens = _tokens(text)
    if isinstance(tokens, Unreadable):
        return tokens
    kinds = "".join(kind for kind, _ in tokens)
    if not _ADDRESS_LIST.fullmatch(kinds):
        return Unreadable(_what_is_wrong(kinds))
    places = (match.start() for match in _ADDRESS.finditer(kinds))
    read = tuple(_address(tokens[at][1], tokens[at + 2][1]) for at in places)
    doubts = (address for address in read if isinstance(address, Unreadable))
    return next(doubts, tuple(address for address in read if isinstance(address, str)))


def _text(value: bytes) -> str | Unreadable:
    if len(value) > LONGEST_VALUE:
        return Unreadable(f"it is longer than {LONGEST_VALUE} octets")
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return Unreadable("it is not UTF-8 (RFC 6532 §3.1)")
    return Unreadable("it holds a control character") if _CONTROL.search(text) else text


def _tokens(text: str) -> list[tuple[str, str]] | Unreadable:
    """Pairs of kind and text, without blanks and comments."""
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return Unreadable(_stray(text[at]))
        if match["c"]:
            end = _comment_end(text, at)
            if end is None:
                return Unreadable("a comment does not end")
            at = end
            continue
        if match.lastgroup:
            kind = match[0] if match.lastgroup == "special" else match.lastgroup
            found.append((kind, match[0]))
        at = match.end()
    return found


def _comment_end(text: str, start: int) -> int | None:
    depth = 0
    for mark in _COMMENT_MARK.finditer(text, start):
        depth += {"(": 1, ")": -1}.get(mark[0], 0)
        if depth == 0:
            return mark.end()
        if depth > DEEPEST_COMMENT:
            return None
    return None


def _stray(character: str) -> str:
    if character == '"':
        return "a quoted string does not end"
    if character in "[]":
        return "it holds a domain literal"
    return "it holds a character that must be quoted"


def _what_is_wrong(kinds: str) -> str:
    if not kinds:
        return "it is empty"
    if "<@" in kinds:
        return "it holds a source route"
    if re.search("[wq]@w[wq]*<", kinds):
        return "a display name holds an address without quotes"
    return "it is not a list of addresses (RFC 5322 §3.4)"


def _address(local: str, domain: str) -> str | Unreadable:
    reason = next(_doubts(local, domain), None)
    if reason is not None:
        return Unreadable(reason)
    plain = re.sub(r"\\(.)", r"\1", local[1:-1]) if local.startswith('"') else local
    needed = plain != local and not _DOT_ATOM.fullmatch(plain)
    written = re.sub(r'(["\\])', r"\\\1", plain)
    return f'"{written}"@{domain}' if needed else f"{plain}@{domain}"


def _doubts(local: str, domain: str) -> Iterator[str]:
    if not local.startswith('"') and not _DOT_ATOM.fullmatch(local):
        yield "a local part has a dot too many"
    if local == '""' or len(local.encode()) > LONGEST_LOCAL_PART:
        yield "a local part is empty or too long"
    if "=?" in local:
        yield "a local part holds an encoded word"  # some readers decode it into another address
    if not _DOMAIN.fullmatch(domain) or len(domain.encode()) > LONGEST_DOMAIN:
        yield "a domain is none"
    if not unicodedata.is_normalized("NFKC", domain) or "\u3002" in domain:
        yield "a domain is not in its normal form"  # mapped, it would become another one
    if any(unicodedata.category(c)[0] in "CZ" for c in set(local + domain) - {" ", "\t"}):
        yield "an address holds an invisible character"
