"""ways of logins: certificates, and whence they come"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    op.create_table(
        "login_certificate",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("not_after", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["login"], ["login.name"], name=op.f("fk_login_certificate_login_login")
        ),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_login_certificate")),
    )
    op.create_index(op.f("ix_login_certificate_login"), "login_certificate", ["login"])
    op.create_table(
        "login_way",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("came_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["login"], ["login.name"], name=op.f("fk_login_way_login_login")),
        sa.PrimaryKeyConstraint("login", "address", name=op.f("pk_login_way")),
    )
    op.create_table(
        "login_guess",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("hour", sa.BigInteger(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("put_off", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["login"], ["login.name"], name=op.f("fk_login_guess_login_login")),
        sa.PrimaryKeyConstraint("login", "hour", name=op.f("pk_login_guess")),
    )
