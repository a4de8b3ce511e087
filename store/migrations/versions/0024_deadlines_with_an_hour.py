"""deadlines with an hour"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Goes forward; the way back is a backup. What stands has whole days."""
    op.drop_index("ix_task_open_due", "task")
    for table, column in (
        ("task", "due_last"),
        ("task", "stopped_at"),
        ("deadline", "at"),
        ("rung", "due_last"),
    ):
        op.add_column(table, sa.Column(column, sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_task_open_due",
        "task",
        ["due", "id", "stopped_on", "due_last"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    _spread_orders()


def _spread_orders() -> None:
    """Rungs of a deadline's last hours stand between those of its days: a hundred orders a day."""
    op.execute(
        "UPDATE rung SET released = CASE WHEN released >= 10000"
        " THEN released - 10000 + 1000000 ELSE released * 100 END"
        " WHERE released IS NOT NULL"
    )
