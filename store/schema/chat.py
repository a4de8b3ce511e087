"""The chat: which Telegram account is whose, the codes that prove it, what people wrote, and their dialogs.

Telegram's numbers are personal data: they stand here and in the outbox, never in
the account or the log.
"""

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

# SQLite takes a partial index only for the very words it was made with, never for a parameter.
OPEN = text("chat_update.state IN ('waiting', 'failed')")

chat_link = Table(
    "chat_link",
    metadata,
    Column("person_id", RowId, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, nullable=False, unique=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("linked_at", Instant, nullable=False),  # office time
    Column("relink_by", Instant, nullable=False),  # office time: after it, nothing is told or shown
    Column("blocked_at", Instant),  # the bot may not write there any more
)

link_code = Table(
    "link_code",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),  # that asked for it
    Column("chat_id", BigInteger, nullable=False),
    Column("person_id", RowId, ForeignKey("person.id"), index=True),  # NULL: no code was sent
    Column("salt", LargeBinary, nullable=False),
    Column("code_hash", LargeBinary, nullable=False),  # SHA-256 over the salt and the six digits
    Column("token_hash", LargeBinary, nullable=False),  # of the deep link's token
    Column("asked_at", Instant, nullable=False, index=True),  # machine time, as below
    Column("expires_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("judged", BigInteger),  # the update whose try was counted last
    Column("ended_at", Instant),  # used, used up, or another one was asked for
)

chat_update = Table(
    "chat_update",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),  # 0 where it belongs to none
    Column("raw", Text),  # JSON as it came; NULL once it was answered
    Column("received_at", Instant, nullable=False, index=True),  # machine time, as below
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("incident", Text),
    Column("outcome", Text),  # what it changed, as JSON, until that was shown
    Column("settled_at", Instant),
)

dialog = Table(
    "dialog",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("person_id", RowId, ForeignKey("person.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", BigInteger, nullable=False),  # the number of what it is about; 0 for none
    Column("step", Text, nullable=False),
    Column("data", Text, nullable=False),  # JSON: what was said so far
    Column("expires_at", Instant, nullable=False, index=True),  # machine time
    UniqueConstraint("person_id", "kind"),
    sqlite_autoincrement=True,  # no button of a dialog that is over leads to a new one
)

Index("ix_link_code_chat_id", link_code.c.chat_id, link_code.c.asked_at)
Index(
    "ix_chat_update_open",
    chat_update.c.chat_id,
    chat_update.c.update_id,
    sqlite_where=text("state IN ('waiting', 'failed')"),
)
