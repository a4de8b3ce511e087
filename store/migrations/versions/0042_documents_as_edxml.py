"""documents that came as edXML, and the states that their senders are told"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.create_table(
        "edxml_package",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("business", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("organ", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued", sa.Date(), nullable=True),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("answer_to", sa.Text(), nullable=False),
        sa.Column("document_id", ROW_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_edxml_package_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edxml_package")),
        sa.UniqueConstraint(
            "reference",
            "business",
            "answer_to",
            "round",
            name=op.f("uq_edxml_package_reference_business_answer_to_round"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_edxml_package_document_id", "edxml_package", ["document_id"])
    op.create_table(
        "edxml_letter",
        sa.Column("intake_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("package_id", ROW_ID, nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [there], name=op.f(f"fk_edxml_letter_{column}"))
            for column, there in (
                ("intake_id", "intake_letter.id"),
                ("package_id", "edxml_package.id"),
            )
        ),
        sa.PrimaryKeyConstraint("intake_id", name=op.f("pk_edxml_letter")),
    )
    op.create_index("ix_edxml_letter_package_id", "edxml_letter", ["package_id"])
    op.create_table(
        "edxml_status",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("package_id", ROW_ID, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("letter", ROW_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["package_id"], ["edxml_package.id"], name=op.f("fk_edxml_status_package_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edxml_status")),
        sa.UniqueConstraint("package_id", "code", name=op.f("uq_edxml_status_package_id_code")),
        sqlite_autoincrement=True,
    )
    unsent = sa.text("letter IS NULL")
    op.create_index(
        "ix_edxml_status_unsent",
        "edxml_status",
        ["id"],
        sqlite_where=unsent,
        postgresql_where=unsent,
    )
