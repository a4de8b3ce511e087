"""The console: accounts, recovery codes, passkeys, links sent by mail, and sessions. Of tokens only SHA-256 is kept."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, Table, Text

from store.schema.base import Instant, RowId, metadata

console_account = Table(
    "console_account",
    metadata,
    Column("person_id", RowId, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("password_hash", Text),  # Argon2id, RFC 9106; NULL until one was set
    Column("totp", LargeBinary),  # the secret of RFC 6238, sealed; NULL until it was proved
    Column("totp_offered", LargeBinary),  # the one that is being enrolled
    Column("totp_step", BigInteger, nullable=False),  # the last one used: none is taken twice
    Column("wrong", Integer, nullable=False),  # second factors since the last right one
    Column("active_at", Instant, nullable=False),  # machine time, as below
    Column("lock", Text),
    Column("locked_at", Instant),
)

console_recovery = Table(
    "console_recovery",
    metadata,
    Column("person_id", RowId, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("code_hash", LargeBinary, primary_key=True),
)

console_passkey = Table(
    "console_passkey",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("person_id", RowId, ForeignKey("person.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),  # what its owner calls it
    Column("handle", LargeBinary, nullable=False, unique=True),  # the credential ID
    Column("data", LargeBinary, nullable=False),  # the attested credential data with the public key
    Column("counter", BigInteger, nullable=False),  # the authenticator's signature counter
    Column(
        "stamp", BigInteger, nullable=False
    ),  # when the last answer was asked for: none is taken twice
    Column("made_at", Instant, nullable=False),
    Column("used_at", Instant),
    sqlite_autoincrement=True,
)

console_link = Table(
    "console_link",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("person_id", RowId, ForeignKey("person.id"), index=True),  # NULL: no mail was sent
    Column("purpose", Text, nullable=False),
    Column("made_at", Instant, nullable=False, index=True),
    Column("ends_at", Instant, nullable=False),
    Column("ended_at", Instant),  # used, or another one was made
    sqlite_autoincrement=True,
)

console_session = Table(
    "console_session",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("person_id", RowId, ForeignKey("person.id"), nullable=False, index=True),
    Column("stage", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False, index=True),
    Column("address", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("ended_at", Instant),
    sqlite_autoincrement=True,
)
