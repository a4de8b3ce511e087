"""Compares what was read of letters with what a person wrote down of them, by the columns of tests/data/letters/README.md."""

import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mail.reader.letter import letter
from mail.reader.scans import read_so, seen
from papers.opener import Opener
from papers.sighted import lacking
from schedules.calendar import Calendar
from schedules.official_letter import read
from work.official.found import Errand, Paper, Read, Role
from work.official.letter import Letter
from work.official.scan import pictures, with_scans
from work.spelling import spelling_key

DATA = Path(__file__).parents[2] / "data" / "letters"
URGENCIES = {
    "normal": "thường", "urgent": "khẩn", "very-urgent": "thượng khẩn", "express": "hỏa tốc",
    "timed-express": "hỏa tốc hẹn giờ",
}  # fmt: skip
ROLES = {
    "phúc đáp": Role.ANSWERS, "nhắc": Role.REMINDS, "thay thế": Role.REPLACES, "thu hồi": Role.RECALLS,
    "đính chính": Role.CORRECTS, "gia hạn": Role.EXTENDS, "xin gia hạn": Role.ASKS_MORE_TIME,
    "báo cáo kết quả thực hiện": Role.REPORTS,
}  # fmt: skip
FIELDS = (
    "number", "issuer", "date", "urgency", "deadlines", "kind", "subject", "relation", "asks", "lead", "coordinators",
    "product",
)  # fmt: skip
HELD = ("number", "issuer", "date", "urgency", "deadlines")  # what the reader is judged by
OPENED = "open_alone"


@dataclass(slots=True)
class Score:
    """How many letters of *whole* are right, by field; *wrong* are those that are not, with what was wanted and what was read.

    Of all *deadlines* by themselves *met* were read, and *more* that nobody wrote down. *opened* is how many would open without a person, *opened_wrongly* which of them should not, or not so.
    """

    whole: int = 0
    right: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, str, str, str]] = field(default_factory=list)
    deadlines: int = 0
    met: int = 0
    more: int = 0
    opened: int = 0
    may_open: int = 0
    opened_wrongly: list[str] = field(default_factory=list)

    def count_deadlines(self, wanted: list[str], met: int, got: list[str]) -> None:
        """Of what was *wanted* how many were *met*; what else was got is too much."""
        self.deadlines += len(wanted)
        self.met += met
        self.more += len(got) - met

    def share(self, name: str) -> float:
        """Of field *name* what part is right."""
        return self.right[name] / max(1, self.whole)

    def lines(self) -> Iterator[str]:
        """The figures as text."""
        for name in FIELDS:
            yield f"{name:13}{self.right[name]:4} of {self.whole}  {self.share(name):7.2%}"
        yield f"deadlines by themselves: {self.met} of {self.deadlines} read, {self.more} more that are none"
        yield f"opened {self.opened}, of {self.may_open} that may; wrongly: {self.opened_wrongly or 'none'}"


def letters_of(name: str) -> Iterator[tuple[str, bytes]]:
    """The mails of set *name*."""
    with zipfile.ZipFile(DATA / f"{name}.zip") as packed:
        for file in sorted(packed.namelist()):
            if file.endswith(".eml"):
                yield file, packed.read(file)


def answers_of(name: str) -> dict[str, dict[str, str]]:
    """The rows of set *name* by file; letters that are refused for a mark of secrecy are left out."""
    first, *lines = (DATA / f"{name}.tsv").read_text("utf-8").splitlines()
    names = first.split("\t")
    rows = [dict(zip(names, line.split("\t"), strict=True)) for line in lines]
    return {row["file"]: row for row in rows if not row["secrecy"]}


async def read_letters(name: str) -> dict[str, Letter]:
    """Every letter of set *name* as somebody reads it, scans by sight where this machine can."""
    async with Opener() as opener:
        return {file: await _read(octets, opener) for file, octets in letters_of(name)}


async def _read(octets: bytes, opener: Opener) -> Letter:
    found = await letter(octets, opener, 30)
    places = () if lacking() else pictures(found)
    if not places:
        return found
    return with_scans(found, read_so(await seen(octets, places, opener, 60)))


def score(
    letters: dict[str, Letter], answers: dict[str, dict[str, str]], calendar: Calendar
) -> Score:
    """The figures of reading *letters*."""
    found = Score()
    for file, row in answers.items():
        was_read = read(letters[file], calendar)
        found.whole += 1
        found.count_deadlines(*_matched(row["deadlines"], was_read.errands))
        judged = dict(_judged(was_read, row))
        for name, (right, wanted, got) in judged.items():
            found.right[name] += right
            if not right:
                found.wrong.append((file, name, wanted, got))
        _judge_opening(found, file, row, was_read, all(judged[name][0] for name in HELD))
    return found


def _judge_opening(
    found: Score, file: str, row: dict[str, str], was_read: Read, right: bool
) -> None:
    found.may_open += row[OPENED] == "yes"
    if not was_read.opens:
        return
    found.opened += 1
    refused = row[OPENED] == "no" and "open_alone BORDERLINE" not in row["remark"]
    if refused or not right:
        found.opened_wrongly.append(file)


