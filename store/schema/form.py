"""Report forms, the series of their periods, what was asked of whom, and what was sent."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from store.schema.base import Instant, RowId, metadata

report_form = Table(
    "report_form",
    metadata,
    Column("code", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # of the version, from 1
    Column("definition", Text, nullable=False),  # TOML
    Column("set_at", Instant, nullable=False),  # office time
    Column("set_by", Text, nullable=False),
)

# One row for each form and kind of period: which period is asked for next, and when.
report_series = Table(
    "report_series",
    metadata,
    Column("form", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("reached", Text, nullable=False),  # the last member asked in this period, "" for none
    Column("next_at", Instant, index=True),  # office time; NULL: no version asks any more
    Column("plan", Text, nullable=False, index=True),  # mark of what it was computed by, or ""
)

report_request = Table(
    "report_request",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("form", Text, nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("period", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("first", Date, nullable=False),  # of the data
    Column("last", Date, nullable=False),
    Column("due", Date, nullable=False),
    Column("version", Integer, nullable=False),  # of the due date, from 1
    Column("fixed", Boolean, nullable=False),  # a person set the due date: no calendar moves it
    Column("member", Text, nullable=False),  # "agency:H05", "unit:3", "person:12"
    Column("agency", Text, ForeignKey("agency.code"), nullable=False),
    Column("unit_id", RowId, ForeignKey("unit.id")),
    Column("person_id", RowId, ForeignKey("person.id")),
    Column("state", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),  # office time
    Column("submissions", Integer, nullable=False),
    Column("submitted_on", Date),
    Column("reason", Text),  # of the last event that had one
    Column("released", Integer),  # order of the last rung told
    Column("next_at", Instant),  # office time of the next rung; NULL: none follows, or nobody waits
    Column("plan", Text),  # mark of what the rung was computed by; NULL: nobody waits
    UniqueConstraint("form", "period", "member"),
    ForeignKeyConstraint(["form", "form_version"], [report_form.c.code, report_form.c.number]),
    Index("ix_report_request_agency_state", "agency", "state"),
    Index("ix_report_request_state_due", "state", "due"),
)
for _column in (report_request.c.next_at, report_request.c.plan):
    Index(
        f"ix_report_request_{_column.name}",
        _column,
        sqlite_where=text(f"{_column.name} IS NOT NULL"),
    )

report_event = Table(
    "report_event",
    metadata,
    Column(
        "request_id", RowId, ForeignKey("report_request.id"), primary_key=True, autoincrement=False
    ),
    Column("number", Integer, primary_key=True, autoincrement=False),  # from 1, within the request
    Column("event", Text, nullable=False),
    Column("state", Text, nullable=False),  # after it
    Column("at", Instant, nullable=False),  # office time
    Column("by", Text, nullable=False),
    Column("reason", Text),
    Column("facts", Text, nullable=False),  # JSON
)

report_submission = Table(
    "report_submission",
    metadata,
    Column(
        "request_id", RowId, ForeignKey("report_request.id"), primary_key=True, autoincrement=False
    ),
    Column("number", Integer, primary_key=True, autoincrement=False),  # from 1
    Column("form_version", Integer, nullable=False),
    Column("at", Instant, nullable=False),  # office time
    Column("by", Text, nullable=False),
    Column("reason", Text),
    Column("answers", Text, nullable=False),  # JSON, by indicator
    Column("file", Text, nullable=False),  # its name; "" where none came
    Column("digest", LargeBinary),  # SHA-256
    Column("body", LargeBinary),
)
