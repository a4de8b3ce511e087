"""How far each watched mailbox is taken in: its cursor, what was tried in vain, and when its server last answered."""

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, select, tuple_, update

from store import intake
from store.intake import Taken, at
from store.schema.base import micros
from store.schema.intake import UNTAKEN, intake_arrival, intake_mailbox
from store.together import Together
from store.tx import Tx
from work.intake import Arrival, NewIntake, Place, Untaken

Name = tuple[str, str]
"""A mailbox as the configuration names it, and its folder."""

IN_LINE = (
    2  # tries of a letter in its turn; then it is tried last, so that others do not wait for it
)
AT_ALL = 6  # then only after a person's word
TRY_AGAIN = timedelta(minutes=1)  # and twice as long after each


_PASS = (
    update(intake_mailbox)
    .where(
        intake_mailbox.c.mailbox == bindparam("name"),
        intake_mailbox.c.folder == bindparam("within"),
        intake_mailbox.c.validity == bindparam("numbered"),
        intake_mailbox.c.uid < bindparam("last"),
    )
    .values(uid=bindparam("last"))
)  # made once: it runs for every letter
_BEGIN = """
INSERT INTO intake_arrival
    (mailbox, folder, validity, uid, at, not_before, door, tries, reason)
VALUES {rows} ON CONFLICT DO NOTHING RETURNING mailbox, folder, validity, uid
"""


class Cursor(NamedTuple):
    """UIDVALIDITY and the UID that new letters are behind; *renumbered* when it had to begin anew."""

    validity: int
    uid: int
    renumbered: bool


class Watched(NamedTuple):
    """A mailbox, how it stands, and how many of its letters could not be taken."""

    mailbox: str
    folder: str
    validity: int | None
    uid: int
    proved_at: datetime
    trouble: str | None
    untaken: int

    @property
    def heard_at(self) -> datetime | None:
        """When its server last answered a look; None where it never opened the folder."""
        return None if self.validity is None else self.proved_at


def enrol(tx: Tx, names: Sequence[Name], now: datetime) -> None:
    """Makes *names* the mailboxes that are watched; of others nobody is told any more that they are silent.

    What they had taken stays known, so that a mailbox may come back.
    """
    c = intake_mailbox.c
    tx.run(delete(intake_mailbox).where(tuple_(c.mailbox, c.folder).not_in(list(names))))
    for mailbox, folder in names:
        row = {"mailbox": mailbox, "folder": folder, "uid": 0, "proved_at": now}
        tx.insert_new(intake_mailbox, row)


def enter(tx: Tx, name: Name, validity: int, next_uid: int | None, now: datetime) -> Cursor:
    """The cursor of a mailbox whose folder shows that UIDVALIDITY and UIDNEXT now.

    It begins anew where the letters were numbered anew (RFC 9051 §2.3.1.1), or where the
    folder went back, as by a backup: then what is known is found by its identity.
    """
    row = tx.one(tx.lock(select(intake_mailbox).where(_mine(name))))
    if row is None:
        enrol_one = {"mailbox": name[0], "folder": name[1], "uid": 0, "proved_at": now}
        tx.insert_new(intake_mailbox, enrol_one)
    elif row.validity == validity and (next_uid is None or next_uid > row.uid):
        return Cursor(validity, row.uid, False)
    tx.run(update(intake_mailbox).where(_mine(name)).values(validity=validity, uid=0))
    before = None if row is None else row.validity
    if before is not None:
        intake.forget_places(tx, name, validity, next_uid)
        tx.audit(now, "intake.renumbered", f"mailbox:{name[0]}", before=before, validity=validity)
    return Cursor(validity, 0, before is not None)


def _take_all(tx: Tx, calls: Sequence[tuple[NewIntake, Arrival, bytes]]) -> list[Taken | None]:
    """As `intake.take`, in one commit with the cursor."""
    taken = intake.take_all(tx, calls)
    places = [way.place for (_, way, _), one in zip(calls, taken, strict=True) if one and way.place]
    for _, last in itertools.groupby(sorted(places, key=_numbering), _numbering):
        _pass(tx, max(last, key=lambda place: place.uid))
    return taken


take = Together(_take_all)


def pass_known(tx: Tx, found: Sequence[tuple[Place, bytes, int]], now: datetime) -> None:
    """Puts down that letters which are in the tray lie there, each by its head and number."""
    for place, head, number in found:
        intake.came(tx, number, Arrival("imap", now, place), head)
        _pass(tx, place)


def begin(tx: Tx, place: Place, now: datetime) -> int:
    """Counts one more try of the letter there; gives which it is, from 1 on.

    Counted before it is made: who dies of a letter has not said so.
    """
    again = {"tries": intake_arrival.c.tries + 1, "not_before": now + TRY_AGAIN}
    if not tx.run(update(intake_arrival).where(at(place), UNTAKEN).values(again)):
        begin_first(tx, place, now)
    return int(tx.value(select(intake_arrival.c.tries).where(at(place))) or 0)


