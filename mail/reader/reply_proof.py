"""Whether it is proved who wrote a letter: by what our listener found out, or by a mail server that we were told to believe.

An answer changes a task, so From alone says nothing. It counts where DMARC passes for the domain in
From (RFC 9989), or, where that domain has no DMARC, a DKIM signature of that very domain (RFC 6376).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mail.address import comparable, domain_of
from mail.header import Header

_METHOD = re.compile(r"([a-z][a-z0-9-]*)(?:/\d+)?\s*=\s*([a-z]+)\b", re.IGNORECASE)
_PROPERTY = re.compile(r"\b(header\.(?:from|d))\s*=\s*([^\s;]+)", re.IGNORECASE)


class _Result(NamedTuple):
    method: str
    result: str
    properties: dict[str, str]


def author(fields: Header) -> str | None:
    """The one mailbox in From, as `comparable` gives it; None where two readers might disagree about it."""
    found = fields.mailboxes("from")
    return comparable(found[0]) if isinstance(found, tuple) and len(found) == 1 else None


def proves(results: str, address: str) -> bool:
    """Whether *results*, the value of Authentication-Results (RFC 8601 §2.2), prove the domain of *address*."""
    domain, (_, found) = domain_of(address), _apart(results)
    judged = [one for one in found if one.method == "dmarc"]
    if any(one.result == "pass" and one.properties.get("header.from") == domain for one in judged):
        return True
    if any(one.result != "none" for one in judged):
        return False
    signed = (one for one in found if one.method == "dkim" and one.result == "pass")
    return any(one.properties.get("header.d") == domain for one in signed)


def results_of(fields: Header, server: str) -> str:
    """The results that *server* put on top (RFC 8601 §4); "" where it wrote none, or is not named.

    What stands below its first field may be anybody's.
    """
    for field in fields.named("authentication-results") if server else ():
        value = field.value.decode("utf-8", "replace")
        if _apart(value)[0] == domain_of(f"@{server}"):
            return value
    return ""


def _apart(results: str) -> tuple[str, list[_Result]]:
    """Who wrote the results, and each of them; comments say nothing, what is quoted neither."""
    value = results.partition(":")[2] if results.lower().startswith("authentication-results:") else results  # fmt: skip
    server, *rest = "".join(_said(value)).split(";")
    name = domain_of("@" + (server.split() or [""])[0])
    return name, list(_results(rest))


def _said(value: str) -> Iterator[str]:
    """The signs outside of comments and quoted strings, in which strangers may have written anything (RFC 5322 §3.2)."""
    depth, quoted, signs = 0, False, iter(value)
    for sign in signs:
        if sign == "\\":
            next(signs, "")
        elif sign == '"' and depth == 0:
            quoted = not quoted
        elif sign == "(" and not quoted:
            depth += 1
        elif sign == ")" and not quoted:
            depth = max(depth - 1, 0)
            yield " "
        elif depth == 0 and not quoted:
            yield sign


def _results(pieces: list[str]) -> Iterator[_Result]:
    for piece in pieces:
        found = _METHOD.match(piece.strip())
        if found is not None:
            properties = {key.lower(): domain_of("@" + value) for key, value in _PROPERTY.findall(piece)}  # fmt: skip
            yield _Result(found[1].lower(), found[2].lower(), properties)
