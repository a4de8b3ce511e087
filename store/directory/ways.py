"""Whence logins came in, and how often others guessed: written by the minute, never on the way in."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from store.schema.directory import login, login_guess, login_way
from store.tx import Tx
from work.way import Guesses, Tries, Way

WAYS_MOST = 64  # of one login, the latest
WAYS_COUNT = timedelta(days=180)  # nobody is let in for an older one
RECENT = timedelta(hours=24)


def ways(tx: Tx, now: datetime) -> tuple[Way, ...]:
    """Whence each login came in within WAYS_COUNT, the latest first."""
    young = login_way.c.came_at > now - WAYS_COUNT
    asked = select(login_way).where(young).order_by(login_way.c.came_at.desc())
    return tuple(Way(row.login, row.address, row.came_at) for row in tx.all(asked))


def remember(tx: Tx, came: Sequence[Way], guesses: Sequence[Guesses]) -> None:
    """Keeps who *came* in from where, and adds *guesses* to their hour; what is old store.retention forgets."""
    known = {row.name for row in tx.all(select(login.c.name))}
    for way in came:
        if way.login in known:
            _came(tx, way)
    for one in guesses:
        if one.login in known:
            _guessed(tx, one)
    for name in {way.login for way in came} & known:
        _forget_ways(tx, name)


def recent_guesses(tx: Tx, name: str, now: datetime) -> Guesses | None:
    """The guesses at one login within RECENT together, or None where there was none."""
    here = (login_guess.c.login == name) & (login_guess.c.last_at > now - RECENT)
    rows = tx.all(select(login_guess).where(here).order_by(login_guess.c.last_at))
    if not rows:
        return None
    wrong, put_off = sum(row.wrong for row in rows), sum(row.put_off for row in rows)
    return Guesses(name, wrong, put_off, rows[-1].address, rows[-1].last_at)


def guesses_since(tx: Tx, since: datetime) -> Tries:
    """Those at all logins, by the whole hour, of which the last came after *since*."""
    young = login_guess.c.last_at > since
    wrong = tx.value(select(func.sum(login_guess.c.wrong)).where(young))
    put_off = tx.value(select(func.sum(login_guess.c.put_off)).where(young))
    return Tries(int(wrong or 0), int(put_off or 0))


def _came(tx: Tx, way: Way) -> None:
    row = {"login": way.login, "address": way.address, "came_at": way.at}
    if not tx.insert_new(login_way, row):
        place = (login_way.c.login == way.login) & (login_way.c.address == way.address)
        older = login_way.c.came_at < way.at
        tx.run(update(login_way).where(place & older).values(came_at=way.at))


def _guessed(tx: Tx, one: Guesses) -> None:
    hour = one.at.replace(minute=0, second=0, microsecond=0)
    key = {"login": one.login, "hour": hour}
    new = {"wrong": 0, "put_off": 0, "address": one.address, "last_at": one.at}
    tx.insert_new(login_guess, key | new)
    place = (login_guess.c.login == one.login) & (login_guess.c.hour == hour)
    more = {
        "wrong": login_guess.c.wrong + one.wrong,
        "put_off": login_guess.c.put_off + one.put_off,
        "address": one.address,
        "last_at": one.at,
    }
    tx.run(update(login_guess).where(place).values(more))


def _forget_ways(tx: Tx, name: str) -> None:
    theirs = login_way.c.login == name
    latest = select(login_way.c.address).where(theirs).order_by(login_way.c.came_at.desc())
    kept = [row.address for row in tx.all(latest.limit(WAYS_MOST))]
    tx.run(delete(login_way).where(theirs & login_way.c.address.not_in(kept)))