def _judged(was_read: Read, row: dict[str, str]) -> Iterator[tuple[str, tuple[bool, str, str]]]:
    papers = [paper for paper in was_read.papers if paper.kind is not None]
    yield "number", _same(row["number_sign"], _each(papers, "number"), _key)
    yield "issuer", _issuers(row["issuer"], _each(papers, "issuer"))
    yield "date", _same(row["date"], _each(papers, "issued"), _key)
    yield "kind", _same(row["kind"], _each(papers, "kind"), _key)
    yield "subject", _same(row["subject"], _each(papers, "excerpt"), _key)
    urgencies = " | ".join(URGENCIES[paper.urgency.value] for paper in papers)
    yield "urgency", _same(row["urgency"], urgencies, _key)
    yield "deadlines", same_deadlines(row["deadlines"], was_read.errands)
    yield "relation", _relations(row["relation"], papers)
    yield "asks", _same(row["asks"], "yes" if was_read.asks else "no", _key)
    yield "lead", _together(row["lead"], [e.lead.value for e in was_read.errands if e.lead])
    helpers = [helper.value for errand in was_read.errands for helper in errand.helpers]
    yield "coordinators", _together(row["coordinators"], helpers)
    products = [e.product.value for e in was_read.errands if e.product]
    yield "product", _loosely(row["product"], products)


def _each(papers: list[Paper], name: str) -> str:
    values = (getattr(paper, name) for paper in papers)
    return " | ".join("" if value is None else value.value for value in values)


def _key(text: str) -> str:
    """Letter case, the place of tones, blanks and the two ways of writing UBND aside."""
    plain = spelling_key(unicodedata.normalize("NFC", text)).replace("ủy ban nhân dân", "ubnd")
    return " ".join(plain.split()).strip(" |")


def _same(wanted: str, got: str, key: object) -> tuple[bool, str, str]:
    return _key(wanted) == _key(got), wanted, got


def _issuers(wanted: str, got: str) -> tuple[bool, str, str]:
    """Equal, or with the name of the place behind that of a department: "Sở Y tế Lam Giang"."""
    pairs = list(zip(wanted.split(" | "), got.split(" | "), strict=False))
    right = wanted.count(" | ") == got.count(" | ") and all(
        _key(one) == _key(other)
        or (_key(one).startswith("sở ") and _key(other).startswith(f"{_key(one)} "))
        for one, other in pairs
    )
    return right, wanted, got


def same_deadlines(wanted: str, errands: tuple[Errand, ...]) -> tuple[bool, str, str]:
    """The same days and hours, in any order; what comes round by its next day and how often it comes."""
    said, met, got = _matched(wanted, errands)
    return met == len(said) == len(got), wanted, " | ".join(got)


def _matched(wanted: str, errands: tuple[Errand, ...]) -> tuple[list[str], int, list[str]]:
    """What was wanted, how many of these were read, and what was read."""
    got = [_told(errand) for errand in errands if errand.deadline is not None]
    said = [part.split(" «")[0].strip() for part in wanted.split(" | ") if part.strip()]
    left = list(got)
    never = any(one.deadline is None and one.when is not None for one in errands)
    said = [one for one in said if one != "INVALID" or not never]  # a day that no calendar has
    for one in said:
        match = next((other for other in left if _is_due(one, other)), None)
        if match is not None:
            left.remove(match)
    return said, len(got) - len(left), got


def _told(errand: Errand) -> str:
    assert errand.deadline is not None
    at = errand.deadline.at
    day = f"{at:%Y-%m-%dT%H:%M}" if at is not None else errand.deadline.due.isoformat()
    return day if errand.recurs is None else f"RRULE {errand.recurs} next={day}"


def _is_due(wanted: str, got: str) -> bool:
    if not wanted.startswith("RRULE"):
        return wanted == got
    if not got.startswith("RRULE"):
        return False
    one, other = (text.partition(" next=") for text in (wanted, got))
    return other[2].startswith(one[2]) and _often(one[0]) == _often(other[0])


def _often(rule: str) -> str:
    """How often: every third month is every quarter, whichever months of the year are named."""
    if ("INTERVAL=3" in rule and "MONTHLY" in rule) or re.search(
        r"(?:YEARLY|MONTHLY);BYMONTH=\d+,\d+,\d+,\d+", rule
    ):
        return "quarterly"
    found = re.search(r"FREQ=(\w+)", rule)
    return "" if found is None else found[1]


def _relations(wanted: str, papers: list[Paper]) -> tuple[bool, str, str]:
    ties = [(tie.role, _key(tie.number.value)) for paper in papers for tie in paper.ties]
    said = [part.strip() for part in wanted.split(" | ") if part.strip()]
    want = []
    for part in said:
        name = max((name for name in ROLES if part.startswith(name)), key=len)
        want.append((ROLES[name], _key(part.split(" ")[-1])))
    got = " | ".join(f"{role} {number}" for role, number in ties)
    return sorted(want) == sorted(ties), wanted, got


def _names(text: str) -> set[str]:
    return {_key(part).replace(";", ",") for part in re.split(r"\s\|\s?|\|", text) if _key(part)}


def _together(wanted: str, got: list[str]) -> tuple[bool, str, str]:
    want, found = _names(wanted), {_key(one).replace(";", ",") for one in got}
    return want == found, wanted, " | ".join(got)


def _loosely(wanted: str, got: list[str]) -> tuple[bool, str, str]:
    """Whether more than half of the words that were written down were read."""
    want = set(re.findall(r"\w+", _key(wanted)))
    found = set(re.findall(r"\w+", _key(" ".join(got))))
    right = (not want and not found) or (bool(want) and len(want & found) > len(want) / 2)
    return right, wanted, " | ".join(got)
