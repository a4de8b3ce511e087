"""Stand-ins: told when it begins and ends, told what the other is told, acting in their place, and never in a row."""

import asyncio
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.shown import pushed
from schedules.explain import explain
from schedules.tick import has_work, release
from store import Store, Tx, absence, entitled, history, notice, rung, stand_in, task, worklist
from store.account import entries_about
from store.directory.people import disable_person
from store.schema.notice import notice as notices
from store.schema.restoration import restoration
from store.task import Refusal
from templates import render
from tests.mail.test_notice import notice as mailed
from tests.mail.test_notice import read
from tests.store.office import (
    BINH,
    CLI,
    CUONG,
    DUNG,
    GIANG,
    HA,
    NOW,
    UNIT,
    at,
    opened,
    staffed,
    work,
)
from tests.store.telling import live as reminded
from tests.store.test_tick import PLAN, lines, send_all, told
from work.access import Denied, Doing, Standing
from work.act import Act
from work.hold import RESTORED
from work.stand_in import Amiss, NewStandIn, Phase
from work.task import Party, Role, TaskState

POSTGRESQL_IN_PROOF = True

# A task due on Friday 23/10/2026 that Bình leads; Dung stands in from 19/10 to 22/10; by hand.
TABLE = """
2026-10-01 binh absent
2026-10-01 dung deputy
2026-10-14 binh lead
2026-10-19 dung deputy
2026-10-20 binh lead
2026-10-20 dung lead
2026-10-22 binh lead
2026-10-22 dung lead
2026-10-23 binh absent
2026-10-23 binh lead
2026-10-23 dung deputy
"""


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


def term(absent: int, deputy: int, first: str, last: str) -> NewStandIn:
    ends = at(last, "00:00") + timedelta(days=1)
    days = date.fromisoformat(first), date.fromisoformat(last)
    return NewStandIn(absent, deputy, *days, at(first, "00:00"), ends, "12/GUQ-BYT", "đi học")


def by(person: int, now: datetime) -> Act:
    return Act(f"person:{person},cli:1000", now, person)


async def live(store: Store, end: datetime) -> None:
    """Ticks at each instant at which something is due, as far as *end*."""
    now: datetime | None = NOW + timedelta(seconds=1)
    while now is not None and now < end:
        assert await store.read(has_work, PLAN.mark, now)
        await store.write(release, PLAN, now)
        ahead = await store.read(rung.next_due), await store.read(stand_in.next_due)
        now = min(filter(None, ahead), default=None)


async def test_both_are_told_and_the_reminders_reach_who_stands_in(office: Store) -> None:
    await opened(office, work("2026-10-23"))
    number = await office.write(absence.name, term(BINH, DUNG, "2026-10-19", "2026-10-22"), CLI)
    assert number == 1

    await live(office, at("2026-10-24"))

    assert sorted(await office.read(told)) == lines(TABLE)
    told_of = await office.read(_facts_of, DUNG)
    assert [one.get("instead_of") or one["phase"] for one in told_of] == [
        "named", "begun", "Trần Thị Bình", "Trần Thị Bình", "ended",
    ]  # fmt: skip


async def test_of_many_at_one_time_each_says_for_whom(office: Store) -> None:
    await opened(office, *(work("2026-10-23", content=f"việc {n}") for n in range(6)))
    await office.write(absence.name, term(BINH, DUNG, "2026-10-19", "2026-10-22"), CLI)
    await reminded(office, NOW, at("2026-10-21"))

    several = [one for one in await office.read(_facts_of, DUNG) if "sections" in one]
    items = [one for facts in several for one in facts["sections"][0]["items"]]
    assert [one["instead_of"] for one in items] == ["Trần Thị Bình"] * 6
    for_whom = {"vi": "nhận tin thay Trần Thị Bình", "en": "in place of Trần Thị Bình"}
    for language, words in for_whom.items():
        one = replace(mailed("several", language), reason="several", facts=several[0])
        assert read(one).get_content().count(words) == 6
    told = {
        **pushed(several[0], "code"),
        "reason": "several",
        "soon_days": 3,
        "today": "2026-10-20",
    }
    assert render("chat/several", told, "vi").count("thay người vắng mặt") == 6


def _facts_of(tx: Tx, person: int) -> list[dict[str, Any]]:
    rows = tx.all(select(notices).where(notices.c.person_id == person).order_by(notices.c.id))
    return [json.loads(row.facts) for row in rows]


