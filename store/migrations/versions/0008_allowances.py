"""allowances, and who was written to"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.create_table(
        "allowance",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("rule", "measure", "owner", "opens_at", name=op.f("pk_allowance")),
    )
    op.create_table(
        "correspondent",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "digest", name=op.f("pk_correspondent")),
    )
    op.create_index(op.f("ix_correspondent_last_at"), "correspondent", ["last_at"])
