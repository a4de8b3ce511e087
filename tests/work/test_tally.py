"""Statistics, held against the figures that were published."""

import pytest

from work.tally import Tally
from work.task import TaskClass


def test_the_report_of_2017_is_reproduced() -> None:
    """Báo cáo 1270/BC-TCTTTg, 27/12/2017."""
    year = Tally(done_in_time=14068, done_late=1983, open_in_time=5640, open_late=223)

    assert (year.total, year.done, year.open) == (21914, 16051, 5863)
    assert year.fallen_due == 16274
    assert (year.done_rate(), year.late_rate()) == ("98,62%", "1,38%")


def test_the_rate_of_2016_is_cut_off_and_not_rounded() -> None:
    assert Tally(done_in_time=2501, open_late=222).done_rate(places=1) == "91,8%"


def test_the_figures_of_a_province_add_up() -> None:
    half = Tally(done_in_time=585, open_late=181, open_in_time=67)

    assert half.total == 833
    assert half.done_rate() == "76,37%"


@pytest.mark.parametrize(
    ("tally", "rates"),
    [
        (Tally(), ("", "")),
        (Tally(open_in_time=3), ("", "")),
        (Tally(done_in_time=1), ("100,00%", "0,00%")),
        (Tally(open_late=1), ("0,00%", "100,00%")),
        (Tally(done_late=1, open_late=1999), ("0,05%", "99,95%")),
    ],
)
def test_the_rates_are_of_what_has_fallen_due(tally: Tally, rates: tuple[str, str]) -> None:
    assert (tally.done_rate(), tally.late_rate()) == rates


def test_a_rate_may_be_printed_without_fraction() -> None:
    assert Tally(done_in_time=2, open_late=1).done_rate(places=0) == "66%"


def test_cancelled_tasks_are_in_no_total() -> None:
    counts = {TaskClass.CANCELLED: 5, TaskClass.OPEN_UNDATED: 2, TaskClass.DONE_UNDATED: 1}
    tally = Tally.of(counts)

    assert (tally.total, tally.open, tally.done, tally.cancelled) == (3, 2, 1, 5)
