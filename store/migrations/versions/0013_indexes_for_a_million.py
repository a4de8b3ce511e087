"""indexes that stay quick beside a million that wait"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.drop_index("ix_recipient_settled", "recipient")
    _partial("ix_recipient_settled", ["settled_at", "state"], "settled_at IS NOT NULL")
    _partial("ix_recipient_hold", ["hold"], "hold IS NOT NULL")


def _partial(name: str, columns: list[str], where: str) -> None:
    part = sa.text(where)
    op.create_index(name, "recipient", columns, sqlite_where=part, postgresql_where=part)
