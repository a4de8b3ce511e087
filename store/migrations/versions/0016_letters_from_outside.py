"""what was found out about letters from outside, and what others report of ours"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.create_table(
        "authenticity",
        sa.Column("letter_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("spf", sa.Text(), nullable=False),
        sa.Column("helo", sa.Text(), nullable=False),
        sa.Column("dkim", sa.Text(), nullable=False),
        sa.Column("arc", sa.Text(), nullable=False),
        sa.Column("dmarc", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_authenticity_letter_id")
        ),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_authenticity")),
    )
    op.create_table(
        "dmarc_report",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("subdomains", sa.Text(), nullable=False),
        sa.Column("begins_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("letters", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dmarc_report")),
        sa.UniqueConstraint("organisation", "number", name=op.f("uq_dmarc_report_organisation_number")),
    )
    op.create_table(
        "dmarc_source",
        sa.Column("report_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("letters", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("dkim", sa.Text(), nullable=False),
        sa.Column("spf", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("signers", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["dmarc_report.id"], name=op.f("fk_dmarc_source_report_id")
        ),
        sa.PrimaryKeyConstraint("report_id", "position", name=op.f("pk_dmarc_source")),
    )
    op.create_index("ix_dmarc_report_ends_at", "dmarc_report", ["ends_at"])
