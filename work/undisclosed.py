"""Words about letters without who sent a petition: the one rule for all who need not know that.

Who denounces is told to nobody (Luật Tố cáo 25/2018/QH14, Điều 56), and any other sender of a
petition to who deals with it. A domain stays, for it is what a letter waits for; so do a server's
codes, and none of its words: it may call a mailbox by its name alone, or by its owner's.
"""

import re
from collections.abc import Iterable

PETITION = (
    "petition"  # the way in (work.letter.Origin) of what the office itself writes to who sent one
)

_ATOM = r'[^\s<>()\[\],;:"]'
# RFC 5321 §4.1.2, quoted or not; from its first letter on, or a long word without "@" takes the square of its time.
_LOCAL = re.compile(rf'(?:"(?:[^"\\]|\\.){{0,256}}"|(?<!{_ATOM}){_ATOM}+)(?=@)')
_STATUS = r"\d\.\d{1,3}\.\d{1,3}"  # RFC 3463 §2
_CODES = re.compile(rf"(?:\S+ said: )?(?:\d{{3}}(?:[ -]{_STATUS})?|{_STATUS})(?=[\s-]|$)")


def masked(text: str) -> str:
    """*text* with nothing but the domains of the addresses in it.

    >>> masked("550 5.1.1 <huong@example.vn> unknown")
    '550 5.1.1 <…@example.vn> unknown'
    >>> masked('"Nguyen Huong"@example.vn')
    '…@example.vn'
    """
    return _LOCAL.sub("…", text)


def codes(answer: str) -> str:
    """What is left of an *answer* about a letter from or to who sent a petition: ours masked, of a server's the codes.

    >>> codes("mx.example.vn said: 550 5.1.1 no mailbox huong here")
    'mx.example.vn said: 550 5.1.1 …'
    >>> codes("mx.example.vn: connection lost")
    'mx.example.vn: connection lost'
    """
    found = _CODES.match(answer)
    return masked(answer) if found is None else f"{found[0]} …"


def nameless(text: str, addresses: Iterable[str]) -> str:
    """*text* without the local parts of those *addresses*, with a domain behind them or not.

    >>> nameless("mx said: 550 no mailbox Huong.NT here", ["huong.nt@example.vn"])
    'mx said: 550 no mailbox … here'
    """
    low = text.lower()
    for local in {one.rpartition("@")[0].strip('"').lower() for one in addresses}:
        if local and local in low:
            text = re.sub(rf"(?<!\w){re.escape(local)}(?!\w)", "…", text, flags=re.IGNORECASE)
    return text
