"""evidence"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.add_column("letter", sa.Column("salt", sa.LargeBinary()))
    op.add_column("recipient", sa.Column("facts", sa.Text()))
    op.add_column("suppression", sa.Column("salt", sa.LargeBinary()))
    row_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("chain", sa.Column("sealed_by", row_id))
    op.add_column("chain", sa.Column("cut_id", row_id))
    op.execute(
        "UPDATE chain SET sealed_by = (SELECT MAX(id) FROM checkpoint) WHERE sealed > 0"
    )
    going = sa.text("cut_id IS NOT NULL")
    op.create_index(
        "ix_chain_cut_id", "chain", ["cut_id"], sqlite_where=going, postgresql_where=going
    )
    op.create_table(
        "checkpoint_sent",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("checkpoint_id", row_id, nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("letter_id", row_id, nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_checkpoint_sent")),
    )
    op.create_table(
        "account_cut",
        sa.Column("id", row_id, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("checkpoint_id", row_id, nullable=False),
        sa.Column("checkpoint_hash", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_cut")),
        sa.UniqueConstraint("previous", name=op.f("uq_account_cut_previous")),
    )
