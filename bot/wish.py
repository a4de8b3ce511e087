"""What a person wants, out of plain words: the same wish that the command would have made.

bot.speech finds what is meant; here it is put as the words of a command, which its row in
COMMANDS takes as it takes those that somebody wrote, so that there is one reading of them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from bot.commands import COMMANDS
from bot.place import Name, Place, Wish
from bot.speech.kind import Kind
from bot.speech.lexicon import data
from bot.speech.meaning import UNCLEAR, Meant, meant
from bot.speech.sentence import Sentence, names, sought
from schedules.scope import Filter, Scope

# What belongs to one task, and says nothing without its number.
OF_TASK = frozenset({
    "card", "receive", "progress", "extend", "done", "approve", "return", "assign", "nudge",
    "snooze",
})  # fmt: skip
_AS = MappingProxyType({"approve": "queue", "language": "settings"})  # whose command it is
_VALUES = (Kind.PERCENT, Kind.DATE, Kind.DAY, Kind.PERIOD, Kind.SPAN, Kind.HOUR, Kind.UNIT)
_LED_IN = re.compile(r"[:,;]\s*(\S.*)", re.DOTALL)
_BECAUSE = re.compile(r"(?:vì|vi|bởi|because|since)\s+", re.IGNORECASE)
_POLITE = re.compile(r"(?:\s+(?:ạ|a|nhé|nhe|nha|ah|please|pls))+$", re.IGNORECASE)
_TELLING = frozenset({"progress", "extend", "return", "done", "assign"})
_LONGEST = 1000  # signs of a reason; its dialog asks for it where it is not enough


@dataclass(frozen=True, slots=True)
class Wanted:
    """*aim* is a screen or an act, UNCLEAR where nobody can tell; *words* are what its command takes.

    *numbers* are the tasks that were named: more than one where it is not clear which.
    """

    aim: str
    words: str
    numbers: tuple[str, ...]
    whole_unit: bool
    near: str  # what it may be, where it is not clear

    @property
    def number(self) -> str | None:
        """The one task that it is about."""
        return self.numbers[0] if len(self.numbers) == 1 else None

    @property
    def lacks(self) -> bool:
        """Whether the number is missing without which it cannot begin."""
        return self.aim in OF_TASK and self.number is None


def wanted(text: str) -> Wanted:
    """What *text* asks for.

    >>> wanted("Bao giờ phải xong 318?").aim, wanted("xong 318").aim
    ('card', 'done')
    >>> wanted("318 được 60% rồi ạ").words
    '318 60%'
    """
    found = meant(text)
    said = found.said
    whole_unit = said.has("unit") or bool(said.of(Kind.UNIT))
    return Wanted(found.aim, _words(found), found.numbers, whole_unit, _near(found))


def wish(one: Wanted) -> Wish | None:
    """The wish as its command, or its button, makes it; None for what a chat cannot do yet.

    >>> wish(wanted("quá hạn")).to.data(), wish(wanted("/nv318")).to.data()
    ('v1:list:me:late:1', 'v1:card:318::1')
    """
    if one.aim == "late" and one.whole_unit and one.words:  # a unit by its name
        return Wish(Place(Name.UNIT), one.words)
    if one.aim == "late" and one.whole_unit:
        return Wish(Place(Name.LIST, Scope.UNIT, Filter.LATE))
    aim = _AS.get(one.aim, one.aim)
    for command in COMMANDS:
        if aim in {data()["command"].get(name) for name in command.names}:
            return command.asks(one.words)
    if aim not in set(Name):
        return None
    return Wish(Place(Name(aim), one.number or ""), one.words)


@cache
def aims() -> frozenset[str]:
    """Everything that may be meant."""
    rows = (row.split(":")[0].strip() for row in (data()["rules"] + data()["acts"]).splitlines())
    named = {row for row in rows if row and not row.startswith("#")}
    return frozenset({*named, *data()["command"].values()} - {"act", UNCLEAR})


def _near(found: Meant) -> str:
    """The first act of which an unclear sentence speaks, so that it can be asked back."""
    if found.aim != UNCLEAR or found.said.has("forbid") or found.said.has("unwanted"):
        return ""
    met = (concept for one in found.said.meanings for concept in sorted(one.concepts))
    return next((data()["near"][concept] for concept in met if concept in data()["near"]), "")


def _words(found: Meant) -> str:
    """What stands behind the command: number, values, then what else was said."""
    if found.command:
        return _behind(found)
    says = _SAYS.get(found.aim)
    if says is not None:
        return says(found.said)
    if found.aim not in OF_TASK:
        return " ".join(_values(found.said))
    parts = (*found.numbers[:1], *_values(found.said), *_bare_percent(found), _told(found))
    return " ".join(part for part in parts if part)


def _values(said: Sentence) -> tuple[str, ...]:
    within = (one for one in said.things if said.reason is None or one.start < said.reason)
    return tuple(one.value for one in within if one.kind in _VALUES)


def _bare_percent(found: Meant) -> tuple[str, ...]:
    every = tuple(one.value for one in found.said.of(Kind.TASK))
    return tuple(f"{one}%" for one in every[len(found.numbers) :])


def _behind(found: Meant) -> str:
    """What stands behind the name of a command, with the number that was written against it."""
    name, _, rest = found.said.clean.strip().partition(" ")
    glued = re.search(r"\d+$", name)
    return f"{glued[0]} {rest}".strip() if glued else rest.strip()


def _told(found: Meant) -> str:
    """The reason; else what stands behind a colon, a comma or the last value, where some of it is not known."""
    said = found.said
    if found.aim not in _TELLING:
        return ""
    if found.aim == "assign":
        return " ".join(names(said))
    if said.reason is not None:
        return _trimmed(_BECAUSE.sub("", said.shown(said.reason), count=1))
    last = max((one.end for one in said.things if one.kind in (*_VALUES, Kind.TASK)), default=0)
    behind = _LED_IN.search(said.read, max((one.end for one in said.of(Kind.TASK)), default=0))
    start = max(last, behind.start(1)) if behind else last
    told = any(word.start >= start for word in said.rest) or behind is not None
    return _trimmed(said.shown(start)) if told else ""


def _trimmed(text: str) -> str:
    return _POLITE.sub("", text[:_LONGEST].strip(" ,.;:"))


def _document(said: Sentence) -> str:
    found = (*said.of(Kind.SIGN), *said.of(Kind.ORDINAL))
    return found[0].value if found else sought(said)


def _language(said: Sentence) -> str:
    return "en" if said.has("english") else "vi" if said.has("vietnamese") else ""


def _petition(said: Sentence) -> str:
    return " ".join(one.value for one in said.of(Kind.PETITION))


def _unit(said: Sentence) -> str:
    return next((one.value for one in said.of(Kind.UNIT)), "")


_SAYS: Mapping[str, Callable[[Sentence], str]] = MappingProxyType(
    {"doc": _document, "found": sought, "language": _language, "pets": _petition}
    | {"unit": _unit, "late": _unit}
)
