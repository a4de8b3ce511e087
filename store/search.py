"""Search among tasks: by what they say and by who has a part in them, without accents, forgiving one mistake a word.

Every word asked for has to stand in the text kept beside a task (work.sought), or all
in the name of a person or a unit that has a part. What a few people may see is found by its
parties, and read; of an agency's thousands the text is read row by row, the newest first, and
no more of them at once than LOOKED_THROUGH: 100,000 take some hundredths of a second.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Table, and_, func, or_, select, update

from store import document as documents
from store.schema.directory import person, unit
from store.schema.work import CLOSED_PARTY, OPEN_PARTY, document, task, task_party
from store.tx import Tx
from store.worklist import Condition, Within, in_reach, reached
from work.sought import LOOSE_FROM, all_near, pieces, sought
from work.spelling import search_key

MOST = 200  # tasks that one search gives
LOOKED_THROUGH = 200_000  # the newest of all, which older ones are looked for behind
NEARLY_THROUGH = 20_000  # of those, for words with a mistake: each costs several times as much
LOOKED_AT = 500  # that may be meant by a word with a mistake in it
NAMES = 50  # people, or units, whose name is meant


_SOUGHT = select(task.c.id, task.c.sought)


@dataclass(frozen=True, slots=True)
class Hits:
    """The numbers of the tasks found, the newest first; *near* where a mistake was forgiven.

    Where there may be more below a number, that is *older*: behind the last one found where *capped* says
    that more were found than a search gives, else behind those that were looked through.
    """

    tasks: tuple[int, ...]
    near: bool = False
    older: int | None = None
    capped: bool = False
    named: bool = False  # names of people and units are looked for below that, too

    @property
    def through(self) -> int:
        """How many were looked through before the *older* ones."""
        return NEARLY_THROUGH if self.near else LOOKED_THROUGH


def found(
    tx: Tx,
    asked: tuple[str, ...],
    within: tuple[Within, ...],
    below: int | None = None,
    *,
    named: bool = True,
) -> Hits:
    """The tasks in that reach in which every word of *asked* stands; else those in which one is near.

    Those numbered *below* that alone, where it is given; whose names have those words, however old, where *named*.
    """
    if not asked:
        return Hits(())
    top = below or int(tx.value(select(func.max(task.c.id))) or 0) + 1
    few = is_few(within)
    last = 0 if few else max(top - LOOKED_THROUGH, 0)
    text, span = task.c.sought, (task.c.id < top, task.c.id >= last)
    hits = _newest(tx, and_(*span, *(text.contains(part) for part in asked)), within, MOST + 1)
    hits += _of_named(tx, task.c.id < top, asked, within) if named else ()
    if hits:
        return _with_named(sorted({*hits}, reverse=True), last, named=named)
    since = last if few else max(top - NEARLY_THROUGH, last)
    nearly = and_(task.c.id < top, task.c.id >= since, *map(_pieced, sorted(asked, key=len)))
    near = _newest(tx, nearly, within, LOOKED_AT)
    told = {row.id: row.sought for row in tx.all(_SOUGHT.where(task.c.id.in_(near)))}
    meant = [number for number in near if all_near(asked, told[number])]
    if len(near) == LOOKED_AT and len(meant) <= MOST:
        since = near[-1]  # what may be meant below that was not looked at
    return replace(_told(meant, since), near=True)


def _with_named(hits: Sequence[int], last: int, *, named: bool) -> Hits:
    """The same where *named* ones are of all times: of too many, those of before *last* wait until that is looked at."""
    if len(hits) > MOST and hits[MOST - 1] < last:
        return Hits(tuple(one for one in hits if one >= last), older=last, named=named)
    told = _told(hits, last)
    return replace(told, named=named and told.capped)


def _told(hits: Sequence[int], last: int) -> Hits:
    """The first MOST of *hits*, behind which others are; else behind *last*, where the looking ended."""
    if len(hits) > MOST:
        return Hits(tuple(hits[:MOST]), older=hits[MOST - 1], capped=True)
    return Hits(tuple(hits), older=last if last > 1 else None)


def is_few(within: tuple[Within, ...]) -> bool:
    """Whether no whole agency is reached, so that the tasks are found by their parties."""
    return all(one.agency is None for one in within)


def refresh(tx: Tx, document_id: int) -> None:
    """Keeps what the tasks of a document are found by, after words of one of them changed."""
    paper = documents.one(tx, document_id)
    mine = select(task.c.id, task.c.content, task.c.product).where(
        task.c.document_id == document_id
    )
    if paper is None:
        return
    for row in tx.all(mine):
        new = sought(row.content, row.product, paper)
        tx.run(update(task).where(task.c.id == row.id).values(sought=new))


def papers(
    tx: Tx, ordinal: int, within: tuple[Within, ...], limit: int
) -> tuple[documents.Kept, ...]:
    """Documents in whose number and sign that number stands first, the newest first, with a task in that reach."""
    reached = select(task.c.document_id).join(task_party, task_party.c.task_id == task.c.id)
    mine = reached.where(task.c.document_id == document.c.id, in_reach(within)).exists()
    chosen = select(document).where(document.c.ordinal == ordinal, mine)
    order = (document.c.issued.desc(), document.c.id.desc())
    return documents.kept(tx.all(chosen.order_by(*order).limit(limit)))


def _newest(tx: Tx, which: Condition, within: tuple[Within, ...], limit: int) -> tuple[int, ...]:
    """A few tasks are found by their parties, and looked at; of many each is looked at first, and then its parties."""
    chosen = select(task.c.id).where(which).order_by(task.c.id.desc()).limit(limit)
    party = select(task_party.c.task_id).where(task_party.c.task_id == task.c.id, in_reach(within))
    theirs = task.c.id.in_(reached(within)) if is_few(within) else party.exists()
    return tuple(row.id for row in tx.all(chosen.where(theirs)))


def _pieced(part: str) -> Condition:
    text = task.c.sought
    if len(part) < LOOSE_FROM:
        return text.contains(part)
    return or_(*(text.contains(piece) for piece in pieces(part)))


def _of_named(
    tx: Tx, span: Condition, asked: tuple[str, ...], within: tuple[Within, ...]
) -> tuple[int, ...]:
    """The tasks of *span* in which somebody has a part in whose name, or unit's name, every word stands."""
    found: tuple[int, ...] = ()
    for table, column in ((person, task_party.c.person_id), (unit, task_party.c.unit_id)):
        numbers = _named(tx, table, asked)
        for state in (OPEN_PARTY, CLOSED_PARTY) if numbers else ():
            theirs = select(task_party.c.task_id).where(column.in_(numbers), state)
            found += _newest(tx, and_(span, task.c.id.in_(theirs)), within, MOST + 1)
    return found


def _named(tx: Tx, table: Table, asked: tuple[str, ...]) -> list[int]:
    rows = tx.all(select(table.c.id, table.c.name).order_by(table.c.id))
    names = [(int(row.id), _folded(row.name)) for row in rows]
    return [n for n, name in names if set(asked) <= set(name.split())][:NAMES]


@functools.lru_cache(maxsize=16384)  # names of one office, asked for again and again
def _folded(name: str) -> str:
    return search_key(name)
