"""plans with groups of tasks"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    _plans()
    _groups()


def _plans() -> None:
    op.create_table(
        "plan",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("document_id", ROW_ID, nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("unit_id", ROW_ID, nullable=True),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.CheckConstraint("begins <= ends", name=op.f("ck_plan_period")),
        _key("plan", "document_id", "document.id"),
        _key("plan", "agency", "agency.code"),
        _key("plan", "unit_id", "unit.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_index("ix_plan_document_id", "plan", ["document_id"])


def _groups() -> None:
    op.create_table(
        "plan_group",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("plan_id", ROW_ID, nullable=False),
        sa.Column("parent_id", ROW_ID, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        _key("plan_group", "plan_id", "plan.id"),
        _key("plan_group", "parent_id", "plan_group.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_group")),
    )
    op.create_index("ix_plan_group_plan_id", "plan_group", ["plan_id"])
    op.create_table(
        "plan_task",
        sa.Column("task_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("group_id", ROW_ID, nullable=False),
        _key("plan_task", "task_id", "task.id"),
        _key("plan_task", "group_id", "plan_group.id"),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_plan_task")),
    )
    op.create_index("ix_plan_task_group_id", "plan_task", ["group_id"])


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