def _begin_all(tx: Tx, calls: Sequence[tuple[Place, datetime]]) -> list[bool]:
    """Counts the first try of the letter there; False, and nothing counted, where there was one before."""
    rows = [(*_numbering(one), one.uid, micros(now), micros(now + TRY_AGAIN)) for one, now in calls]
    new = set(tx.hot_rows(_BEGIN, [(*row, "imap", 1, "interrupted") for row in rows]))
    return [row[:4] in new for row in rows]


begin_first = Together(_begin_all)


def fail(tx: Tx, place: Place, reason: str, now: datetime, *, final: bool = False) -> None:
    """Says why the letter there is not taken; *final* leaves it to a person at once."""
    tries = int(tx.value(select(intake_arrival.c.tries).where(at(place))) or 0)
    tries = AT_ALL if final else max(tries, IN_LINE)
    values = {"reason": reason, "tries": tries, "not_before": now + TRY_AGAIN * 2**tries}
    tx.run(update(intake_arrival).where(at(place), UNTAKEN).values(values))
    _pass(tx, place)
    tx.audit(now, "intake.untaken", f"mailbox:{place.mailbox}", uid=place.uid, reason=reason)


def spare(tx: Tx, places: Sequence[Place]) -> None:
    """Takes back the last try of the letters there, which ended because nothing could be kept."""
    for place in places:
        first = intake_arrival.c.tries <= 1
        tx.run(delete(intake_arrival).where(at(place), UNTAKEN, first))
        fewer = {"tries": intake_arrival.c.tries - 1, "not_before": intake_arrival.c.at}
        tx.run(update(intake_arrival).where(at(place), UNTAKEN, ~first).values(fewer))


def untaken(tx: Tx, mailbox: str | None = None) -> tuple[Untaken, ...]:
    """The letters that were tried in vain, of one mailbox or of all; not those whose turn it is."""
    c = intake_arrival.c
    asked = select(intake_arrival).where(UNTAKEN, c.tries >= IN_LINE)
    if mailbox is not None:
        asked = asked.where(c.mailbox == mailbox)
    rows = tx.all(asked.order_by(c.mailbox, c.folder, c.uid))
    return tuple(
        Untaken(
            Place(row.mailbox, row.folder, row.validity, row.uid),
            row.tries,
            row.not_before,
            row.reason,
        )
        for row in rows
    )


def seen(tx: Tx, name: Name, validity: int) -> frozenset[int]:
    """The UIDs of the letters there that are in the tray."""
    c = intake_arrival.c
    mine = (c.mailbox == name[0]) & (c.folder == name[1]) & (c.validity == validity)
    rows = tx.all(select(c.uid).where(mine, c.intake_id.is_not(None)))
    return frozenset(row.uid for row in rows)


def gone(tx: Tx, places: Sequence[Place]) -> None:
    """The letters that were tried there are there no more."""
    for place in places:
        tx.run(delete(intake_arrival).where(at(place), UNTAKEN))


def try_again(tx: Tx, mailbox: str, by: str, now: datetime) -> int:
    """How many letters of that mailbox are tried anew, because a person said so."""
    mine = (intake_arrival.c.mailbox == mailbox) & (intake_arrival.c.tries >= IN_LINE)
    changed = tx.run(
        update(intake_arrival).where(UNTAKEN, mine).values(tries=IN_LINE, not_before=now)
    )
    if changed:
        tx.audit(now, "intake.retried", f"mailbox:{mailbox}", by=by, letters=changed)
    tx.ring(intake.RETRY)
    return changed


def prove(tx: Tx, name: Name, now: datetime) -> None:
    """Puts down that the server answered a look."""
    tx.run(update(intake_mailbox).where(_mine(name)).values(proved_at=now, trouble=None))


def trouble(tx: Tx, name: Name, reason: str) -> None:
    """Puts down why it does not."""
    tx.run(update(intake_mailbox).where(_mine(name)).values(trouble=reason))


def silent_since(tx: Tx) -> datetime | None:
    """When the mailbox was last heard that is silent for longest; None where none is watched."""
    found: datetime | None = tx.value(select(func.min(intake_mailbox.c.proved_at)))
    return found


def watched(tx: Tx) -> tuple[Watched, ...]:
    """All mailboxes that are watched."""
    a, c = intake_arrival.c, intake_mailbox.c
    same = and_(a.mailbox == c.mailbox, a.folder == c.folder, UNTAKEN, a.tries >= IN_LINE)
    waiting = select(func.count()).select_from(intake_arrival).where(same).scalar_subquery()
    rows = tx.all(select(intake_mailbox, waiting.label("untaken")).order_by(c.mailbox, c.folder))
    return tuple(
        Watched(r.mailbox, r.folder, r.validity, r.uid, r.proved_at, r.trouble, r.untaken)
        for r in rows
    )


def _mine(name: Name) -> ColumnElement[bool]:
    return (intake_mailbox.c.mailbox == name[0]) & (intake_mailbox.c.folder == name[1])


def _numbering(place: Place) -> tuple[str, str, int]:
    return place.mailbox, place.folder, place.validity


def _pass(tx: Tx, place: Place) -> None:
    """Moves the cursor up to *place*; it never goes back."""
    here = {"name": place.mailbox, "within": place.folder, "numbered": place.validity}
    tx.run(_PASS, {**here, "last": place.uid})