async def test_what_they_do_is_recorded_as_done_for_the_other_and_ends_by_itself(
    office: Store,
) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await office.write(absence.name, term(BINH, DUNG, "2026-10-19", "2026-10-22"), CLI)

    assert await office.write(task.receive, number, by(DUNG, at("2026-10-18"))) is Refusal.UNKNOWN
    assert await office.write(task.receive, number, by(DUNG, at("2026-10-19", "00:00"))) is (
        TaskState.RECEIVED
    )
    late = at("2026-10-23", "00:00")
    assert await office.write(task.receive, number, by(DUNG, late)) is Refusal.UNKNOWN

    (event,) = await office.read(history.of_task, number)
    assert event.by == f"person:{DUNG},for:{BINH},cli:1000"
    *_, entry = await office.read(entries_about, f"task:{number}")
    assert entry.codes["by"] == event.by


async def test_they_may_not_what_the_other_may_not_and_the_refusal_names_who_may(
    office: Store,
) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await office.write(absence.name, term(BINH, DUNG, "2026-10-01", "2026-10-02"), CLI)

    found = await office.write(task.cancel, number, by(DUNG, NOW))

    assert isinstance(found, Denied)
    assert found.doing is Doing.CANCEL
    assert [one.id for one in found.people] == [GIANG]
    assert Standing.FOLLOWER in {who for who, _ in found.standings}
    assert await office.read(history.of_task, number) == ()


