"""accounts, links and sessions of the console"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.BigInteger()


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    _table(
        "console_account",
        sa.Column("person_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("password_hash", sa.Text()),
        sa.Column("totp", sa.LargeBinary()),
        sa.Column("totp_offered", sa.LargeBinary()),
        sa.Column("totp_step", sa.BigInteger(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("active_at", TIME, nullable=False),
        sa.Column("lock", sa.Text()),
        sa.Column("locked_at", TIME),
        key=("person_id",),
    )
    _table(
        "console_recovery",
        sa.Column("person_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        key=("person_id", "code_hash"),
    )
    _table(
        "console_link",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", ROW_ID),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("ends_at", TIME, nullable=False),
        sa.Column("ended_at", TIME),
        sa.UniqueConstraint("token_hash", name=op.f("uq_console_link_token_hash")),
        key=("id",),
        sqlite_autoincrement=True,
    )
    _table(
        "console_session",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", ROW_ID, nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("began_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("ends_at", TIME, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("ended_at", TIME),
        sa.UniqueConstraint("token_hash", name=op.f("uq_console_session_token_hash")),
        key=("id",),
        sqlite_autoincrement=True,
    )
    for table, column in (
        ("console_link", "person_id"),
        ("console_link", "made_at"),
        ("console_session", "person_id"),
        ("console_session", "ends_at"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _table(name: str, *parts: sa.schema.SchemaItem, key: tuple[str, ...], **options: bool) -> None:
    owner = sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{name}_person_id"))
    primary = sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}"))
    op.create_table(name, *parts, owner, primary, **options)
