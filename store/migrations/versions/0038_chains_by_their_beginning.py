"""chains of the account are found by when they began, so that its newest lines are read without the others"""

from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.create_index(op.f("ix_chain_started_at"), "chain", ["started_at"])
