"""How people are told: at their hours, many in one, in the morning's digest, and only what is still true."""

import asyncio
import json
from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from sqlalchemy import select, update

from schedules.customs import Hours
from schedules.explain import Silence, explain
from schedules.tick import release
from store import Store, notice, pause, reminding, task
from store import retention as kept
from store.directory.people import disable_person
from store.opening import open_entries
from store.schema.directory import person
from store.schema.notice import notice as notices
from tests.store.office import (
    CLI,
    CUONG,
    DUNG,
    GIANG,
    NOW,
    at,
    due_on,
    opened,
    paper,
    staffed,
    work,
)
from tests.store.sealing import KEY
from tests.store.telling import CALENDAR, CHASING, PLAN, live, send, sent, with_customs
from work.act import Act
from work.document import Urgency
from work.preview import Entry
from work.retention import Cut, Kind
from work.task import NewTask, Party, Role

POSTGRESQL_IN_PROOF = True

DIGEST = with_customs(PLAN, digest_at=time(8))


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def urgent(store: Store, urgency: Urgency, *tasks: NewTask, act: Act = CLI) -> None:
    """Opens tasks of one document that is so urgent."""
    received = CALENDAR.today(act.now)
    document = paper(f"9/{urgency}", urgency=urgency, received=received)
    rows = tuple(Entry(row, 1, document, new) for row, new in enumerate(tasks, 2))
    await store.write(open_entries, rows, act)


async def facts(store: Store, kind: str) -> list[dict[str, Any]]:
    """The facts of every notice of that kind."""
    chosen = select(notices.c.facts).where(notices.c.kind == kind).order_by(notices.c.id)
    return [json.loads(row.facts) for row in await store.read(lambda tx: tx.all(chosen))]


# Khẩn, of Thursday 01/10 at 09:00, due on Friday 09/10, by hand. Nobody receives it.
URGENT = """
10-01 09:00 binh  reminder   O
10-01 13:00 binh  unreceived R+4h
10-01 13:00 cuong unreceived R+4h
10-02 08:00 binh  unreceived R+1
10-02 08:00 cuong unreceived R+1
10-02 08:00 giang unreceived R+1
10-06 08:00 binh  reminder   T-3
10-08 08:00 binh  reminder   T-1
10-09 08:00 binh  reminder   T
10-09 08:00 cuong reminder   T
10-12 08:00 binh  reminder   T+1
10-12 08:00 cuong reminder   T+1
10-12 08:00 giang reminder   T+1
10-13 08:00 binh  reminder   D+1
10-13 08:00 cuong reminder   D+1
"""

# Hỏa tốc, of Friday 02/10 at 20:00, due on Sunday 04/10: no hour and no day off holds it up.
EXPRESS = """
10-02 20:00 binh  reminder   O
10-02 22:00 binh  unreceived R+2h
10-02 22:00 cuong unreceived R+2h
10-03 00:00 binh  unreceived R+4h
10-03 00:00 cuong unreceived R+4h
10-03 00:00 giang unreceived R+4h
10-03 08:00 binh  reminder   T-1
10-04 08:00 binh  reminder   T
10-04 08:00 cuong reminder   T
10-05 08:00 binh  reminder   T+1
10-05 08:00 cuong reminder   T+1
10-05 08:00 giang reminder   T+1
"""

# Of Thursday 01/10, due long after: nobody receives it.
UNRECEIVED = """
10-05 08:00 binh  unreceived R+2
10-05 08:00 cuong unreceived R+2
10-07 08:00 binh  unreceived R+4
10-07 08:00 cuong unreceived R+4
10-07 08:00 giang unreceived R+4
"""


def lines(text: str) -> list[tuple[str, str, str, str]]:
    """A table by hand, as sent() gives it."""
    rows = (line.split() for line in text.split("\n") if line)
    return [(f"{day} {hour}", who, kind, slot) for day, hour, who, kind, slot in rows]


async def test_what_is_urgent_has_a_ladder_of_its_own(office: Store) -> None:
    await urgent(office, Urgency.URGENT, work("2026-10-09"))
    await live(office, NOW, at("2026-10-14", "07:00"), CHASING)

    assert await sent(office) == lines(URGENT)


