"""What a sentence wants: the first rule that fits it, out of the data."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from bot.speech.kind import Kind
from bot.speech.lexicon import data
from bot.speech.sentence import READ, Sentence, sentence

UNCLEAR = "unclear"
ACT = "act"  # the row of the rules at which acts on one task are looked for

MOST_CLAUSES = 4
_WEAK = frozenset({UNCLEAR, "found"})
# Aims that change nothing.
_SCREENS = frozenset({
    "list", "late", "today", "unit", "agencies", "forms", "pets", "help", "queue", "intake",
    "held", "agenda", "chart", "export", "settings",
})  # fmt: skip
_CLAUSE = re.compile(r"[,;!?\n]|\.(?=\s|$)")

Fits = Callable[[Sentence], bool]
_COUNT = re.compile(r"rest([<>])(\d+)")
_COMMAND = re.compile(r"/([a-z_]+?)_?(\d{1,9})?(?:@\w+)?(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Meant:
    """What is wanted: *aim* names a screen or an act; *said* is the sentence it was read from."""

    aim: str
    said: Sentence
    command: bool = False

    @property
    def numbers(self) -> tuple[str, ...]:
        """The task numbers in it, in their order, without what is a percentage."""
        found = tuple(one.value for one in self.said.of(Kind.TASK))
        return found[:1] if _bare_percent(self.aim, found) else found


@dataclass(frozen=True, slots=True)
class Rule:
    """*aim* is meant where all of the conditions hold; *key* is the concept that places an act."""

    aim: str
    conditions: tuple[Fits, ...]
    key: str = ""

    def fits(self, one: Sentence) -> bool:
        """Whether it is meant."""
        return all(holds(one) for holds in self.conditions)


def meant(text: str) -> Meant:
    """What *text* wants; UNCLEAR where nobody can tell."""
    said = sentence(text)
    if named := _COMMAND.match(said.clean.lower()):
        aim = data()["command"].get(named[1])
        return Meant(_of_command(aim, said) if aim else UNCLEAR, said, command=True)
    aim = _aim(said)
    if aim in _WEAK and not said.of(Kind.TASK) and not said.of(Kind.SIGN):
        return _by_clause(said, aim)
    return Meant(aim, said)


def _aim(said: Sentence) -> str:
    for rule in _rules("rules"):
        if rule.aim == ACT:
            act = _act(said)
            if act is not None:
                return act
        elif rule.fits(said):
            return rule.aim
    return UNCLEAR


def _by_clause(said: Sentence, aim: str) -> Meant:
    """What one of its clauses wants, where the rest only tells how it came to it; *aim* where they do not agree."""
    clauses = [part for part in _CLAUSE.split(said.clean[:READ]) if part.strip()]
    if not 1 < len(clauses) <= MOST_CLAUSES or said.has("forbid") or said.has("unwanted"):
        return Meant(aim, said)
    readings = [(_aim(one), one) for one in map(sentence, clauses)]
    clear = [(found, one) for found, one in readings if found in _SCREENS]
    if len({found for found, _ in clear}) != 1:
        return Meant(aim, said)
    found, one = clear[-1]
    return Meant(found, one)


def _act(said: Sentence) -> str | None:
    """The act whose words stand first, where there is one task and it is not asked about."""
    numbers = tuple(one.value for one in said.of(Kind.TASK))
    if not numbers:
        return None
    found = [(_place(said, rule.key), rule.aim) for rule in _rules("acts") if rule.fits(said)]
    aim = min(found, key=lambda one: one[0])[1] if found else None
    single = len(numbers) == 1 or (aim is not None and _bare_percent(aim, numbers))
    return aim if single else None


def _place(said: Sentence, key: str) -> int:
    if key.startswith("*"):
        return said.of(Kind(key[1:]))[0].start
    first = said.ordered(key)
    return 0 if first is None else said.words[first.first].start


def _bare_percent(aim: str, numbers: tuple[str, ...]) -> bool:
    """Whether the second of two numbers says how far the first is: "tiến độ 318 60"."""
    return aim == "progress" and len(numbers) == 2 and int(numbers[1]) <= 100


def _of_command(aim: str, said: Sentence) -> str:
    """A queue with a number is one thing in it."""
    return "approve" if aim == "queue" and said.of(Kind.TASK) else aim


@cache
def _rules(name: str) -> tuple[Rule, ...]:
    rows = (row.split("#")[0].strip() for row in data()[name].splitlines())
    return tuple(_rule(row) for row in rows if row)


def _rule(row: str) -> Rule:
    aim, _, told = row.partition(":")
    conditions = told.split()
    key = conditions[0].split("/")[0].rstrip("!") if conditions else ""
    return Rule(aim.strip(), tuple(map(_condition, conditions)), key)


def _condition(told: str) -> Fits:
    """One condition: a concept, "a/b" for either, "-a" for none, "a!" for one that is not asked, "*kind" for a thing."""
    if count := _COUNT.fullmatch(told):
        limit, below = int(count[2]), count[1] == "<"
        return lambda one: len(one.rest) < limit if below else len(one.rest) > limit
    if told.startswith("-"):
        holds = _condition(told[1:])
        return lambda one: not holds(one)
    if "/" in told:
        either = tuple(map(_condition, told.split("/")))
        return lambda one: any(holds(one) for holds in either)
    if told.startswith("*"):
        return _thing(told[1:])
    if told.endswith("!"):
        concept = told[:-1]
        return lambda one: one.ordered(concept) is not None
    if told in _OF_SENTENCE:
        return _OF_SENTENCE[told]
    return lambda one: one.has(told)


_OF_SENTENCE: Mapping[str, Fits] = MappingProxyType(
    {
        "someone": lambda one: one.titled,
        "proper": lambda one: any(word.named for word in one.rest),
        "loose": lambda one: one.loose,
    }
)


def _thing(told: str) -> Fits:
    if told == "several":
        return lambda one: len(one.of(Kind.TASK)) > 1
    if told == "part":
        return lambda one: any(percent.value != "100%" for percent in one.of(Kind.PERCENT))
    kind = Kind(told.rstrip("!"))
    if not told.endswith("!"):
        return lambda one: bool(one.of(kind))
    return lambda one: bool(one.of(kind)) and not one.asking
