"""Who is told of what: each end of each recipient, by what its sender asked for (RFC 3461 §4.1)."""

from datetime import timedelta

import pytest

from mail.schedule import Schedule
from mail.settling import Case, Success, late_at, told_of
from store.claim import Past
from store.spool import Key, Settlement
from tests.mail.relaying import BINH, NOW, ORIGIN, SENDER
from work.letter import Addressee, Envelope, LetterKind, Parcel, State, TlsWish

END = NOW + timedelta(days=5)
ALL = frozenset({"SUCCESS", "FAILURE", "DELAY"})

# What became of it, and whether it is told: by default, and where exactly this is asked for.
ENDS = {
    "refused": (State.REFUSED, "FAILURE", True),
    "expired": (State.EXPIRED, "FAILURE", True),
    "late": (State.WAITING, "DELAY", True),
    "relayed": (State.DELIVERED, "SUCCESS", False),
    "delivered": (State.DELIVERED, "SUCCESS", False),
}
ACTIONS = {
    "refused": "failed",
    "expired": "failed",
    "late": "delayed",
    "relayed": "relayed",
    "delivered": "delivered",
}


def told(
    end: str,
    notify: frozenset[str] | None,
    sender: str = SENDER,
    kind: LetterKind = "relayed",
    tls: TlsWish | None = None,
) -> str | None:
    """The action that is told to somebody; None where nobody is."""
    to = Addressee(BINH, notify)
    parcel = Parcel(1, kind, NOW, ORIGIN, Envelope(sender, (to,), tls=tls), (0,), (0,), 1, 10)
    past = Past(State.CLAIMED, repeated=False, delay_told=False, expires_at=END)
    case = Case(to, Key(1, 0, 1), State.SENDING, past, NOW)
    success: Success = {"relayed": "relayed", "delivered": "delivered"}.get(end)  # type: ignore[assignment]
    state = State.DELIVERED if end == "reports" else ENDS[end][0] if end in ENDS else State(end)
    late = end == "late" and late_at(case, Schedule()) is not None
    settled = Settlement(case.key, state, "5.4.7", "x", delay_told=late)
    found = told_of(parcel, case, settled, success)
    return found.action if found else None


@pytest.mark.parametrize("end", sorted(ENDS))
def test_each_end_is_told_by_default_or_where_it_is_asked_for(end: str) -> None:
    _, word, by_default = ENDS[end]

    assert told(end, None) == (ACTIONS[end] if by_default else None)
    assert told(end, ALL) == ACTIONS[end]
    assert told(end, frozenset({word})) == ACTIONS[end]
    assert told(end, ALL - {word}) is None
    assert told(end, frozenset({"NEVER"})) is None


@pytest.mark.parametrize("notify", [None, ALL])
@pytest.mark.parametrize("end", [*sorted(ENDS), "held", "uncertain", "dropped"])
def test_nobody_is_told_of_a_letter_without_a_sender(
    end: str, notify: frozenset[str] | None
) -> None:
    assert told(end, notify, sender="") is None
    assert told(end, notify, sender="", kind="notice") is None
    assert told(end, notify, sender="", kind="dsn") is None
    assert told(end, notify, sender="", kind="notice", tls="required") is None


@pytest.mark.parametrize("state", ["held", "uncertain", "waiting", "dropped"])
def test_what_is_not_over_or_was_dropped_is_told_to_nobody(state: str) -> None:
    assert told(state, ALL) is None


def test_a_next_hop_that_reports_itself_is_not_spoken_over() -> None:
    assert told("delivered", ALL) == "delivered"
    assert told("reports", ALL) is None
