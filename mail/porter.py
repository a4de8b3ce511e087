"""Carries letters to their next hop: sealed, begun in the store before the last octet leaves, settled after."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from mail import backoff
from mail.approved import unapproved
from mail.bounce import Bounces, Told
from mail.consignment import Begin, Blocks, Consignment
from mail.hands import Group
from mail.ledger import Ledger
from mail.narrow import Narrow, narrowed
from mail.packing import Altered, packed
from mail.route import Box, Destination, Hop, LocalHop
from mail.schedule import Schedule
from mail.sealing import Sealer, Unsound
from mail.settling import LONGEST_ANSWER, Success, proved, settlement, told_of
from mail.sign.keyring import Stalled
from mail.smtp.wire import NO_EIGHT_BIT
from mail.suppressed import Suppressed
from mail.travel import Unfit
from schedules.clock import Clock
from store import Store, claim, suspension
from store.failure import StoreFailed, reason
from store.spool import Key, Settlement
from work import undisclosed
from work.hold import ALTERED, UNSOUND
from work.letter import Origin, Parcel, State
from work.outcome import Deferred, Delivered, Outcome, Refused
from work.suspension import Suspension

log = structlog.get_logger()

UNSOUND_STATUS = "4.7.5"  # cryptographic failure, RFC 3463 §3.8
UNAPPROVED_STATUS = "4.7.1"  # not authorised, RFC 3463 §3.8
UNPUBLISHED = "compare `congvu dkim dns` with the DNS, mend it, then `congvu queue release`"
CHANGED = "something changed the store behind Congvu, or its disk fails: look there, then `congvu queue release` or `fail`"


class Deliverer(Protocol):
    """Takes a consignment to its destination."""

    async def deliver(
        self, destination: Destination, consignment: Consignment, begin: Begin
    ) -> tuple[Outcome, ...]:
        """What became of each recipient, in their order; *begin* comes before the last octet."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What a worker's porters share; *may_send* is False once the lease is too old, or at the stop."""

    store: Store
    holder: str
    clock: Clock
    ledger: Ledger
    bounces: Bounces
    sealer: Sealer
    deliverer: Deliverer
    schedule: Schedule
    suppressed: Suppressed
    chance: random.Random
    may_send: Callable[[], bool]


class Attempt:
    """One group's attempt: claimed, then sending, or *lost* to somebody else.

    *prefix* are the fields that go before the content, *narrow* is what was sent instead.
    """

    __slots__ = ("_group", "_tools", "lost", "narrow", "prefix", "was")

    def __init__(self, group: Group, tools: Tools) -> None:
        self._group = group
        self._tools = tools
        self.was = State.CLAIMED
        self.lost = False
        self.prefix = b""
        self.narrow: Narrow | None = None

    async def begin(self) -> bool:
        """Whether the rows are durably "sending" and still ours; asked twice, it begins once."""
        if self.was is State.CLAIMED and not self.lost:
            keys = self._group.standing()
            begun = await self._tools.ledger.begin(keys) if self._tools.may_send() else ()
            if len(begun) == len(keys):
                self.was = State.SENDING
        # The commit may have taken longer than the lease allows.
        self.lost = self.lost or self.was is State.CLAIMED or not self._tools.may_send()
        return not self.lost


async def carry(group: Group, tools: Tools) -> None:
    """Comes back once the group is settled, held, or given back."""
    if group.load.parcel.approval_rule and (rule := await unapproved(group, tools.store)):
        await _hold_back(group, rule, tools)
        return
    content = await packed(group.load, tools.store, tools.sealer, tools.clock)
    if content is None:
        await give_back(group, tools)
    elif isinstance(content, Unsound):
        await _hold(group, content, tools)
    elif isinstance(content, Stalled):
        await _put_off(group, content, Attempt(group, tools), tools)
    else:
        await _send(group, content, tools)


async def _send(group: Group, content: bytes | Blocks, tools: Tools) -> None:
    attempt = Attempt(group, tools)
    consignment = _consignment(group, content)
    attempt.prefix = consignment.prefix
    try:
        outcomes = await _outcomes(group, consignment, attempt, tools)
    except Altered as altered:
        await _hold(group, Unsound((str(altered),)), tools, attempt.was, CHANGED)
        return
    if isinstance(outcomes, Unsound):
        await _hold(group, outcomes, tools, attempt.was)
        return
    if isinstance(outcomes, Stalled):
        await _put_off(group, outcomes, attempt, tools)
        return
    unsent = attempt.was is State.CLAIMED and not tools.may_send()
    if attempt.lost or unsent:
        await give_back(group, tools)
    else:
        await _settle(group, attempt, outcomes, tools)