async def test_hoa_toc_is_told_by_night_and_on_days_off(office: Store) -> None:
    night = Act("cli", at("2026-10-02", "20:00"))
    await urgent(office, Urgency.EXPRESS, work("2026-10-04"), act=night)
    await live(office, night.now, at("2026-10-05", "09:00"), CHASING)

    assert await sent(office) == lines(EXPRESS)


async def test_heads_hear_that_a_task_is_not_received(office: Store) -> None:
    await opened(office, work("2026-12-23"))
    await live(office, NOW, at("2026-11-01"), CHASING)

    assert await sent(office) == lines(UNRECEIVED)


async def test_they_hear_nothing_once_it_is(office: Store) -> None:
    await opened(office, work("2026-12-23"))
    await office.write(task.receive, 1, Act("cli", at("2026-10-05", "07:00")))
    await live(office, NOW, at("2026-11-01"), CHASING)

    assert await sent(office) == []
    found = await office.read(explain, CHASING, 1, at("2026-11-01"))
    assert found is not None
    silent = [(one.slot, one.silence) for one in found.passed]
    assert silent == [("R+2", Silence.RECEIVED), ("R+4", Silence.RECEIVED)]


async def test_another_lead_has_to_receive_it_anew(office: Store) -> None:
    await opened(office, work("2026-12-23"))
    await office.write(task.receive, 1, Act("cli", at("2026-10-02", "07:00")))
    other = (Party(Role.LEAD, "G18", 2, DUNG),)
    await office.write(task.assign, 1, other, Act("cli", at("2026-10-08", "09:00")))
    await live(office, NOW, at("2026-10-13"), CHASING)

    assert [(when, who) for when, who, _, _ in await sent(office)] == [("10-12 08:00", "dung")]


async def test_a_unit_is_told_at_its_own_hours(office: Store) -> None:
    own = Hours(NOW.date(), "theo nội quy", time(9), time(16), ((time(9), time(10, 30)),), "G18", "Vụ Kế hoạch - Tài chính")  # fmt: skip
    plan = with_customs(PLAN, own)
    await opened(office, work("2026-10-23"), work("2026-10-23", DUNG, 2))
    await live(office, at("2026-10-22", "07:00"), at("2026-10-22", "10:00"), plan)

    assert [who for _, who, _, _ in await sent(office)] == ["dung"]
    found = await office.read(explain, plan, 1, at("2026-10-22", "10:00"))
    assert found is not None
    assert [(one.why, one.new.at) for one in found.withheld] == [
        ("hours", at("2026-10-22", "10:30"))
    ]
    await live(office, at("2026-10-22", "10:00"), at("2026-10-22", "11:00"), plan)
    assert [(when, who) for when, who, _, _ in await sent(office)] == [
        ("10-22 08:00", "dung"),
        ("10-22 10:30", "binh"),
    ]


async def test_of_a_deadline_and_what_is_not_received_one_is_told_at_one_moment(
    office: Store,
) -> None:
    await urgent(office, Urgency.NORMAL, work("2026-10-12"))  # four working days later are T-3
    await live(office, NOW, at("2026-10-08"), CHASING)

    assert [one for one in await sent(office) if one[0] == "10-07 08:00"] == [
        ("10-07 08:00", "binh", "reminder", "T-3"),
        ("10-07 08:00", "cuong", "unreceived", "R+4"),
        ("10-07 08:00", "giang", "unreceived", "R+4"),
    ]


async def test_hoa_toc_keeps_no_hours_of_a_unit(office: Store) -> None:
    own = Hours(NOW.date(), "theo nội quy", time(14), time(16), (), "G18")
    plan = with_customs(CHASING, own)
    await urgent(office, Urgency.EXPRESS, work("2026-10-23"))
    await live(office, NOW, at("2026-10-01", "10:00"), plan)

    assert await sent(office) == [("10-01 09:00", "binh", "reminder", "O")]


