"""what was read of letters, as proposals, and what corrections taught of their senders"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.create_table(
        "proposal",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("intake_id", ROW_ID, nullable=False),
        sa.Column("paper", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("read", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("proved", sa.Boolean(), nullable=False),
        sa.Column("doubts", sa.Text(), nullable=False),
        sa.Column("sign", sa.Text(), nullable=True),
        sa.Column("about", ROW_ID, nullable=True),
        sa.Column("twin", ROW_ID, nullable=True),
        sa.Column("document_id", ROW_ID, nullable=True),
        sa.Column("import_id", ROW_ID, nullable=True),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [there], name=op.f(f"fk_proposal_{column}"))
            for column, there in (
                ("intake_id", "intake_letter.id"),
                ("about", "document.id"),
                ("document_id", "document.id"),
                ("import_id", "register_import.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("intake_id", "paper", name=op.f("uq_proposal_intake_id_paper")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sender_rule",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("proposal_id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_sender_rule_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sender_rule")),
        sa.UniqueConstraint("sender", "kind", "key", name=op.f("uq_sender_rule_sender_kind_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_proposal_state", "proposal", ["state", "id"])
    op.create_index("ix_proposal_sign", "proposal", ["sign"])
    op.create_index("ix_proposal_document_id", "proposal", ["document_id"])
