"""Reports that came as filled sheets by mail: whose request it is, and what its sender is told, once for each letter."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select

from store import clock, notice
from store.form.telling import KINDS, REMINDER, facts_of
from store.schema.notice import notice as notices
from store.tx import Tx
from work.form.request import Request
from work.notice import Channel
from work.outbox import NewNotice
from work.person import Person

TAKEN = "report-taken"  # what became of a sheet, to who sent it
HOUR = timedelta(hours=1)
_ABOUT_ONE = (TAKEN, REMINDER, *set(KINDS.values()))
_MOST = 500  # letters about reports to one person, the newest


def is_told(tx: Tx, request: int, to: Person, intake: int) -> bool:
    """Whether that letter's sheet was dealt with before."""
    same = notices.c.dedup_key == f"{_key(request, to, intake)}:{Channel.MAIL}"
    return bool(tx.value(select(exists().where(same))))


def asked(tx: Tx, to: Person, is_meant: Callable[[str], bool]) -> int | None:
    """The request of which *to* was told by a letter whose dedup key *is_meant*; None where there is none."""
    c = notices.c
    mine = (c.person_id == to.id) & c.kind.in_(_ABOUT_ONE) & (c.channel == Channel.MAIL)
    rows = tx.all(select(c.dedup_key, c.facts).where(mine).order_by(c.id.desc()).limit(_MOST))
    found = next((row for row in rows if is_meant(row.dedup_key)), None)
    return None if found is None else int(json.loads(found.facts)["report"])


def told_lately(tx: Tx, to: Person, now: datetime) -> int:
    """How often *to* was told within the hour what became of a sheet."""
    c = notices.c
    mine = (c.person_id == to.id) & (c.kind == TAKEN) & (c.not_before > now - HOUR)
    return int(tx.value(select(func.count()).where(mine)) or 0)


def tell(
    tx: Tx, request: Request, to: Person, intake: int, facts: Mapping[str, Any], now: datetime
) -> None:
    """Tells who sent the sheet by that letter what became of it."""
    new = NewNotice(
        key=_key(request.id, to, intake),
        kind=TAKEN,
        person=to.id,
        language=to.language,
        reason="answered",
        facts={**facts_of(request), **facts},
        at=clock.office_now(tx, now),
    )
    notice.add(tx, new, {to.id: ((Channel.MAIL, to.email),)}, now)


def _key(request: int, to: Person, intake: int) -> str:
    return f"{TAKEN}:{request}:{to.id}:{intake}"
