"""Clears away what need not be kept any more, in steps that nobody waits for.

Letters and notices are walked by their numbers, from the oldest to the first that are
young; how far it got stands beside what went, in the same commit. What is open stays:
a letter with a recipient that is not settled, whatever holds it, and a notice that waits.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from store import cut as account
from store import petition_move, tray_cut
from store import petitioner as petitioners
from store.account import Signer
from store.schema.approval import UNDECIDED, approval
from store.schema.authenticity import authenticity
from store.schema.chat import chat_update
from store.schema.console import console_link, console_session
from store.schema.directory import login_guess, login_way
from store.schema.dmarc import dmarc_report, dmarc_source
from store.schema.notice import notice
from store.schema.petition import petition, petitioner
from store.schema.reminding import reminding
from store.schema.retention import retention
from store.schema.secrecy import secrecy_incident
from store.schema.signature import signature
from store.schema.spool import letter, recipient
from store.schema.work import task
from store.store import Store
from store.tx import Tx
from work.hold import RESTORED
from work.retention import Cut, Kind, Step

WINDOW = (
    100  # rows of one transaction, 6 ms; a letter goes whole, with however many recipients it has
)
COUNT_LIMIT = 50_000
FREE_PAGES = 4096  # stay in the file, for what comes in by day: 16 MiB
PAGES = 256  # given back by one transaction


class Chosen(NamedTuple):
    """The next that go, behind a number: up to which number was looked, and whether any may follow."""

    numbers: Sequence[int]
    after: int
    ended: bool


def step(tx: Tx, cut: Cut, now: datetime, signer: Signer) -> Step:
    """Removes the next that go by *cut*, and puts down with its last step how many went that day.

    *signer* signs what is cut off the account.
    """
    walk = _walk(tx, cut, now)
    if walk.ended:
        return Step(0, True)
    if cut.kind is Kind.ACCOUNT:
        gone, after, ended = _cut_off(tx, cut, walk.after, signer, now)
    else:
        gone, after, ended = _clear(tx, cut, walk.after)
    values = {"after": after, "gone": walk.gone + gone, "ended": ended}
    tx.run(update(retention).where(retention.c.kind == cut.kind).values(values))
    if ended:
        _tell(tx, cut.kind, cut.kept_from, walk.gone + gone, now)
    return Step(gone, ended)


def again(tx: Tx, cut: Cut, now: datetime) -> None:
    """Lets the walk of *cut* begin anew, also where it had ended for the day."""
    _begin(tx, cut, _found(tx, cut), now)


def is_over(tx: Tx, cuts: Sequence[Cut]) -> bool:
    """Whether each of *cuts* was walked to its end."""
    over = {row.kind: row.day for row in tx.all(select(retention).where(retention.c.ended))}
    return all(over.get(cut.kind) == cut.day for cut in cuts)


def shrink(tx: Tx) -> bool:
    """Whether the file of an SQLite store got smaller; what was free beyond FREE_PAGES is given back in parts."""
    spare = tx.free_pages() - FREE_PAGES
    if spare > 0:
        tx.give_back(min(spare, PAGES))
    return spare > 0


async def due(store: Store, cut: Cut) -> int:
    """How many would go by *cut*, COUNT_LIMIT at most."""
    if cut.kind is Kind.ACCOUNT:
        return min(await store.read(account.due, cut.machine), COUNT_LIMIT)
    if cut.kind not in _WALKED:
        return await store.read(_count_aged, cut)
    choose, _ = _WALKED[cut.kind]
    found, chosen = 0, Chosen((), 0, ended=False)
    while not chosen.ended and found < COUNT_LIMIT:
        chosen = await store.read(choose, cut, chosen.after)
        found += len(chosen.numbers)
    return min(found, COUNT_LIMIT)


def _cut_off(tx: Tx, cut: Cut, after: int, signer: Signer, now: datetime) -> tuple[int, int, bool]:
    """As _clear; the walk's first step signs what goes, the others let it go."""
    if not after:
        account.begin(tx, cut.machine, cut.kept_from, signer, now)
        return 0, 1, False
    gone, ended = account.step(tx)
    return gone, after, ended


def _clear(tx: Tx, cut: Cut, after: int) -> tuple[int, int, bool]:
    """How many went, up to which number was looked, and whether that was all."""
    if cut.kind not in _WALKED:
        gone = _remove_aged(tx, cut)
        return gone, after, gone < WINDOW
    choose, remove = _WALKED[cut.kind]
    chosen = choose(tx, cut, after)
    if chosen.numbers:
        remove(tx, chosen.numbers)
    return len(chosen.numbers), chosen.after, chosen.ended


def _walk(tx: Tx, cut: Cut, now: datetime) -> Row[Any]:
    """How far the walk of that day is; another begins where there is none."""
    found = _found(tx, cut)
    if found is None or found.day != cut.day:
        _begin(tx, cut, found, now)
        found = _found(tx, cut)
    if found is None:
        raise RuntimeError("the row that was put there is gone")
    return found


def _found(tx: Tx, cut: Cut) -> Row[Any] | None:
    return tx.one(tx.lock(select(retention).where(retention.c.kind == cut.kind)))


