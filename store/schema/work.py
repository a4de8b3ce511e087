"""Assigned work: documents, tasks with their parties and deadlines, and the next rung of each."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from store.schema.base import Instant, RowId, metadata

# SQLite takes a partial index only for the very words it was made with, never for a parameter.
OPEN = text("task.closed_at IS NULL")
RUNNING = text("task.closed_at IS NULL AND task.stopped_on IS NULL")  # who leads has to act
STOPPED = text("task.stopped_on IS NOT NULL")
OPEN_PARTY = text("task_party.open")
CLOSED_PARTY = text("NOT task_party.open")
LEADING = text("task_party.role = 'lead'")
COUNTED_PARTY = text("task_party.open AND task_party.counted")
DONE_PARTY = text("task_party.done_on IS NOT NULL")

document = Table(
    "document",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("number", Text, nullable=False, index=True),  # number and sign, as written
    Column("issuer", Text, nullable=False),  # as written
    Column("issuer_code", Text, ForeignKey("agency.code")),  # where it is registered here
    Column("issued", Date, nullable=False),
    Column("excerpt", Text, nullable=False),  # trích yếu
    Column("kind", Text),  # "QĐ", "TB"; NULL for a công văn
    Column("urgency", Text, nullable=False),
    Column("received", Date),
    Column("arrival_number", Integer),  # số đến
    Column("direction", Text, nullable=False, server_default="incoming"),
    Column("circulation", Text),  # "internal", "return"; what is secret is not kept at all
    Column("deliver_by", Instant),  # of a hỏa tốc hẹn giờ
    Column("signer", Text),
    Column("post", Text),  # as what they signed
    Column("recipients", Text),  # nơi nhận; of one that came in: who got it
    Column("keeper", Text),  # who has the copy on file
    Column("copies", Integer),
    Column("pages", Integer),
    Column("handed_on", Date),  # ngày chuyển
    Column("notes", Text),
    Column("ordinal", Integer, index=True),  # the first number in its number and sign
    Index("ix_document_direction_issued", "direction", "issued"),
    Index("ix_document_direction_received", "direction", "received"),
    UniqueConstraint("issuer", "issued", "number"),  # what makes a document the same
)

# The last arrival number given in each year: who takes the next one holds the row.
arrival = Table(
    "arrival",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

document_relation = Table(
    "document_relation",
    metadata,
    Column("first_id", RowId, ForeignKey("document.id"), primary_key=True, autoincrement=False),
    Column("relation", Text, primary_key=True),  # "answers", "replaces", "recalls", "corrects"
    Column("second_id", RowId, ForeignKey("document.id"), primary_key=True, autoincrement=False),
    Column("set_at", Instant, nullable=False),  # office time
    Column("set_by", Text, nullable=False),
    Index("ix_document_relation_second_id", "second_id"),
)

document_exchange = Table(
    "document_exchange",
    metadata,
    Column("document_id", RowId, ForeignKey("document.id"), primary_key=True, autoincrement=False),
    Column("agency", Text, ForeignKey("agency.code"), primary_key=True),  # the recipient
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("code", Text, nullable=False),  # "01" to "16"
    Column("told_at", Instant, nullable=False),  # office time
    Column("told_by", Text, nullable=False),
    Column("reason", Text),
)

task = Table(
    "task",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("document_id", RowId, ForeignKey("document.id"), nullable=False, index=True),
    Column("content", Text, nullable=False),
    Column("product", Text),
    Column("state", Text, nullable=False),
    Column("due", Date),  # of the deadline in force; NULL: không thời hạn
    Column("due_last", Instant),  # the last instant that complies, where it has an hour
    Column("version", Integer, nullable=False),  # of that deadline; 0 while there never was one
    Column("opened_at", Instant, nullable=False),  # office time
    Column("received_at", Instant),  # office time, by who leads; NULL: not yet
    Column("stopped_on", Date),  # the day by which an open task is judged whose clock stands
    Column(
        "stopped_at", Instant
    ),  # the instant of that, or of done_on; NULL: only the day is known
    Column("closed_at", Instant),  # office time; NULL: open
    Column("done_on", Date),  # of the result document
    Column("result", Text),  # its number and sign
    Column("sought", Text, nullable=False, server_default=""),  # see work.sought
    CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name="done"),
)

task_party = Table(
    "task_party",
    metadata,
    Column("task_id", RowId, ForeignKey("task.id"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("role", Text, nullable=False),  # "lead", "coordinator", "follower"
    Column("agency", Text, ForeignKey("agency.code"), nullable=False),
    Column("unit_id", RowId, ForeignKey("unit.id")),
    Column("person_id", RowId, ForeignKey("person.id")),
    # What is below is for indexes alone. The first of its agency, but for followers: an agency has a task once.
    Column("counted", Boolean, nullable=False, server_default=text("false")),
    Column("open", Boolean, nullable=False),  # of the task, as all that follows
    Column("due", Date),
    Column("due_last", Instant),
    Column("stopped_on", Date),
    Column("stopped_at", Instant),
    Column("done_on", Date),
)

deadline = Table(
    "deadline",
    metadata,
    Column("task_id", RowId, ForeignKey("task.id"), primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("due", Date, nullable=False),
    Column("at", Instant),  # the hour as written, where there is one
    Column("literal", Date),  # as written or counted, before it moved
    Column(
        "exclusive", Boolean, nullable=False
    ),  # "trước": the hour, or literal, is too late itself
    Column("rule", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("unit", Text),  # what it was counted in, where the calendar counts; NULL: a fixed day
    Column("number", Integer),  # so many of them
    Column("start", Date),  # from this day on
    Column("words", Text),  # that say so
    Column("moved", Integer),  # working days by which pauses put it off
    Column("reason", Text),  # why it was changed
    Column("set_at", Instant, nullable=False),  # office time
    Column("set_by", Text, nullable=False),  # "person:12", "cli"
)

# One row for each open task with a deadline that runs, or that waits for approval, so that its size is
# what is open, not what is stored. *due* is the deadline, or the day from which approval is waited for.
rung = Table(
    "rung",
    metadata,
    Column("task_id", RowId, ForeignKey("task.id"), primary_key=True, autoincrement=False),
    Column("due", Date, nullable=False),
    Column("due_last", Instant),  # as that of the task
    Column("version", Integer, nullable=False),
    Column("submission", Integer),  # number of the event, for rungs of what waits for approval
    Column("released", Integer),  # order of the last rung told; NULL: none of this version
    Column("begun_at", Instant),  # office time, from which what follows the opening is counted
    Column("chased", Integer),  # order of the last of that; NULL: none
    Column("next_at", Instant, index=True),  # office time; NULL: nothing follows
    Column("plan", Text, nullable=False, index=True),  # mark of the plan it was computed by, or ""
    Column(
        "day_off", Boolean
    ),  # whether the due date was a day off by that plan; NULL: not looked at
)

# What a change of the calendar did to a task, for each person who is to be told of it, once.
calendar_news = Table(
    "calendar_news",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("person_id", RowId, ForeignKey("person.id"), nullable=False),
    Column("task_id", RowId, ForeignKey("task.id"), nullable=False),
    Column("version", Integer, nullable=False),  # of the deadline after it
    Column(
        "was", Text, nullable=False
    ),  # the deadline before; "": the day stays, and is a day off now
    Column("reason", Text, nullable=False),  # code of why this person is told
    Column("told_at", Instant),  # office time; NULL: not yet
    UniqueConstraint("person_id", "task_id", "version", "was"),
)

Index(
    "ix_calendar_news_untold",
    calendar_news.c.person_id,
    sqlite_where=text("told_at IS NULL"),
)

Index(
    "ix_task_open_due",
    task.c.due,
    task.c.id,
    task.c.stopped_on,
    task.c.due_last,
    sqlite_where=text("closed_at IS NULL"),
)
Index(
    "ix_task_stopped_on",
    task.c.stopped_on,
    sqlite_where=text("stopped_on IS NOT NULL"),
)
Index(
    "ix_task_done_on",
    task.c.done_on,
    sqlite_where=text("state = 'done'"),
)
Index(
    "ix_task_party_lead",
    task_party.c.task_id,
    unique=True,
    sqlite_where=text("role = 'lead'"),
)
for _name, _columns in {
    "agency": (
        "agency",
        "task_id",
        "unit_id",
        "person_id",
    ),  # what an agency leads is counted by these alone
    "unit": ("unit_id", "task_id"),
    "person": ("person_id", "task_id"),
}.items():
    Index(
        f"ix_task_party_lead_{_name}",
        *(task_party.c[_column] for _column in _columns),
        sqlite_where=text("role = 'lead'"),
    )
for _column in ("person_id", "unit_id"):
    Index(
        f"ix_task_party_open_{_column}",
        task_party.c[_column],
        task_party.c.task_id,
        sqlite_where=text("open"),
    )
_WHOSE, _JUDGED_BY = ("unit_id", "person_id"), ("due_last", "stopped_on", "stopped_at", "open")
_DONE_BY = ("due", "due_last", "stopped_at")
Index(
    "ix_task_party_open_agency",
    task_party.c.agency,
    task_party.c.task_id,
    task_party.c.role,  # an agency has thousands: none of their rows is read
    sqlite_where=text("open"),
)
# SQLite leaves rows alone only where what an index is chosen by stands in it too.
Index(
    "ix_task_party_open_counted",
    *(task_party.c[_column] for _column in ("agency", "due", *_JUDGED_BY, "counted")),
    sqlite_where=text("open AND counted"),
)
Index(
    "ix_task_party_lead_open",
    *(task_party.c[_column] for _column in ("agency", *_WHOSE, "due", *_JUDGED_BY, "role")),
    sqlite_where=text("open AND role = 'lead'"),
)
Index(
    "ix_task_party_lead_done",
    *(task_party.c[_column] for _column in ("agency", "done_on", *_WHOSE, *_DONE_BY, "role")),
    sqlite_where=text("role = 'lead' AND done_on IS NOT NULL"),
)
Index(
    "ix_task_party_open_nobody",
    task_party.c.agency,
    task_party.c.task_id,
    task_party.c.role,
    sqlite_where=text("open AND unit_id IS NULL AND person_id IS NULL"),
)
for _column in _WHOSE:
    Index(
        f"ix_task_party_closed_{_column}",
        task_party.c[_column],
        task_party.c.task_id,
        sqlite_where=text("NOT open"),
    )
