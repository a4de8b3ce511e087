"""What was used of each allowance, and to whom an agency or a login has written before."""

from sqlalchemy import BigInteger, Column, LargeBinary, Table, Text

from store.schema.base import Instant, metadata

allowance = Table(
    "allowance",
    metadata,
    Column("rule", Text, primary_key=True),
    Column("measure", Text, primary_key=True),  # "letters/day"
    Column("owner", Text, primary_key=True),  # "agency:H05", or a login as the account names it
    Column("opens_at", Instant, primary_key=True, autoincrement=False),
    Column("taken", BigInteger, nullable=False),  # used, or in the hands of a worker
)

correspondent = Table(
    "correspondent",
    metadata,
    Column("owner", Text, primary_key=True),  # as above
    Column("digest", LargeBinary, primary_key=True),  # keyed BLAKE2b of the address
    Column("last_at", Instant, nullable=False, index=True),  # true to a day
)
