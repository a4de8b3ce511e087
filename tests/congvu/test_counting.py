"""The figures of a daemon are what its processes logged, whatever level is shown, and they add up."""

import io

import pytest
import structlog

from congvu import logs
from tests.congvu.test_logs import _as_before  # noqa: F401 - puts the log's set-up back
from work.figures import KEYS_MOST, OTHER, Figures


@pytest.fixture
def figures() -> Figures:
    """What is counted while the log shows errors alone."""
    counted = Figures()
    logs.configure("json", "error", io.StringIO(), figures=counted)
    return counted


def test_letters_and_outcomes_are_counted_though_the_log_leaves_them_out(figures: Figures) -> None:
    log = structlog.get_logger()
    log.info("letter.accepted", letter=1, receipt="0", tls="TLSv1.3 TLS_AES_128", seconds=0.004)
    log.info("letter.delivered", letter=1, status="2.0.0", seconds=0.2)
    log.warning("letter.waiting", letter=2, status="4.2.1", seconds=9.0)
    log.info("letter.expired", letter=3, recipients=4)
    log.error("letter.held", letter=4, status="4.4.2", rule="uncertain-twice")
    log.info("policy.refused", rule="from-foreign")
    log.debug("smtp.line", said="x")

    counts = figures.counts
    assert counts["letters", "accepted", "TLSv1.3"] == 1
    assert counts["outcomes", "delivered", "2.0.0"] == 1
    assert counts["outcomes", "deferred", "4.2.1"] == 1
    assert counts["outcomes", "expired", ""] == 4
    assert counts["outcomes", "held", "4.4.2"] == 1
    assert counts["refusals", "from-foreign"] == 1
    assert counts["events", "letter.waiting", "warning"] == 1
    assert ("events", "smtp.line", "debug") not in counts
    assert (sum(figures.times["accept"].counts), figures.times["accept"].seconds) == (1, 0.004)
    assert sum(figures.times["delivery"].counts) == 1, "what was put off was not delivered"


def test_codes_that_peers_make_up_cannot_fill_the_memory() -> None:
    figures = Figures()
    for number in range(2 * KEYS_MOST):
        figures.count("outcomes", "refused", f"5.0.{number}")

    assert len(figures.counts) == KEYS_MOST + 1
    assert figures.counts["outcomes", OTHER, OTHER] == KEYS_MOST


def test_codes_that_peers_make_up_hide_no_event() -> None:
    """Five letters to a host that answered each recipient with a status of its own did away with all alarms."""
    figures = Figures()
    for number in range(KEYS_MOST):
        figures.count("outcomes", "refused", f"5.0.{number}")
    figures.count("events", "letter.unsound", "error")

    assert figures.counts["events", "letter.unsound", "error"] == 1


def test_figures_of_processes_add_up_as_they_pass_between_them() -> None:
    one, two = Figures(), Figures()
    one.count("hops", "TLSv1.3", number=2)
    two.count("hops", "TLSv1.3")
    two.times["commit"].add(0.002)
    whole = Figures.of(one.plain()).merge(Figures.of(two.plain()))

    assert whole.counts["hops", "TLSv1.3"] == 3
    assert sum(whole.times["commit"].counts) == 1
