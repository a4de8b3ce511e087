"""Letters that came in as work: as they came, by which ways, and how far each mailbox is watched."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from store.schema.base import Instant, RowId, metadata

# SQLite takes a partial index only for the very words it was made with.
OPEN = text("intake_letter.state IN ('new', 'reading')")
UNTAKEN = text("intake_arrival.intake_id IS NULL")

intake_letter = Table(
    "intake_letter",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("identity", LargeBinary, nullable=False, unique=True),
    Column("digest", LargeBinary, nullable=False),  # SHA-256 of the octets that are kept
    Column("size_bytes", BigInteger, nullable=False),
    Column("message_id", Text, index=True),
    Column("author", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body_id", RowId, ForeignKey("body.id"), index=True),  # NULL: refused for a mark
    Column("twin", RowId),
    Column("sort", Text),  # "petition": to an address for those; NULL: official mail
    Column("received_at", Instant, nullable=False),  # machine time, as below
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("tries", Integer, nullable=False),
    Column("holder", Text),
    Column("until", Instant),  # the reader that has it is dead after that
    Column("settled_at", Instant),
    sqlite_autoincrement=True,
)

intake_arrival = Table(
    "intake_arrival",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("intake_id", RowId, ForeignKey("intake_letter.id"), index=True),  # NULL: tried only
    Column("door", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("mailbox", Text),
    Column("folder", Text),
    Column("validity", BigInteger),
    Column("uid", BigInteger),
    Column("head", LargeBinary),  # SHA-256 of size and header, as that server shows them
    Column("letter", RowId, index=True),  # of the relay's; it may be gone since
    Column("tries", Integer, nullable=False),
    Column("not_before", Instant),
    Column("reason", Text),
    UniqueConstraint("mailbox", "folder", "validity", "uid"),
)

intake_mailbox = Table(
    "intake_mailbox",
    metadata,
    Column("mailbox", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("validity", BigInteger),  # UIDVALIDITY; NULL before the first look
    Column("uid", BigInteger, nullable=False),  # what is behind it is new
    Column(
        "proved_at", Instant, nullable=False, index=True
    ),  # when the server last answered a look
    Column("trouble", Text),  # why it does not, as a code
)

Index(
    "ix_intake_letter_open",
    intake_letter.c.id,
    sqlite_where=text("state IN ('new', 'reading')"),
)
Index("ix_intake_letter_state", intake_letter.c.state, intake_letter.c.id)
Index("ix_intake_arrival_head", intake_arrival.c.mailbox, intake_arrival.c.head)
Index(
    "ix_intake_arrival_untaken",
    intake_arrival.c.mailbox,
    sqlite_where=text("intake_id IS NULL"),
)
