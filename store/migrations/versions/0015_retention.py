"""what is kept for a time only"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.create_table(
        "retention",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kept_from", sa.Date(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("gone", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_retention")),
    )
    op.create_index(
        "ix_notice_replaces",
        "notice",
        ["replaces"],
        sqlite_where=sa.text("replaces IS NOT NULL"),
        postgresql_where=sa.text("replaces IS NOT NULL"),
    )
    op.create_index(op.f("ix_login_way_came_at"), "login_way", ["came_at"])
    op.create_index(op.f("ix_login_guess_hour"), "login_guess", ["hour"])
