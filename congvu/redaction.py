"""Takes out of a log line what must not be kept: passwords, tokens, and whose mailbox it was.

It works on finished text, tracebacks included, because libraries put addresses
and URLs into the words of their exceptions.
"""

import re
from collections.abc import Mapping
from typing import Any

from structlog.typing import EventDict, WrappedLogger

GONE = "…"

# Fields that are never shown, whatever stands in them.
HIDDEN = frozenset(
    {"password", "passwd", "secret", "token", "authorization", "cookie", "subject", "content"}
)

_AUTH = "PLAIN|LOGIN|EXTERNAL|XOAUTH2|OAUTHBEARER|CRAM-MD5|SCRAM-[A-Z0-9-]+"
_NAMES = r"pass(?:word|wd|phrase)?|secret|token|api[_-]?key|authorization"
_RULES = (
    # Telegram's Bot API has the token in the path of every URL; alone, it is 35 characters long.
    (re.compile(r"\b(bot\d+):[\w-]+"), rf"\1:{GONE}"),
    (re.compile(r"\b(\d{6,}):[\w-]{30,}"), rf"\1:{GONE}"),
    (re.compile(r"(://)[^\s/@]+@"), rf"\1{GONE}@"),
    (re.compile(rf"\b(AUTH\s+(?:{_AUTH}))\s+[^\s'\"]+", re.IGNORECASE), rf"\1 {GONE}"),
    (
        re.compile(
            rf"({_NAMES})([\"']?\s*[=:]\s*)(?:(?:Bearer|Basic)\s+)?(?:\"[^\"]*\"|'[^']*'|[^\s,;&)}}]+)",
            re.IGNORECASE,
        ),
        rf"\1\2{GONE}",
    ),
    (re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]{8,}"), rf"\1 {GONE}"),
    # A statement's values stand in the words of SQLAlchemy's exceptions.
    (re.compile(r"(\[parameters: ).*?(\](?=\n|$))", re.DOTALL), rf"\1{GONE}\2"),
)
# One run of characters up to the @, so that a long text without one costs no more than its length.
_MAILBOX = re.compile(r"\"[^\"\n]*\"@|(?<![^\s<>\"'(),;:\[\]…])[^\s<>\"'(),;:\[\]…@]+@(?=[\w\[])")
_UNSPOKEN = frozenset({int, bool, float, type(None)})  # of a type that bears no words
_HARMLESS = re.compile(r"[\w.+/-]*")  # no rule fits what has no blank, colon, = or @
# No rule fits without one of these: most of what peers reply is told by one look.
_TELLING = re.compile(
    r"bot\d|\d:|://|AUTH|pass|secret|token|api[_-]?key|Bearer|Basic|\[parameters", re.IGNORECASE
)


def redacted(text: str) -> str:
    """*text* without secrets, and with the domain alone of each mail address.

    >>> redacted("550 <an.nguyen@moh.gov.vn> unknown")
    '550 <…@moh.gov.vn> unknown'
    """
    if _TELLING.search(text):
        for rule, shown in _RULES:
            text = rule.sub(shown, text)
    return _MAILBOX.sub(GONE + "@", text) if "@" in text else text


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The event with every field redacted; to stand behind whatever makes text of exceptions."""
    return {
        key: GONE if key in HIDDEN else value if type(value) in _UNSPOKEN else _plain(value)
        for key, value in event.items()
    }


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value if _HARMLESS.fullmatch(value) else redacted(value)
    if type(value) in _UNSPOKEN:
        return value
    if isinstance(value, Mapping):
        return {str(key): GONE if key in HIDDEN else _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return redacted(str(value))
