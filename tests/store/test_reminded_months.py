"""Ten weeks of a small office, Tết among them: who was told of what and when, against a table by hand."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from schedules.pause import resumption
from store import Store, Tx, pause, respite, task
from store.opening import open_entries
from store.schema.directory import person
from store.schema.notice import notice as notices
from tests.store.office import BINH, DUNG, OTHER_UNIT, at, due_on, paper, staffed, work
from tests.store.telling import CALENDAR, CHASING, live
from work.act import Act
from work.deadline import Until
from work.document import Urgency
from work.preview import Entry
from work.respite import RespiteKind
from work.task import NewTask

POSTGRESQL_IN_PROOF = True

MORNING = at("2026-02-02", "07:00")  # Monday
END = at("2026-03-16", "07:00")

# By hand, with this calendar on paper (2026): worked are Mon to Fri, but Tết takes 14/02 to 22/02.
#   Feb  2  3  4  5  6 | 9 10 11 12 13 | 23 24 25 26 27   Mar  2  3  4  5  6 | 9 10 11 12 13
# Bình leads in the unit of Cường, Dung in her own; Giang heads the agency.
#
# 1 Bình, due Fri 13/02, the last day before Tết; done on 26/02.
# 2 Bình, due Wed 18/02, in Tết: the last day to act is 13/02, what comes after counts from 18/02; done on 26/02.
# 3 Dung, due Wed 25/02; on 13/02 moved to Thu 05/03, which begins anew; submitted on 03/03, told that day for its opening, approved on 04/03.
# 4 Bình, due Mon 30/03; never received.
# 10 Dung, hỏa tốc, opened on Sat 14/02 21:00, received at 21:30, due Tue 17/02; done on 18/02 09:00.
# 5 Bình, due Fri 06/03; paused on 09/02, resumed on 23/02: five working days later, on Fri 13/03.
# 6 Bình, due Wed 04/02; T-3 was Fri 30/01, told when the office opens on 02/02. After T+1 Bình acknowledges for as long
#   as can be, to 10/02. Two weeks after T+3, 16/02 and 23/02, fall on 23/02: the later is told. Done on 24/02.
# 7 Dung, due Fri 27/02; T-7 is Wed 11/02, put off to 12/02; done on 27/02 10:00.
# 8 Bình, khẩn, opened on Mon 09/02 14:00, due Tue 24/02; received on 10/02 09:00. Four hours end at 18:00, when nobody
#   is told: on 10/02 it is the working day that counts. Done on 24/02 15:00.
# 9 Bình, no deadline: nobody is told.
TABLE = """
1  02-04 08:00 binh  T-7
1  02-10 08:00 binh  T-3
1  02-12 08:00 binh  T-1
1  02-13 08:00 binh  T
1  02-23 08:00 binh  T+1
1  02-23 08:00 cuong T+1
1  02-25 08:00 binh  T+3
1  02-25 08:00 cuong T+3
1  02-25 08:00 giang T+3
2  02-04 08:00 binh  T-7
2  02-10 08:00 binh  T-3
2  02-12 08:00 binh  T-1
2  02-13 08:00 binh  T
2  02-23 08:00 binh  T+1
2  02-23 08:00 cuong T+1
2  02-25 08:00 binh  T+3
2  02-25 08:00 cuong T+3
2  02-25 08:00 giang T+3
3  02-09 08:00 dung  T-7
3  02-13 08:00 dung  T-3
3  02-24 08:00 dung  T-7
3  03-02 08:00 dung  T-3
3  03-03 10:00 giang A
4  02-04 08:00 binh  R+2
4  02-04 08:00 cuong R+2
4  02-06 08:00 binh  R+4
4  02-06 08:00 cuong R+4
4  02-06 08:00 giang R+4
10 02-14 21:00 dung  O
10 02-16 08:00 dung  T-1
10 02-17 08:00 dung  T
10 02-18 08:00 dung  T+1
10 02-18 08:00 giang T+1
5  03-04 08:00 binh  T-7
5  03-10 08:00 binh  T-3
5  03-12 08:00 binh  T-1
5  03-13 08:00 binh  T
6  02-02 08:00 binh  T-3
6  02-03 08:00 binh  T-1
6  02-04 08:00 binh  T
6  02-05 08:00 binh  T+1
6  02-05 08:00 cuong T+1
6  02-09 08:00 binh  T+3
6  02-10 08:00 cuong T+3
6  02-10 08:00 giang T+3
6  02-23 08:00 binh  W+2
6  02-23 08:00 cuong W+2
7  02-12 08:00 dung  T-7
7  02-24 08:00 dung  T-3
7  02-26 08:00 dung  T-1
7  02-27 08:00 dung  T
8  02-09 14:00 binh  O
8  02-10 08:00 binh  R+1
8  02-10 08:00 cuong R+1
8  02-10 08:00 giang R+1
8  02-12 08:00 binh  T-3
8  02-23 08:00 binh  T-1
8  02-24 08:00 binh  T
8  02-24 08:00 cuong T
"""


def told(tx: Tx) -> list[tuple[str, ...]]:
    """Task, minute, person and rung of every reminder that was sent."""
    joined = select(notices, person.c.email).join(person, person.c.id == notices.c.person_id)
    rows = tx.all(joined.where(notices.c.state == "sent", notices.c.kind != "task-news"))
    return sorted(
        (
            str(row.task_id),
            f"{CALENDAR.local(row.at):%m-%d}",
            f"{CALENDAR.local(row.at):%H:%M}",
            row.email.split("@")[0],
            row.facts.partition('"slot": "')[2].partition('"')[0],
        )
        for row in rows
    )


async def keep(
    store: Store, now: datetime, number: str, *tasks: NewTask, urgency: Urgency = Urgency.NORMAL
) -> None:
    """Opens tasks of one document that came in on that day."""
    day = CALENDAR.today(now)
    document = paper(number, issued=day, received=day, arrival_number=None, urgency=urgency)
    rows = tuple(Entry(row, 1, document, new) for row, new in enumerate(tasks, 2))
    await store.write(open_entries, rows, Act("cli", now))


class Office:
    """Lives from act to act."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = MORNING

    async def do(self, day: str, hour: str, act: Any, task_id: int, *args: Any) -> None:
        """Lives until then, and does it."""
        await self.live(at(f"2026-{day}", hour))
        await self.store.write(act, task_id, *args, Act("cli", self.now))

    async def live(self, until: datetime) -> None:
        await live(self.store, self.now, until, CHASING)
        self.now = until