async def _outcomes(
    group: Group, letter: Consignment, attempt: Attempt, tools: Tools
) -> tuple[Outcome, ...] | Unsound | Stalled:
    """What became of each recipient; a next hop without 8BITMIME gets the letter in seven bits."""
    outcomes = await tools.deliverer.deliver(group.destination, letter, attempt.begin)
    if not any(outcome is NO_EIGHT_BIT for outcome in outcomes):
        return outcomes
    narrow = await narrowed(group.load.parcel, letter, tools.sealer, tools.clock.now())
    if isinstance(narrow, Unsound | Stalled):
        return narrow
    if isinstance(narrow, Unfit):
        said = Refused(NO_EIGHT_BIT.status, f"{NO_EIGHT_BIT.reason}: {narrow.reason}")
        return tuple(said if outcome is NO_EIGHT_BIT else outcome for outcome in outcomes)
    log.info("letter.narrowed", letter=group.load.parcel.letter)
    attempt.narrow = narrow
    return await tools.deliverer.deliver(group.destination, narrow.letter, attempt.begin)


def _consignment(group: Group, content: bytes | Blocks) -> Consignment:
    parcel = group.load.parcel
    envelope = parcel.envelope
    return Consignment(
        sender=envelope.sender,
        recipients=tuple(envelope.recipients[i] for i in group.members),
        eight_bit=envelope.eight_bit,
        smtputf8=envelope.smtputf8,
        ret=envelope.ret,
        envid=envelope.envid,
        size_bytes=parcel.size_bytes - (group.load.cut.octets if group.load.cut else 0),
        prefix=group.load.prefix or b"",
        body=content,
        tls=envelope.tls,
    )


async def _settle(
    group: Group, attempt: Attempt, outcomes: tuple[Outcome, ...], tools: Tools
) -> None:
    now, cases = tools.clock.now(), group.cases(attempt.was)
    parcel = group.load.parcel
    plain: list[Settlement] = []
    told: list[Told] = []
    by_key: dict[Key, Outcome] = {}
    via = _via(group.destination)
    for case, outcome in zip(cases, outcomes, strict=True):
        settled = settlement(case, outcome, tools.schedule, now, tools.chance)
        settled = proved(settled, outcome, via, parcel.salt, attempt.prefix, attempt.narrow)
        by_key[settled.key] = outcome
        success = _success(group.destination, outcome)
        word = told_of(parcel, case, settled, success)
        if word is None:
            plain.append(settled)
        else:
            told.append(Told(settled, word))
    if told:  # first: what begins behind this letter on its connection waits for it
        settled_apart = tools.bounces.settle(tools.holder, parcel, told)
        _tell(parcel, await tools.ledger.settle_apart(settled_apart), by_key, now)
    if plain:
        _tell(parcel, await tools.ledger.settle(plain), by_key, now)
    if tools.suppressed.listens(outcomes):
        addresses = (case.addressee.address for case in cases)
        await _learn(parcel.origin, tuple(zip(addresses, outcomes, strict=True)), tools)


async def _learn(origin: Origin, answered: Sequence[tuple[str, Outcome]], tools: Tools) -> None:
    """What the next hop's answers say of letters to come: to one address, or to its whole domain.

    Who guesses at mailboxes from outside teaches nothing of addresses.
    """
    now, inside = tools.clock.now(), origin.kind != "inbound"
    if inside and (lesson := tools.suppressed.learns(answered)):
        await tools.suppressed.learn(lesson, now)
    if rules := tools.schedule.rules:
        await _suspend(backoff.suspensions(rules, answered, now), tools)


async def _suspend(domains: Sequence[Suspension], tools: Tools) -> None:
    """Leaves *domains* alone; told by whoever of several porters was first."""
    for one in domains:
        try:
            new = await tools.store.write(suspension.suspend_by_rule, one)
        except StoreFailed as error:  # the next answer says the same
            log.warning("domain.kept", domain=one.domain, error=reason(error))
            continue
        if new and one.until:
            until = one.until.isoformat(timespec="seconds")
            log.warning("domain.suspended", domain=one.domain, until=until, reason=one.reason)