def _begin(tx: Tx, cut: Cut, before: Row[Any] | None, now: datetime) -> None:
    if before is not None and not before.ended:  # midnight, or somebody, came in between
        _tell(tx, cut.kind, before.kept_from, before.gone, now)
    fresh = {"day": cut.day, "kept_from": cut.kept_from, "after": 0, "gone": 0, "ended": False}
    if not tx.insert_new(retention, {"kind": cut.kind, **fresh}):
        tx.run(update(retention).where(retention.c.kind == cut.kind).values(fresh))


def _tell(tx: Tx, kind: str, kept_from: object, gone: int, now: datetime) -> None:
    if gone:
        about = f"retention:{kind}"
        tx.audit(now, "retention.cleared", about, kept_from=str(kept_from), rows=gone)


def _old_letters(tx: Tx, cut: Cut, after: int) -> Chosen:
    """Letters that are settled whole; the newest stays, for SQLite would give its number again."""
    rows = tx.all(_window(letter, after, letter.c.received_at, letter.c.body_id))
    old = [r.id for r in rows if r.received_at < cut.machine and r.body_id is None]
    if not old:
        return _end(rows, after, all(row.received_at >= cut.machine for row in rows))
    sizes = _settled(tx, cut, old)
    asked = select(approval.c.letter_id).where(approval.c.letter_id.in_(old), UNDECIDED)
    undecided = {row.letter_id for row in tx.all(asked)}
    gone = [number for number in old if number in sizes and number not in undecided]
    return _bounded(gone, sizes, _end(rows, after, young=False))


def _settled(tx: Tx, cut: Cut, numbers: Sequence[int]) -> dict[int, int]:
    """How many recipients each of those letters has of which all had settled before the cut."""
    still = or_(recipient.c.settled_at.is_(None), recipient.c.settled_at >= cut.machine)
    # Counted, not sought: SQLite would look for what is open among all that is.
    columns = func.count().label("rows"), func.sum(case((still, 1), else_=0)).label("open")
    theirs = select(recipient.c.letter_id, *columns).where(recipient.c.letter_id.in_(numbers))
    found = tx.all(theirs.group_by(recipient.c.letter_id))
    return {row.letter_id: row.rows for row in found if not row.open}


def _bounded(gone: list[int], sizes: dict[int, int], whole: Chosen) -> Chosen:
    """As many of *gone* as have WINDOW recipients together, but one at least."""
    total = 0
    for place, number in enumerate(gone):
        total += sizes[number]
        if total > WINDOW and place:
            return Chosen(gone[:place], gone[place - 1], ended=False)
    return whole._replace(numbers=gone)


def _remove_letters(tx: Tx, numbers: Sequence[int]) -> None:
    tx.run(delete(recipient).where(recipient.c.letter_id.in_(numbers)))
    tx.run(delete(approval).where(approval.c.letter_id.in_(numbers)))
    tx.run(delete(authenticity).where(authenticity.c.letter_id.in_(numbers)))
    tx.run(delete(signature).where(signature.c.letter_id.in_(numbers)))
    tx.run(delete(letter).where(letter.c.id.in_(numbers)))


def _old_notices(tx: Tx, cut: Cut, after: int) -> Chosen:
    """Settled notices; those of an open task stay, for `task explain` and against telling twice."""
    columns = notice.c.at, notice.c.settled_at, notice.c.task_id
    rows = tx.all(_window(notice, after, *columns))
    old = [r for r in rows if r.at < cut.office and r.settled_at and r.settled_at < cut.machine]
    open_ = _open(tx, {row.task_id for row in old if row.task_id is not None})
    end = _end(rows, after, all(row.at >= cut.office for row in rows))
    return end._replace(numbers=[row.id for row in old if row.task_id not in open_])


def _open(tx: Tx, tasks: Collection[int]) -> Collection[int]:
    if not tasks:
        return ()
    theirs = select(task.c.id).where(task.c.id.in_(tasks), task.c.closed_at.is_(None))
    return {row.id for row in tx.all(theirs)}


_OVER = (reminding.c.state != "waiting") & exists().where(
    task.c.id == reminding.c.task_id, task.c.closed_at.is_not(None)
)


def _remove_notices(tx: Tx, numbers: Sequence[int]) -> None:
    """With what was not told on its own of the same tasks, once they are closed."""
    rows = tx.all(select(notice.c.task_id, notice.c.dedup_key).where(notice.c.id.in_(numbers)))
    own = {row.task_id for row in rows if row.task_id is not None}
    keys = {row.dedup_key.rpartition(":")[0] for row in rows if row.task_id is None}
    for column, values in ((reminding.c.task_id, own), (reminding.c.told_by, keys)):
        if values:
            tx.run(delete(reminding).where(column.in_(values), _OVER))
    detached = update(notice).where(notice.c.replaces.in_(numbers))
    tx.run(detached.values(replaces=None))
    tx.run(delete(notice).where(notice.c.id.in_(numbers)))


