"""dialogs with the bot, and what an update has changed"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.create_table(
        "dialog",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("person_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dialog_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialog")),
        sa.UniqueConstraint("person_id", "kind", name=op.f("uq_dialog_person_id_kind")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_dialog_expires_at"), "dialog", ["expires_at"])
    op.add_column("chat_update", sa.Column("outcome", sa.Text(), nullable=True))
