"""How a labelled set of answers is understood: `python -m tests.work.reply.score replies`, or `strange`, or `titled`."""

import asyncio
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
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
from work.reply.reconsidered import BESIDES, HARDLY
from work.reply.several import said_of_each
from work.reply.understand import Said, understand
from work.reply.visible import visible
from work.reply.weighed import WEIGHED, Chances

SETS = Path(__file__).parents[2] / "data" / "letters"
STRANGE = Path(__file__).parent / "strange.tsv"
TITLED = Path(__file__).parent / "titled.tsv"  # with the title of the task before the answer
PROBED = Path(__file__).parent / "probed.tsv"  # the same, each meaning from many sides
WRITTEN, DUE = date(2026, 11, 25), date(2026, 11, 30)  # of each answer that is no letter
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SECONDS = 30.0
_SEVERAL = 2
_LISTED = re.compile(r"^[> ]*\d+\. Nhiệm vụ số (\d+) – (.*?)(?: – hạn .*)?$", re.MULTILINE)
# The number of a task and its words in the subject of a notice; each hand made notices of its own.
_NAMED = re.compile(
    r"(?:[Nn]hiệm vụ(?: mới)? số (?P<number>\d+):|#(?P<sign>\d+)|\bNV-\d+-\d+) (?P<title>.*?)(?:\s[(-]\s?hạn [\d/]+\)?)?$"
)

_DUE = re.compile(r"\b[Hh]ạn\b\D{0,30}(\d{1,2})/(\d{1,2})/(\d{4})")


def rules_alone(text: str, enclosed: int, title: str) -> Chances:
    """Chances by which nothing is doubted that the rules understood, and nothing is taken besides: from HARDLY to BESIDES."""
    return dict.fromkeys(WEIGHED, (HARDLY + BESIDES) / 2)


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


class Came(NamedTuple):
    """One answer as it came: what it said, of which tasks of a list, when, and when its task was due; *hidden*, whether people see other words."""

    row: Row
    said: Said
    listed: dict[int, str]
    hidden: bool
    day: date
    due: date


async def came(name: str) -> list[Came]:
    """Every answer of the set as it came."""
    with zipfile.ZipFile(SETS / f"{name}.zip") as files:
        letters = {row: files.read(row.file) for row in rows(name)}
    async with Opener() as opener:
        return [await _came(row, octets, opener) for row, octets in letters.items()]


async def _came(row: Row, octets: bytes, opener: Opener) -> Came:
    came = await letter(octets, opener, SECONDS)
    text = next((one.text for one in came.sheets if not one.place), "")
    fields = parse(split(octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))[0])
    by, own = robot(fields), own_words(came)
    hidden = not by and is_disguised(octets, text, own, came.called)
    own = robot_words(came) if by else own
    listed = {int(number): title for number, title in _LISTED.findall(text)}
    day = came.sent.astimezone(ZONE).date() if came.sent else date.min
    due = _due(f"{came.subject}\n{text}") or day
    said = Said(own, len(enclosures(octets)), by, *_task(came.subject))
    return Came(row, said, listed, hidden, day, due)


async def judged(name: str) -> list[Judged]:
    """Every answer of the set with what became of it."""
    return [judged_as(one, _heard(one)) for one in await came(name)]


def judged_as(one: Came, each: list[Understood]) -> Judged:
    """What came, where *each* of its tasks was understood so."""
    calendar = official_calendar(zone=ZONE)
    values = [value for read in each for value in _values(read, one.day, one.due, calendar)]
    return _judged(one.row, _joined(one.said.text, each), values)


def _heard(one: Came) -> list[Understood]:
    return [_left(one.said.text, Doubt.DISGUISED)] if one.hidden else _said(one.said, one.listed)


def _task(subject: str) -> tuple[int | None, str]:
    """The number and the words of the task, as the notice tells them in its subject."""
    found = _NAMED.search(subject)
    if found is None:
        return None, ""
    number = found["number"] or found["sign"]
    return int(number) if number else None, found["title"]


def _said(said: Said, listed: dict[int, str]) -> list[Understood]:
    """What it says of each task that its notice *listed*, as the handler of answers hears it."""
    if said.robot is not None or len(listed) < _SEVERAL:
        return [understand(said)]
    each = said_of_each(said.text, tuple(listed))
    if each and (len(each) == 1 or not said.files):
        return [understand(Said(own, said.files, None, n, listed[n])) for n, own in each.items()]
    whole = understand(said)
    return [whole if whole.main is Meaning.NOTHING else _left(said.text, Doubt.SEVERAL)]


