"""The store: there, of our schema, with room; the machine's clock; and who is in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from congvu.cli.checks.finding import Finding, error, ok, warning
from congvu.cli.login_certificate import SOON, of_login
from congvu.cli.task_words import counted
from congvu.config import Config
from congvu.space import Room
from store import Store, Tx, restoration, suspension
from store.account import last_instant, last_key
from store.audience import Unreminded, unreminded
from store.console import second
from store.directory import load
from store.directory.dkim import dkim_keys
from store.engine import StoreRefused, open_engines
from store.hand_over import batches
from store.restoration import Doubt
from store.succession import Left, left_behind
from store.version import KNOWN, SCHEMA, schema_of
from work.deadline import Reached
from work.directory import Directory, DkimKey, Standing
from work.hand_over import HandOver
from work.person import Position
from work.suspension import Suspension
from work.task import Party

MOST_NAMED = 3
RELEASED = datetime(2026, 11, 1, tzinfo=UTC)  # a clock that shows less was never set


@dataclass(frozen=True, slots=True)
class Facts:
    """What the store holds that other checks need."""

    directory: Directory
    keys: tuple[DkimKey, ...]
    last_instant: datetime | None
    audit_key: str | None
    unreminded: tuple[Unreminded, ...]
    suspended: tuple[Suspension, ...]
    doubt: Doubt
    left: tuple[Left, ...] = ()
    broken: tuple[HandOver, ...] = ()
    second: tuple[tuple[int, bytes], ...] = ()


def facts(tx: Tx, today: date, now: datetime) -> Facts:
    """Reads them on one snapshot."""
    asleep = tuple(suspension.standing(tx, now).values())
    alone = unreminded(tx, Reached(today, now))
    last, doubt = last_instant(tx), restoration.doubt(tx)
    left = left_behind(tx, today)
    broken = tuple(one for one in batches(tx) if one.finished_at is None)
    kept = second.sealed(tx)
    return Facts(
        load(tx), dkim_keys(tx), last, last_key(tx), alone, asleep, doubt, left, broken, kept
    )


def restored(doubt: Doubt) -> Iterator[Finding]:
    """What a backup left open, of which nobody knows whether it was sent since."""
    if doubt:
        parts = ((doubt.letters, "letter"), (doubt.notices, "notice"), (doubt.updates, "chat"))
        told = ", ".join(counted(number, noun) for number, noun in parts if number)
        yield warning("restored", f"{told} of the backup may have been sent; {restoration.REMEDY}")


def suspended(domains: tuple[Suspension, ...]) -> Iterator[Finding]:
    """Domains that nothing is sent to: a person may have forgotten."""
    for one in domains:
        until = f" until {one.until:%Y-%m-%d %H:%M} UTC" if one.until else ""
        since = f"since {one.since:%Y-%m-%d %H:%M} UTC{until}: {one.reason}"
        todo = f"nothing is sent there {since}; congvu queue resume {one.domain}"
        yield warning(f"queue {one.domain}", todo)


def schema(config: Config) -> Finding:
    """Whether the store is there and this program's."""
    if absence := config.store.absence():
        return error("store", absence)
    engines = open_engines(config.store.address())
    try:
        found = schema_of(engines)
    finally:
        engines.dispose()
    if found is not None and found not in KNOWN:
        raise StoreRefused(f"schema {found} is of a newer Congvu; install that version again")
    where = config.store.path or "PostgreSQL"
    if found is None:
        return warning("store", f"{where} has no tables yet; congvu serve makes them")
    if found != SCHEMA:
        todo = "take a backup, then congvu serve brings it there"
        return warning("store", f"{where} has schema {found}, not {SCHEMA}; {todo}")
    return ok("store", f"{where}, schema {found}")


def room(config: Config, store: Store) -> Iterator[Finding]:
    """Whether letters may be taken in."""
    space = Room(store.free_bytes, config.relay.size_limit)
    free = space.free_bytes()
    if free is None:
        return
    if space.enough():
        yield ok("space", f"{free / (1 << 30):.1f} GiB free beside the store")
    else:
        yield error(
            "space",
            f"{free >> 20} MiB free beside the store, {space.needed_bytes >> 20} needed;"
            " letters are refused with 452 until there is more",
        )


