"""a letter of the relay is known to be of somebody who petitions"""

from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.create_index("ix_petition_letter_letter", "petition_letter", ["letter"])
    op.create_index("ix_intake_arrival_letter", "intake_arrival", ["letter"])
