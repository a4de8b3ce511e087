"""Plans: what a document assigns in groups. How far one is, is counted from its tasks, never kept."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Integer, Table, Text

from store.schema.base import Instant, RowId, metadata

plan = Table(
    "plan",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("title", Text, nullable=False),
    Column("document_id", RowId, ForeignKey("document.id"), nullable=False, index=True),
    Column("begins", Date, nullable=False),
    Column("ends", Date, nullable=False),
    Column("agency", Text, ForeignKey("agency.code"), nullable=False),  # whose it is
    Column("unit_id", RowId, ForeignKey("unit.id")),
    Column("set_at", Instant, nullable=False),  # office time
    Column("set_by", Text, nullable=False),
    CheckConstraint("begins <= ends", name="period"),
)

plan_group = Table(
    "plan_group",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("plan_id", RowId, ForeignKey("plan.id"), nullable=False, index=True),
    Column("parent_id", RowId, ForeignKey("plan_group.id")),  # one of the plan itself: nested once
    Column("position", Integer, nullable=False),  # from 1, beside its siblings
    Column("title", Text, nullable=False),
)

# A task is in one group at most.
plan_task = Table(
    "plan_task",
    metadata,
    Column("task_id", RowId, ForeignKey("task.id"), primary_key=True, autoincrement=False),
    Column("group_id", RowId, ForeignKey("plan_group.id"), nullable=False, index=True),
)
