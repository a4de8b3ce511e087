"""what the registers of documents need"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXTS = ("signer", "post", "recipients", "keeper", "notes")


def upgrade() -> None:
    """Goes forward; the way back is a backup. What stands came in: only registers of such were read."""
    columns: tuple[sa.Column[Any], ...] = (
        sa.Column("direction", sa.Text(), server_default="incoming", nullable=False),
        sa.Column("circulation", sa.Text(), nullable=True),
        sa.Column("deliver_by", sa.BigInteger(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=True) for name in TEXTS),
        sa.Column("copies", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("handed_on", sa.Date(), nullable=True),
    )
    for column in columns:
        op.add_column("document", column)
    for column_name in ("issued", "received"):
        name = f"ix_document_direction_{column_name}"
        op.create_index(name, "document", ["direction", column_name])
    op.create_table(
        "arrival",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_arrival")),
    )
    _relations()
    _exchange()


def _relations() -> None:
    both = ("first_id", "second_id")
    op.create_table(
        "document_relation",
        *(sa.Column(name, ROW_ID, autoincrement=False, nullable=False) for name in both),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [name], ["document.id"], name=op.f(f"fk_document_relation_{name}")
            )
            for name in both
        ),
        sa.PrimaryKeyConstraint(
            "first_id", "relation", "second_id", name=op.f("pk_document_relation")
        ),
    )
    op.create_index("ix_document_relation_second_id", "document_relation", ["second_id"])


def _exchange() -> None:
    op.create_table(
        "document_exchange",
        sa.Column("document_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("told_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_exchange_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["agency"], ["agency.code"], name=op.f("fk_document_exchange_agency")
        ),
        sa.PrimaryKeyConstraint(
            "document_id", "agency", "position", name=op.f("pk_document_exchange")
        ),
    )
