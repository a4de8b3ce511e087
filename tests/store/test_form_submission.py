"""What members send is kept version by version, judged by the day that counts, and decided once."""

import asyncio
import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from store import Store, Tx, stand_in
from store.account import entries_about
from store.directory.people import add_person
from store.form import requests, submissions, telling
from store.form.requests import Impossible, Refusal, Wanted
from store.form.submissions import NewSubmission
from store.schema.directory import person
from store.schema.notice import notice
from tests.store.forms import keep, live, ministry, morning
from tests.work.forms import form
from work.act import Act
from work.directory import NewPerson
from work.form.form import Audience
from work.form.request import Request, RequestClass, RequestEvent, RequestState
from work.outbox import NoticeState
from work.person import Position
from work.stand_in import NewStandIn

POSTGRESQL_IN_PROOF = True

START = morning("2026-10-07")  # October is asked for; due Friday 16/10
DUE = date(2026, 10, 16)
BOXES = ("vt@c1.moh.gov.vn", "the@c1.moh.gov.vn")


@pytest.fixture
async def office(store: Store) -> Store:
    await ministry(store)
    await keep(store, form(audience=Audience(members=("G18.01",))), START)
    await live(store, START, START)
    return store


async def the_one(store: Store) -> Request:
    (found,) = await store.read(requests.listed, Wanted())
    return found


def sent(day: date, seen: int = 0, **changes: Any) -> NewSubmission:
    facts: dict[str, Any] = {
        "values": {"1": "10", "2": "9"},
        "form_version": 1,
        "seen": seen,
        "today": day,
        "file": "bao-cao.xlsx",
        "body": b"PK",
    }
    return NewSubmission(**{**facts, **changes})


def act(day: date = DUE) -> Act:
    return Act("cli:1000", morning(day.isoformat()))


async def test_what_is_sent_is_kept_with_its_file_and_waits_for_a_decision(office: Store) -> None:
    one = await the_one(office)

    assert await office.write(submissions.submit, one.id, sent(DUE), act()) == 1

    one = await the_one(office)
    assert (one.state, one.submissions, one.submitted_on) == (RequestState.SUBMITTED, 1, DUE)
    (kept,) = await office.read(submissions.of_request, one.id)
    assert (kept.values, kept.file) == ({"1": "10", "2": "9"}, "bao-cao.xlsx")
    assert await office.read(submissions.body, one.id, 1) == b"PK"


async def test_nobody_is_reminded_of_what_was_sent(office: Store) -> None:
    one = await the_one(office)
    await live(office, START, morning("2026-10-15"))
    await office.write(submissions.submit, one.id, sent(DUE), act())

    await live(office, morning("2026-10-16"), morning("2026-11-03"))

    rows = await office.read(lambda tx: tx.all(select(notice).order_by(notice.c.id)))
    found = [(row.kind, row.state) for row in rows]
    assert found == [
        ("report-opened", NoticeState.PENDING),
        ("report-reminder", NoticeState.PENDING),
        ("report-reminder", NoticeState.CANCELLED),
    ], "the last one had not left yet; the one before has expired"


async def test_who_stands_in_for_a_member_is_told_of_its_reports_too(store: Store) -> None:
    await ministry(store)
    await store.write(_away)
    await keep(store, form(audience=Audience(members=("G18.01",))), START)
    await live(store, START, morning("2026-10-14"))
    one = await the_one(store)
    await store.write(submissions.submit, one.id, sent(DUE), act(date(2026, 10, 14)))

    rows = await store.read(lambda tx: tx.all(select(notice).order_by(notice.c.id)))
    names = {row.person_id: json.loads(row.facts).get("instead_of") for row in rows}
    assert sorted(names.values(), key=str) == [None, "Văn thư 1"]
    told = [(row.kind, row.state) for row in rows]
    assert told == [
        ("report-opened", NoticeState.PENDING),
        ("report-opened", NoticeState.PENDING),
        ("report-reminder", NoticeState.CANCELLED),
        ("report-reminder", NoticeState.CANCELLED),
    ]


def _away(tx: Tx) -> None:
    """The clerk of the first agency is away, and somebody of it stands in."""
    new = NewPerson("Bùi Thế", "the@c1.moh.gov.vn", "G18.01", None, Position.STAFF, "vi")
    add_person(tx, new, START)
    clerk, deputy = (tx.value(select(person.c.id).where(person.c.email == box)) for box in BOXES)
    days = date(2026, 10, 1), date(2026, 11, 30)
    span = morning("2026-10-01"), morning("2026-12-01")
    term = NewStandIn(clerk, deputy, *days, *span, "1/GUQ")
    assert isinstance(stand_in.name(tx, term, Act("cli", START)), int)


async def test_another_version_needs_what_was_seen_and_keeps_the_old(office: Store) -> None:
    one = await the_one(office)
    await office.write(submissions.submit, one.id, sent(DUE), act())
    later = DUE + timedelta(days=4)
    new = sent(later, 1, values={"1": "11", "2": "9"}, reason="Thiếu một hồ sơ")

    assert (
        await office.write(submissions.submit, one.id, sent(later, 0), act(later))
        is Refusal.OVERTAKEN
    )
    assert await office.write(submissions.submit, one.id, new, act(later)) == 2

    kept = await office.read(submissions.of_request, one.id)
    assert [(each.number, each.values["1"], each.reason) for each in kept] == [
        (1, "10", None),
        (2, "11", "Thiếu một hồ sơ"),
    ]
    assert (await office.read(submissions.newest, (one.id,))) == {one.id: {"1": "11", "2": "9"}}
    assert (await the_one(office)).class_on(later) is RequestClass.SENT_IN_TIME, (
        "its own correction"
    )