async def test_many_that_fall_together_are_one_message(office: Store) -> None:
    numbers = await opened(office, *(work("2026-10-23", content=f"việc {n}") for n in range(12)))
    await live(office, at("2026-10-22", "07:00"), at("2026-10-22", "09:00"))

    assert await sent(office) == [("10-22 08:00", "binh", "several", "")]
    (told,) = await facts(office, "several")
    (section,) = told["sections"]
    assert (told["total"], len(section["items"]), len(section["others"])) == (12, 8, 4)
    for number in numbers:
        (account,) = await office.read(notice.accounts, number)
        assert (account.within, account.facts["slot"]) == ("several", "T-1")
    await live(office, at("2026-10-22", "09:00"), at("2026-10-23", "07:00"))
    assert len(await sent(office)) == 1, "each is told once"


async def test_few_are_told_each_on_its_own(office: Store) -> None:
    await opened(office, *(work("2026-10-23", content=f"việc {n}") for n in range(5)))
    await live(office, at("2026-10-22", "07:00"), at("2026-10-22", "09:00"))

    assert [kind for _, _, kind, _ in await sent(office)] == ["reminder"] * 5


async def test_what_is_released_in_many_batches_is_still_one_message(office: Store) -> None:
    await opened(office, *(work("2026-10-05", content=f"việc {n}") for n in range(25)))
    now = at("2026-10-01", "10:00")
    while (await office.write(release, PLAN, now, 7)).more:
        pass
    await send(office, now)

    assert [kind for _, _, kind, _ in await sent(office)] == ["several"]


async def test_a_message_with_several_loses_what_is_not_true_any_more(office: Store) -> None:
    await opened(office, *(work("2026-10-23", content=f"việc {n}") for n in range(7)))
    now = at("2026-10-22", "08:00")
    while (await office.write(release, PLAN, now)).more:
        pass
    act = Act("cli", now)
    await office.write(task.cancel, 1, act)
    await office.write(task.change_due, 2, due_on("2026-12-23"), "lùi", act)
    await office.write(pause.pause, 3, now.date(), "chờ", act)
    await send(office, now)

    (told,) = await facts(office, "several")
    assert told["total"] == 4
    assert [one["task"] for one in told["sections"][0]["items"]] == [4, 5, 6, 7]


async def test_a_message_with_several_of_which_none_is_true_does_not_go(office: Store) -> None:
    numbers = await opened(office, *(work("2026-10-23", content=f"việc {n}") for n in range(7)))
    now = at("2026-10-22", "08:00")
    while (await office.write(release, PLAN, now)).more:
        pass
    for number in numbers:
        await office.write(task.cancel, number, Act("cli", now))
    await send(office, now)

    assert await sent(office) == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("disabled", "person-disabled"),
        ("moved", "not-entitled"),
        ("done", "task-closed"),
        ("paused", "task-paused"),
        ("cancelled", "task-closed"),
    ],
)
async def test_what_happens_between_release_and_sending_stops_it(
    office: Store, change: str, why: str
) -> None:
    """The head of the unit is told of what is a day late, and then is not to be told."""
    await opened(office, work("2026-10-23"))
    await live(office, at("2026-10-23", "07:00"), at("2026-10-23", "09:00"))
    now = at("2026-10-26")
    await office.write(release, PLAN, now)
    act = Act("cli", now)
    if change == "disabled":
        await office.write(disable_person, "cuong@moh.gov.vn", now)
    elif change == "moved":
        await office.write(
            lambda tx: tx.run(update(person).where(person.c.id == CUONG).values(unit_id=2))
        )
    elif change == "done":
        await office.write(task.finish, 1, now.date(), None, act)
    elif change == "paused":
        await office.write(pause.pause, 1, now.date(), "chờ", act)
    else:
        await office.write(task.cancel, 1, act)
    await send(office, now)

    theirs = [one for one in await office.read(notice.accounts, 1) if one.person == CUONG]
    assert [(one.state, one.error) for one in theirs] == [("cancelled", why)]


