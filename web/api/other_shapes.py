"""Documents, relayed letters and statistics as programs read them, and documents as they enter them."""

from typing import ClassVar

from pydantic import Field

from web.api.kinds import (
    Cursor,
    Day,
    Instant,
    Limit,
    Line,
    NearInstant,
    Shape,
    Short,
    ToldDay,
)
from work.document import Circulation, Direction, Urgency
from work.letter import State

ARRIVAL_MOST, COUNT_MOST = 9_999_999, 999


class DocumentQuery(Shape):
    """Which documents, in the order of their ids."""

    several: ClassVar[frozenset[str]] = frozenset()

    direction: Direction | None = None
    since: Day | None = Field(default=None, description="Received, or issued, from that day on.")
    until: Day | None = None
    number: Short | None = Field(default=None, description="Number and sign, as written.")
    issuer: Short | None = Field(default=None, description="The code of who issued it.")
    urgency: Urgency | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


class FilingShape(Shape):
    """What the registers keep of a document beside what its first page says."""

    signer: Short | None = None
    post: Short | None = None
    recipients: Line | None = None
    keeper: Short | None = None
    copies: int | None = Field(default=None, ge=1, le=COUNT_MOST)
    pages: int | None = Field(default=None, ge=1, le=COUNT_MOST)
    handed_on: Day | None = None
    notes: Line | None = None


class ToldFiling(Shape):
    """The same of a document that is kept."""

    signer: str | None
    post: str | None
    recipients: str | None
    keeper: str | None
    copies: int | None
    pages: int | None
    handed_on: ToldDay | None
    notes: str | None


class DocumentShape(Shape):
    """One document; *hidden* where it bears a mark of secrecy, and then no words of it are told."""

    id: int
    number: str
    kind: str | None
    issued: ToldDay
    direction: Direction
    urgency: Urgency
    circulation: Circulation | None
    received: ToldDay | None
    arrival_number: int | None
    deliver_by: Instant | None
    issuer_code: str | None
    hidden: bool
    issuer: str | None
    excerpt: str | None
    filing: ToldFiling | None


class DocumentPage(Shape):
    """A page; *next* goes into `cursor` for the next one, and is null behind the last."""

    items: list[DocumentShape]
    next: str | None


class NewDocument(Shape):
    """A document for the register of one's agency.

    One that came in gets the next arrival number of its year where it brings none; what may be
    there already is told of, and kept only with *anyway*.
    """

    direction: Direction = Direction.INCOMING
    number: str = Field(min_length=1, max_length=42, examples=["15/VPCP-KSTT"])
    issued: Day
    excerpt: Line
    issuer: Short | None = Field(default=None, description="Who issued it, as written.")
    kind: Short | None = Field(default=None, description="Where the sign names none: Luật.")
    urgency: Urgency = Urgency.NORMAL
    deliver_by: NearInstant | None = None
    circulation: Circulation | None = None
    received: Day | None = None
    arrival_number: int | None = Field(default=None, ge=1, le=ARRIVAL_MOST)
    filing: FilingShape = FilingShape()
    anyway: bool = False


class MessageQuery(Shape):
    """Which relayed letters, the newest first."""

    several: ClassVar[frozenset[str]] = frozenset()

    cursor: Cursor | None = None
    limit: Limit = 50


class MessageLine(Shape):
    """One relayed letter: *receipt* is the id that its sender was told, *states* count its recipients."""

    id: int
    receipt: str
    agency: str | None
    received_at: Instant
    message_id: str | None
    size_bytes: int
    states: dict[State, int]


class MessagePage(Shape):
    """A page, which may be short or empty where there is a *next*: it goes into `cursor`."""

    items: list[MessageLine]
    next: str | None


class RecipientShape(Shape):
    """One recipient: *status* (RFC 3463) and *answer* are of the last attempt; *rule* holds it, where one does."""

    address: str
    state: State
    attempts: int
    settled_at: Instant | None
    next_at: Instant | None
    rule: str | None
    status: str | None
    answer: str | None
    repeated: bool = Field(description="Sent once more after it was uncertain: maybe twice there.")


class MessageWhole(MessageLine):
    """One relayed letter with its recipients; never its content."""

    sender: str
    digest: str = Field(description="SHA-256 of the content as accepted, in hexadecimal digits.")
    recipients: list[RecipientShape]


class StatisticsQuery(Shape):
    """From which day on what was done counts; from the first of January where it is not given."""

    several: ClassVar[frozenset[str]] = frozenset()

    since: Day | None = None


class Counts(Shape):
    """Tasks by result class (Quyết định 42/2014/QĐ-TTg); rates as printed, "" where nothing has fallen due."""

    total: int
    done: int
    done_in_time: int
    done_late: int
    done_undated: int
    open: int
    open_in_time: int
    open_late: int
    open_undated: int
    done_rate: str
    late_rate: str


class Group(Shape):
    """The counts of who leads."""

    name: str | None
    counts: Counts


class StatisticsShape(Shape):
    """By units of the agency, by people of the unit, or one's own: as far as one may list."""

    reach: str
    since: ToldDay
    at: Instant
    groups: list[Group]
    total: Counts
