"""Reports are asked for by themselves, once, on the days of the law, and their members reminded."""

import asyncio
import json
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, insert, select, text, update

from schedules.calendar import Calendar, Day, DayKind
from schedules.official import official_calendar
from schedules.report_tick import release
from store import Store, Tx
from store.account import entries_about
from store.engine import open_engines
from store.form import requests, series, versions
from store.form.requests import Wanted
from store.schema.directory import agency
from store.schema.form import report_request
from store.schema.notice import notice
from tests.store.forms import CALENDAR, all_requests, keep, live, ministry, morning, tick
from tests.store.office import at
from tests.store.plans import plan
from tests.work.forms import form
from work.act import Act
from work.form.form import Audience, Excuse
from work.form.period import FormPeriod, PeriodKind
from work.form.request import RequestState

POSTGRESQL_IN_PROOF = True

TABLE = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent.parent / "schedules/report_periods.tsv")
    .read_text("utf-8")
    .splitlines()
    if not line.startswith("#")
]
YEARLY = tuple(
    FormPeriod(kind) for kind in PeriodKind if kind not in (PeriodKind.WEEK, PeriodKind.AD_HOC)
)
CHILDREN = form(audience=Audience(children_of=("G18",)))

# One request of one agency for October 2026, never answered: due Friday 16/10. By hand.
REMINDED = """
2026-10-07 report-opened   1
2026-10-13 report-reminder T-3
2026-10-15 report-reminder T-1
2026-10-16 report-reminder T
2026-10-19 report-reminder T+1
2026-10-21 report-reminder T+3
2026-10-28 report-reminder W+1
2026-11-04 report-reminder W+2
"""


@pytest.fixture
async def office(store: Store) -> Store:
    await ministry(store)
    return store


def told(tx: Tx) -> list[tuple[str, str, str]]:
    """Every notice: its day, its kind, and its rung; of others the number of the event."""
    rows = tx.all(select(notice).order_by(notice.c.at, notice.c.id))
    return [
        (
            CALENDAR.today(row.at).isoformat(),
            row.kind,
            json.loads(row.facts).get("slot") or row.dedup_key.split(":")[2],
        )
        for row in rows
    ]


async def test_a_simulated_year_asks_for_what_the_table_has_and_nothing_else(office: Store) -> None:
    start = morning("2025-12-22")
    await keep(office, form(periods=YEARLY, valid_from=date(2025, 1, 1)), start)

    await live(office, start, morning("2026-12-28"), stops=series.next_due)

    found = [
        (one.period, *(day.isoformat() for day in (one.first, one.last, one.due)))
        for one in await all_requests(office)
        if one.period.startswith("2026")
    ]
    assert sorted(found) == sorted(row for row in TABLE if "-W" not in row[0])


async def test_each_week_is_asked_for_before_the_next(office: Store) -> None:
    start = morning("2026-01-01")
    weekly = form(periods=(FormPeriod(PeriodKind.WEEK),), valid_from=date(2025, 1, 1))
    await keep(office, weekly, start)

    await live(office, start, morning("2026-03-03"), stops=series.next_due)

    found = {
        one.period: (str(one.first), str(one.last), str(one.due))
        for one in await all_requests(office)
    }
    assert list(found) == [f"2026-W{number:02}" for number in range(1, 11)], "W10 closes on 05/3"
    assert found.items() >= {
        (label, tuple(days)) for label, *days in TABLE if label[:7] == "2026-W0"
    }


async def test_a_member_is_asked_reminded_and_escalated_on_the_days_of_the_ladder(
    office: Store,
) -> None:
    start = morning("2026-10-01")
    await keep(office, form(audience=Audience(members=("G18.01",))), start)

    await live(office, start, morning("2026-11-04"))

    found = await office.read(told)
    assert found == [tuple(line.split()) for line in REMINDED.split("\n") if line]


async def test_the_head_of_the_agency_hears_of_it_after_three_working_days(office: Store) -> None:
    start = morning("2026-10-01")
    await keep(office, form(audience=Audience(members=("G18/Vụ Pháp chế",))), start)

    await live(office, start, morning("2026-10-21"))

    rows = await office.read(
        lambda tx: tx.all(
            select(notice.c.address, notice.c.reason).where(notice.c.at >= morning("2026-10-21"))
        )
    )
    assert sorted((row.address, row.reason) for row in rows) == [
        ("dung@moh.gov.vn", "report-lead-unit"),
        ("giang@moh.gov.vn", "report-agency-head"),
    ]


