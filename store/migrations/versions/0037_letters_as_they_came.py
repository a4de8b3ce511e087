"""letters that came in as work, the ways they came, and how far mailboxes are watched"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.create_table(
        "intake_letter",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body_id", ROW_ID, nullable=True),
        sa.Column("twin", ROW_ID, nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_intake_letter_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_letter")),
        sa.UniqueConstraint("identity", name=op.f("uq_intake_letter_identity")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "intake_arrival",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("intake_id", ROW_ID, nullable=True),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=True),
        sa.Column("folder", sa.Text(), nullable=True),
        sa.Column("validity", sa.BigInteger(), nullable=True),
        sa.Column("uid", sa.BigInteger(), nullable=True),
        sa.Column("head", sa.LargeBinary(), nullable=True),
        sa.Column("letter", ROW_ID, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["intake_letter.id"], name=op.f("fk_intake_arrival_intake_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_arrival")),
        sa.UniqueConstraint(
            "mailbox", "folder", "validity", "uid",
            name=op.f("uq_intake_arrival_mailbox_folder_validity_uid"),
        ),
    )
    op.create_table(
        "intake_mailbox",
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("validity", sa.BigInteger(), nullable=True),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("proved_at", sa.BigInteger(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("mailbox", "folder", name=op.f("pk_intake_mailbox")),
    )
    op.create_index("ix_intake_letter_message_id", "intake_letter", ["message_id"])
    op.create_index("ix_intake_letter_body_id", "intake_letter", ["body_id"])
    op.create_index("ix_intake_letter_state", "intake_letter", ["state", "id"])
    op.create_index("ix_intake_arrival_intake_id", "intake_arrival", ["intake_id"])
    op.create_index("ix_intake_arrival_head", "intake_arrival", ["mailbox", "head"])
    op.create_index("ix_intake_mailbox_proved_at", "intake_mailbox", ["proved_at"])
    for name, table, column, part in (
        ("open", "intake_letter", "id", "state IN ('new', 'reading')"),
        ("untaken", "intake_arrival", "mailbox", "intake_id IS NULL"),
    ):
        op.create_index(
            f"ix_{table}_{name}",
            table,
            [column],
            sqlite_where=sa.text(part),
            postgresql_where=sa.text(part),
        )
