"""what an agency, a unit or a person leads is found by an index of its own, whether it is open or not"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    _lead("agency", "agency", "task_id", "unit_id", "person_id")
    _lead("unit", "unit_id", "task_id")
    _lead("person", "person_id", "task_id")


def _lead(name: str, *columns: str) -> None:
    chosen = sa.text("role = 'lead'")
    op.create_index(
        f"ix_task_party_lead_{name}",
        "task_party",
        columns,
        sqlite_where=chosen,
        postgresql_where=chosen,
    )
