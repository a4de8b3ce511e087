"""Who sent a petition, the only place that reads it: masked for all, whole for who handles it, and then erased."""

import hashlib
from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, and_, func, insert, or_, select, update

from store import tray
from store.schema.petition import petition, petition_mail, petitioner
from store.tx import Tx
from work.petition import Kind
from work.petitioner import NOBODY, Petitioner, Sender, digits_of, hidden, masked
from work.spelling import search_key

_COLUMNS = ("name", "address", "phone", "id_number", "email", "words", "sender", "language")
_HIDES = or_(  # work.petition.Petition.denounces
    petition.c.kind == Kind.DENUNCIATION,
    and_(
        petition.c.kind == Kind.UNSORTED,
        func.coalesce(petition.c.proposed, "") == Kind.DENUNCIATION,
    ),
)
_KEYS = ("phone_key", "id_key", "email_key", "words_digest")


def add(tx: Tx, number: int, who: Petitioner) -> None:
    """Keeps it beside the petition."""
    tx.run(insert(petitioner).values(petition_id=number, erased=False, **_values(who)))


def shown(tx: Tx, numbers: Collection[int]) -> dict[int, Petitioner]:
    """What anybody may see of who sent each of the petitions: masked, and nothing of who denounces."""
    chosen = select(petitioner, _HIDES.label("hides")).join(
        petition, petition.c.id == petitioner.c.petition_id
    )
    rows = tx.all(chosen.where(petitioner.c.petition_id.in_(numbers)))
    return {row.petition_id: _shown(row) for row in rows}


def whole(tx: Tx, number: int) -> Petitioner:
    """The data themselves: for letters, and for who may see them, which store.petition_move decides."""
    row = tx.one(select(petitioner).where(petitioner.c.petition_id == number))
    return NOBODY if row is None else _of_row(row)


def supply(tx: Tx, number: int, words: str) -> None:
    """Adds what the sender supplied to their words."""
    mine = petitioner.c.petition_id == number
    was = tx.value(tx.lock(select(petitioner.c.words).where(mine)))
    tx.run(update(petitioner).where(mine).values(words=f"{was}\n\n{words}".strip()))


def erase(tx: Tx, numbers: Collection[int]) -> int:
    """How many petitions' personal data were emptied, with letters that brought them; their rows stay, to say so."""
    mail = select(petition_mail.c.intake_id).where(petition_mail.c.petition_id.in_(numbers))
    tray.forget(tx, [row.intake_id for row in tx.all(mail)])
    empty = {**dict.fromkeys(_COLUMNS[:6], ""), **dict.fromkeys(_KEYS), "erased": True}
    mine = petitioner.c.petition_id.in_(numbers) & ~petitioner.c.erased
    return tx.run(update(petitioner).where(mine).values(empty))


def alike(tx: Tx, who: Petitioner, besides: int | None = None) -> tuple[tuple[int, str], ...]:
    """Petitions that may be the same, the newest first: "same-words", or "same-sender". A hint, and no more.

    Nothing where one of them is a denunciation: beside another petition of the same sender it would
    tell who denounces (25/2018/QH14, Luật Tố cáo).
    """
    if besides is not None and _denounces(tx, besides):
        return ()
    keys = _keys(who)
    same = [petitioner.c[name] == key for name, key in keys.items() if key is not None]
    if not same:
        return ()
    joined = select(petitioner).join(petition, petition.c.id == petitioner.c.petition_id)
    chosen = joined.where(or_(*same), ~_HIDES, petitioner.c.petition_id != (besides or 0))
    rows = tx.all(chosen.order_by(petitioner.c.petition_id.desc()).limit(20))
    words = keys["words_digest"]
    return tuple(
        (row.petition_id, "same-words" if words and row.words_digest == words else "same-sender")
        for row in rows
    )


def _denounces(tx: Tx, number: int) -> bool:
    return bool(tx.value(select(_HIDES).where(petition.c.id == number)))


def _shown(row: Row[Any]) -> Petitioner:
    who = _of_row(row)
    return hidden(who) if row.hides else masked(who)


def _of_row(row: Row[Any]) -> Petitioner:
    values = {name: getattr(row, name) for name in _COLUMNS}
    return Petitioner(**{**values, "sender": Sender(row.sender)})


def _values(who: Petitioner) -> dict[str, Any]:
    return {**{name: getattr(who, name) for name in _COLUMNS}, **_keys(who)}


def _keys(who: Petitioner) -> dict[str, str | None]:
    words = search_key(who.words)
    digest = hashlib.sha256(words.encode()).hexdigest() if words else None
    phone, number = digits_of(who.phone), search_key(who.id_number).replace(" ", "")
    email = who.email.casefold()
    return {
        "phone_key": phone or None,
        "id_key": number or None,
        "email_key": email or None,
        "words_digest": digest,
    }
