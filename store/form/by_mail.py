"""Reports that came as filled sheets by mail: whose request it is, and what its sender is told, once for each letter."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from store import clock, notice
from store.form.telling import facts_of
from store.schema.notice import notice as notices
from store.tx import Tx
from work.form.request import Request
from work.notice import Channel
from work.outbox import NewNotice
from work.person import Person

TAKEN = "report-taken"  # what became of a sheet, to who sent it


def is_told(tx: Tx, request: int, to: Person, intake: int) -> bool:
    """Whether that letter's sheet was dealt with before."""
    same = notices.c.dedup_key == f"{_key(request, to, intake)}:{Channel.MAIL}"
    return bool(tx.value(select(exists().where(same))))


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
