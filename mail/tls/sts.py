"""Reads what a domain publishes of MTA-STS: the record that there is a policy, and the policy (RFC 8461 §3)."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import cast

from work.tls import Mode, Policy

LONGEST_AGE = timedelta(seconds=31_557_600)  # §3.2
_RECORD = re.compile(rb"v=STSv1[ \t]*;(.*)", re.DOTALL)
_NUMBER = re.compile(rb"[ \t]*id=([A-Za-z0-9]{1,32})[ \t]*")
_FIELD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
_SECONDS = re.compile(r"[0-9]{1,10}")
_MX = re.compile(r"(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_MODES = frozenset({"enforce", "testing", "none"})


class Invalid(ValueError):
    """No policy that could be followed; its text says why."""


def policy_number(texts: Iterable[bytes]) -> str | None:
    """The id of the policy that the TXT records tell of; None where none does, or more than one (§3.1).

    >>> policy_number([b"v=STSv1; id=20261125;", b"something else"])
    '20261125'
    """
    found = [match[1] for one in texts if (match := _RECORD.fullmatch(one))]
    if len(found) != 1:
        return None
    numbers = [match[1] for part in found[0].split(b";") if (match := _NUMBER.fullmatch(part))]
    return numbers[0].decode("ascii") if numbers else None


def policy(octets: bytes) -> Policy:
    """The policy that stands in a file (§3.2); raises Invalid.

    Of a field that stands twice the first counts, except mx; unknown ones say nothing.
    """
    fields: dict[str, list[str]] = {}
    for line in _text(octets).replace("\r\n", "\n").split("\n"):
        name, colon, value = (one.strip(" \t") for one in line.partition(":"))
        if colon and _FIELD.fullmatch(name):
            fields.setdefault(name, []).append(value)
        elif line.strip():
            raise Invalid("a line is no field")
    if _first(fields, "version") != "STSv1":
        raise Invalid("the version is not STSv1")
    mode = _first(fields, "mode")
    if mode not in _MODES:
        raise Invalid("the mode is not known")
    seconds = _first(fields, "max_age")
    if not _SECONDS.fullmatch(seconds):
        raise Invalid("max_age is no number")
    patterns = tuple(one.lower().removesuffix(".") for one in fields.get("mx", ()))
    if not all(map(_MX.fullmatch, patterns)) or (mode != "none" and not patterns):
        raise Invalid("mx names no host that could exist")
    return Policy(cast(Mode, mode), patterns, min(timedelta(seconds=int(seconds)), LONGEST_AGE))


def _text(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        raise Invalid("it is not UTF-8") from None


def _first(fields: dict[str, list[str]], name: str) -> str:
    return fields.get(name, [""])[0]
