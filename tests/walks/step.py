"""Steps of a walk, said in what somebody sees: words of links and buttons, labels of fields, and what must be seen after.

A text that begins with "@" is a key of words.toml, so that one walk runs in every language; any other is taken as
it stands, with the facts of whoever walks ("{unit}").
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Step:
    """Writes into the *fields* of these labels, presses *press* where it is said, and then sees all of *sees*.

    *within* names the part of the page in which that stands. A step that *stays* opens what is folded there; one that
    *brings* fetches a workbook.
    """

    press: str
    sees: tuple[str, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    within: str = ""
    path: str = ""
    stays: bool = False
    brings: bool = False


def at(path: str, *sees: str) -> Step:
    """Opens an address, as from a bookmark or a letter."""
    return Step("", sees, path=path)


def press(words: str, *sees: str, within: str = "", **given: Mapping[str, str]) -> Step:
    """Fills the fields *into*, and follows the link or presses the button of those words."""
    return Step(words, sees, given.get("into", {}), within)


def unfold(words: str, *sees: str, within: str = "") -> Step:
    """Opens what is folded below those words."""
    return Step(words, sees, within=within, stays=True)


def brings(words: str) -> Step:
    """Follows the link to a workbook."""
    return Step(words, (), brings=True)


Walk = tuple[Step, ...]
