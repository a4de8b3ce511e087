"""how urgent the document of a proposal is marked"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.add_column("proposal", sa.Column("urgency", sa.Text(), nullable=True))
