"""Who there is: agencies and their domains, units, people, SMTP logins, signing keys."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from store.schema.base import Instant, RowId, metadata

agency = Table(
    "agency",
    metadata,
    Column("code", Text, primary_key=True),  # Quyết định 20/2020/QĐ-TTg: "G22", "H05"
    Column("name", Text, nullable=False),
    Column("short_name", Text, nullable=False),
    Column("parent", Text, ForeignKey("agency.code")),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("successor", Text),  # may not be registered yet, so no foreign key
    Column("disabled_at", Instant),
)

agency_domain = Table(
    "agency_domain",
    metadata,
    Column("domain", Text, primary_key=True),  # lower case, A-labels
    Column("agency", Text, ForeignKey("agency.code"), nullable=False, index=True),
)

unit = Table(
    "unit",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("agency", Text, ForeignKey("agency.code"), nullable=False),
    Column("name", Text, nullable=False),
    UniqueConstraint("agency", "name"),
)

person = Table(
    "person",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False, unique=True),  # lower case
    Column("agency", Text, ForeignKey("agency.code"), nullable=False, index=True),
    Column("unit_id", RowId, ForeignKey("unit.id")),
    Column("position", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("disabled_at", Instant),
)

login = Table(
    "login",
    metadata,
    Column("name", Text, primary_key=True),
    Column("agency", Text, ForeignKey("agency.code"), nullable=False),
    Column("password_hash", Text, nullable=False),  # Argon2id, RFC 9106
    Column("created_at", Instant, nullable=False),
    Column("disabled_at", Instant),
    Column("scram", Text),  # keys of SCRAM-SHA-256, RFC 5803 §3; NULL for a password from before
)

login_certificate = Table(
    "login_certificate",
    metadata,
    Column("fingerprint", Text, primary_key=True),  # SHA-256 of the octets
    Column("login", Text, ForeignKey("login.name"), nullable=False, index=True),
    Column("octets", LargeBinary, nullable=False),  # DER
    Column("not_before", Instant, nullable=False),
    Column("not_after", Instant, nullable=False),
    Column("added_at", Instant, nullable=False),
)

login_way = Table(  # from where a login came in, so that it is let in while others guess
    "login_way",
    metadata,
    Column("login", Text, ForeignKey("login.name"), primary_key=True),
    Column("address", Text, primary_key=True),
    Column("came_at", Instant, nullable=False, index=True),
)

login_guess = Table(  # wrong passwords, by the hour
    "login_guess",
    metadata,
    Column("login", Text, ForeignKey("login.name"), primary_key=True),
    Column("hour", Instant, primary_key=True, index=True),
    Column("wrong", Integer, nullable=False),
    Column("put_off", Integer, nullable=False),
    Column("address", Text, nullable=False),  # of the last one
    Column("last_at", Instant, nullable=False),
)

secret = Table(
    "secret",
    metadata,
    # "disguise": of which the salts of unknown logins are made; "reply": signs addresses of answers
    Column("name", Text, primary_key=True),
    Column("octets", LargeBinary, nullable=False),
)

dkim_key = Table(
    "dkim_key",
    metadata,
    Column("domain", Text, primary_key=True),
    Column("selector", Text, primary_key=True),
    Column("algorithm", Text, nullable=False),  # "rsa" or "ed25519", RFC 6376 and RFC 8463
    Column("public_key", LargeBinary, nullable=False),  # as in p=, decoded
    Column("created_at", Instant, nullable=False),
    Column("token", Text),  # which PKCS #11 token has the private half, NULL where a file has it
    Column("seen", LargeBinary),  # p= as last read from DNS, NULL while never found
    Column("seen_at", Instant),
    Column("shown_at", Instant),  # when DNS first gave this very key
    Column("seen_since", Instant),  # since when DNS shows this very key everywhere, without a gap
    Column("ttl", BigInteger),  # seconds, the longest that DNS gave for the name
    Column("signs_from", Instant),
    Column("signs_until", Instant),
    Column("leave_until", Instant),  # its record has to stay until then
    Column("revoked_at", Instant),
    Column("gone_at", Instant),  # when DNS was first seen not to show it any more
)
