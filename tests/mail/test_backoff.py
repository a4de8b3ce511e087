"""Rules for temporary answers: some wait longer, some are final, and only a peer's own words count."""

import random
import re
from datetime import timedelta

import pytest

from mail.backoff import Rule
from mail.schedule import Schedule
from mail.settling import Case, fate, settlement
from store.claim import Past
from store.spool import Key, Settlement
from tests.mail.relaying import NOW
from work.letter import Addressee, State
from work.outcome import Deferred, Refused

HOUR = timedelta(hours=1)
END = NOW + timedelta(days=5)
RULES = (
    Rule(re.compile("over quota|4\\.2\\.2", re.IGNORECASE), 6 * HOUR),
    Rule(re.compile("no longer works here", re.IGNORECASE), None),
    Rule(re.compile("quota", re.IGNORECASE), None),
)
SCHEDULE = Schedule(spread=0, rules=RULES)


def settled(outcome: Deferred, end: timedelta = timedelta(days=5)) -> Settlement:
    past = Past(State.CLAIMED, repeated=False, delay_told=False, expires_at=NOW + end)
    case = Case(Addressee("binh@hg.gov.vn"), Key(1, 0, 1), State.SENDING, past, NOW)
    return settlement(case, outcome, SCHEDULE, NOW, random.Random(1))


def said(text: str, **facts: object) -> Deferred:
    return Deferred("4.2.2", f"mx said: {text}", answer=text, **facts)  # type: ignore[arg-type]


def test_an_answer_that_fits_waits_so_long_and_says_why() -> None:
    found = settled(said("452 Over Quota"))

    assert (found.state, found.not_before) == (State.WAITING, NOW + 6 * HOUR)
    assert found.answer == (
        'mx said: 452 Over Quota ([[relay.backoff]] pattern "over quota|4\\.2\\.2")'
    )


def test_a_final_rule_refuses_with_a_final_status() -> None:
    found = settled(said("450 he no longer works here"))

    assert (found.state, found.status) == (State.REFUSED, "5.2.2")
    assert "no longer works here" in found.answer


def test_who_wrote_is_told_that_a_rule_gave_up_and_not_that_the_server_refused() -> None:
    past = Past(State.CLAIMED, repeated=False, delay_told=False, expires_at=END)
    case = Case(Addressee("binh@hg.gov.vn"), Key(1, 0, 1), State.SENDING, past, NOW)

    ruled = fate(case, settled(said("450 he no longer works here")))
    refused = fate(
        case, settlement(case, Refused("5.1.1", "mx said: 550"), SCHEDULE, NOW, random.Random(1))
    )

    assert ruled is not None
    assert refused is not None
    assert (ruled.reason, refused.reason) == ("given-up", "refused")


def test_the_first_rule_that_fits_counts() -> None:
    assert settled(said("452 over quota")).state is State.WAITING
    assert settled(said("452 quota")).state is State.REFUSED


def test_a_peer_that_names_a_later_time_is_given_it() -> None:
    later = NOW + 9 * HOUR

    assert settled(said("452 over quota", not_before=later)).not_before == later


def test_no_wait_goes_beyond_the_end_of_the_letter() -> None:
    assert settled(said("452 over quota"), end=HOUR).not_before == NOW + HOUR


@pytest.mark.parametrize(
    "outcome", [Deferred("4.3.2", "quota, we are shutting down"), said("450 x")]
)
def test_what_no_peer_said_and_what_no_rule_names_waits_as_usual(outcome: Deferred) -> None:
    found = settled(outcome)

    assert (found.state, found.not_before) == (State.WAITING, NOW + timedelta(minutes=1))
    assert found.answer == outcome.reason
