"""report forms, what is asked of whom for which period, and what was sent"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.create_table(
        "report_form",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", "number", name=op.f("pk_report_form")),
    )
    op.create_table(
        "report_series",
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Text(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("form", "kind", name=op.f("pk_report_series")),
    )
    for column in ("next_at", "plan"):
        op.create_index(op.f(f"ix_report_series_{column}"), "report_series", [column])
    _requests()
    _course()


def _requests() -> None:
    op.create_table(
        "report_request",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fixed", sa.Boolean(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("unit_id", ROW_ID, nullable=True),
        sa.Column("person_id", ROW_ID, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("submissions", sa.Integer(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("released", sa.Integer(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency"], ["agency.code"], name=op.f("fk_report_request_agency")
        ),
        sa.ForeignKeyConstraint(
            ["form", "form_version"],
            ["report_form.code", "report_form.number"],
            name=op.f("fk_report_request_form_form_version"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_report_request_person_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_report_request_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_request")),
        sa.UniqueConstraint(
            "form", "period", "member", name=op.f("uq_report_request_form_period_member")
        ),
    )
    for both in (("agency", "state"), ("state", "due")):
        op.create_index(f"ix_report_request_{both[0]}_{both[1]}", "report_request", list(both))
    for column in ("next_at", "plan"):
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_report_request_{column}",
            "report_request",
            [column],
            sqlite_where=there,
            postgresql_where=there,
        )


def _course() -> None:
    for table, columns in (
        (
            "report_event",
            (
                sa.Column("event", sa.Text(), nullable=False),
                sa.Column("state", sa.Text(), nullable=False),
                sa.Column("at", sa.BigInteger(), nullable=False),
                sa.Column("by", sa.Text(), nullable=False),
                sa.Column("reason", sa.Text(), nullable=True),
                sa.Column("facts", sa.Text(), nullable=False),
            ),
        ),
        (
            "report_submission",
            (
                sa.Column("form_version", sa.Integer(), nullable=False),
                sa.Column("at", sa.BigInteger(), nullable=False),
                sa.Column("by", sa.Text(), nullable=False),
                sa.Column("reason", sa.Text(), nullable=True),
                sa.Column("answers", sa.Text(), nullable=False),
                sa.Column("file", sa.Text(), nullable=False),
                sa.Column("digest", sa.LargeBinary(), nullable=True),
                sa.Column("body", sa.LargeBinary(), nullable=True),
            ),
        ),
    ):
        op.create_table(
            table,
            sa.Column("request_id", ROW_ID, autoincrement=False, nullable=False),
            sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
            *columns,
            sa.ForeignKeyConstraint(
                ["request_id"], ["report_request.id"], name=op.f(f"fk_{table}_request_id")
            ),
            sa.PrimaryKeyConstraint("request_id", "number", name=op.f(f"pk_{table}")),
        )
