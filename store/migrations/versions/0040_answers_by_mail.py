"""answers by mail: the key of the addresses they come to, and how many were confirmed of late"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    secret = sa.table("secret", sa.column("name", sa.Text()), sa.column("octets", sa.LargeBinary()))
    op.bulk_insert(secret, [{"name": "reply", "octets": secrets.token_bytes(32)}])
    confirmed = sa.text("kind = 'reply-taken'")
    op.create_index(
        "ix_notice_reply_taken",
        "notice",
        ["not_before"],
        sqlite_where=confirmed,
        postgresql_where=confirmed,
    )
