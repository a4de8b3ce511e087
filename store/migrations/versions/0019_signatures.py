"""what signatures in letters are worth"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.create_table(
        "signature",
        sa.Column("letter_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("addresses", sa.Text(), nullable=False),
        sa.Column("is_author", sa.Boolean(), nullable=True),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("revocation", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_signature_letter_id")),
        sa.PrimaryKeyConstraint("letter_id", "position", name=op.f("pk_signature")),
    )
