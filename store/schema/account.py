"""The account of what was done: one hash chain a writer, and signed checkpoints over all heads."""

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, Table, Text

from store.schema.base import Instant, RowId, metadata

chain = Table(
    "chain",
    metadata,
    Column("id", Text, primary_key=True),
    Column("actor", Text, nullable=False),  # "serve:1", "cli:1000": who wrote, by number
    Column("started_at", Instant, nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("sealed", BigInteger, nullable=False),  # length at the last checkpoint
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
