"""letters for later"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.add_column("letter", sa.Column("release_at", sa.BigInteger(), nullable=True))
