"""Reads the sentences of a labelled set and counts: `python -m tests.work.reading.judging FILE`.

A row has a sentence, the day or instant it is received or signed, what is expected of it, and a note;
rows of the larger sets say besides why, and where that begins with "open" two readings are right.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import NamedTuple

from schedules.calendar import Calendar
from schedules.due import Due, Reckoner, Reference
from schedules.official import official_calendar
from work.reading.asked import read
from work.reading.said import Reading

HERE = Path(__file__).parent
PHRASES = HERE.parents[1] / "data" / "deadline_phrases.tsv"
LABELLED = HERE / "labelled_1.tsv"
FURTHER = HERE / "further.tsv"  # written beside the code, for what the others do not ask
SEEN = tuple(HERE / f"held_out_{n}.tsv" for n in (1, 2))  # judged the code of their days unseen
NO_DUE = ("NONE", "EVENT", "PERIOD", "TARGET", "ONGOING")
_NEXT = re.compile(r"RRULE (\S+) next=(\S+)")
_ADDRESSEE = re.compile(r"(.*?) \[(.*)\]")
_KIND = re.compile(r"kind=(\w+)")


class Row(NamedTuple):
    """One labelled sentence."""

    sentence: str
    reference: str
    expected: str
    note: str
    why: str

    @property
    def is_open(self) -> bool:
        """Whether more than one reading is right."""
        return self.why.startswith("open")

    @property
    def is_due(self) -> bool:
        """Whether something is due."""
        return not self.expected.startswith(NO_DUE)


class Read(NamedTuple):
    """What was made of a sentence."""

    reading: Reading
    reckoner: Reckoner
    deadlines: tuple[Due, ...]


@cache
def calendar() -> Calendar:
    """The shipped calendar."""
    return official_calendar()


def rows(path: Path = LABELLED) -> list[Row]:
    """The rows of a set."""
    lines = path.read_text("utf-8").splitlines()[1:]
    return [Row(*[*line.split("\t"), ""][:5]) for line in lines if line]


def reference(text: str) -> Reference:
    """The reference as a set writes it: a day, or an instant."""
    zone = calendar().zone
    if "T" in text:
        return Reference(datetime.fromisoformat(text).astimezone(zone))
    return Reference(datetime.combine(date.fromisoformat(text), time(), zone), hour=False)


def judged(row: Row) -> Read:
    """What *row*'s sentence is read as."""
    reading = read(row.sentence)
    reckoner = Reckoner(calendar(), reference(row.reference))
    return Read(reading, reckoner, reckoner.deadlines(reading))


def differs(row: Row) -> str:
    """In which way the row came out otherwise than labelled; "" where it holds."""
    found = judged(row)
    lenient = "NONE equally right" in row.note
    if lenient and not any(due.due for due in found.deadlines if due.rule != "target"):
        return ""
    return _differs(row.expected, found)


def _differs(expected: str, found: Read) -> str:
    kind, _, rest = expected.partition(" ")
    match kind:
        case "NONE":
            return shown(found) if found.deadlines else ""
        case "EVENT":
            starts = [found.reckoner.begins(one) for one in found.reading.meetings]
            return _unless(_instants(starts) == [_iso(rest)] and not found.deadlines, found)
        case "PERIOD":
            periods = [found.reckoner.covered(one) for one in found.reading.periods]
            said = ["/".join(map(str, one)) for one in periods if one]
            return _unless(said == [rest] and not found.deadlines, found)
        case "ONGOING":
            rules = [(due.rule, due.due) for due in found.deadlines]
            return _unless(rules == [("ongoing", None)], found)
        case "TARGET":
            targets = [
                (due.rule, str(due.due), due.asked.certainty <= 0.4) for due in found.deadlines
            ]
            return _unless(targets == [("target", rest, True)], found)
        case "INVALID":
            dues = [(due.due, "invalid-date" in due.warnings) for due in found.deadlines]
            return _unless(dues == [(None, True)], found)
        case "RRULE":
            return _unless(_recurs(expected, found), found)
        case _:
            return _unless(_dates(expected, found), found)


def _recurs(expected: str, found: Read) -> bool:
    said = _NEXT.fullmatch(expected)
    assert said is not None
    return [(due.recurs, _shown(due)) for due in found.deadlines][:1] == [
        (said[1], _iso(said[2]))
    ] and len(found.deadlines) == 1


def _dates(expected: str, found: Read) -> bool:
    plain, warned = expected.removesuffix(" WARN"), expected.endswith(" WARN")
    parts = [_ADDRESSEE.fullmatch(part) or part for part in plain.split("|")]
    dues = [_iso(part if isinstance(part, str) else part[1]) for part in parts]
    names = [None if isinstance(part, str) else part[2] for part in parts]
    told = [due.asked.addressee for due in found.deadlines]
    return (
        [_shown(due) for due in found.deadlines] == dues
        and any("weekday-disagrees" in due.warnings for due in found.deadlines) == warned
        and all(name in (None, has) for name, has in zip(names, told, strict=False))
    )


def _unless(right: bool, found: Read) -> str:
    return "" if right else shown(found) or "nothing"


def _iso(text: str) -> str:
    return datetime.fromisoformat(text).isoformat() if "T" in text else text


def _instants(found: list[date | datetime | None]) -> list[str]:
    return [one.isoformat() for one in found if one]


def _shown(due: Due) -> str:
    return due.due.isoformat() if due.due else "none"


def shown(found: Read) -> str:
    """What was found, on one line."""
    dues = [
        f"{_shown(due)} {due.rule} {due.recurs or ''} [{due.asked.addressee}] {due.asked.words!r} {due.warnings}"
        for due in found.deadlines
    ]
    meetings = [f"meeting {one.words!r}" for one in found.reading.meetings]
    periods = [f"period {one.words!r}" for one in found.reading.periods]
    return "; ".join(
        [*dues, *meetings, *periods, *(f"undated {words!r}" for words in found.reading.undated)]
    )


def report(chosen: list[Row]) -> Iterator[str]:
    """A line for each row that differs, and the figures."""
    counts: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for row in chosen:
        found = differs(row)
        kind = (_KIND.search(row.note) or ["", "row"])[1]
        if found:
            yield f"{'open ' if row.is_open else ''}{kind}: {row.sentence} ({row.reference})\n    expected {row.expected}; {row.why}\n    found    {found}"
        if not row.is_open:
            group = "due" if row.is_due else "no deadline"
            counts[group] += 1
            wrong[group] += bool(found)
    for group, count in counts.items():
        yield f"{group}: {count - wrong[group]} of {count} right, {100 * (count - wrong[group]) / count:.1f} %"


def main(path: str) -> None:
    """Prints what came out otherwise, and the figures."""
    for line in report(rows(Path(path))):
        print(line)


if __name__ == "__main__":
    main(sys.argv[1])
