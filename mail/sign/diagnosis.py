"""What is wrong with what DNS has at a key's name, each in a sentence that says what to do about it.

Most records that do not verify were right before somebody pasted them: cut off, split into
several records, put in quotes twice, under the doubled name of the zone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mail.sign.record import TXT_STRING, Unusable, dns_record, read_record
from mail.sign.tags import names_of, read_tags
from work.directory import DkimKey

PUBLISH = "publish what congvu dkim dns prints"
_ALIKE = 44  # characters with which every RSA key of 2,048 bits begins
_ENOUGH = 16  # characters that two keys do not share by chance
_BLANKS = str.maketrans("", "", " \t\r\n")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; *grave*: receivers cannot verify by such a record."""

    sentence: str
    grave: bool = True


def problems(
    key: DkimKey, records: Sequence[bytes], others: Mapping[bytes, str]
) -> tuple[Problem, ...]:
    """What is wrong with the TXT *records* at the name of *key*, the gravest first.

    *others* are the selectors of the domain's other keys, by what p= of each holds.
    """
    if not records:
        return (Problem(f"there is no record; {PUBLISH}"),)
    if len(records) > 1:
        return (Problem(_several(key, records)),)
    (record,) = records
    fault = "" if _holds(key, record) else _fault(key, record, others)
    found = [Problem(fault)] if fault else []
    return (*found, *_advice(record))


def _holds(key: DkimKey, record: bytes) -> bool:
    read = read_record(record)
    return not isinstance(read, Unusable) and read.public_key == key.public_key


def _several(key: DkimKey, records: Sequence[bytes]) -> str:
    """Which of several mistakes it is; receivers take any of them, or none (RFC 6376 §3.6.2.2)."""
    right = [record for record in records if _holds(key, record)]
    if right:
        return f"there are {len(records)} TXT records; remove all but the right one, which ends in {_tail(right[0])}"
    whole = _compact(_value(key))
    if all(_compact(_text(record)) in whole for record in records):
        return (
            "the key was split into several TXT records; make one record of several strings, in"
            " the order in which congvu dkim dns prints them"
        )
    return f"there are {len(records)} TXT records, none of them right; remove them and {PUBLISH}"


def _fault(key: DkimKey, record: bytes, others: Mapping[bytes, str]) -> str:
    """Why *record* does not give the key."""
    text = _text(record)
    return _punctuation(text) or _cut(key, text) or _reading(key, record, others)


def _punctuation(text: str) -> str:
    if "\\" in text:
        return "backslashes stand in the record itself; leave them out, the provider adds what it needs"
    if '"' in text:
        return (
            "quotes stand in the record itself, as if a zone file's line had been pasted; publish"
            " what stands between the quotes, without them and without gaps"
        )
    if "(" in text or ")" in text:
        return "parentheses of a zone file stand in the record itself; leave them out"
    return ""


def _cut(key: DkimKey, text: str) -> str:
    """Whether it is ours but for a part that is missing, doubled or misplaced."""
    mine, shown = (
        _compact(one).partition("p=")[2].partition(";")[0] for one in (_value(key), text)
    )
    if not shown or shown == mine:
        return ""
    if mine.startswith(shown):
        return (
            f"p= is cut off after {len(shown)} of {len(mine)} characters; providers take"
            f" {TXT_STRING} in one string, so publish it in several strings of one record"
        )
    start = _ALIKE if key.algorithm == "rsa" else 0
    begins = shown[start : start + _ENOUGH] == mine[start : start + _ENOUGH]
    if begins or shown[-_ENOUGH:] == mine[-_ENOUGH:]:
        return f"a part of p= is missing, doubled or misplaced; {PUBLISH}, string by string in that order"
    return ""


def _reading(key: DkimKey, record: bytes, others: Mapping[bytes, str]) -> str:
    tags = read_tags(record) or {}
    if key.algorithm == "ed25519" and "k" not in tags and "p" in tags:
        return f"k=ed25519 is missing, so that p= is taken for an RSA key; {PUBLISH}"
    if "h" in tags and "sha256" not in names_of(tags["h"]):
        return f"h= leaves SHA-256 out, and SHA-1 is dead (RFC 8301 §3.1); {PUBLISH}"
    if "s" in tags and not {"*", "email"} & set(names_of(tags["s"])):
        return f"s= says that the key is not for email; {PUBLISH}"
    read = read_record(record)
    if isinstance(read, Unusable):
        return f"{read.reason}; {PUBLISH}"
    if other := others.get(read.public_key):
        return f"it holds the key of the selector {other}: the two are swapped; {PUBLISH}"
    bits = f" of {read.bits} bits" if read.bits else ""
    return f"it holds another {read.algorithm} key{bits}; {PUBLISH}"


def _advice(record: bytes) -> Iterator[Problem]:
    tags = read_tags(record) or {}
    flags = names_of(tags.get("t", ""))
    if "y" in flags:
        told = "t=y says that the domain is only testing, so receivers need not heed its signatures; remove it"
        yield Problem(told, grave=False)
    if "s" in flags:
        told = "t=s keeps the key from signing for subdomains; remove it where letters come from below the domain"
        yield Problem(told, grave=False)


def _value(key: DkimKey) -> str:
    return dns_record(key.public_key, key.algorithm)


def _text(record: bytes) -> str:
    return record.decode("utf-8", "replace")


def _compact(text: str) -> str:
    return text.translate(_BLANKS)


def _tail(record: bytes) -> str:
    return f"…{_text(record).strip()[-12:]}"
