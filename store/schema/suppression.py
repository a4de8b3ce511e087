"""Addresses whose mailboxes do not exist, as next hops or operators said; forgotten at their time."""

from sqlalchemy import Column, LargeBinary, Table, Text

from store.schema.base import Instant, metadata

suppression = Table(
    "suppression",
    metadata,
    Column("address", Text, primary_key=True),  # lower case, the domain in A-labels
    Column("noted_at", Instant, nullable=False),  # the first refusal in a row
    Column("since", Instant),  # NULL: noted only, and letters for it are taken
    Column("until", Instant, nullable=False, index=True),  # it is forgotten then
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("salt", LargeBinary),  # of its digest in the account; NULL in older rows
)
