"""How a labelled set of answers is understood: `python -m tests.work.reply.score replies`, or `strange`."""

import asyncio
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mail.header import parse, split
from mail.reader.enclosures import enclosures
from mail.reader.letter import letter
from mail.reader.reply_heard import own_words, robot_words
from mail.reader.reply_shown import is_disguised
from mail.reader.robot import robot
from papers.opener import Opener
from schedules.official import official_calendar
from schedules.reply import wished
from work.reply.meaning import Doubt, Meaning, Understood
from work.reply.understand import Said, understand
from work.reply.visible import visible
from work.written_day import find_day

SETS = Path(__file__).parents[2] / "data" / "letters"
STRANGE = Path(__file__).parent / "strange.tsv"
WRITTEN, DUE = date(2026, 11, 25), date(2026, 11, 30)  # of each answer that is no letter
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SECONDS = 30.0


class Row(NamedTuple):
    """One answer as a person read it."""

    file: str
    meanings: frozenset[str]
    value: str
    visible: str


class Judged(NamedTuple):
    """One answer as it was understood: *verdict* is "right", "left" to a person, or "wrong"."""

    row: Row
    found: Understood
    value: str
    verdict: str

    @property
    def shown_right(self) -> bool:
        """Whether its own words are what a person would show; the two hands set empty lines differently."""
        return _full(self.found.text) == _full(self.row.visible)


def _full(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


def rows(name: str) -> Iterator[Row]:
    """The answers of the set, as they were labelled."""
    lines = (SETS / f"{name}.tsv").read_text("utf-8").split("\n")
    for line in filter(None, lines[1:]):
        file, meaning, value, shown, _ = line.split("\t")
        yield Row(file, frozenset(meaning.split(" | ")), value, shown.replace("\\n", "\n"))


async def judged(name: str) -> list[Judged]:
    """Every answer of the set with what became of it."""
    calendar = official_calendar(zone=ZONE)
    with zipfile.ZipFile(SETS / f"{name}.zip") as files:
        letters = {row: files.read(row.file) for row in rows(name)}
    found = []
    async with Opener() as opener:
        for row, octets in letters.items():
            came = await letter(octets, opener, SECONDS)
            text = next((one.text for one in came.sheets if not one.place), "")
            fields = parse(split(octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))[0])
            by, enclosed = robot(fields), len(enclosures(octets))
            own = own_words(came)
            hidden = not by and is_disguised(octets, text, own, came.called)
            own = robot_words(came) if by else own
            read = (
                _left(own) if hidden else understand(Said(own, enclosed, by, _task(came.subject)))
            )
            day = came.sent.astimezone(ZONE).date() if came.sent else date.min
            value = _value(read, day, _due(f"{came.subject}\n{text}") or day, calendar)
            found.append(Judged(row, read, value, _verdict(row, read, value)))
    return found


def _task(subject: str) -> int | None:
    """The number of the task, as the notice tells it in its subject."""
    found = re.search(r"#(\d+)", subject)
    return int(found[1]) if found else None


def _left(own: str) -> Understood:
    return Understood((Meaning.UNCLEAR,), own, doubt=Doubt.DISGUISED)


def strange() -> list[Judged]:
    """Every answer of strange.tsv with what became of it: no letters, one a line; "/" stands between what it may mean."""
    calendar, found = official_calendar(zone=ZONE), []
    for line in STRANGE.read_text("utf-8").split("\n")[1:-1]:
        meaning, value, files, text = line.split("\t")
        read = understand(Said(visible(text.replace("\\n", "\n")), int(files)))
        got = _value(read, WRITTEN, DUE, calendar)
        may = [Row(text, frozenset(one.split(" | ")), value, read.text) for one in meaning.split(" / ")]  # fmt: skip
        each = [Judged(row, read, got, _verdict(row, read, got)) for row in may]
        found.append(min(each, key=lambda one: ("right", "left", "wrong").index(one.verdict)))
    return found


def _due(text: str) -> date | None:
    """The deadline as the notice tells it, in its subject or where it is quoted."""
    found = (find_day(text, one.end()) for one in re.finditer(r"\b[Hh]ạn(?: ngày)?:? ", text))
    return next((one.day for one in found if one is not None and one.day is not None), None)


def _value(read: Understood, sent: date, due: date, calendar: object) -> str:
    if read.until is not None:
        found = wished(read.until, sent, due, calendar)  # type: ignore[arg-type]
        return "" if found is None else found.day.isoformat()
    if read.percent is not None:
        return read.percent.words
    if read.paper is not None:
        return " ".join(filter(None, (read.paper.number, str(read.paper.issued or ""))))
    return ""


def _verdict(row: Row, read: Understood, value: str) -> str:
    """Right is the same meaning and value; a request without a day is left to a person, as it is."""
    meanings = frozenset(map(str, read.meanings))
    if read.main is Meaning.UNCLEAR:
        return "right" if row.meanings == {"unclear"} else "left"
    plain = re.sub(
        r"ngày (\d{1,2})/(\d{1,2})/(\d{4})", _iso, row.value
    )  # each hand writes days in its way
    wanted = re.sub("[ ;]", "", re.split(r"(?:; ?)?lý do", plain)[0])
    if meanings == row.meanings and wanted == value.replace(" ", ""):
        return "right"
    return "left" if meanings <= row.meanings and read.doubt is not None else "wrong"


def _iso(day: re.Match[str]) -> str:
    return f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}"


def told(found: list[Judged]) -> str:
    """The figures on one line."""
    count = {one: sum(each.verdict == one for each in found) for one in ("right", "left", "wrong")}
    shown = sum(one.shown_right for one in found)
    return ", ".join(
        [*(f"{n} {what}" for what, n in count.items()), f"{shown} of {len(found)} shown right"]
    )


def main() -> None:
    """Prints what is not right, then the figures."""
    begun = datetime.now(ZONE)
    name = sys.argv[1]
    found = strange() if name == STRANGE.stem else asyncio.run(judged(name))
    for one in found:
        if one.verdict != "right" or not one.shown_right:
            meanings = " | ".join(map(str, one.found.meanings))
            print(one.row.file, one.verdict, sorted(one.row.meanings), one.row.value, "->", meanings, one.value, one.found.doubt)  # fmt: skip
            if not one.shown_right:
                print("   ", repr(one.found.text), "instead of", repr(one.row.visible))
    print(told(found), f"in {(datetime.now(ZONE) - begun).total_seconds():.0f} s")


if __name__ == "__main__":
    main()
