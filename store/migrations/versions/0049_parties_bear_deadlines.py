"""a party bears when its task is due and when its clock stopped, so that agencies are counted by indexes alone"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"

_DAYS, _INSTANTS = ("due", "stopped_on", "done_on"), ("due_last", "stopped_at")
_WHOSE, _JUDGED_BY = ("unit_id", "person_id"), ("due_last", "stopped_on", "stopped_at", "open")
_OF_TASK = "(SELECT {0} FROM task WHERE task.id = task_party.task_id)"
_FIRST = (
    "role <> 'follower' AND NOT EXISTS (SELECT 1 FROM task_party other WHERE"
    " other.task_id = task_party.task_id AND other.agency = task_party.agency"
    " AND other.role <> 'follower' AND other.position < task_party.position)"
)


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    none = sa.text("false")
    op.add_column(
        "task_party", sa.Column("counted", sa.Boolean(), nullable=False, server_default=none)
    )
    for name in ("due", "due_last", "stopped_on", "stopped_at", "done_on"):
        kind = sa.BigInteger() if name in _INSTANTS else sa.Date()
        op.add_column("task_party", sa.Column(name, kind))
    values = ", ".join(f"{name} = {_OF_TASK.format(name)}" for name in (*_DAYS, *_INSTANTS))
    op.execute(f"UPDATE task_party SET counted = {_FIRST}, {values}")  # noqa: S608  # names that stand above
    _partial("open_counted", "open AND counted", "agency", "due", *_JUDGED_BY, "counted")
    _partial("lead_open", "open AND role = 'lead'", "agency", *_WHOSE, "due", *_JUDGED_BY, "role")
    _partial("closed_unit_id", "NOT open", "unit_id", "task_id")
    done = ("agency", "done_on", *_WHOSE, "due", "due_last", "stopped_at", "role")
    _partial("lead_done", "role = 'lead' AND done_on IS NOT NULL", *done)


def _partial(name: str, which: str, *columns: str) -> None:
    chosen = sa.text(which)
    op.create_index(
        f"ix_task_party_{name}",
        "task_party",
        list(columns),
        sqlite_where=chosen,
        postgresql_where=chosen,
    )