async def test_every_child_of_an_agency_is_asked_and_the_excused_stand_with_their_reason(
    office: Store,
) -> None:
    start = morning("2026-10-07")
    excused = (Excuse("G18.02", "Mới thành lập"),)
    await keep(office, replace(CHILDREN, excused=excused), start)

    await live(office, start, start + timedelta(seconds=1))

    found = [(one.party.agency, one.state, one.reason) for one in await all_requests(office)]
    assert found == [
        ("G18.01", RequestState.OPEN, None),
        ("G18.02", RequestState.EXCUSED, "Mới thành lập"),
        ("G18.03", RequestState.OPEN, None),
    ]
    addresses = await office.read(lambda tx: tx.all(select(notice.c.address)))
    assert sorted(row.address for row in addresses) == ["vt@c1.moh.gov.vn", "vt@c3.moh.gov.vn"]


async def test_units_people_and_an_agency_are_each_asked_once(office: Store) -> None:
    start = morning("2026-10-07")
    audience = Audience(
        members=("G18.01", "binh@moh.gov.vn", "G18/Vụ Pháp chế"),
        children_of=("G18",),
        units_of=("G18",),
    )
    await keep(office, form(audience=audience), start)

    await live(office, start, start + timedelta(seconds=1))

    rows = await office.read(lambda tx: tx.all(select(report_request.c.member)))
    assert sorted(row.member for row in rows) == [
        "agency:G18.01",
        "agency:G18.02",
        "agency:G18.03",
        "person:1",
        "unit:1",
        "unit:2",
    ]


async def test_a_batch_of_one_opens_all_in_the_end_and_each_once(office: Store) -> None:
    start = morning("2026-10-07")
    await keep(office, CHILDREN, start)

    await live(office, start, start + timedelta(seconds=1), limit=1)

    assert len(await all_requests(office)) == 3
    assert len(await office.read(told)) == 3
    (row,) = await office.read(series.of_form, "BC-CCHC")
    assert (row.period.label, row.reached) == ("2026-11", "")


async def test_of_each_form_the_periods_asked_for_last_are_offered(office: Store) -> None:
    start = morning("2026-10-07")
    for code in ("BC-CCHC", "BC-KHAC"):
        await keep(office, replace(CHILDREN, code=code), start)
    await live(office, start, morning("2026-12-08"))

    every, last = [await office.read(requests.periods, most) for most in (12, 2)]
    assert every.keys() == last.keys() == {"BC-CCHC", "BC-KHAC"}
    for code, periods in every.items():
        assert len(periods) == 3
        assert periods == tuple(sorted(periods, reverse=True))
        assert last[code] == periods[:2]


async def test_two_processes_at_once_open_each_request_and_tell_each_rung_once(
    pair: tuple[Store, Store],
) -> None:
    await ministry(pair[0])
    start = morning("2026-10-07")
    await keep(pair[0], CHILDREN, start)

    for now in (start, start, morning("2026-10-13"), morning("2026-10-13")):
        await asyncio.gather(*(store.write(tick, now, 2) for store in pair for _ in range(2)))

    assert len(await all_requests(pair[0])) == 3
    found = await pair[0].read(told)
    assert sorted(kind for _, kind, _ in found) == ["report-opened"] * 3 + ["report-reminder"] * 3


async def test_what_a_dead_process_had_not_committed_is_done_by_the_next(office: Store) -> None:
    start = morning("2026-10-07")
    await keep(office, CHILDREN, start)

    def dies(tx: Tx) -> None:
        tick(tx, start)
        raise KeyError("killed")

    with pytest.raises(KeyError):
        await office.write(dies)
    assert await all_requests(office) == ()
    await live(office, start, start)

    assert len(await all_requests(office)) == 3
    assert len(await office.read(told)) == 3


async def test_after_months_of_standstill_every_period_is_asked_for_and_each_reminded_of_once(
    office: Store,
) -> None:
    await keep(office, form(audience=Audience(members=("G18.01",))), morning("2026-03-02"))
    late = morning("2026-06-02")

    await live(office, late, late + timedelta(seconds=5))

    periods = [one.period for one in await all_requests(office)]
    assert periods == ["2026-03", "2026-04", "2026-05"]
    kinds = [kind for _, kind, _ in await office.read(told)]
    assert kinds == ["report-opened"] * 3, "who is asked now is not reminded at once"


async def test_what_is_asked_for_late_waits_for_the_morning_of_a_working_day(office: Store) -> None:
    saturday = at("2026-10-10", "10:00")
    await keep(office, form(audience=Audience(members=("G18.01",))), saturday)

    await live(office, saturday, at("2026-10-12", "07:59"))
    assert await all_requests(office) == ()
    await live(office, at("2026-10-12"), at("2026-10-12"))

    assert [one.period for one in await all_requests(office)] == ["2026-10"]


