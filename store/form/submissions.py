"""What members send: versions that are kept, and what is decided of them."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, insert, select

from store.form import requests, telling, versions
from store.form.requests import Impossible, Moved, Refusal, Refused, Said, locked, move
from store.schema.form import report_submission
from store.tx import Tx
from work.act import Act
from work.form.form import Form
from work.form.request import Request, RequestEvent, RequestState, Submission

FILE_MOST = 4 << 20  # octets: one transaction holds it, and others wait for that


def whole(tx: Tx, number: int) -> tuple[Request, Form, Mapping[str, str]] | None:
    """A request with its form, and what was sent last; None where there is no such request."""
    request = requests.one(tx, number)
    form = None if request is None else versions.one(tx, request.form, request.form_version)
    if request is None or form is None:
        return None
    return request, form, newest(tx, (number,)).get(number, {})


@dataclass(frozen=True, slots=True)
class NewSubmission:
    """What was filled in: *values* as work.form.value writes them, *file* and *body* of the sheet.

    *seen* is how many submissions there were, *today* the office's day.
    """

    values: Mapping[str, str]
    form_version: int
    seen: int
    today: date
    reason: str | None = None
    file: str = ""
    body: bytes | None = None


def submit(tx: Tx, number: int, new: NewSubmission, act: Act) -> int | Refused:
    """The number of the version that was kept; the ones before stay.

    The day that counts is the first since the member was last asked: correcting
    what lies there makes nobody late.
    """
    row = locked(tx, number)
    if row is None:
        return Refusal.UNKNOWN
    if row.form_version != new.form_version or row.submissions != new.seen:
        return Refusal.OVERTAKEN
    again = row.state == RequestState.SUBMITTED
    day = row.submitted_on if again else new.today
    version = int(row.submissions) + 1
    said = Said(new.reason, {"submission": version})
    values = {"submissions": version, "submitted_on": day}
    done = move(tx, number, RequestEvent.SUBMIT, act, said, **values)
    if not isinstance(done, Moved):
        return done
    tx.run(
        insert(report_submission).values(
            request_id=number,
            number=version,
            form_version=new.form_version,
            at=done.office,
            by=act.by,
            reason=new.reason,
            answers=json.dumps(dict(new.values), ensure_ascii=False, sort_keys=True),
            file=new.file,
            digest=None if new.body is None else hashlib.sha256(new.body).digest(),
            body=new.body,
        )
    )
    telling.take_back(tx, row, act)
    return version


def accept(
    tx: Tx, number: int, act: Act, note: str | None = None, seen: int | None = None
) -> RequestState | Refused:
    """Accepts what was sent last, of *seen* versions where that is given; its member is told."""
    if _is_overtaken(locked(tx, number), seen):
        return Refusal.OVERTAKEN
    done = move(tx, number, RequestEvent.ACCEPT, act, Said(note))
    return _told(tx, number, RequestEvent.ACCEPT, done, {"why": note}, act)


def send_back(
    tx: Tx, number: int, reason: str, due: date | None, today: date, act: Act,
    seen: int | None = None,
) -> RequestState | Refused:  # fmt: skip
    """Returns what was sent, to be sent anew by *due* where that is given; its member is told why.

    *seen* is how many versions there were when that was decided.
    """
    row = locked(tx, number)
    if row is None:
        return Refusal.UNKNOWN
    if _is_overtaken(row, seen):
        return Refusal.OVERTAKEN
    if due is not None and due < today:
        return Refusal.NOT_LATER
    values: dict[str, Any] = {}
    if due is not None and due != row.due:
        values = {"due": due, "version": row.version + 1, "fixed": True, "released": None}
    facts = {} if due is None else {"was": row.due.isoformat(), "due": due.isoformat()}
    done = move(tx, number, RequestEvent.RETURN, act, Said(reason, facts), **values)
    return _told(tx, number, RequestEvent.RETURN, done, {"why": reason}, act)


def excuse(tx: Tx, number: int, reason: str, act: Act) -> RequestState | Refused:
    """Lets the member off this once."""
    row = locked(tx, number)
    done = move(tx, number, RequestEvent.EXCUSE, act, Said(reason))
    if isinstance(done, Moved) and row is not None:
        telling.take_back(tx, row, act)
    return done.state if isinstance(done, Moved) else done


def ask_again(tx: Tx, number: int, reason: str, act: Act) -> RequestState | Refused:
    """Takes back that the member was let off."""
    done = move(tx, number, RequestEvent.ASK_AGAIN, act, Said(reason))
    return _told(tx, number, RequestEvent.OPEN, done, {"why": reason, "again": True}, act)


def of_request(tx: Tx, number: int) -> tuple[Submission, ...]:
    """Every version that was sent, the first one first; their files stay in the store."""
    kept = [one for one in report_submission.c if one.name != "body"]
    chosen = select(*kept).where(report_submission.c.request_id == number)
    return tuple(_submission(row) for row in tx.all(chosen.order_by(report_submission.c.number)))


def last(tx: Tx, number: int) -> Submission | None:
    """The version that was sent last; its file stays in the store."""
    found = of_request(tx, number)
    return found[-1] if found else None


def newest(tx: Tx, numbers: Collection[int]) -> dict[int, Mapping[str, str]]:
    """The values that each of those requests was sent last."""
    last = (
        select(report_submission.c.request_id, func.max(report_submission.c.number).label("number"))
        .where(report_submission.c.request_id.in_(numbers))
        .group_by(report_submission.c.request_id)
        .subquery()
    )
    same = (last.c.request_id == report_submission.c.request_id) & (
        last.c.number == report_submission.c.number
    )
    columns = (report_submission.c.request_id, report_submission.c.answers)
    rows = tx.all(select(*columns).join(last, same))
    return {row.request_id: json.loads(row.answers) for row in rows}


def body(tx: Tx, number: int, submission: int) -> bytes | None:
    """The sheet as it came with that version."""
    key = (report_submission.c.request_id == number) & (report_submission.c.number == submission)
    found: bytes | None = tx.value(select(report_submission.c.body).where(key))
    return found


def _is_overtaken(row: Row[Any] | None, seen: int | None) -> bool:
    """Whether something was sent since who decides looked at the request of that row."""
    return seen is not None and row is not None and row.submissions != seen


def _told(
    tx: Tx,
    number: int,
    event: RequestEvent,
    done: Moved | Refused,
    facts: Mapping[str, Any],
    act: Act,
) -> RequestState | Refused:
    if isinstance(done, Refusal | Impossible):
        return done
    telling.tell(tx, number, event, done.number, done.office, act, facts)
    return done.state


def _submission(row: Any) -> Submission:
    return Submission(
        row.number,
        row.at,
        row.by,
        row.reason,
        json.loads(row.answers),
        row.file,
        row.digest or b"",
    )
