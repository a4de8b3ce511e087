"""One line of `congvu check`."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is: an error stops the daemon or its letters, a warning will be missed some day."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one matter; anything but OK says what to do."""

    level: Level
    matter: str
    sentence: str


def ok(matter: str, sentence: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, matter, sentence)


def warning(matter: str, sentence: str) -> Finding:
    """It works, but not as it should."""
    return Finding(Level.WARNING, matter, sentence)


def error(matter: str, sentence: str) -> Finding:
    """It does not work."""
    return Finding(Level.ERROR, matter, sentence)