async def test_a_day_off_that_is_declared_moves_what_is_due_and_is_told_once(office: Store) -> None:
    start = morning("2026-10-07")
    await keep(office, form(audience=Audience(members=("G18.01",))), start)
    await live(office, start, start)
    declared = Day(DayKind.HOLIDAY, "Ngày nghỉ thử", "test")
    days = {date(2026, 10, 15): declared}
    moved = _over(days)

    for _ in range(3):
        await office.write(release, moved, morning("2026-10-08"), morning("2026-10-08"), 100)

    (one,) = await all_requests(office)
    assert (one.due, one.version) == (date(2026, 10, 19), 2), "Friday 16 and Monday 19 follow"
    assert [kind for _, kind, _ in await office.read(told)] == ["report-opened"] * 2
    events = await office.read(requests.history, one.id)
    assert [event.event for event in events] == ["open", "redate"]


def _over(days: dict[date, Day]) -> Calendar:
    base = official_calendar()
    every = {
        day: base.why(day) for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(800))
    }
    return Calendar({**every, **days}, base._weeks, base._spans)


async def test_a_new_version_dates_the_next_periods_and_what_was_asked_stays(office: Store) -> None:
    start = morning("2026-10-07")
    await keep(office, form(audience=Audience(members=("G18.01",))), start)
    await live(office, start, start)
    changed = form(
        valid_from=date(2026, 11, 1),
        audience=Audience(members=("G18.02",)),
        name="Báo cáo cải cách hành chính, mẫu mới",
    )

    assert await keep(office, changed, morning("2026-10-20")) == 2
    await live(office, morning("2026-10-20"), morning("2026-11-09"))

    found = [(one.period, one.party.agency, one.form_version) for one in await all_requests(office)]
    assert found == [("2026-10", "G18.01", 1), ("2026-11", "G18.02", 2)]


async def test_a_form_that_ended_leaves_nothing_for_the_tick(office: Store) -> None:
    start = morning("2026-10-07")
    ended = form(valid_to=date(2026, 10, 31), audience=Audience(members=("G18.01",)))
    await keep(office, ended, start)
    await live(office, start, morning("2026-10-16"))

    (row,) = await office.read(series.of_form, "BC-CCHC")

    assert row.next_at is None
    assert len(await all_requests(office)) == 1


async def test_an_agency_that_ended_is_answered_for_by_its_successor(office: Store) -> None:
    def ends(tx: Tx) -> None:
        values = {"valid_to": date(2026, 9, 30), "successor": "G18.03"}
        tx.run(update(agency).where(agency.c.code == "G18.01").values(values))

    await office.write(ends)
    start = morning("2026-10-07")
    await keep(office, form(audience=Audience(members=("G18.01", "G18.02"))), start)

    await live(office, start, start)

    assert [one.party.agency for one in await all_requests(office)] == ["G18.02", "G18.03"]


async def test_a_look_costs_what_is_due_and_not_what_is_stored(office: Store, url: str) -> None:
    start = morning("2026-10-07")
    await keep(office, CHILDREN, start)
    await live(office, start, start)
    await office.write(_many, 4000)
    engines = open_engines(url)
    if engines.path is None:
        await office.write(lambda tx: tx.run(text("ANALYZE")))
    looks = (requests.due_at(start), requests.not_planned_by("0" * 16))

    used = [plan(engines, partial(_first, look.limit(1))) for look in looks]
    ahead = plan(engines, requests.next_due)

    for index, how in zip(("next_at", "plan", "next_at"), (*used, ahead), strict=True):
        assert f"ix_report_request_{index}" in how, how
    engines.dispose()


def _first(look: Select[Any], tx: Tx) -> Any:
    return tx.value(look)


def _many(tx: Tx, count: int) -> None:
    """Accepted requests of years, by copying one."""
    (row,) = tx.all(select(report_request).limit(1))
    settled = {"state": RequestState.ACCEPTED, "next_at": None, "plan": None}
    kept = {name: value for name, value in row._mapping.items() if name != "id"}
    rows = [{**kept, **settled, "period": f"Q-{number}"} for number in range(count)]
    tx.run(insert(report_request), rows)


async def test_asking_is_in_the_account(office: Store) -> None:
    start = morning("2026-10-07")
    await keep(office, form(audience=Audience(members=("G18.01",))), start)
    await live(office, start, morning("2026-10-13"))
    (one,) = await office.read(requests.listed, Wanted())

    entries = await office.read(entries_about, f"report:{one.id}")

    assert [entry.event for entry in entries] == ["report.opened", "report.reminded"]


async def test_the_same_form_is_kept_once(office: Store) -> None:
    start = morning("2026-10-07")
    await keep(office, form(), start)

    assert await office.write(versions.add, form(), 1, (), Act("cli", start)) is None
    stale = await office.write(versions.add, form(name="Khác"), 0, (), Act("cli", start))
    assert stale == versions.Overtaken(1)
