"""programs that use the API: tokens, kept answers, webhooks and what they tell"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DUE = "state IN ('waiting', 'sending', 'uncertain')"


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.create_table(
        "program_token",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", ROW_ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_program_token_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_program_token_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "program_answer",
        sa.Column("token_id", ROW_ID, nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["token_id"], ["program_token.id"], name=op.f("fk_program_answer_token_id")
        ),
        sa.PrimaryKeyConstraint("token_id", "key_hash", name=op.f("pk_program_answer")),
    )
    op.create_table(
        "document_keeper",
        sa.Column("document_id", ROW_ID, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_keeper_document_id")
        ),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_document_keeper_agency")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_keeper")),
    )
    op.create_table(
        "webhook",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("person_id", ROW_ID, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("happenings", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("failing_at", sa.BigInteger(), nullable=True),
        sa.Column("disabled_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_webhook_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "webhook_event",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("webhook_id", ROW_ID, nullable=False),
        sa.Column("happening", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("doubtful", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_event_webhook_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_event")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "webhook_late",
        sa.Column("task_id", ROW_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_webhook_late_task_id")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_webhook_late")),
    )
    op.create_index("ix_program_token_person_id", "program_token", ["person_id"])
    op.create_index("ix_program_answer_at", "program_answer", ["at"])
    op.create_index("ix_document_keeper_agency", "document_keeper", ["agency"])
    op.create_index("ix_webhook_person_id", "webhook", ["person_id"])
    op.create_index("ix_webhook_event_webhook_id", "webhook_event", ["webhook_id"])
    op.create_index("ix_webhook_event_at", "webhook_event", ["at"])
    op.create_index(
        "ix_webhook_event_due",
        "webhook_event",
        ["not_before"],
        sqlite_where=sa.text(DUE),
        postgresql_where=sa.text(DUE),
    )
