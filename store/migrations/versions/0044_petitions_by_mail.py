"""petitions that came by mail: which letters are such, what their words speak for, and which brought which"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.create_index(op.f("ix_sender_rule_proposal_id"), "sender_rule", ["proposal_id"])
    op.add_column("intake_letter", sa.Column("sort", sa.Text(), nullable=True))
    op.add_column("petition", sa.Column("proposed", sa.Text(), nullable=True))
    op.create_table(
        "petition_mail",
        sa.Column("intake_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("petition_id", ROW_ID, nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [there], name=op.f(f"fk_petition_mail_{column}"))
            for column, there in (
                ("intake_id", "intake_letter.id"),
                ("petition_id", "petition.id"),
            )
        ),
        sa.PrimaryKeyConstraint("intake_id", name=op.f("pk_petition_mail")),
    )
    op.create_index(op.f("ix_petition_mail_petition_id"), "petition_mail", ["petition_id"])
