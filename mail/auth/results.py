"""Authentication-Results (RFC 8601): what we found out, and fields that say it in our name and are not ours.

A signature over a field that is taken out does not hold any more: what the letter's
signatures are worth is found out before, and who signs a field in our name wants that.
"""

import re
from collections.abc import Collection, Iterator

from mail.address import domain_of
from mail.auth.authenticate import Authentication
from mail.auth.spf import Spf
from mail.header import FIELD_END
from mail.sign.verifier import Verdict
from mail.trace import folded

LONGEST_REASON = 160  # characters
LONGEST_CLAIM = 512  # octets within which the name in front is read

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]+")  # RFC 2045 §5.1
# Quotes and backslashes too: not every reader knows quoted pairs (Mail::AuthenticationResults 2.2023).
_UNSAFE = re.compile(r"[^ !#-\[\]-~]")
_NAME = re.compile(rb"authentication-results[ \t]*:", re.IGNORECASE)
_FLAT = r"\((?>(?:[^()\\]|\\.)*)\)"
_NESTED = rf"\((?>(?:[^()\\]|\\.|{_FLAT})*)\)"
_COMMENT = rf"\((?>(?:[^()\\]|\\.|{_NESTED})*)\)"
_CLAIM = re.compile(
    rf"(?>(?:\s|{_COMMENT})*)(?:\"((?>(?:[^\"\\]|\\.)*))\"|([A-Za-z0-9!#$%&'*+.^_`{{|}}~\x80-\U0010ffff-]+))(?=[\s(;]|\Z)",
    re.DOTALL,
)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_NOT_OF_A_NAME = re.compile(r"[\s\"\\]")

_SAYS_ENOUGH = frozenset({"pass", "none"})


def field(authserv_id: str, found: Authentication) -> str:
    """The field with its CRLF, folded, one method a line; *authserv_id* is our name (RFC 8601 §2.2, §2.5).

    Whatever strangers wrote stands in it as a token or a quoted string of printable ASCII.
    """
    lines = [_spf(found.spf, "smtp.mailfrom"), _spf(found.helo_spf, "smtp.helo")]
    lines += [_dkim(one) for one in found.dkim] or [["dkim=none"]]
    lines += [_arc(found), _dmarc(found)]
    ends = [";"] * (len(lines) - 1) + [""]
    said = [[*line[:-1], line[-1] + end] for line, end in zip(lines, ends, strict=True)]
    first = folded("Authentication-Results:", [f"{authserv_id};"])
    return (first + b"".join(folded("", one) for one in said)).decode("ascii")


def without_forged(header: bytes, ours: Collection[str]) -> tuple[bytes, int]:
    """The header block without fields that claim to be written by one of *ours*, and how many those were.

    Nothing else is touched (RFC 8601 §5). A field whose name in front cannot be read
    goes where one of *ours* stands in it at all, or an encoded word (RFC 2047): no name
    holds one, and there are readers that decode it into whatever name it is.
    """
    names = frozenset(map(_comparable, ours))
    *fields, rest = FIELD_END.split(header)
    kept = [field for field in fields if not _is_forged(field, names)]
    tail = b"" if _is_forged(rest, names) else rest
    removed = len(fields) - len(kept) + (tail != rest)
    return (b"\r\n".join([*kept, tail]), removed) if removed else (header, 0)


def _spf(found: Spf, which: str) -> list[str]:
    return ["spf=" + found.result, *_reason(found.result, found.reason), *_is(which, found.domain)]


def _dkim(found: Verdict) -> list[str]:
    named = [*_is("header.d", found.domain), *_is("header.s", found.selector)]
    return ["dkim=" + found.result, *_reason(found.result, found.reason), *named]


def _arc(found: Authentication) -> list[str]:
    """RFC 8617 §10.1, §10.2."""
    chain = found.arc
    oldest = ["header.oldest-pass=" + str(chain.oldest_pass)] if chain.result == "pass" else []
    return ["arc=" + chain.result, *_reason(chain.result, chain.reason), *oldest]


def _dmarc(found: Authentication) -> list[str]:
    """RFC 9989 §9.1."""
    said = found.dmarc
    policy = ["policy.dmarc=" + said.policy] if said.result == "fail" else []
    author = _is("header.from", said.domain)
    return ["dmarc=" + said.result, *_reason(said.result, said.reason), *author, *policy]


def _reason(result: str, reason: str) -> Iterator[str]:
    if result not in _SAYS_ENOUGH:
        yield "reason=" + _quoted(reason[:LONGEST_REASON])


def _is(prop: str, value: str) -> Iterator[str]:
    if value:
        yield f"{prop}={value if _TOKEN.fullmatch(value) else _quoted(value)}"


def _quoted(text: str) -> str:
    return f'"{_UNSAFE.sub("?", text)}"'


def _is_forged(field: bytes, names: frozenset[str]) -> bool:
    start = _NAME.match(field)
    if start is None:
        return False
    value = field[start.end() :].replace(b"\r\n", b"").decode("utf-8", "replace")
    claim = _CLAIM.match(value[:LONGEST_CLAIM])
    if claim is None or claim.end() == LONGEST_CLAIM:
        bare = _NOT_OF_A_NAME.sub("", value).lower()
        return "=?" in value[:LONGEST_CLAIM] or any(name in bare for name in names)
    quoted, token = claim.groups()
    if "=?" in (token or quoted):
        return True
    return _comparable(token or _QUOTED_PAIR.sub(r"\1", quoted)) in names


def _comparable(authserv_id: str) -> str:
    """What two spellings of one name share: case, a last dot, U-labels."""
    return domain_of("@" + authserv_id.strip()).removesuffix(".")
