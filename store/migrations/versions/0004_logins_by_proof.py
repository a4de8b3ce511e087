"""logins by proof"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.add_column("login", sa.Column("scram", sa.Text(), nullable=True))
    secret = op.create_table(
        "secret",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret")),
    )
    op.bulk_insert(secret, [{"name": "disguise", "octets": secrets.token_bytes(32)}])
