"""the life of a signing key"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

DAY = 86_400 * 10**6  # microseconds
LEFT = 7 * DAY  # what a rotation asked for until now
_DATES = (
    "shown_at", "seen_since", "ttl", "signs_from", "signs_until", "leave_until", "revoked_at",
    "gone_at",
)


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.add_column("dkim_key", sa.Column("token", sa.Text()))
    for name in _DATES:
        op.add_column("dkim_key", sa.Column(name, sa.BigInteger()))
    # What signs goes on signing. A key that was made before the youngest that signs has retired,
    # any other waits.
    op.execute(
        "UPDATE dkim_key SET shown_at = seen_at, seen_since = seen_at WHERE seen = public_key"
    )
    op.execute(
        "UPDATE dkim_key SET signs_from = created_at, signs_until = ("
        "SELECT max(other.created_at) FROM dkim_key AS other WHERE other.active AND"
        " other.domain = dkim_key.domain AND other.algorithm = dkim_key.algorithm)"
        " WHERE NOT active"
    )
    op.execute(
        "UPDATE dkim_key SET signs_from = NULL, signs_until = NULL"
        " WHERE signs_until IS NULL OR signs_until < created_at"
    )
    op.execute(
        f"UPDATE dkim_key SET leave_until = signs_until + {LEFT} WHERE signs_until IS NOT NULL"
    )
    op.execute("UPDATE dkim_key SET signs_from = created_at WHERE active")
    op.drop_column("dkim_key", "active")