async def test_the_morning_digest_takes_the_place_of_single_reminders(office: Store) -> None:
    follower = Party(Role.FOLLOWER, "G18", None, GIANG)
    await opened(
        office,
        work("2026-10-22", content="hôm nay"),
        work("2026-10-21", content="đã trễ"),
        work("2026-10-25", content="cuối tuần"),
        work("2026-12-25", content="còn xa"),
        work("2026-12-26", DUNG, 2, follower, content="chờ duyệt"),
    )
    await live(office, NOW, at("2026-10-20", "09:00"), DIGEST)
    submitted = task.Submission(NOW.date(), NOW.date())
    await office.write(task.submit, 5, submitted, Act("cli", at("2026-10-20", "10:00")))
    await live(office, at("2026-10-20", "09:00"), at("2026-10-22", "07:00"), DIGEST)
    await live(office, at("2026-10-22", "07:00"), at("2026-10-22", "17:00"), DIGEST)

    assert await sent(office, at("2026-10-22", "07:00")) == [
        ("10-22 08:00", "binh", "digest", ""),
        ("10-22 08:00", "cuong", "digest", ""),
        ("10-22 08:00", "giang", "digest", ""),
    ]
    names = [
        {section["name"]: [one["task"] for one in section["items"]] for section in one["sections"]}
        for one in (await facts(office, "digest"))[-3:]
    ]
    assert {"late": [2], "today": [1], "week": [3]} in names, "Bình's"
    assert {"approval": [5]} in names, "Giang's"
    assert {"unit": [2]} in names, "Cường's"


async def test_nobody_gets_a_digest_with_nothing_in_it_nor_on_a_day_off(office: Store) -> None:
    await opened(office, work("2026-10-23"))
    await live(office, at("2026-10-22", "09:00"), at("2026-10-27", "07:00"), DIGEST)

    assert [(when, who) for when, who, _, _ in await sent(office)] == [
        ("10-22 09:00", "binh"),
        ("10-23 08:00", "binh"),
        ("10-26 08:00", "binh"),
        ("10-26 08:00", "cuong"),
    ]


async def test_what_falls_later_in_the_day_is_told_beside_the_digest(office: Store) -> None:
    await opened(office, work("2026-10-23"))
    await live(office, at("2026-10-22", "07:00"), at("2026-10-22", "09:00"), DIGEST)
    late = Act("cli", at("2026-10-22", "10:00"))
    await urgent(office, Urgency.URGENT, work("2026-12-23"), act=late)
    await live(
        office, late.now, at("2026-10-22", "16:00"), replace(DIGEST, ladders=CHASING.ladders)
    )

    assert ("10-22 10:00", "binh", "reminder", "O") in await sent(office)


async def test_two_processes_that_tick_at_once_tell_each_person_once(
    pair: tuple[Store, Store],
) -> None:
    await staffed(pair[0])
    await opened(pair[0], *(work("2026-10-23", content=f"việc {n}") for n in range(40)))
    now = at("2026-10-22")
    plan = with_customs(PLAN, digest_at=time(8))
    await pair[0].write(release, plan, at("2026-10-21", "17:30"))

    for _ in range(8):
        await asyncio.gather(
            *(store.write(release, plan, now, 7) for store in pair for _ in range(3))
        )
    await send(pair[0], now)

    assert [(who, kind) for _, who, kind, _ in await sent(pair[0])] == [("binh", "digest")]
    (told,) = await facts(pair[0], "digest")
    assert told["total"] == 40


async def test_where_the_digest_is_put_away_single_reminders_come_back(office: Store) -> None:
    await opened(office, work("2026-10-23"))
    await live(office, at("2026-10-20", "07:00"), at("2026-10-20", "09:00"), DIGEST)
    await live(office, at("2026-10-21", "07:00"), at("2026-10-22", "09:00"))

    assert [kind for _, _, kind, _ in await sent(office)] == ["digest", "reminder"]


async def test_what_was_told_within_a_message_goes_with_it_once_its_task_is_closed(
    office: Store,
) -> None:
    numbers = await opened(office, *(work("2026-10-23", content=f"việc {n}") for n in range(7)))
    await live(office, at("2026-10-22", "07:00"), at("2026-10-22", "09:00"))
    for number in numbers[1:]:
        await office.write(task.cancel, number, Act("cli", at("2026-10-22", "10:00")))
    await live(office, at("2026-10-22", "10:00"), at("2026-10-23", "09:00"))
    day = at("2026-10-30")

    await office.write(kept.step, Cut(Kind.NOTICES, day.date(), day.date(), day, day), day, KEY)

    left = [len(await office.read(reminding.of_task, number)) for number in numbers]
    assert left == [1, *[0] * 6]