def _via(destination: Destination) -> str:
    """How letters go there, as the account has it."""
    match destination:
        case Box():
            return "maildir"
        case LocalHop() | Hop(protocol="lmtp"):
            return "lmtp"
        case _:
            return "smtp"


def _success(destination: Destination, outcome: Outcome) -> Success:
    """A mailbox is the end of the way; a next server tells of it itself if it said so (RFC 3461 §5.2.2)."""
    if _via(destination) != "smtp":
        return "delivered"
    return None if isinstance(outcome, Delivered) and outcome.reports else "relayed"


async def _hold(
    group: Group,
    flaw: Unsound,
    tools: Tools,
    was: State = State.CLAIMED,
    remedy: str = UNPUBLISHED,
) -> None:
    """A letter whose signature would not verify waits for a person."""
    letter = group.load.parcel.letter
    log.error("letter.unsound", letter=letter, reasons=flaw.reasons, remedy=remedy)
    answer = "; ".join(flaw.reasons)[:LONGEST_ANSWER]
    await _held(group, UNSOUND, UNSOUND_STATUS, answer, tools, was)


async def _put_off(group: Group, stalled: Stalled, attempt: Attempt, tools: Tools) -> None:
    """A letter that cannot be signed now goes neither unsigned nor with a signature that nobody can verify.

    Why not is the operators' affair, and in their log (signing.stalled): the sender may be told this.
    """
    reason = f"it cannot be signed now, as no key of {stalled.domain} can"
    outcomes = (Deferred(UNSOUND_STATUS, reason),) * len(group.members)
    await _settle(group, attempt, outcomes, tools)


async def _hold_back(group: Group, rule: str, tools: Tools) -> None:
    """A letter of which a second person has not approved, or not in this form, does not leave."""
    log.error(
        "letter.unapproved",
        letter=group.load.parcel.letter,
        rule=rule,
        remedy="somebody let it go, or changed it, past Congvu: `congvu audit verify`, `congvu queue why`",
    )
    answer = "changed since it was approved" if rule == ALTERED else "not approved"
    await _held(group, rule, UNAPPROVED_STATUS, answer, tools)


async def _held(
    group: Group,
    rule: str,
    status: str,
    answer: str,
    tools: Tools,
    was: State = State.CLAIMED,
) -> None:
    await tools.ledger.settle(
        [
            Settlement(case.key, State.HELD, status, answer, case.was, hold=rule)
            for case in group.cases(was)
        ]
    )


async def give_back(group: Group, tools: Tools) -> None:
    """Lets the group wait in the store: nothing of it was sent, and whoever is next may send it."""
    now = tools.clock.now()
    try:
        await tools.store.write(claim.give_back, tools.holder, group.standing(), now)
    except StoreFailed as error:  # the sweep finds what nobody works at
        log.warning("letter.kept", letter=group.load.parcel.letter, error=reason(error))


def _tell(
    parcel: Parcel, stood: Sequence[Settlement], outcomes: Mapping[Key, Outcome], now: datetime
) -> None:
    seconds = round((now - parcel.ready_at).total_seconds(), 3)
    for settled in stood:
        _tell_one(parcel, settled, outcomes[settled.key], seconds)


def _tell_one(parcel: Parcel, settled: Settlement, outcome: Outcome, seconds: float) -> None:
    facts = {
        "letter": parcel.letter,
        "position": settled.key.position,
        "attempt": settled.attempts,
        "status": settled.status,
        "peer": outcome.peer,
        "tls": outcome.tls,
        "reply": _reply(parcel, settled.answer),
        "seconds": seconds,
    }
    match settled.state:
        case State.HELD:
            remedy = "ask the recipient, then `congvu queue release`, `fail` or `drop`"
            log.error("letter.held", rule=settled.hold, remedy=remedy, **facts)
        case State.WAITING | State.UNCERTAIN:
            log.warning(f"letter.{settled.state}", **facts)
        case _:
            log.info(f"letter.{settled.state}", **facts)


def _reply(parcel: Parcel, said: str) -> str:
    """What a peer said, as the log may bear it: it may call a mailbox by its local part alone."""
    if parcel.origin.listener == undisclosed.PETITION:
        return undisclosed.codes(said)
    envelope = parcel.envelope
    return undisclosed.nameless(
        said, [envelope.sender, *(to.address for to in envelope.recipients)]
    )
