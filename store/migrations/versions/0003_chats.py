"""the chat"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.create_table(
        "chat_update",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_chat_update")),
    )
    op.create_index(
        "ix_chat_update_open",
        "chat_update",
        ["chat_id", "update_id"],
        unique=False,
        sqlite_where=sa.text("state IN ('waiting', 'failed')"),
        postgresql_where=sa.text("state IN ('waiting', 'failed')"),
    )
    op.create_index(
        op.f("ix_chat_update_received_at"), "chat_update", ["received_at"], unique=False
    )
    op.create_table(
        "chat_link",
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("linked_at", sa.BigInteger(), nullable=False),
        sa.Column("relink_by", sa.BigInteger(), nullable=False),
        sa.Column("blocked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_chat_link_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_chat_link")),
        sa.UniqueConstraint("user_id", name=op.f("uq_chat_link_user_id")),
    )
    op.create_table(
        "link_code",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("judged", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_code_person_id")),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_link_code")),
    )
    op.create_index(op.f("ix_link_code_asked_at"), "link_code", ["asked_at"], unique=False)
    op.create_index("ix_link_code_chat_id", "link_code", ["chat_id", "asked_at"], unique=False)
    op.create_index(op.f("ix_link_code_person_id"), "link_code", ["person_id"], unique=False)
    op.create_index(
        "ix_task_party_closed_person_id",
        "task_party",
        ["person_id", "task_id"],
        unique=False,
        sqlite_where=sa.text("NOT open"),
        postgresql_where=sa.text("NOT open"),
    )