async def test_who_has_the_right_themselves_does_it_in_their_own_name(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await office.write(absence.name, term(BINH, CUONG, "2026-10-01", "2026-10-02"), CLI)

    await office.write(task.receive, number, by(CUONG, NOW))

    (event,) = await office.read(history.of_task, number)
    assert event.by == f"person:{CUONG},cli:1000"


async def test_who_acts_for_the_lead_does_not_approve_where_another_can(office: Store) -> None:
    """Dung and Hà follow the task of Cường, who is away; Dung stands in for him."""
    follow = [Party(Role.FOLLOWER, "G18", None, one) for one in (DUNG, HA)]
    (number,) = await opened(office, work("2026-10-23", CUONG, UNIT, *follow))
    await office.write(absence.name, term(CUONG, DUNG, "2026-10-01", "2026-10-30"), CLI)
    submission = task.Submission(NOW.date(), NOW.date())
    await office.write(task.submit, number, submission, by(DUNG, NOW))

    found = await office.write(task.approve, number, by(DUNG, NOW))

    assert isinstance(found, Denied)
    assert [one.id for one in found.people] == [HA]
    assert await office.write(task.approve, number, by(HA, NOW)) is TaskState.DONE


@pytest.mark.parametrize(
    ("absent", "deputy", "first", "last", "why"),
    [
        (BINH, BINH, "2026-10-05", "2026-10-06", Amiss.SAME),
        (BINH, 99, "2026-10-05", "2026-10-06", Amiss.UNKNOWN),
        (99, BINH, "2026-10-05", "2026-10-06", Amiss.UNKNOWN),
        (BINH, HA, "2026-10-05", "2026-10-06", Amiss.DISABLED),
        (BINH, DUNG, "2026-10-06", "2026-10-05", Amiss.BACKWARDS),
        (BINH, DUNG, "2026-09-01", "2026-09-30", Amiss.OVER),
        (CUONG, BINH, "2026-10-10", "2026-10-11", Amiss.OVERLAP),
        (DUNG, GIANG, "2026-10-10", "2026-10-11", Amiss.CHAIN),
        (BINH, CUONG, "2026-10-10", "2026-10-11", Amiss.CHAIN),
    ],
)
async def test_nobody_is_named_in_a_row_or_twice(
    office: Store, absent: int, deputy: int, first: str, last: str, why: Amiss
) -> None:
    """Dung stands in for Cường from 10/10 to 12/10."""
    await office.write(absence.name, term(CUONG, DUNG, "2026-10-10", "2026-10-12"), CLI)
    await office.write(disable_person, "ha@moh.gov.vn", NOW)

    assert await office.write(absence.name, term(absent, deputy, first, last), CLI) is why


async def test_terms_that_do_not_meet_stand_side_by_side(office: Store) -> None:
    await office.write(absence.name, term(CUONG, DUNG, "2026-10-10", "2026-10-12"), CLI)

    later = term(DUNG, CUONG, "2026-10-13", "2026-10-14")
    assert await office.write(absence.name, later, CLI) == 2


async def test_named_from_two_processes_at_once_one_stands(pair: tuple[Store, Store]) -> None:
    await staffed(pair[0])

    found = await asyncio.gather(
        *(
            pair[n % 2].write(
                absence.name, term(BINH, (CUONG, DUNG)[n % 2], "2026-10-05", "2026-10-06"), CLI
            )
            for n in range(8)
        )
    )

    assert [one for one in found if not isinstance(one, Amiss)] == [1]


async def test_one_that_is_ended_early_ends_at_once_and_both_are_told(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23", BINH, UNIT))
    await office.write(absence.name, term(BINH, DUNG, "2026-10-01", "2026-10-30"), CLI)
    act = Act("cli:1000", at("2026-10-02", "10:00"))
    await office.write(release, PLAN, at("2026-10-02"))

    await office.write(absence.end, 1, date(2026, 10, 2), act)
    await office.write(release, PLAN, at("2026-10-02", "10:01"))

    assert await office.write(task.receive, number, by(DUNG, at("2026-10-02", "10:02"))) is (
        Refusal.UNKNOWN
    )
    assert await office.write(absence.end, 1, date(2026, 10, 2), act) is Amiss.OVER
    (kept,) = await office.read(stand_in.terms)
    assert (kept.last, kept.phase(at("2026-10-02", "10:00"))) == (date(2026, 10, 2), Phase.ENDED)
    assert [reason for _, _, reason in sorted(await office.read(told))] == [
        "absent", "absent", "deputy", "deputy",
    ]  # fmt: skip


async def test_one_that_never_began_is_in_nobodys_way(office: Store) -> None:
    await office.write(absence.name, term(BINH, DUNG, "2026-10-10", "2026-10-12"), CLI)
    await office.write(absence.end, 1, NOW.date(), CLI)

    again = term(BINH, DUNG, "2026-10-09", "2026-10-12")
    assert await office.write(absence.name, again, CLI) == 2
    assert [one.id for one in await office.read(stand_in.terms, NOW)] == [2]


async def test_people_see_through_a_stand_in_only_while_it_lasts(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await office.write(absence.name, term(BINH, DUNG, "2026-10-05", "2026-10-06"), CLI)

    def sees(tx: Tx, moment: datetime) -> bool:
        found, reader = worklist.one(tx, number), entitled.one(tx, DUNG)
        assert found is not None
        assert reader is not None
        return entitled.sees(tx, reader, found, moment)

    seen = [await office.read(sees, at(f"2026-10-0{n}", "12:00")) for n in (4, 5, 6, 7)]
    assert seen == [False, True, True, False]
    assert await office.read(notice.accounts, number) == ()


async def test_what_was_named_while_nothing_ticked_is_told_to_both_when_it_has_begun(
    office: Store,
) -> None:
    await office.write(absence.name, term(BINH, DUNG, "2026-10-19", "2026-10-22"), CLI)

    await office.write(release, PLAN, at("2026-10-20"))

    assert {who for _, who, _ in await office.read(told)} == {"binh", "dung"}


async def test_what_was_not_sent_yet_goes_to_nobody_who_stands_in_no_more(office: Store) -> None:
    await opened(office, work("2026-10-23"))
    await office.write(absence.name, term(BINH, DUNG, "2026-10-19", "2026-10-22"), CLI)
    await live(office, at("2026-10-22", "08:01"))

    def unsent(tx: Tx) -> list[tuple[int, str | None]]:
        reminders = (notices.c.kind == "reminder") & (notices.c.state == "cancelled")
        rows = tx.all(select(notices).where(reminders).order_by(notices.c.id))
        return [(row.person_id, row.error) for row in rows]

    await office.write(absence.end, 1, date(2026, 10, 22), Act("cli", at("2026-10-22", "09:00")))
    await send_all(office, at("2026-10-22", "09:01"))

    stopped = await office.read(unsent)
    assert (DUNG, "not-entitled") in stopped
    assert {who for who, why in stopped if why == "not-entitled"} == {DUNG}


async def test_what_may_have_been_told_before_a_restoration_waits_for_a_persons_word(
    office: Store,
) -> None:
    await office.write(absence.name, term(BINH, DUNG, "2026-10-19", "2026-10-22"), CLI)
    await live(office, at("2026-10-02"))

    def restored(tx: Tx) -> None:
        then = at("2026-10-20")
        values = {"restored_at": then, "office_at": then, "taken_at": NOW}
        tx.run(insert(restoration).values(values))

    await office.write(restored)
    for day in ("2026-10-19", "2026-10-23"):
        await office.write(release, PLAN, at(day))

    def waiting(tx: Tx) -> list[str]:
        chosen = select(notices).where(notices.c.error == RESTORED).order_by(notices.c.id)
        return [json.loads(row.facts)["phase"] for row in tx.all(chosen)]

    assert await office.read(waiting) == ["begun"], "what is over by then is told"


async def test_the_explanation_tells_of_them_for_the_rungs_of_their_days_alone(
    office: Store,
) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await office.write(absence.name, term(BINH, DUNG, "2026-10-19", "2026-10-20"), CLI)

    found = await office.read(explain, PLAN, number, NOW)

    assert found is not None
    told = {ahead.slot: [who.person.id for who, _ in ahead.to] for ahead in found.ahead}
    assert (told["T-7"], told["T-3"], told["T-1"]) == ([BINH], [BINH, DUNG], [BINH])
