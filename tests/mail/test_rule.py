"""What a rule names: mailboxes, hours, windows, and whom it concerns."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from mail.rule import Addresses, Concern, Hours, window
from schedules.calendar import Calendar, Day, DayKind, Week
from work.allowance import Measure
from work.letter import ListenerKind, Origin

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE = ((time(7, 30), time(11, 30)), (time(13, 30), time(17)))
# Tuesday the 24th is a day off, Saturday the 28th is worked for it.
CALENDAR = Calendar(
    {date(2026, 11, 24): Day(DayKind.HOLIDAY), date(2026, 11, 28): Day(DayKind.SWAP_WORK)},
    [Week(date(2000, 1, 1), frozenset({5, 6}), "")],
    [(date(2026, 1, 1), date(2026, 12, 31))],
    ZONE,
)


def wall(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant in November 2026, by the clock on the office's wall."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("words", "address", "held"),
    [
        (("bn.gov.vn",), "an@BN.gov.vn", True),
        (("bn.gov.vn",), "an@yte.bn.gov.vn", False),
        (("bn.gov.vn",), "an@xbn.gov.vn", False),
        (("*.gov.vn",), "an@yte.bn.gov.vn", True),
        (("*.gov.vn",), "an@gov.vn", False),
        (("*.gov.vn",), "an@evilgov.vn", False),
        (("*",), "an@anywhere.vn", True),
        (("an@bn.gov.vn",), "AN@bn.gov.vn", True),
        (("an@bn.gov.vn",), "binh@bn.gov.vn", False),
        (("an@bn.gov.vn",), '"an@bn.gov.vn"@evil.vn', False),
        (("xn--bc-m6s.vn",), "an@bắc.vn", True),
        (("a.vn", "b.vn"), "x@b.vn", True),
        (("*",), "", True),
        (("a.vn",), "", False),
    ],
)
def test_mailboxes_are_named_by_address_by_domain_or_by_what_stands_above(
    words: tuple[str, ...], address: str, held: bool
) -> None:
    assert Addresses.of(words).hold(address) is held


@pytest.mark.parametrize(
    ("words", "address", "reached"),
    [
        (("gmail.com",), "an@[192.0.2.1]", True),
        (("gmail.com",), "an@[IPv6:2001:db8::1]", True),
        (("an@bn.vn",), "AN+x@bn.vn", True),
        (("an@bn.vn",), "an+x+y@bn.vn", True),
        (("an@bn.vn",), "an+x@other.vn", False),
        (("an@bn.vn",), "annam@bn.vn", False),
        (("gmail.com",), "an+x@bn.vn", False),
    ],
)
def test_another_spelling_may_reach_a_mailbox_that_is_named(
    words: tuple[str, ...], address: str, reached: bool
) -> None:
    assert Addresses.of(words).may_hold(address) is reached


@pytest.mark.parametrize(
    ("at", "taken", "opens"),
    [
        (wall(23, 7, 29), False, wall(23, 7, 30)),
        (wall(23, 7, 30), True, wall(23, 13, 30)),
        (wall(23, 11, 29), True, wall(23, 13, 30)),
        (wall(23, 11, 30), False, wall(23, 13, 30)),
        (wall(23, 17), False, wall(25, 7, 30)),
        (wall(24, 9), False, wall(25, 7, 30)),
        (wall(27, 18), False, wall(28, 7, 30)),
        (wall(28, 9), True, wall(28, 13, 30)),
        (wall(28, 18), False, wall(30, 7, 30)),
    ],
)
def test_letters_are_taken_in_office_hours_of_days_that_are_worked(
    at: datetime, taken: bool, opens: datetime
) -> None:
    hours = Hours(ZONE, OFFICE, CALENDAR)

    assert (hours.open_at(at), hours.next_open(at)) == (taken, opens)


def test_a_day_may_be_open_to_its_last_moment() -> None:
    hours = Hours(ZONE, ((time(22), time.max), (time(0), time(2))))

    assert hours.open_at(wall(23, 23, 59) + timedelta(seconds=59))
    assert hours.open_at(wall(24, 0))
    assert not hours.open_at(wall(24, 2))


def test_an_office_that_never_works_opens_never() -> None:
    never = Calendar({}, [Week(date(2000, 1, 1), frozenset(range(7)), "")], [], ZONE)

    assert Hours(ZONE, OFFICE, never).next_open(wall(23, 9)) is None


@pytest.mark.parametrize(
    ("measure", "at", "opens", "closes"),
    [
        (Measure.LETTERS_HOUR, wall(23, 7, 59), wall(23, 7), wall(23, 8)),
        (Measure.LETTERS_DAY, wall(23, 0), wall(23, 0), wall(24, 0)),
        (Measure.RECIPIENTS_DAY, wall(23, 23, 59), wall(23, 0), wall(24, 0)),
    ],
)
def test_hours_and_days_are_those_on_the_offices_wall(
    measure: Measure, at: datetime, opens: datetime, closes: datetime
) -> None:
    assert window(measure, at, ZONE) == (opens, closes)


@pytest.mark.parametrize(
    ("concern", "login", "kind", "included"),
    [
        (Concern(), "portal", "submission", True),
        (Concern(frozenset({"H05"})), "portal", "submission", True),
        (Concern(frozenset({"H40"})), "portal", "submission", False),
        (Concern(logins=frozenset({"portal"})), "portal", "submission", True),
        (Concern(logins=frozenset({"portal"})), None, "trusted", False),
        (Concern(except_logins=frozenset({"portal"})), "portal", "submission", False),
        (Concern(except_logins=frozenset({"portal"})), None, "trusted", True),
        (Concern(kind="trusted"), None, "trusted", True),
        (Concern(kind="trusted"), "portal", "submission", False),
        (Concern(frozenset({"H40"}), frozenset({"portal"})), "portal", "submission", False),
    ],
)
def test_a_rule_concerns_whom_it_names(
    concern: Concern, login: str | None, kind: ListenerKind, included: bool
) -> None:
    origin = Origin("l", kind, "10.0.0.9", "pc", "ESMTP", login=login, agency="H05")

    assert concern.includes(origin) is included
