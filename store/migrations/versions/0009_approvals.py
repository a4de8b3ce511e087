"""letters that a second person approves"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.add_column("letter", sa.Column("approval_rule", sa.Text(), nullable=True))
    op.create_table(
        "approval",
        sa.Column("letter_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("author", ROW_ID, nullable=False),
        sa.Column("writers", sa.Text(), nullable=False),
        sa.Column("entitled", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("remind_at", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("then_hold", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("approver", ROW_ID, nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_approval_letter_id")),
        sa.ForeignKeyConstraint(["author"], ["person.id"], name=op.f("fk_approval_author")),
        sa.ForeignKeyConstraint(["approver"], ["person.id"], name=op.f("fk_approval_approver")),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_approval")),
    )
    op.create_index(
        "ix_approval_undecided",
        "approval",
        ["letter_id"],
        unique=False,
        sqlite_where=sa.text("decision IS NULL"),
        postgresql_where=sa.text("decision IS NULL"),
    )
