"""What is wrong with what DNS has at a key's name, each in a sentence that says what to do about it.

Most records that do not verify were right before somebody pasted them: cut off, split into
several records, put in quotes twice, under the doubled name of the zone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mail.sign.record import TXT_STRING, Unusable, dns_record, read_record
from mail.sign.tags import names_of, read_tags
from work.directory import DkimKey

PUBLISH = "publish what congvu dkim dns prints"
_ALIKE = 44  # characters with which every RSA key of 2,048 bits begins
_ENOUGH = 16  # characters that two keys do not share by chance
_BLANKS = str.maketrans("", "", " \t\r\n")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; *grave*: receivers cannot verify by such a record.

    *sentence* is what commands print; *kind* and *facts* name it for pages, which have words of their own.
    """

    sentence: str
    kind: str
    grave: bool = True
    facts: Mapping[str, str] = field(default_factory=dict)


def problems(
    key: DkimKey, records: Sequence[bytes], others: Mapping[bytes, str]
) -> tuple[Problem, ...]:
    """What is wrong with the TXT *records* at the name of *key*, the gravest first.

    *others* are the selectors of the domain's other keys, by what p= of each holds.
    """
    if not records:
        return (Problem(f"there is no record; {PUBLISH}", kind="missing"),)
    if len(records) > 1:
        return (_several(key, records),)
    (record,) = records
    fault = None if _holds(key, record) else _fault(key, record, others)
    return (*([] if fault is None else [fault]), *_advice(record))


def _holds(key: DkimKey, record: bytes) -> bool:
    read = read_record(record)
    return not isinstance(read, Unusable) and read.public_key == key.public_key


def _several(key: DkimKey, records: Sequence[bytes]) -> Problem:
    """Which of several mistakes it is; receivers take any of them, or none (RFC 6376 §3.6.2.2)."""
    right = [record for record in records if _holds(key, record)]
    if right:
        return Problem(
            f"there are {len(records)} TXT records; remove all but the right one, which ends in {_tail(right[0])}",
            kind="several-one-right",
            facts={"count": str(len(records)), "end": _tail(right[0])},
        )
    whole = _compact(_value(key))
    if all(_compact(_text(record)) in whole for record in records):
        return Problem(
            "the key was split into several TXT records; make one record of several strings, in"
            " the order in which congvu dkim dns prints them",
            kind="split",
        )
    return Problem(
        f"there are {len(records)} TXT records, none of them right; remove them and {PUBLISH}",
        kind="several",
        facts={"count": str(len(records))},
    )


def _fault(key: DkimKey, record: bytes, others: Mapping[bytes, str]) -> Problem:
    """Why *record* does not give the key."""
    text = _text(record)
    return _punctuation(text) or _cut(key, text) or _reading(key, record, others)


def _punctuation(text: str) -> Problem | None:
    if "\\" in text:
        return Problem(
            "backslashes stand in the record itself; leave them out, the provider adds what it needs",
            kind="backslashes",
        )
    if '"' in text:
        return Problem(
            "quotes stand in the record itself, as if a zone file's line had been pasted; publish"
            " what stands between the quotes, without them and without gaps",
            kind="quotes",
        )
    if "(" in text or ")" in text:
        told = "parentheses of a zone file stand in the record itself; leave them out"
        return Problem(told, kind="parentheses")
    return None


def _cut(key: DkimKey, text: str) -> Problem | None:
    """Whether it is ours but for a part that is missing, doubled or misplaced."""
    mine, shown = (
        _compact(one).partition("p=")[2].partition(";")[0] for one in (_value(key), text)
    )
    if not shown or shown == mine:
        return None
    if mine.startswith(shown):
        return Problem(
            f"p= is cut off after {len(shown)} of {len(mine)} characters; providers take"
            f" {TXT_STRING} in one string, so publish it in several strings of one record",
            kind="cut",
            facts={"shown": str(len(shown)), "whole": str(len(mine)), "string": str(TXT_STRING)},
        )
    start = _ALIKE if key.algorithm == "rsa" else 0
    begins = shown[start : start + _ENOUGH] == mine[start : start + _ENOUGH]
    if begins or shown[-_ENOUGH:] == mine[-_ENOUGH:]:
        told = f"a part of p= is missing, doubled or misplaced; {PUBLISH}, string by string in that order"
        return Problem(told, kind="torn")
    return None


def _reading(key: DkimKey, record: bytes, others: Mapping[bytes, str]) -> Problem:
    tags = read_tags(record) or {}
    if key.algorithm == "ed25519" and "k" not in tags and "p" in tags:
        return Problem(
            f"k=ed25519 is missing, so that p= is taken for an RSA key; {PUBLISH}", kind="no-k"
        )
    if "h" in tags and "sha256" not in names_of(tags["h"]):
        return Problem(
            f"h= leaves SHA-256 out, and SHA-1 is dead (RFC 8301 §3.1); {PUBLISH}", kind="no-sha256"
        )
    if "s" in tags and not {"*", "email"} & set(names_of(tags["s"])):
        return Problem(f"s= says that the key is not for email; {PUBLISH}", kind="not-email")
    read = read_record(record)
    if isinstance(read, Unusable):
        return Problem(f"{read.reason}; {PUBLISH}", kind="unusable", facts={"reason": read.reason})
    if other := others.get(read.public_key):
        return Problem(
            f"it holds the key of the selector {other}: the two are swapped; {PUBLISH}",
            kind="swapped",
            facts={"other": other},
        )
    bits = f" of {read.bits} bits" if read.bits else ""
    return Problem(
        f"it holds another {read.algorithm} key{bits}; {PUBLISH}",
        kind="another",
        facts={"algorithm": read.algorithm},
    )


def _advice(record: bytes) -> Iterator[Problem]:
    tags = read_tags(record) or {}
    flags = names_of(tags.get("t", ""))
    if "y" in flags:
        told = "t=y says that the domain is only testing, so receivers need not heed its signatures; remove it"
        yield Problem(told, grave=False, kind="testing")
    if "s" in flags:
        told = "t=s keeps the key from signing for subdomains; remove it where letters come from below the domain"
        yield Problem(told, grave=False, kind="no-subdomains")


def _value(key: DkimKey) -> str:
    return dns_record(key.public_key, key.algorithm)


def _text(record: bytes) -> str:
    return record.decode("utf-8", "replace")


def _compact(text: str) -> str:
    return text.translate(_BLANKS)


def _tail(record: bytes) -> str:
    return f"…{_text(record).strip()[-12:]}"
