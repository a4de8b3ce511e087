"""passkeys of the console's accounts"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.create_table(
        "console_passkey",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("person_id", ROW_ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("handle", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_console_passkey_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_console_passkey")),
        sa.UniqueConstraint("handle", name=op.f("uq_console_passkey_handle")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_console_passkey_person_id", "console_passkey", ["person_id"])
