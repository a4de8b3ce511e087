"""where a simulation stops"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.add_column("clock", sa.Column("stop_at", sa.BigInteger(), nullable=True))
