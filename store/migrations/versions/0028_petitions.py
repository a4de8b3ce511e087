"""petitions, and apart from them who sent them"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PERSONAL = ("sender", "language", "name", "address", "phone", "id_number", "email", "words")
KEYS = ("phone_key", "id_key", "email_key", "words_digest")


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    _petition()
    op.create_table(
        "petition_register",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_petition_register")),
    )
    _petitioner()
    _event()
    _letter()


def _petition() -> None:
    texts = ("kind", "depth", "channel", "title", "state")
    op.create_table(
        "petition",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("task_id", ROW_ID, nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("joined_to", ROW_ID, nullable=True),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("competent", "ground", "result")),
        sa.CheckConstraint(
            "(state = 'joined') = (joined_to IS NOT NULL)", name=op.f("ck_petition_joined")
        ),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_petition_agency")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_petition_task_id")),
        sa.ForeignKeyConstraint(["joined_to"], ["petition.id"], name=op.f("fk_petition_joined_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petition")),
        sa.UniqueConstraint("task_id", name=op.f("uq_petition_task_id")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_petition_year_number")),
    )
    for column in ("closed_at", "joined_to"):
        op.create_index(op.f(f"ix_petition_{column}"), "petition", [column])
    op.create_index("ix_petition_state_received", "petition", ["state", "received"])


def _petitioner() -> None:
    op.create_table(
        "petitioner",
        sa.Column("petition_id", ROW_ID, autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in PERSONAL),
        *(sa.Column(name, sa.Text(), nullable=True) for name in KEYS),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_petitioner_petition_id")
        ),
        sa.PrimaryKeyConstraint("petition_id", name=op.f("pk_petitioner")),
    )
    for key in KEYS:
        op.create_index(op.f(f"ix_petitioner_{key}"), "petitioner", [key])


def _event() -> None:
    op.create_table(
        "petition_event",
        sa.Column("petition_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_petition_event_petition_id")
        ),
        sa.PrimaryKeyConstraint("petition_id", "number", name=op.f("pk_petition_event")),
    )


def _letter() -> None:
    numbers = ("petition_id", "about_id")
    op.create_table(
        "petition_letter",
        *(sa.Column(name, ROW_ID, autoincrement=False, nullable=False) for name in numbers),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("letter", ROW_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_petition_letter_petition_id")
        ),
        sa.ForeignKeyConstraint(
            ["about_id", "number"],
            ["petition_event.petition_id", "petition_event.number"],
            name=op.f("fk_petition_letter_about_id_number"),
        ),
        sa.PrimaryKeyConstraint(
            "petition_id", "about_id", "number", name=op.f("pk_petition_letter")
        ),
    )
