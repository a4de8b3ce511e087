"""Labelled utterances, and how many of them are understood: python -m tests.bot.utterances FILE prints the figures alone.

Their labels were written before the code, by somebody who saw only the flows; the
head of tests/data/utterances.tsv says what the columns are.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from bot.speech.letters import plain
from bot.wish import Wanted, wanted

DATA = Path(__file__).parent.parent / "data"
AIMS = {
    "my-work": "list",
    "overdue": "late",
    "document": "doc",
    "task": "card",
    "acknowledge": "receive",
    "extension": "extend",
    "approve": "queue",
    "search": "found",
    "petitions": "pets",
    "report-forms": "forms",
    "confirm-intake": "intake",
    "release-mail": "held",
    "greeting": "home",
    "self-test": "selftest",
}
TONES = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}
CIRCUMFLEX, HORNS = "\u0302", "\u0306\u031b"
_ALSO = re.compile(r"\balso=([a-z,-]+)")


@dataclass(frozen=True)
class Utterance:
    """One labelled row."""

    text: str
    screen: str
    argument: str
    also: frozenset[str]

    @property
    def number(self) -> str | None:
        """The task that it is about."""
        first = self.argument.split(";")[0].strip()
        return first if first.isdecimal() and self.screen != "document" else None


@dataclass(frozen=True)
class Figures:
    """How many of *all* reached their screen, that or an acceptable one, and their task; *missed* by screen."""

    all: int
    strict: int
    lenient: int
    numbered: int
    right_number: int
    argued: int
    right_argument: int
    missed: Counter[str]


def utterances(name: str) -> Iterator[Utterance]:
    """The rows of a file in tests/data."""
    for line in (DATA / name).read_text("utf-8").splitlines():
        if "\t" not in line:
            continue  # a comment
        text, screen, argument, remark = [*line.split("\t"), "", "", ""][:4]
        found = _ALSO.search(remark)
        yield Utterance(text, screen, argument, frozenset(found[1].split(",") if found else ()))


def aim(screen: str) -> str:
    """What the code calls the screen of a label."""
    return AIMS.get(screen, screen)


def reached(one: Wanted) -> str:
    """The screen that is led to: a queue or one item of it are one flow."""
    return "queue" if one.aim == "approve" else one.aim


def figures(rows: list[Utterance]) -> Figures:
    """How many are understood."""
    found = [(row, wanted(row.text)) for row in rows]
    strict = [(row, one) for row, one in found if reached(one) == aim(row.screen)]
    also = [one for row, one in found if reached(one) in {aim(name) for name in row.also}]
    numbered = [(row, one) for row, one in strict if row.number]
    argued = [(row, one) for row, one in strict if row.argument]
    right = {row.text for row, _ in strict}
    return Figures(
        all=len(found),
        strict=len(strict),
        lenient=len(strict) + len(also),
        numbered=len(numbered),
        right_number=sum(one.number == row.number for row, one in numbered),
        argued=len(argued),
        right_argument=sum(_same(row, one) for row, one in argued),
        missed=Counter(row.screen for row in rows if row.text not in right),
    )


def telex(text: str) -> str:
    """*text* as the keys of Telex write it, where the keyboard does not turn them into letters."""
    return " ".join(map(_keys, text.split(" ")))


def _keys(word: str) -> str:
    out, tone = "", ""
    for sign in normalize("NFD", word.lower().replace("đ", "dd")):
        if sign == CIRCUMFLEX:
            out += out[-1]
        elif sign in HORNS:
            out += "w"
        elif sign in TONES:
            tone = TONES[sign]
        else:
            out += sign
    return out + tone


def _same(row: Utterance, one: Wanted) -> bool:
    """Whether the label's argument and the words for the command are alike, marks, case and signs aside."""
    if row.argument == "đơn vị":
        return one.whole_unit
    return _bare(row.argument) == _bare(one.words)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", plain(text)))


if __name__ == "__main__":
    told = figures(list(utterances(sys.argv[1])))
    print(f"{told.strict} of {told.all} reach their screen, {told.lenient} with what is acceptable")
    print(f"{told.right_number} of {told.numbered} name their task")
    print(f"{told.right_argument} of {told.argued} carry the whole argument")
    print("missed:", dict(told.missed))
