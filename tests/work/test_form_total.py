"""Totals add up what was sent, name who is missing, and never take a missing value for zero."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.work.forms import form
from work.form.indicator import Indicator, Kind, Totalling
from work.form.period import PeriodKind
from work.form.request import Request, RequestClass, RequestState, class_of
from work.form.total import Reported, reported, total, totalled
from work.form.value import written
from work.task import Party, Role

COUNT = Indicator("a", "Số", Kind.DECIMAL)
RATE = Indicator("r", "Tỷ lệ", Kind.PERCENT, total=Totalling.MEAN, weight="a")


def request(number: int, state: RequestState = RequestState.SUBMITTED) -> Request:
    code = f"G{number:02}"
    day = date(2026, 10, 14)
    sent = None if state.waits else day
    opened = datetime(2026, 10, 7, 1, tzinfo=UTC)
    party = Party(Role.LEAD, code, agency_name=f"Cục {number}")
    return Request(number, "BC", "Báo cáo", 1, "2026-10", PeriodKind.MONTH, day, day, day, 1, party,
                   state, opened, 1, sent, "lý do" if state is RequestState.EXCUSED else None)  # fmt: skip


def one(number: int, values: Mapping[str, str] | None, **more: object) -> Reported:
    own = form(indicators=(COUNT, RATE))
    state = more.pop("state", RequestState.SUBMITTED)
    assert isinstance(state, RequestState)
    return reported(request(number, state), own, values, **more)  # type: ignore[arg-type]


def test_who_is_missing_is_named_and_does_not_count_as_zero() -> None:
    now = (
        one(2, {"a": "10"}, state=RequestState.ACCEPTED),
        one(1, {"a": "5"}),
        one(3, {"a": "7"}, state=RequestState.RETURNED),
        one(4, None, state=RequestState.OPEN),
        one(5, None, state=RequestState.EXCUSED),
        one(6, {}),
    )

    found = total(form(indicators=(COUNT,)), now)

    assert found.rows[0].total == 15
    assert found.rows[0].reported == 2
    assert [each.id for each in found.missing] == [3, 4], "what was returned does not count"
    assert [each.id for each in found.excused] == [5]
    assert (found.asked, len(found.reported), found.waiting) == (5, 3, 2)


def test_of_nothing_there_is_no_total() -> None:
    found = total(form(indicators=(COUNT, RATE)), (one(1, None, state=RequestState.OPEN),))

    assert [row.total for row in found.rows] == [None, None]


def test_what_is_not_accepted_may_be_left_out() -> None:
    now = (one(1, {"a": "5"}, accepted=True), one(2, {"a": "9"}, state=RequestState.ACCEPTED))

    assert total(form(indicators=(COUNT,)), now).rows[0].total == 9


def test_a_rate_is_weighed_by_what_it_is_a_rate_of() -> None:
    now = (one(1, {"a": "900", "r": "100"}), one(2, {"a": "100", "r": "50"}), one(3, {"r": "0"}))

    found = total(form(indicators=(COUNT, RATE)), now)

    assert (found.rows[1].total, found.rows[1].reported) == (Decimal("95.00"), 2), (
        "no weight, no part"
    )


def test_the_period_before_stands_beside_with_the_change() -> None:
    found = total(
        form(indicators=(COUNT,)), (one(1, {"a": "15"}),), (one(1, {"a": "12"}), one(2, None))
    )

    row = found.rows[0]
    assert (row.before, row.change, row.rate) == (Decimal(12), Decimal(3), Decimal("25.00"))
    assert (found.reported_before, found.asked_before) == (1, 2)


def test_a_change_from_nothing_has_no_rate() -> None:
    found = total(form(indicators=(COUNT,)), (one(1, {"a": "15"}),), (one(1, {"a": "0"}),))

    assert found.rows[0].change == 15
    assert found.rows[0].rate is None


def test_yes_is_counted_and_words_are_not_added() -> None:
    yes = Indicator("y", "Đã công khai", Kind.YES_NO, total=Totalling.COUNT)
    words = Indicator("w", "Vướng mắc", Kind.TEXT, total=Totalling.NONE)
    own = form(indicators=(yes, words))
    sent = ({"y": "yes", "w": "a"}, {"y": "no", "w": "b"}, {"y": "yes"})
    now = [reported(request(n), own, values) for n, values in enumerate(sent, 1)]

    found = total(own, now)

    assert [(row.total, row.reported) for row in found.rows] == [(2, 3), (None, 2)]


amounts = st.decimals(-(10**12), 10**12, allow_nan=False, places=4)


@given(st.lists(st.none() | amounts, max_size=12))
def test_a_sum_is_that_of_who_reported(values: list[Decimal | None]) -> None:
    sent = [None if value is None else {"a": written(value)} for value in values]
    now = [one(n, each) for n, each in enumerate(sent, 1)]

    found, count = totalled(COUNT, now)

    known = [Fraction(value) for value in values if value is not None]
    assert count == len(known)
    assert (found is None) == (not known)
    assert found is None or Fraction(found) == sum(known)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10000)), min_size=1, max_size=8))
def test_a_weighed_mean_lies_between_its_parts(pairs: list[tuple[int, int]]) -> None:
    now = [
        one(n, {"a": str(weight), "r": written(Decimal(rate) / 100)})
        for n, (weight, rate) in enumerate(pairs, 1)
    ]

    found, _ = totalled(RATE, now)

    whole = sum(weight for weight, _ in pairs)
    if not whole:
        assert found is None
        return
    assert found is not None
    exact = Fraction(sum(weight * rate for weight, rate in pairs), whole * 100)
    assert abs(Fraction(found) - exact) <= Fraction(1, 200)


def test_a_class_is_derived_of_the_due_date_and_the_day_that_counts() -> None:
    due = date(2026, 10, 16)
    after = date(2026, 10, 17)

    def of(state: RequestState, sent: date | None, today: date) -> RequestClass:
        return class_of(state, due, sent, today)

    assert of(RequestState.OPEN, None, due) is RequestClass.OPEN_IN_TIME
    assert of(RequestState.OPEN, None, after) is RequestClass.OPEN_LATE
    assert of(RequestState.RETURNED, due, after) is RequestClass.OPEN_LATE
    assert of(RequestState.SUBMITTED, due, after) is RequestClass.SENT_IN_TIME
    assert of(RequestState.ACCEPTED, after, after) is RequestClass.SENT_LATE
    assert of(RequestState.EXCUSED, None, after) is RequestClass.EXCUSED


def test_a_binding_is_of_one_request_and_version() -> None:
    first, second = request(1), request(2)

    assert first.binding != second.binding
    assert first.binding.startswith("BC1.1.")
