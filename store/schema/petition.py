"""Petitions: what all may see of them, their history, what was written to their senders; and apart, who sent them."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from store.schema.base import Instant, RowId, metadata

petition = Table(
    "petition",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("year", Integer, nullable=False),  # of receipt
    Column("number", Integer, nullable=False),  # within that year
    Column("kind", Text, nullable=False),
    Column("proposed", Text),  # the kind that the words of a letter speak for
    Column("depth", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("title", Text, nullable=False),  # the clerk's, without personal data
    Column("state", Text, nullable=False),
    Column("before", Text),  # the state in which a supplement was asked for
    Column("agency", Text, ForeignKey("agency.code"), nullable=False),
    Column("task_id", RowId, ForeignKey("task.id"), nullable=False, unique=True),
    Column("received", Date, nullable=False),
    Column("opened_at", Instant, nullable=False),  # office time
    Column("closed_at", Instant, index=True),  # office time; NULL: it has not ended
    Column("joined_to", RowId, ForeignKey("petition.id"), index=True),
    Column("competent", Text),  # the body that it was passed on to
    Column("ground", Text),  # why it was refused
    Column("result", Text),  # number and sign of the answer
    UniqueConstraint("year", "number"),
    CheckConstraint("(state = 'joined') = (joined_to IS NOT NULL)", name="joined"),
)

# The last number given in each year: who takes the next one holds the row.
petition_register = Table(
    "petition_register",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

# Personal data: read by store.petitioner alone. Erasing empties the row; that it was there stands in the account.
petitioner = Table(
    "petitioner",
    metadata,
    Column("petition_id", RowId, ForeignKey("petition.id"), primary_key=True, autoincrement=False),
    Column("sender", Text, nullable=False),  # "person", "body"
    Column("language", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("id_number", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("words", Text, nullable=False),  # what they wrote or said
    Column("phone_key", Text, index=True),  # NULL: none; by these a sender is known again
    Column("id_key", Text, index=True),
    Column("email_key", Text, index=True),
    Column("words_digest", Text, index=True),
    Column("erased", Boolean, nullable=False),
)

# Letters of the tray by which a petition, or more of it, came in.
petition_mail = Table(
    "petition_mail",
    metadata,
    Column(
        "intake_id", RowId, ForeignKey("intake_letter.id"), primary_key=True, autoincrement=False
    ),
    Column("petition_id", RowId, ForeignKey("petition.id"), nullable=False, index=True),
)

petition_event = Table(
    "petition_event",
    metadata,
    Column("petition_id", RowId, ForeignKey("petition.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),  # from 1, within the petition
    Column("event", Text, nullable=False),
    Column("state", Text, nullable=False),  # after it
    Column("day", Date, nullable=False),  # the office's
    Column("at", Instant, nullable=False),  # office time
    Column("by", Text, nullable=False),
    Column("reason", Text),
    Column("facts", Text, nullable=False),  # JSON
)

# One row for each letter to a sender. About the event of the petition *about_id*: that of another for who sent one
# that was joined with it. No *letter*: it is a page to print.
petition_letter = Table(
    "petition_letter",
    metadata,
    Column("petition_id", RowId, ForeignKey("petition.id"), primary_key=True, autoincrement=False),
    Column("about_id", RowId, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("letter", RowId, index=True),  # in the spool, from where it may be gone since
    ForeignKeyConstraint(
        ["about_id", "number"], [petition_event.c.petition_id, petition_event.c.number]
    ),
)

Index("ix_petition_state_received", petition.c.state, petition.c.received)
