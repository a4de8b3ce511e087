"""What was read of letters and waits to become registered work, and what corrections taught of their senders."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from store.schema.base import Instant, RowId, metadata

proposal = Table(
    "proposal",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("intake_id", RowId, ForeignKey("intake_letter.id"), nullable=False),
    Column("paper", Integer, nullable=False),  # which document of the letter, from 0
    Column("state", Text, nullable=False),
    Column("read", Text, nullable=False),  # JSON: store.official
    Column("sender", Text, nullable=False),
    Column("proved", Boolean, nullable=False),
    Column("urgency", Text),  # as its document is marked; None where none was found
    Column("doubts", Text, nullable=False),  # codes with commas between them
    Column("sign", Text),  # what spellings of one number and sign share
    Column("about", RowId, ForeignKey("document.id")),  # stands, and it is that or changes it
    Column("twin", RowId),  # an earlier proposal of the same document
    Column("document_id", RowId, ForeignKey("document.id"), index=True),  # came of it
    Column("import_id", RowId, ForeignKey("register_import.id")),  # by which its tasks opened
    Column("proposed_at", Instant, nullable=False),  # machine time, as below
    Column("settled_at", Instant),
    Column("settled_by", Text),
    Column("reason", Text),
    UniqueConstraint("intake_id", "paper"),
    Index("ix_proposal_state", "state", "id"),
    Index("ix_proposal_sign", "sign"),
    sqlite_autoincrement=True,
)

sender_rule = Table(
    "sender_rule",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("sender", Text, nullable=False),  # an address, or an agency's domain
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),  # of *written*, in any spelling
    Column("written", Text, nullable=False),
    Column("means", Text, nullable=False),
    Column("made_at", Instant, nullable=False),  # machine time
    Column("made_by", Text, nullable=False),
    Column("proposal_id", RowId, ForeignKey("proposal.id"), nullable=False, index=True),
    UniqueConstraint("sender", "kind", "key"),
    sqlite_autoincrement=True,
)
