"""pictures in letters of the tray wait to be read by sight, and what was read stands"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.create_table(
        "intake_scan",
        sa.Column(
            "intake_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("intake_letter.id"),
            primary_key=True,
        ),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("read", sa.Text()),
        sa.Column("until", sa.BigInteger()),
    )
    waits = sa.text("read IS NULL")
    op.create_index(
        "ix_intake_scan_waits",
        "intake_scan",
        ["intake_id"],
        sqlite_where=waits,
        postgresql_where=waits,
    )
