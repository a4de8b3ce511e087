"""Tokens of programs: shown once, kept as a hash, ended by a row; whoever is disabled has none that lasts."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update

from store.directory import people
from store.schema.directory import person
from store.schema.program import program_token
from store.tx import Tx
from work.act import Act
from work.program import ApiScope, Token

PREFIX = "cvt_"  # so that who finds one, a scanner too, knows what it is


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token to be kept: *hash* is of the secret that its program alone has."""

    hash: bytes
    name: str
    scopes: frozenset[ApiScope]
    ends: datetime


def draw() -> str:
    """A secret for one program: 256 bits of chance."""
    return PREFIX + secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is kept of it; SHA-256 does, as 256 bits of chance cannot be guessed."""
    return hashlib.sha256(token.encode()).digest()


def make(tx: Tx, email: str, new: NewToken, act: Act) -> Token | None:
    """The token as it is kept, of the person whose mailbox *email* is; None where nobody active has it."""
    whose = people.person_at(tx, email)
    if whose is None or whose.disabled:
        return None
    row = {
        "token_hash": new.hash,
        "person_id": whose.id,
        "name": new.name,
        "scopes": " ".join(sorted(new.scopes)),
        "made_at": act.now,
        "ends_at": new.ends,
    }
    tx.insert_new(program_token, row)
    (made,) = _tokens(tx, program_token.c.token_hash == new.hash)
    codes = {"person": f"person:{whose.id}", "until": new.ends.date().isoformat()}
    scopes = ",".join(sorted(new.scopes))
    tx.audit(act.now, "token.made", f"token:{made.id}", by=act.by, scopes=scopes, **codes)
    return made


def revoke(tx: Tx, number: int, act: Act) -> bool | None:
    """Whether the token lasted until now, when it ends; None where there is none of that number."""
    row = tx.one(tx.lock(select(program_token).where(program_token.c.id == number)))
    if row is None or row.ended_at is not None:
        return None if row is None else False
    mine = program_token.c.id == number
    tx.run(update(program_token).where(mine).values(ended_at=act.now))
    tx.audit(act.now, "token.revoked", f"token:{number}", by=act.by)
    return True


def everything(tx: Tx) -> tuple[Token, ...]:
    """Every token, the newest last."""
    return _tokens(tx, program_token.c.id.is_not(None))


def of_hash(tx: Tx, hashed: bytes, now: datetime) -> Token | None:
    """The token of that hash, where it lets its program in *now*."""
    found = _tokens(tx, program_token.c.token_hash == hashed)
    return found[0] if found and found[0].lasts(now) else None


def used(tx: Tx, number: int, day: date) -> None:
    """Notes that the token was used on that *day*."""
    tx.run(update(program_token).where(program_token.c.id == number).values(used_on=day))


def scopes_of(given: Collection[str]) -> frozenset[ApiScope]:
    """What they name. Raises ValueError for one that there is not."""
    return frozenset(map(ApiScope, given))


def _tokens(tx: Tx, which: ColumnElement[bool]) -> tuple[Token, ...]:
    columns = [one.label(f"token_{one.name}") for one in program_token.c]
    joined = people.everybody().add_columns(*columns)
    chosen = joined.join(program_token, program_token.c.person_id == person.c.id).where(which)
    return tuple(map(_token, tx.all(chosen.order_by(program_token.c.id))))


def _token(row: Row[Any]) -> Token:
    return Token(
        row.token_id,
        row.token_name,
        people.of_row(row),
        scopes_of(row.token_scopes.split()),
        row.token_made_at,
        row.token_ends_at,
        row.token_used_on,
        row.token_ended_at,
    )
