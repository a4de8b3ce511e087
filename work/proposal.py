"""Proposals: what was read of a letter, until it is registered work or a person said that it is none.

One stands for one document, or for a letter in which none was found.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from work.deadline import Deadline
from work.document import Document, Urgency
from work.official.found import Read
from work.preview import Entry, Problem, Weight
from work.register_row import Office
from work.sheet import Value
from work.task import NewTask, Party


class ProposalState(StrEnum):
    """Where a proposal stands; open alone waits for somebody."""

    OPEN = "open"
    OPENED = "opened"  # registered without a person
    CONFIRMED = "confirmed"  # by a person, as it was read
    CORRECTED = "corrected"  # by a person, otherwise than it was read
    DROPPED = "dropped"
    NOTHING = "nothing"  # there is nothing to register, or it stands already


class Doubt(StrEnum):
    """Why a person is asked, beside the codes that whoever read the letter gives (found.Read)."""

    OFF = "off"  # nothing opens alone here
    UNSURE = "unsure"  # the reader does not vouch for every part
    UNCERTAIN = "uncertain"  # some part is less certain than is asked for
    OBSTACLE = "unread"  # a file in it could not be read
    NO_DOCUMENT = "no-document"
    NO_TASK = "nothing-asked"
    SEVERAL = "several-documents"  # more than one document
    UNPROVED = "unproved"  # nobody knows who sent it
    SENDER_UNKNOWN = "sender-unknown"  # no agency of the directory writes from there
    SENDER_OTHER = "sender-other"  # another agency than the one that issued it
    TWIN = "twin"  # an earlier letter has the same Message-ID and other content
    AGAIN = "again"  # another proposal waits for the same document
    STANDS = "stands"  # the document is registered, and this one differs from it
    SAME_YEAR = "same-year"  # another of that number and agency stands in that year
    CHANGES = "changes"  # it says something of an earlier document
    OF_OTHERS = "of-others"  # which another agency issued
    OLD = "old"  # it was issued long ago, or is due already
    PROBLEM = "problem"  # something is wrong, or to be looked at
    BY_RULE = "by-rule"  # who leads was put in by a rule that a correction left


@dataclass(frozen=True, slots=True)
class TaskCorrection:
    """What a task shall have instead of what was read; None stands for what stays, a *product* of "" for none.

    *who* and *due* are as a cell of a register has them: "Vụ A; Vụ B (phối hợp)", "trước ngày 28/12/2026".
    """

    who: str | None = None
    due: Value = None
    content: str | None = None
    product: str | None = None


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person says instead of what was read; None stands for what stays.

    *kind* is the abbreviation of a type of document, as work.kind has it, "" for a công văn. *tasks* are by their place, counted from 1; one behind the last is one more task.
    """

    number: str | None = None
    issuer: str | None = None
    issued: date | None = None
    kind: str | None = None
    excerpt: str | None = None
    urgency: Urgency | None = None
    tasks: Mapping[int, TaskCorrection] = field(default_factory=lambda: MappingProxyType({}))
    without: frozenset[int] = frozenset()


AS_READ = Corrections()


@dataclass(frozen=True, slots=True)
class SenderRules:
    """What corrections taught of one sender: what its words mean, by their spelling keys.

    Leads stand below "" for where nobody is named.
    """

    issuers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    leads: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


NO_RULES = SenderRules()


class RuleKind(StrEnum):
    """Of what a rule says what it means."""

    ISSUER = "issuer"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class SenderRule:
    """One rule: what *sender*, an address or a domain, writes as *written* is *means*; "" is said by nobody's name."""

    id: int
    sender: str
    kind: RuleKind
    written: str
    means: str
    made_at: datetime
    made_by: str
    proposal: int


@dataclass(frozen=True, slots=True)
class Opening:
    """Under what a letter's tasks open without a person.

    Each part that was read is *certainty* at least; *senders* are addresses and domains whose
    letters may be of any issuer, once it is proved that they come from there.
    """

    alone: bool = True
    certainty: float = 0.9
    senders: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Desk:
    """What proposals are read against: the *office*, its own agency *home*, and whose each mail domain is."""

    office: Office
    home: str
    domains: Mapping[str, str]
    opening: Opening = Opening()


@dataclass(frozen=True, slots=True)
class Asked:
    """One task as it would be opened; *parties* is None where nobody is known who leads."""

    place: int
    content: str
    parties: tuple[Party, ...] | None
    deadline: Deadline | None
    product: str | None
    by_rule: bool = False

    def entry(self, document: Document) -> Entry:
        """The same as a row of the register; raises ValueError where nobody leads."""
        new = NewTask(self.content, self.parties or (), self.deadline, self.product)
        return Entry(self.place, 0, document, new)


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be registered; *document* is None where too little is known of it.

    The row of a problem is the place of its task, 0 where the document has it.
    """

    document: Document | None
    asked: tuple[Asked, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What has to be corrected first."""
        return tuple(one for one in self.problems if one.weight is Weight.ERROR)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal as it is kept.

    *letter* is its number in the tray, *read* holds one paper at most; *proved* says that *sender*
    wrote it. *about* is a document that stands, which it is or changes; *twin* an earlier proposal of
    the same document. *document* and *imported* are what came of it. Both times are the machine's.
    """

    id: int
    letter: int
    paper: int
    state: ProposalState
    read: Read
    sender: str
    proved: bool
    doubts: tuple[str, ...]
    received_at: datetime
    proposed_at: datetime
    about: int | None = None
    twin: int | None = None
    document: int | None = None
    imported: int | None = None
    settled_at: datetime | None = None
    settled_by: str | None = None
    reason: str | None = None
