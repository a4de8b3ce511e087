"""who stands in for whom, and work handed over at once"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    _stand_ins()
    _hand_overs()


def _stand_ins() -> None:
    op.create_table(
        "stand_in",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("absent_id", ROW_ID, nullable=False),
        sa.Column("deputy_id", ROW_ID, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("begins_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        _person("stand_in", "absent_id"),
        _person("stand_in", "deputy_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_in")),
        sa.CheckConstraint("absent_id <> deputy_id", name=op.f("ck_stand_in_other")),
    )
    op.create_index(op.f("ix_stand_in_absent_id"), "stand_in", ["absent_id"])
    op.create_index(op.f("ix_stand_in_deputy_id"), "stand_in", ["deputy_id"])
    op.create_index(op.f("ix_stand_in_next_at"), "stand_in", ["next_at"])


def _hand_overs() -> None:
    op.create_table(
        "hand_over",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("from_id", ROW_ID, nullable=True),
        sa.Column("to_id", ROW_ID, nullable=True),
        sa.Column("from_agency", sa.Text(), nullable=True),
        sa.Column("to_agency", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("begun_by", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        _person("hand_over", "from_id"),
        _person("hand_over", "to_id"),
        _agency("hand_over", "from_agency"),
        _agency("hand_over", "to_agency"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
    )
    op.create_table(
        "hand_over_task",
        sa.Column("hand_over_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("task_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["hand_over_id"], ["hand_over.id"], name=op.f("fk_hand_over_task_hand_over_id")
        ),
        sa.ForeignKeyConstraint(
            ["task_id", "number"],
            ["task_event.task_id", "task_event.number"],
            name=op.f("fk_hand_over_task_task_id_number"),
        ),
        sa.PrimaryKeyConstraint("hand_over_id", "task_id", name=op.f("pk_hand_over_task")),
    )


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_{table}_{column}"))


def _agency(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["agency.code"], name=op.f(f"fk_{table}_{column}"))
