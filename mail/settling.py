"""From what a peer answered to what stands in the store, and to what the sender is told."""

import hashlib
import random
from dataclasses import replace
from datetime import datetime
from typing import Literal, NamedTuple

from mail import backoff
from mail.address import domain_of
from mail.dsn import Fate
from mail.narrow import Narrow
from mail.protection import is_unreported
from mail.schedule import Schedule
from store.claim import Past
from store.spool import Key, Settlement
from work.evidence import ending
from work.hold import TWICE_UNCERTAIN
from work.letter import SETTLED, Addressee, Parcel, State
from work.outcome import Deferred, Delivered, Outcome, Refused, Uncertain
from work.suspension import RULE

Success = Literal["relayed", "delivered"] | None
"""What to report of a letter that was taken: None where the next hop does."""

LONGEST_ANSWER = 500  # characters kept of what a peer said
EXPIRED = "5.4.7"  # RFC 3463 §3.5: delivery time expired


class Case(NamedTuple):
    """One recipient whose turn it is: who it is, where it stands, what happened before.

    *key* counts the attempts made. *was* SENDING says that the last of them is being
    answered; CLAIMED that one failed before anything was sent. Its delay counts from *ready_at*.
    """

    addressee: Addressee
    key: Key
    was: State
    past: Past
    ready_at: datetime


def settlement(
    case: Case, outcome: Outcome, schedule: Schedule, now: datetime, chance: random.Random
) -> Settlement:
    """How the row stands after *outcome*."""
    match outcome:
        case Delivered(receipt):
            return _settled(case, State.DELIVERED, "2.0.0", receipt)
        case Refused(status, reason):
            return _settled(case, State.REFUSED, status, reason)
        case Uncertain(reason) if case.was is State.SENDING:
            return _unknown(case, reason, now + schedule.uncertain_after)
        case Uncertain(reason):  # nothing had begun, so nothing was sent
            return _later(case, Deferred("4.4.2", reason), schedule, now, chance)
        case Deferred():
            return _later(case, outcome, schedule, now, chance)


def late_at(case: Case, schedule: Schedule) -> datetime | None:
    """When its sender is to be told that it is late; None once that is done, or where nobody asked (RFC 3461 §4.1)."""
    asked = case.addressee.notify
    wanted = asked is None or "DELAY" in asked
    return case.ready_at + schedule.delay_after if wanted and not case.past.delay_told else None


def expiry(case: Case, salt: bytes) -> Settlement:
    """The end of a recipient whose time is over while it waited, stood uncertain or was held."""
    over = _settled(case, State.EXPIRED, EXPIRED, case.past.answer)
    return over._replace(facts=ending("", "", over.answer, ""), salt=salt)


def proved(
    settled: Settlement,
    outcome: Outcome,
    via: str,
    salt: bytes,
    prefix: bytes,
    narrow: Narrow | None = None,
) -> Settlement:
    """An end with the facts that prove it: how it went, which host said what, after which fields of ours.

    What is not over yet proves nothing, and stays as it is. *prefix* are those fields, *narrow*
    is what went in the letter's place.
    """
    if settled.state not in SETTLED:
        return settled
    sent = changed = ""
    if isinstance(outcome, Delivered):
        sent = hashlib.sha256(narrow.letter.prefix if narrow else prefix).hexdigest()
        changed = narrow.digest if narrow else ""
    facts = ending(outcome.peer, outcome.tls, settled.answer, sent, changed)
    return settled._replace(via=via, facts=facts, salt=salt)


def told_of(
    parcel: Parcel, case: Case, settled: Settlement, success: Success = None
) -> Fate | None:
    """What is told of it: to the sender, or to a postmaster where a report may not go back."""
    if parcel.envelope.sender:
        return fate(case, settled, success)
    if is_unreported(parcel, settled.state, settled.status):
        reason = "expired" if settled.state is State.EXPIRED else "refused"
        return Fate(case.addressee, "failed", reason, settled.status, settled.answer)
    return None


def wants_failure(to: Addressee) -> bool:
    """Whether the sender is to hear that nothing reaches *to*: by default, or as it asked (RFC 3461 §4.1)."""
    return to.notify is None or "FAILURE" in to.notify


def fate(case: Case, settled: Settlement, success: Success = None) -> Fate | None:
    """What the sender is to be told of it; None where nothing is, or was not asked for (RFC 3461 §4.1).

    Failure and delay are told of unless the sender asked otherwise, *success* only where
    it was asked for, and never where the next hop will tell of it itself.
    """
    asked = case.addressee.notify
    told = Fate(case.addressee, "failed", _reason(case, settled), settled.status, settled.answer)
    match settled.state:
        case State.REFUSED | State.EXPIRED if wants_failure(case.addressee):
            return replace(told, rule=case.past.hold or "")
        case State.DELIVERED if success and "SUCCESS" in (asked or ()):
            return replace(told, action=success, reason=success)
        case State.WAITING if settled.delay_told:
            return replace(told, action="delayed", until=case.past.expires_at)
        case _:
            return None


def _unknown(case: Case, reason: str, repeat_at: datetime) -> Settlement:
    """Once more after a while; what stood uncertain before is a person's to decide (design, law 6)."""
    if case.past.repeated:
        held = _settled(case, State.HELD, "4.4.2", reason)
        return held._replace(hold=TWICE_UNCERTAIN)
    return _settled(case, State.UNCERTAIN, "4.4.2", reason)._replace(not_before=repeat_at)


def _later(
    case: Case, deferred: Deferred, schedule: Schedule, now: datetime, chance: random.Random
) -> Settlement:
    """The next attempt is due at the letter's end at the latest, and is its last one then."""
    rule = backoff.first(schedule.rules, deferred.answer)
    told = rule.beside(deferred.reason) if rule else deferred.reason
    if rule and rule.wait is None:
        return _settled(case, State.REFUSED, _for_good(deferred.status), told)
    if now >= case.past.expires_at:
        return _settled(case, State.EXPIRED, EXPIRED, told)
    waiting = _settled(case, State.WAITING, deferred.status, told)
    due = max(schedule.again(waiting.attempts, now, chance), deferred.not_before or now)
    if rule and rule.wait:
        due = max(due, now + rule.wait)
    late = late_at(case, schedule)
    if rule and rule.suspends:
        waiting = waiting._replace(hold=f"{RULE}{domain_of(case.addressee.address)}")
        due = min(due, late) if late and late > now else due
    return waiting._replace(
        not_before=min(due, case.past.expires_at),
        delay_told=late is not None and now >= late,
    )


def _for_good(status: str) -> str:
    """The same of class 5 (RFC 3463 §3): nobody tries again."""
    return f"5{status[1:]}"


def _settled(case: Case, state: State, status: str, answer: str) -> Settlement:
    return Settlement(case.key, state, status, answer[:LONGEST_ANSWER], case.was)


def _reason(case: Case, settled: Settlement) -> str:
    """Which words tell of it, as mail.dsn_text has them."""
    if settled.state is State.REFUSED:
        return "refused" if backoff.unnamed(settled.answer) == settled.answer else "given-up"
    if settled.state is not State.EXPIRED:
        return "delayed" if settled.state is State.WAITING else "refused"
    if case.past.state is State.HELD and case.past.hold != TWICE_UNCERTAIN:
        return "held"
    untaken = case.past.state in (State.WAITING, State.CLAIMED) and not case.past.repeated
    return "expired" if untaken else "uncertain"  # an earlier attempt may have arrived