def _window(table: Table, after: int, *columns: ColumnElement[Any]) -> Select[Any]:
    """The next WINDOW rows behind number *after*, without the newest of all."""
    newest = select(func.max(table.c.id)).scalar_subquery()
    following = select(table.c.id, *columns).where(table.c.id > after, table.c.id < newest)
    return following.order_by(table.c.id).limit(WINDOW)


def _end(rows: Sequence[Row[Any]], after: int, young: bool) -> Chosen:
    """Where a window ends; numbers grow with time, so that behind one that is all young nothing is old."""
    return Chosen((), rows[-1].id if rows else after, ended=young or len(rows) < WINDOW)


def _old_reports(tx: Tx, cut: Cut, after: int) -> Chosen:
    """Reports by when they came; the newest stays."""
    rows = tx.all(_window(dmarc_report, after, dmarc_report.c.received_at))
    old = [row.id for row in rows if row.received_at < cut.machine]
    return _end(rows, after, young=not old)._replace(numbers=old)


def _remove_reports(tx: Tx, numbers: Sequence[int]) -> None:
    tx.run(delete(dmarc_source).where(dmarc_source.c.report_id.in_(numbers)))
    tx.run(delete(dmarc_report).where(dmarc_report.c.id.in_(numbers)))


def _old_petitioners(tx: Tx, cut: Cut, after: int) -> Chosen:
    """Who sent petitions that ended before the cut, and to whom nothing is to be written any more."""
    same = petitioner.c.petition_id == petition.c.id
    columns = select(petition.c.id, petition.c.closed_at).join(petitioner, same)
    left = columns.where(petition.c.id > after, ~petitioner.c.erased)
    rows = tx.all(left.order_by(petition.c.id).limit(WINDOW))
    old = [row.id for row in rows if row.closed_at is not None and row.closed_at < cut.office]
    found = [number for number in old if petition_move.is_over(tx, number)]
    return Chosen(found, rows[-1].id if rows else after, ended=len(rows) < WINDOW)


def _empty_petitioners(tx: Tx, numbers: Sequence[int]) -> None:
    petitioners.erase(tx, numbers)


def _old_tray(tx: Tx, cut: Cut, after: int) -> Chosen:
    rows = tray_cut.following(tx, after, WINDOW)
    old = [row.id for row in rows if row.received_at < cut.machine]
    found = tray_cut.needless(tx, old, cut.machine)
    return _end(rows, after, young=not old)._replace(numbers=found)


_WALKED: dict[
    Kind, tuple[Callable[[Tx, Cut, int], Chosen], Callable[[Tx, Sequence[int]], None]]
] = {
    Kind.LETTERS: (_old_letters, _remove_letters),
    Kind.NOTICES: (_old_notices, _remove_notices),
    Kind.DMARC_REPORTS: (_old_reports, _remove_reports),
    Kind.PETITIONERS: (_old_petitioners, _empty_petitioners),
    Kind.TRAY: (_old_tray, tray_cut.remove),
}


def _aged(cut: Cut) -> tuple[Table, Select[Any]]:
    """The table of a kind that goes by age alone, and the keys of its rows that go, the oldest first."""
    if cut.kind is Kind.LOGIN_WAYS:
        at, keys = login_way.c.came_at, (login_way.c.login, login_way.c.address)
        return login_way, select(*keys).where(at < cut.machine).order_by(at)
    if cut.kind is Kind.LOGIN_GUESSES:
        at, keys = login_guess.c.hour, (login_guess.c.login, login_guess.c.hour)
        return login_guess, select(*keys).where(at < cut.machine).order_by(at)
    if cut.kind is Kind.CONSOLE_SESSIONS:
        at = console_session.c.ends_at
        return console_session, select(console_session.c.id).where(at < cut.machine).order_by(at)
    if cut.kind is Kind.CONSOLE_LINKS:
        at = console_link.c.made_at
        return console_link, select(console_link.c.id).where(at < cut.machine).order_by(at)
    if cut.kind is Kind.SECRECY_INCIDENTS:
        at = secrecy_incident.c.closed_at
        return secrecy_incident, select(secrecy_incident.c.id).where(at < cut.machine).order_by(at)
    at = chat_update.c.received_at
    newest = select(func.max(at)).scalar_subquery()  # stays, for the offset
    in_doubt = func.coalesce(chat_update.c.incident, "") == RESTORED
    old = and_(at < cut.machine, at < newest, chat_update.c.settled_at.is_not(None), ~in_doubt)
    return chat_update, select(chat_update.c.update_id).where(old).order_by(at)


def _count_aged(tx: Tx, cut: Cut) -> int:
    some = _aged(cut)[1].limit(COUNT_LIMIT).subquery()
    return int(tx.value(select(func.count()).select_from(some)))


def _remove_aged(tx: Tx, cut: Cut) -> int:
    table, old = _aged(cut)
    rows = [dict(row._mapping) for row in tx.all(old.limit(WINDOW))]
    if rows:
        keys = [table.c[name] == bindparam(f"old_{name}") for name in rows[0]]
        named = [{f"old_{name}": value for name, value in row.items()} for row in rows]
        tx.run(delete(table).where(*keys), named)
    return len(rows)
