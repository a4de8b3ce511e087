"""what each import of a register did"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Goes forward; the way back is a backup. What was imported before is in none, and cannot be taken back."""
    op.create_table(
        "register_import",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_import")),
    )
    op.create_table(
        "import_row",
        sa.Column("import_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("task_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["register_import.id"], name=op.f("fk_import_row_import_id")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_import_row_task_id")),
        sa.PrimaryKeyConstraint("import_id", "task_id", name=op.f("pk_import_row")),
    )
    op.create_index("ix_import_row_task_id", "import_row", ["task_id"])
    part = sa.text("undone AND opened")
    op.create_index(
        "ix_import_row_withdrawn",
        "import_row",
        ["task_id"],
        sqlite_where=part,
        postgresql_where=part,
    )
