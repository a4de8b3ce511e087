"""What an answer to one of our letters means, and what it names."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from work.reading.point import Point
from work.reading.term import Term


class Meaning(StrEnum):
    """What the author wants to have happened by the answer."""

    DONE = "done"
    PROGRESS = "progress"
    EXTENSION = "extension"
    QUESTION = "question"
    FILE = "file"
    UNDO = "undo"
    NOTHING = "thanks-nothing"
    AUTO = "auto"
    BOUNCE = "bounce"
    UNCLEAR = "unclear"


class Doubt(StrEnum):
    """Why an answer is left to a person."""

    EMPTY = "empty"  # nothing is written in it, and nothing enclosed
    UNREAD = "unread"  # none of the known things is said for certain
    HEDGED = "hedged"  # it is said, but with "perhaps", "if", "as soon as"
    OTHER_TASK = "other-task"  # it speaks of another task as well
    NOT_THEIRS = "not-theirs"  # they say that it is not their work, or pass it on
    CONTRARY = "contrary"  # two things that do not go together
    PERCENTS = "percents"  # several per cent, or per cent of something else
    NO_DAY = "no-day"  # more time is asked for without saying until when
    SEVERAL = "several"  # it answers a letter of several tasks without naming each by its number
    DISGUISED = "disguised"  # people see other words than are read
    DAYS = "days"  # several days, of which it is not said which is meant


class Robot(StrEnum):
    """What wrote the letter where that was no person."""

    ANSWERS = "answers"  # by itself: away, received, read
    RETURNS = "returns"  # a report on a letter that did not arrive


@dataclass(frozen=True, slots=True)
class Percent:
    """How far a task is: *words* as they were written, *value* in whole per cent, a fraction of one rounded down, a share to the nearest."""

    value: int
    words: str

    @property
    def is_whole(self) -> bool:
        """Whether that is all of the task."""
        return self.value == 100


@dataclass(frozen=True, slots=True)
class Paper:
    """The document that came of a task: its number and sign, and its day where that is written."""

    number: str
    issued: date | None = None


@dataclass(frozen=True, slots=True)
class Until:
    """Until when more time is asked for: a *point* seen from the day of the letter, or *more* on top of the deadline.

    *before* says that the day of the *point* is no more among them: "trước ngày 20/10".
    """

    words: str
    point: Point | None = None
    before: bool = False
    more: Term | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """All that an answer says, what changes most first; *text* are its own words.

    *doubt* is why a person has to look; there is one exactly where the meaning is UNCLEAR, or an
    extension names no day.
    """

    meanings: tuple[Meaning, ...]
    text: str
    percent: Percent | None = None
    until: Until | None = None
    paper: Paper | None = None
    doubt: Doubt | None = None

    @property
    def main(self) -> Meaning:
        """What it says first of all."""
        return self.meanings[0]
