"""The account of what was done: one hash chain a writer, signed checkpoints over all heads, and signed cuts."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, LargeBinary, Table, Text, text

from store.schema.base import Instant, RowId, metadata

chain = Table(
    "chain",
    metadata,
    Column("id", Text, primary_key=True),
    Column("actor", Text, nullable=False),  # "serve:1", "cli:1000": who wrote, by number
    Column("started_at", Instant, nullable=False, index=True),
    Column("length", BigInteger, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("sealed", BigInteger, nullable=False),  # length at the last checkpoint
    Column("sealed_by", RowId),  # that checkpoint
    Column("cut_id", RowId),  # the cut by which its lines go
)

Index(
    "ix_chain_cut_id",
    chain.c.cut_id,
    sqlite_where=text("cut_id IS NOT NULL"),
)

entry = Table(
    "entry",
    metadata,
    Column("chain_id", Text, ForeignKey("chain.id"), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("event", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column(
        "codes", Text, nullable=False
    ),  # canonical JSON: ids, codes and hashes, never personal data
    Column("hash", LargeBinary, nullable=False),
)

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("heads", Text, nullable=False),  # canonical JSON {chain: [length, head in hex]}
    Column(
        "previous", LargeBinary, nullable=False, unique=True
    ),  # hash of the one before: no forks
    Column("hash", LargeBinary, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

checkpoint_sent = Table(
    "checkpoint_sent",
    metadata,
    Column("day", Date, primary_key=True),  # of the office: no day's is sent twice
    Column("checkpoint_id", RowId, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("letter_id", RowId, nullable=False),  # may be gone
)

account_cut = Table(
    "account_cut",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("facts", Text, nullable=False),  # canonical JSON: what was cut, at which checkpoint
    Column("checkpoint_id", RowId, nullable=False),  # the last that goes
    Column("checkpoint_hash", LargeBinary, nullable=False),
    Column("previous", LargeBinary, nullable=False, unique=True),
    Column("hash", LargeBinary, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