def clock(now: datetime, last: datetime | None) -> Finding:
    """Whether the machine's clock can be right."""
    if now < RELEASED:
        return error(
            "clock", f"the machine says {now:%Y-%m-%d}; set its clock, and let NTP keep it"
        )
    if last is not None and now < last:
        return error(
            "clock",
            f"the machine says {now:%Y-%m-%d %H:%M} UTC, but the account has lines of"
            f" {last:%Y-%m-%d %H:%M}; set its clock, and let NTP keep it",
        )
    return ok("clock", f"{now:%Y-%m-%d %H:%M} UTC")


def people(config: Config, directory: Directory, today: date) -> Iterator[Finding]:
    """Whether anybody can send."""
    good = [code for code in directory.agencies if directory.standing(code, today) is Standing.GOOD]
    if not good:
        add = "congvu agency add CODE NAME --domain DOMAIN"
        known = "see congvu agency list, then congvu agency enable CODE"
        yield warning("agencies", f"none may send; {known if directory.agencies else add}")
    else:
        yield ok("agencies", f"{len(good)} of {len(directory.agencies)} may send")
    if any(listener.kind == "submission" for listener in config.relay.listener):
        usable = [name for name in directory.logins if directory.open_login(name, today)]
        if usable:
            yield ok("logins", f"{len(usable)} of {len(directory.logins)} usable")
        else:
            add = "congvu login add NAME --agency CODE"
            known = "see congvu login list, then congvu login enable NAME"
            yield warning("logins", f"none is usable; {known if directory.logins else add}")
    for listener in config.relay.listener:
        if listener.agency is not None and listener.agency not in directory.agencies:
            yield error(
                f"listener {listener.address}",
                f"its agency {listener.agency} is not registered; congvu agency add {listener.agency} NAME",
            )


def certificates(directory: Directory, now: datetime) -> Iterator[Finding]:
    """Logins whose last client certificate ends soon, or has ended."""
    for name, login in directory.logins.items():
        theirs = of_login(directory, name)
        if not theirs or login.disabled or theirs[0].not_after - now >= SOON:
            continue
        matter = f"login {name}"
        todo = f"congvu login certificate {name} FILE registers the next one"
        yield warning(matter, f"its certificate {_ends(theirs[0].not_after, now)}; {todo}")


def _ends(end: datetime, now: datetime) -> str:
    return f"ended {end:%Y-%m-%d}" if end < now else f"ends {end:%Y-%m-%d}"


def reminders(alone: tuple[Unreminded, ...]) -> Iterator[Finding]:
    """That nobody is reminded of some tasks, and behind whom somebody is missing."""
    if not alone:
        return
    tasks = sum(one.tasks for one in alone)
    names = [_called(one.lead) for one in alone[:MOST_NAMED]]
    more = f" and {len(alone) - len(names)} more" if len(alone) > len(names) else ""
    yield warning(
        "reminders",
        f"nobody is reminded of {counted(tasks, 'open task')}, as no active person stands behind"
        f" {', '.join(names)}{more}; congvu person add NAME MAILBOX --agency CODE --position"
        f" {Position.CLERK}, or --unit UNIT --position {Position.UNIT_HEAD}"
        " (see congvu task list --unreminded)",
    )


def handed(left: tuple[Left, ...], broken: tuple[HandOver, ...]) -> Iterator[Finding]:
    """That open work stands with agencies that ended, or was not handed over to its end."""
    for one in left:
        heir = one.successor or "NEW"
        yield warning(
            "open work",
            f"{counted(one.tasks, 'open task')} of {one.code}, whose code is over; congvu agency"
            f" succeed {one.code} {heir} --on DATE, with the first day of {heir}",
        )
    for batch in broken:
        what = "congvu agency succeed" if batch.is_of_agencies else "congvu person hand-over"
        yield warning(
            "hand-over",
            f"number {batch.id} was broken off; run {what} again for the same two, see congvu person"
            " hand-overs",
        )


def _called(lead: Party) -> str:
    name = lead.person_name or lead.unit_name
    return f"{name} ({lead.agency})" if name else f"{lead.agency_name} ({lead.agency})"
