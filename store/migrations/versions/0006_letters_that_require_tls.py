"""letters that require TLS"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.add_column("letter", sa.Column("tls", sa.Text(), nullable=True))
