"""parties counted by their index"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    for column in ("person_id", "unit_id", "agency"):
        name = f"ix_task_party_open_{column}"
        op.drop_index(name, "task_party")
        op.create_index(
            name,
            "task_party",
            [column, "task_id", "role"],
            sqlite_where=sa.text("open"),
            postgresql_where=sa.text("open"),
        )