def _joined(own: str, each: list[Understood]) -> Understood:
    """What was understood of each task as one; of several, one that is left leaves all."""
    left = next((one for one in each if one.main is Meaning.UNCLEAR), None)
    if left is not None or len(each) == 1:
        return replace(left or each[0], text=own)
    meanings = dict.fromkeys(meaning for one in each for meaning in one.meanings)
    return Understood(tuple(meanings), own)


def _left(own: str, doubt: Doubt) -> Understood:
    return Understood((Meaning.UNCLEAR,), own, doubt=doubt)


def strange(path: Path = STRANGE) -> list[Judged]:
    """Every answer of a list that is no letters with what became of it, one a line; "/" stands between what it may mean."""
    calendar, found = official_calendar(zone=ZONE), []
    for line in path.read_text("utf-8").split("\n")[1:-1]:
        meaning, value, files, *title, text = line.split("\t")
        own = visible(text.replace("\\n", "\n"))
        read = understand(Said(own, int(files), title=" ".join(title)))
        got = list(_values(read, WRITTEN, DUE, calendar))
        may = [Row(text, frozenset(one.split(" | ")), value, read.text) for one in meaning.split(" / ")]  # fmt: skip
        each = [_judged(row, read, got) for row in may]
        found.append(min(each, key=lambda one: ("right", "left", "wrong").index(one.verdict)))
    return found


def _due(text: str) -> date | None:
    """The deadline as the notice tells it, in its subject or where it is quoted."""
    found = _DUE.search(text)
    return None if found is None else date(*map(int, found.group(3, 2, 1)))


def _values(read: Understood, sent: date, due: date, calendar: object) -> Iterator[str]:
    """All that is named, what is looked at first where a set tells one alone."""
    if read.until is not None:
        found = wished(read.until, sent, due, calendar)  # type: ignore[arg-type]
        yield "" if found is None else found.day.isoformat()
    if read.percent is not None:
        yield read.percent.words
    if read.paper is not None:
        yield " ".join(filter(None, (read.paper.number, str(read.paper.issued or ""))))


def _judged(row: Row, read: Understood, values: list[str]) -> Judged:
    """With the verdict: right is the same meaning and value; a request without a day is left to a person, as it is."""
    wanted = [_plain(_in_words(one, row.visible)) for one in row.value.split(" | ")]
    got = [one.replace(" ", "") for one in values or [""]]
    same = sorted(wanted) == sorted(got) or wanted == got[:1]
    meanings, meant = _acts(frozenset(map(str, read.meanings))), _acts(row.meanings)
    if read.main is Meaning.UNCLEAR:
        verdict = "right" if meant == {"unclear"} else "left"
    elif meanings == meant and same:
        verdict = "right"
    else:
        verdict = "left" if meanings <= meant and read.doubt is not None else "wrong"
    return Judged(row, read, " | ".join(values), verdict)


def _acts(meanings: frozenset[str]) -> frozenset[str]:
    """What is done by them: a file is handed in with what is done, and whether more time is granted is no question besides (`mail.reader.reply_act`)."""
    more = {"file"} if "done" in meanings else set()
    return meanings - more - ({"question"} if "extension" in meanings else set())


def _in_words(value: str, text: str) -> str:
    """The number of a document without its day where that stands in the enclosure alone."""
    number, behind, day = value.partition(" ngày ")
    told = re.search(rf"\b0?{day.partition('/')[0].lstrip('0')}\b", text)
    return f"{number}{behind}{day}" if told or number not in text else number


def _plain(value: str) -> str:
    """A value without its reason; each hand writes days in its way."""
    plain = re.sub(
        r"ng[aà]y (\d{1,2})/(\d{1,2})/(\d{4})|, (\d{1,2})/(\d{1,2})/(\d{4})", _iso, value
    )
    plain = re.sub(r" ?ph(?:ần tr[aă]m|an tram)", "%", plain)
    return re.sub("[ ;]", "", re.split(r"(?:; ?)?lý do", plain)[0])


def _iso(day: re.Match[str]) -> str:
    one, month, year = filter(None, day.groups())
    return f"{year}-{month:0>2}-{one:0>2}"


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
    lists = {one.stem: one for one in (STRANGE, TITLED, PROBED)}
    found = strange(lists[name]) if name in lists else asyncio.run(judged(name))
    for one in found:
        if one.verdict != "right" or not one.shown_right:
            meanings = " | ".join(map(str, one.found.meanings))
            print(one.row.file, one.verdict, sorted(one.row.meanings), one.row.value, "->", meanings, one.value, one.found.doubt)  # fmt: skip
            if not one.shown_right:
                print("   ", repr(one.found.text), "instead of", repr(one.row.visible))
    print(told(found), f"in {(datetime.now(ZONE) - begun).total_seconds():.0f} s")


if __name__ == "__main__":
    main()
