"""What was read from an official letter, each finding with its words and how certain it is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from work.deadline import Deadline


class Role(StrEnum):
    """How a document stands to an earlier one."""

    ANSWERS = "answers"  # phúc đáp
    REMINDS = "reminds"  # nhắc, đôn đốc
    REPLACES = "replaces"  # thay thế
    RECALLS = "recalls"  # thu hồi
    CORRECTS = "corrects"  # đính chính
    EXTENDS = "extends"  # gia hạn
    ASKS_MORE_TIME = "asks-more-time"  # xin gia hạn
    REPORTS = "reports"  # báo cáo kết quả thực hiện


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was read.

    *value* is its normal form (a day in ISO 8601, an urgency's code, else text), *words* stand
    letter by letter in sheet *sheet* of the letter, or in its subject where that is None.
    *certainty* lies between 0 and 1.
    """

    value: str
    words: str
    certainty: float
    sheet: int | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """How the document stands to the one of that *number*."""

    role: Role
    number: Finding


@dataclass(frozen=True, slots=True)
class Paper:
    """One document; None for what it does not say. *kind* is the name of its type in small letters ("công văn")."""

    number: Finding | None
    issuer: Finding | None
    issued: Finding | None
    kind: Finding | None
    excerpt: Finding | None
    urgency: Finding
    addressees: tuple[Finding, ...] = ()
    signer: Finding | None = None
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing that is asked for, by the paper at *paper*.

    *deadline* is None where none is set; *recurs* an RFC 5545 rule where it comes again, whose next day
    *deadline* is then. *when* are the words of the deadline.
    """

    paper: int
    content: Finding
    lead: Finding | None
    helpers: tuple[Finding, ...]
    product: Finding | None
    deadline: Deadline | None
    when: Finding | None
    recurs: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """All that was read: *asks* whether anything is asked for at all.

    *opens* says that every part of it is so certain that its tasks may open without a person;
    *doubts* are codes of why not. *perhaps* is asked only if a time is a limit that was hardly taken
    for one (docs/design/0083): a person decides.
    """

    papers: tuple[Paper, ...]
    errands: tuple[Errand, ...]
    asks: bool
    opens: bool
    doubts: tuple[str, ...] = ()
    perhaps: tuple[Errand, ...] = ()

    def doubting(self, codes: Iterable[str]) -> "Read":
        """The same with more doubts, each of which keeps it from opening by itself."""
        doubts = tuple(dict.fromkeys((*self.doubts, *codes)))
        return replace(self, opens=self.opens and not doubts, doubts=doubts)
