"""how reminders are told"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Goes forward; the way back is a backup. Tasks that stand are not chased for their receipt: begun_at is empty."""
    op.add_column("rung", sa.Column("begun_at", sa.BigInteger(), nullable=True))
    op.add_column("rung", sa.Column("chased", sa.Integer(), nullable=True))
    _reminding()
    _respite()
    _partial("ix_notice_receipt", "notice", ["receipt"], "receipt IS NOT NULL")
    op.create_table(
        "morning",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_morning")),
    )


def _reminding() -> None:
    op.create_table(
        "reminding",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("dedup_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("task_id", ROW_ID, nullable=True),
        sa.Column("person_id", ROW_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("rung_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("any_time", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("told_by", sa.Text(), nullable=True),
        *_of("reminding"),
        sa.UniqueConstraint("dedup_key", name=op.f("uq_reminding_dedup_key")),
    )
    op.create_index("ix_reminding_task_id", "reminding", ["task_id"])
    _partial("ix_reminding_due", "reminding", ["at", "person_id"], "state = 'waiting'")
    _partial("ix_reminding_told_by", "reminding", ["told_by"], "told_by IS NOT NULL")


def _respite() -> None:
    op.create_table(
        "respite",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("task_id", ROW_ID, nullable=False),
        sa.Column("person_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        *_of("respite"),
    )
    op.create_index("ix_respite_task_id", "respite", ["task_id"])


def _of(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f(f"fk_{table}_task_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    chosen = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=chosen, postgresql_where=chosen)
