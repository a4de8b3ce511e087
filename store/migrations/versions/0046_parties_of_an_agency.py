"""parties of an agency's open tasks are found with their role by one index; those that name it alone by one of their own"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.drop_index("ix_task_party_open_agency", "task_party")
    _partial("ix_task_party_open_agency", "open")
    _partial("ix_task_party_open_nobody", "open AND unit_id IS NULL AND person_id IS NULL")


def _partial(name: str, which: str) -> None:
    columns, chosen = ["agency", "task_id", "role"], sa.text(which)
    op.create_index(name, "task_party", columns, sqlite_where=chosen, postgresql_where=chosen)