async def test_ten_weeks_with_tet_are_told_as_by_hand(store: Store) -> None:
    await staffed(store)
    office, dung = Office(store), (DUNG, OTHER_UNIT)
    await keep(
        store, MORNING, "1/VPCP-TH",
        work("2026-02-13"), work("2026-02-18"), work("2026-02-25", *dung), work("2026-03-30"),
    )  # fmt: skip
    await keep(
        store, MORNING, "3/VPCP-TH",
        work("2026-03-06"), work("2026-02-04"), work("2026-02-27", *dung),
    )  # fmt: skip
    for number in (1, 2, 3, 5, 6, 7):
        await store.write(task.receive, number, Act("cli", MORNING))
    await office.live(at("2026-02-05", "09:00"))
    until = at("2026-02-10")
    kind = RespiteKind.ACKNOWLEDGED
    await store.write(respite.add, 6, BINH, kind, 1, until, Act("cli", office.now), "đang trình ký")
    await office.do("02-09", "09:00", pause.pause, 5, date(2026, 2, 9), "chờ văn bản")
    await office.live(at("2026-02-09", "14:00"))
    await keep(store, office.now, "4/VPCP-TH", work("2026-02-24"), urgency=Urgency.URGENT)
    await keep(store, office.now, "5/VPCP-TH", work(None))
    await office.do("02-10", "09:00", task.receive, 8)
    await store.write(
        respite.add, 7, DUNG, RespiteKind.SNOOZED, 1, at("2026-02-12"), Act("cli", office.now), "công tác"
    )  # fmt: skip
    await office.do("02-13", "09:00", task.change_due, 3, due_on("2026-03-05"), "gia hạn")
    await office.live(at("2026-02-14", "21:00"))
    await keep(store, office.now, "6/VPCP-TH", work("2026-02-17", *dung), urgency=Urgency.EXPRESS)
    await office.do("02-14", "21:30", task.receive, 10)
    await office.do("02-18", "09:00", task.finish, 10, date(2026, 2, 18), None)
    await office.live(at("2026-02-23", "07:30"))
    new = resumption(date(2026, 2, 9), date(2026, 2, 23), Until(date(2026, 3, 6)), CALENDAR)
    await store.write(pause.resume, 5, new, Act("cli", office.now), None)
    await office.do("02-24", "14:00", task.finish, 6, date(2026, 2, 24), None)
    await office.do("02-24", "15:00", task.finish, 8, date(2026, 2, 24), None)
    for number in (1, 2):
        await office.do("02-26", "07:30", task.finish, number, date(2026, 2, 26), None)
    await office.do("02-27", "10:00", task.finish, 7, date(2026, 2, 27), None)
    submission = task.Submission(date(2026, 3, 3), date(2026, 3, 3))
    await office.do("03-03", "10:00", task.submit, 3, submission)
    await office.do("03-04", "09:00", task.approve, 3)
    await office.live(END)

    assert await store.read(told) == by_hand()


def by_hand() -> list[tuple[str, ...]]:
    """The table, as told() gives it."""
    return sorted(tuple(line.split()) for line in TABLE.split("\n") if line)
