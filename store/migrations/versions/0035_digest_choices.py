"""each person's own hour of the morning digest"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.create_table(
        "digest_choice",
        sa.Column("person_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("hour", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_digest_choice_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_digest_choice")),
    )
