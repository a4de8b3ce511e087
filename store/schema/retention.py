"""How far each kind was cleared of what need not be kept any more, one row a kind."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Table, Text

from store.schema.base import metadata

retention = Table(
    "retention",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("day", Date, nullable=False),  # of the office, on which the last walk began
    Column("kept_from", Date, nullable=False),
    Column("after", BigInteger, nullable=False),  # number up to which that walk has looked
    Column("gone", BigInteger, nullable=False),
    Column("ended", Boolean, nullable=False),
)
