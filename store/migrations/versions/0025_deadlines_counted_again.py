"""deadlines counted again when the calendar changes"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Goes forward; the way back is a backup. What stands is fixed: nothing in the store says how it was counted."""
    for name, kind in (
        ("unit", sa.Text()),
        ("number", sa.Integer()),
        ("start", sa.Date()),
        ("words", sa.Text()),
        ("moved", sa.Integer()),
    ):
        op.add_column("deadline", sa.Column(name, kind, nullable=True))
    op.add_column("rung", sa.Column("day_off", sa.Boolean(), nullable=True))
    op.create_table(
        "calendar_news",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("person_id", ROW_ID, nullable=False),
        sa.Column("task_id", ROW_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_calendar_news_person_id")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_calendar_news_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_news")),
        sa.UniqueConstraint(
            "person_id",
            "task_id",
            "version",
            "was",
            name=op.f("uq_calendar_news_person_id_task_id_version_was"),
        ),
    )
    op.create_index(
        "ix_calendar_news_untold",
        "calendar_news",
        ["person_id"],
        sqlite_where=sa.text("told_at IS NULL"),
        postgresql_where=sa.text("told_at IS NULL"),
    )
