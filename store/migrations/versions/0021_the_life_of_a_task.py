"""the life of a task"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    _states()
    _history()
    _reports()
    _extensions()
    _pauses()


def _states() -> None:
    """What stood as open is assigned: nothing in the store says that anybody received it."""
    op.drop_index("ix_task_open_due", "task")
    op.execute("UPDATE task SET state = 'assigned' WHERE state = 'open'")
    op.add_column("task", sa.Column("received_at", sa.BigInteger(), nullable=True))
    op.add_column("task", sa.Column("stopped_on", sa.Date(), nullable=True))
    op.add_column("rung", sa.Column("submission", sa.Integer(), nullable=True))
    _partial("ix_task_open_due", ["due", "id", "stopped_on"], "closed_at IS NULL")
    _partial("ix_task_stopped_on", ["stopped_on"], "stopped_on IS NOT NULL")


def _history() -> None:
    op.create_table(
        "task_event",
        sa.Column("task_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_event_task_id")),
        sa.PrimaryKeyConstraint("task_id", "number", name=op.f("pk_task_event")),
    )


def _reports() -> None:
    op.create_table(
        "task_report",
        sa.Column("task_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_task_report_percent")),
        _of_event("task_report"),
        sa.PrimaryKeyConstraint("task_id", "number", name=op.f("pk_task_report")),
    )
    op.create_table(
        "task_file",
        sa.Column("task_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _of_event("task_file"),
        sa.PrimaryKeyConstraint("task_id", "number", "position", name=op.f("pk_task_file")),
    )


def _extensions() -> None:
    op.create_table(
        "task_extension",
        sa.Column("task_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("was", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("decided", sa.Integer(), nullable=True),
        sa.Column("granted", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided IS NULL)", name=op.f("ck_task_extension_decided")
        ),
        _of_event("task_extension"),
        sa.PrimaryKeyConstraint("task_id", "number", name=op.f("pk_task_extension")),
    )
    part = sa.text("outcome IS NULL")
    op.create_index(
        "ix_task_extension_open",
        "task_extension",
        ["task_id"],
        unique=True,
        sqlite_where=part,
        postgresql_where=part,
    )


def _pauses() -> None:
    op.create_table(
        "task_pause",
        sa.Column("task_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("begun", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("working_days", sa.Integer(), nullable=True),
        _of_event("task_pause", "begun"),
        sa.PrimaryKeyConstraint("task_id", "begun", name=op.f("pk_task_pause")),
    )
    part = sa.text("ended IS NULL")
    op.create_index(
        "ix_task_pause_open",
        "task_pause",
        ["task_id"],
        unique=True,
        sqlite_where=part,
        postgresql_where=part,
    )


def _of_event(table: str, number: str = "number") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["task_id", number],
        ["task_event.task_id", "task_event.number"],
        name=op.f(f"fk_{table}_task_id_{number}"),
    )


def _partial(name: str, columns: list[str], where: str) -> None:
    part = sa.text(where)
    op.create_index(name, "task", columns, sqlite_where=part, postgresql_where=part)
