"""A ministry with agencies below it, and forms that they have to answer."""

from collections.abc import Callable
from datetime import datetime, timedelta

from schedules.official import official_calendar
from schedules.report_period import shipped_reporting
from schedules.report_tick import Reported, next_due, release
from store import Store, Tx
from store.directory.agencies import add_agency
from store.directory.people import add_person
from store.form import series, versions
from store.form.requests import Wanted, listed
from tests.store.office import NOW, at, staffed
from work.act import Act
from work.agency import Agency
from work.directory import NewPerson
from work.form.form import Form
from work.form.period import PeriodKind
from work.form.request import Request
from work.person import Position

CALENDAR = official_calendar()
BELOW = ("G18.01", "G18.02", "G18.03")


async def ministry(store: Store) -> None:
    """The ministry of tests.store.office, and three agencies below it with a clerk each."""
    await staffed(store)

    def grow(tx: Tx) -> None:
        for number, code in enumerate(BELOW, 1):
            box = f"c{number}.moh.gov.vn"
            new = Agency(code, f"Cục số {number}", f"C{number}", frozenset({box}), parent="G18")
            assert add_agency(tx, new, NOW) is None
            clerk = NewPerson(f"Văn thư {number}", f"vt@{box}", code, None, Position.CLERK, "vi")
            add_person(tx, clerk, NOW)

    await store.write(grow)


async def keep(store: Store, form: Form, now: datetime) -> int:
    """Keeps *form* as the import does."""
    day = CALENDAR.today(now)

    def add(tx: Tx) -> int:
        known = series.kinds(tx, form.code)
        kinds = [
            one.kind
            for one in form.periods
            if one.kind not in known and one.kind is not PeriodKind.AD_HOC
        ]
        found = [shipped_reporting().first_from(form, kind, day, CALENDAR) for kind in kinds]
        first = tuple(one for one in found if one is not None)
        done = versions.add(tx, form, len(versions.of_code(tx, form.code)), first, Act("cli", now))
        assert isinstance(done, int)
        return done

    return await store.write(add)


def tick(tx: Tx, office: datetime, limit: int = 100) -> Reported:
    """The tick's part at the office's time, which is the machine's."""
    return release(tx, CALENDAR, office, office, limit)


async def live(
    store: Store,
    start: datetime,
    end: datetime,
    limit: int = 100,
    stops: Callable[[Tx], datetime | None] = next_due,
) -> int:
    """How many transactions it took to do what is due from *start* to *end*, at each of its *stops*."""
    now: datetime | None = start
    count = 0
    while now is not None and now <= end:
        done = await store.write(tick, now, limit)
        count += 1
        if not done.more:
            ahead = await store.read(stops)
            now = ahead if ahead is None else max(ahead, now + timedelta(microseconds=1))
    return count


async def all_requests(store: Store) -> tuple[Request, ...]:
    """Every request, by due date."""
    return await store.read(listed, Wanted())


def morning(day: str) -> datetime:
    """Eight o'clock of *day* in Hà Nội."""
    return at(day)