async def test_what_is_sent_after_the_due_date_is_late(office: Store) -> None:
    one = await the_one(office)
    late = DUE + timedelta(days=3)
    assert one.class_on(DUE) is RequestClass.OPEN_IN_TIME
    assert one.class_on(late) is RequestClass.OPEN_LATE

    await office.write(submissions.submit, one.id, sent(late), act(late))

    assert (await the_one(office)).class_on(late) is RequestClass.SENT_LATE
    assert len(await office.read(requests.listed, Wanted(late_on=late))) == 1


async def test_what_is_returned_waits_again_by_another_day_and_its_ladder_goes_on(
    office: Store,
) -> None:
    one = await the_one(office)
    await office.write(submissions.submit, one.id, sent(DUE), act())
    until = date(2026, 10, 23)

    done = await office.write(submissions.send_back, one.id, "Sai tổng", until, DUE, act())

    one = await the_one(office)
    assert (done, one.state) == (RequestState.RETURNED, RequestState.RETURNED)
    assert (one.due, one.version, one.fixed) == (until, 2, True)
    assert await kinds(office) == ["report-opened", telling.RETURNED]
    await live(office, morning("2026-10-16"), morning("2026-10-20"))
    assert (await kinds(office))[2:] == [telling.REMINDER], "T-3 of the new day"
    again = sent(until, 1)
    await office.write(submissions.submit, one.id, again, act(until))
    assert (await the_one(office)).class_on(until) is RequestClass.SENT_IN_TIME


async def test_a_day_that_is_past_is_no_new_due_date(office: Store) -> None:
    one = await the_one(office)
    await office.write(submissions.submit, one.id, sent(DUE), act())
    past = DUE - timedelta(days=1)

    done = await office.write(submissions.send_back, one.id, "Sai tổng", past, DUE, act())

    assert done is Refusal.NOT_LATER
    assert (await the_one(office)).state is RequestState.SUBMITTED


async def test_what_is_accepted_is_told_and_takes_nothing_more(office: Store) -> None:
    one = await the_one(office)
    await office.write(submissions.submit, one.id, sent(DUE), act())

    assert await office.write(submissions.accept, one.id, act()) is RequestState.ACCEPTED

    assert await kinds(office) == ["report-opened", telling.ACCEPTED]
    refused = await office.write(submissions.submit, one.id, sent(DUE, 1), act())
    assert refused == Impossible(RequestState.ACCEPTED, (RequestEvent.RETURN,))
    assert len(await office.read(submissions.of_request, one.id)) == 1


async def test_one_who_is_excused_is_not_reminded_and_may_be_asked_again(office: Store) -> None:
    one = await the_one(office)

    await office.write(submissions.excuse, one.id, "Không phát sinh", act())
    await live(office, morning("2026-10-13"), morning("2026-10-28"))
    assert await kinds(office) == ["report-opened"]
    await office.write(submissions.ask_again, one.id, "Có phát sinh", act(date(2026, 10, 28)))

    assert (await the_one(office)).state is RequestState.OPEN
    assert await kinds(office) == ["report-opened", "report-opened"]
    assert await again(office) == [False, True]


async def test_of_two_who_send_at_once_one_is_taken(pair: tuple[Store, Store]) -> None:
    await ministry(pair[0])
    await keep(pair[0], form(audience=Audience(members=("G18.01",))), START)
    await live(pair[0], START, START)
    one = await the_one(pair[0])

    done = await asyncio.gather(
        *(store.write(submissions.submit, one.id, sent(DUE), act()) for store in pair)
    )

    assert sorted(map(str, done)) == ["1", "overtaken"]
    assert len(await pair[0].read(submissions.of_request, one.id)) == 1


async def test_history_and_account_tell_who_did_what_and_the_account_no_words(
    office: Store,
) -> None:
    one = await the_one(office)
    await office.write(submissions.submit, one.id, sent(DUE), act())
    await office.write(submissions.send_back, one.id, "Sai tổng", None, DUE, act())

    events = await office.read(requests.history, one.id)
    entries = await office.read(entries_about, f"report:{one.id}")

    assert [(each.event, each.by, each.reason) for each in events] == [
        ("open", "tick", None),
        ("submit", "cli:1000", None),
        ("return", "cli:1000", "Sai tổng"),
    ]
    assert [entry.event for entry in entries][:1] == ["report.opened"]
    assert "report.returned" in [entry.event for entry in entries]
    assert "Sai" not in str([entry.codes for entry in entries])


async def test_a_request_that_is_not_there_is_told(office: Store) -> None:
    assert await office.write(submissions.submit, 99, sent(DUE), act()) is Refusal.UNKNOWN
    assert await office.write(submissions.accept, 99, act()) is Refusal.UNKNOWN
    assert await office.write(submissions.excuse, 99, "x", act()) is Refusal.UNKNOWN


async def kinds(store: Store) -> list[str]:
    """What was put into the outbox and not taken back, in order."""

    def read(tx: Tx) -> list[str]:
        going = notice.c.state != NoticeState.CANCELLED
        rows = tx.all(select(notice.c.kind).where(going).order_by(notice.c.id))
        return [row.kind for row in rows]

    return await store.read(read)


async def again(store: Store) -> list[bool]:
    """Of each letter in the outbox whether it asks again."""
    chosen = select(notice.c.facts).order_by(notice.c.id)
    rows = await store.read(lambda tx: tx.all(chosen))
    return ["again" in json.loads(row.facts) for row in rows]
