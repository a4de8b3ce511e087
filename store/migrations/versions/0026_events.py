"""events that people are asked to"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    _events()
    _times()
    _parts()
    _answers()
    _history()
    _rungs()
    _notices()


def _events() -> None:
    op.create_table(
        "event",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("place", sa.Text()),
        sa.Column("link", sa.Text()),
        sa.Column("note", sa.Text()),
        sa.Column("document_id", ROW_ID),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.Column("length_minutes", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_event_agency")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_event_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("uid", name=op.f("uq_event_uid")),
    )
    op.create_index("ix_event_document_id", "event", ["document_id"])


def _times() -> None:
    op.create_table(
        "event_time",
        *_key("number"),
        sa.Column("original", sa.BigInteger(), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        _of_event("event_time"),
        sa.PrimaryKeyConstraint("event_id", "number", name=op.f("pk_event_time")),
    )
    op.create_index("ix_event_time_starts", "event_time", ["starts"])


def _parts() -> None:
    op.create_table(
        "event_part",
        sa.Column("event_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.BigInteger()),
        sa.Column("told", sa.Integer()),
        _of_event("event_part"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_event_part_person_id")),
        sa.PrimaryKeyConstraint("event_id", "person_id", name=op.f("pk_event_part")),
    )
    op.create_index("ix_event_part_person_id", "event_part", ["person_id"])


def _answers() -> None:
    op.create_table(
        "event_answer",
        *_key("number"),
        sa.Column("person_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        _of_time("event_answer"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_event_answer_person_id")
        ),
        sa.PrimaryKeyConstraint("event_id", "number", "person_id", name=op.f("pk_event_answer")),
    )


def _history() -> None:
    op.create_table(
        "event_history",
        *_key("number"),
        sa.Column("happening", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("facts", sa.Text(), nullable=False),
        _of_event("event_history"),
        sa.PrimaryKeyConstraint("event_id", "number", name=op.f("pk_event_history")),
    )


def _rungs() -> None:
    op.create_table(
        "event_rung",
        *_key("number"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.Column("released", sa.Integer()),
        sa.Column("next_at", sa.BigInteger()),
        sa.Column("plan", sa.Text(), nullable=False),
        _of_time("event_rung"),
        sa.PrimaryKeyConstraint("event_id", "number", name=op.f("pk_event_rung")),
    )
    op.create_index("ix_event_rung_next_at", "event_rung", ["next_at"])
    op.create_index("ix_event_rung_plan", "event_rung", ["plan"])


def _notices() -> None:
    """In plain words: SQLite adds a column with its foreign key in one statement, and Alembic takes two."""
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE notice ADD COLUMN event_id {kind}"
        " CONSTRAINT fk_notice_event_id REFERENCES event (id)"
    )
    part = sa.text("event_id IS NOT NULL")
    op.create_index(
        "ix_notice_event_id", "notice", ["event_id"], sqlite_where=part, postgresql_where=part
    )


def _key(number: str) -> "tuple[sa.Column[int], sa.Column[int]]":
    return (
        sa.Column("event_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column(number, sa.Integer(), autoincrement=False, nullable=False),
    )


def _of_event(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f(f"fk_{table}_event_id"))


def _of_time(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["event_id", "number"],
        ["event_time.event_id", "event_time.number"],
        name=op.f(f"fk_{table}_event_id_number"),
    )
