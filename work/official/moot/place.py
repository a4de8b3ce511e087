"""A time in its clause, and a rule by what stands around it."""

import re
from dataclasses import dataclass

from work.official.folded import collapsed, folded


@dataclass(frozen=True, slots=True)
class Place:
    """A time: its *words*, what stands *before* them in the clause and *behind*, as written and on one line.

    *plain*, *said* and *rest* are the same three, folded, but that the words are as they were written before
    anything was said over.
    """

    before: str
    words: str
    behind: str
    plain: str
    said: str
    rest: str

    @classmethod
    def of(cls, clause: str, words: str, written: str) -> "Place":
        """Where *words*, which were *written* so, stand in *clause* first; at its beginning where they are of several parts."""
        flat = collapsed(clause)
        at = max(flat.find(words), 0)
        before, behind = flat[:at], flat[at + len(words) :]
        return cls(before, words, behind, folded(before), folded(written), folded(behind))


@dataclass(frozen=True, slots=True)
class Rule:
    """Patterns that all have to match, None for one that does not matter.

    *before* is searched in what stands before, *words* and *behind* match from the beginning of theirs,
    *through* is searched in what stands before together with the words: all of folded text. *written* is
    searched in what stands before as written, where accents or capitals tell. Nothing of *unless* may stand before.
    """

    before: re.Pattern[str] | None = None
    words: re.Pattern[str] | None = None
    behind: re.Pattern[str] | None = None
    through: re.Pattern[str] | None = None
    written: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None

    def holds(self, place: Place) -> bool:
        """Whether it holds at *place*."""
        return (
            (self.words is None or self.words.match(place.said) is not None)
            and (self.behind is None or self.behind.match(place.rest) is not None)
            and (self.before is None or self.before.search(place.plain) is not None)
            and (self.written is None or self.written.search(place.before) is not None)
            and (
                self.through is None
                or self.through.search(f"{place.plain} {place.said}") is not None
            )
            and (self.unless is None or self.unless.search(place.plain) is None)
        )


def rule(**patterns: str) -> Rule:
    """The rule of *patterns*, by the names of its fields; letter case counts in none."""
    return Rule(**{name: re.compile(said, re.IGNORECASE) for name, said in patterns.items()})


# Parts that several reasons share.
ORDERED = r"\b(?:de nghi|yeu cau|giao|phan cong|phai)\b"  # somebody is told to do something
PAPER = r"(?:cong van|van ban|thong bao|quyet dinh|ke hoach|chi thi|cong dien)"
AT = r"(?:vao|luc|hoi|tu|den)\b"  # when something is, no limit
