"""Proposals in the store: looked at, confirmed, corrected, dropped and taken back, by one set of functions for all doors.

Who may keep the office's register may do it; each act looks at the rights in its own transaction.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Row, Select, select, update

from store import bearing as bearings
from store import edxml, entitled, sender_rule, undoing
from store.official import understood
from store.registering import Registered, register
from store.schema.intake import intake_letter
from store.schema.proposal import proposal
from store.schema.work import document
from store.tx import Tx
from work.access import Denied, Doing, OfOffice
from work.act import Act
from work.bearing import Bearing, errors, previewed
from work.drafting import drafted
from work.official.found import Tie
from work.preview import Preview, Problem, Weight
from work.proposal import (
    AS_READ,
    NO_RULES,
    Corrections,
    Desk,
    Draft,
    Proposal,
    ProposalState,
    RuleKind,
    SenderRules,
)
from work.spelling import spelling_key
from work.undoing import Undone

TOPIC = "proposal"  # one more waits, or one less
CONFIRMABLE = frozenset({ProposalState.OPEN})
REOPENABLE = frozenset({ProposalState.DROPPED, ProposalState.NOTHING})
_SAID_BESIDE = frozenset({"no-deadline"})  # by the task itself
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Look:
    """A proposal with what confirming it would register; *preview* is None while something is to be corrected first."""

    proposal: Proposal
    draft: Draft
    bearing: Bearing
    rules: SenderRules
    preview: Preview | None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What has to be corrected first."""
        return errors(self.draft, self.bearing)

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What somebody should look at."""
        warned = (one for one in self.draft.problems if one.weight is Weight.WARNING)
        return tuple(one for one in warned if one.code not in _SAID_BESIDE)

    @property
    def kept(self) -> tuple[Problem, ...]:
        """In what the letter differs from tasks that stand, and stay as they are."""
        return () if self.preview is None else self.preview.of(Weight.KEPT)

    @property
    def adds_nothing(self) -> bool:
        """Whether its document stands already, with all that it asks for."""
        if self.preview is None or self.bearing.known is None:
            return False
        return not (self.preview.added or self.preview.changes or self.kept)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The proposal as it is now, what was registered by it, and how many rules its corrections left."""

    proposal: Proposal
    registered: Registered
    arrival_number: int | None
    rules: int


@dataclass(frozen=True, slots=True)
class Settled:
    """That somebody, or the reader, was first: the proposal as it stands."""

    proposal: Proposal


def one(tx: Tx, number: int) -> Proposal | None:
    """The proposal of that number."""
    row = tx.one(_chosen().where(proposal.c.id == number))
    return None if row is None else of_row(row)


def held(tx: Tx, number: int) -> Proposal | None:
    """The same, which nobody else touches until the commit."""
    tx.one(tx.lock(select(proposal.c.id).where(proposal.c.id == number)))
    return one(tx, number)


def listed(tx: Tx, states: Collection[ProposalState], limit: int) -> tuple[Proposal, ...]:
    """At most *limit* of those states, the newest first; of all states where *states* is empty."""
    chosen = _chosen().order_by(proposal.c.id.desc()).limit(limit)
    if states:
        chosen = chosen.where(proposal.c.state.in_([str(state) for state in states]))
    return tuple(map(of_row, tx.all(chosen)))


def of_letter(tx: Tx, number: int) -> tuple[Proposal, ...]:
    """What was read of that letter of the tray, by the order of its documents."""
    chosen = _chosen().where(proposal.c.intake_id == number).order_by(proposal.c.paper)
    return tuple(map(of_row, tx.all(chosen)))


def look(tx: Tx, number: int, desk: Desk, corrections: Corrections = AS_READ) -> Look | None:
    """The proposal, and what confirming it with *corrections* would register now; None where there is none."""
    found = one(tx, number)
    return None if found is None else looked(tx, found, desk, corrections)


def looked(tx: Tx, found: Proposal, desk: Desk, corrections: Corrections = AS_READ) -> Look:
    """The same of a proposal that was read already."""
    return looked_each(tx, [(found, desk, None)], corrections)[0]


def looked_each(
    tx: Tx,
    several: Sequence[tuple[Proposal, Desk, Draft | None]],
    corrections: Corrections = AS_READ,
) -> list[Look]:
    """The same of several, by a few statements; beside each what it drafts as it was read, without rules, where that is known."""
    rules = sender_rule.of_each(tx, [senders(found.sender) for found, _, _ in several])
    drafts = [_drafted(*one, corrections, said) for one, said in zip(several, rules, strict=True)]
    papers = [
        (draft.document, ties_of(found))
        for (found, _, _), draft in zip(several, drafts, strict=True)
    ]
    told = zip(several, drafts, bearings.of_each(tx, papers), rules, strict=True)
    return [
        _look(found, draft, bearing.local(desk.office.zone), said)
        for (found, desk, _), draft, bearing, said in told
    ]


def _drafted(
    found: Proposal, desk: Desk, plain: Draft | None, corrections: Corrections, rules: SenderRules
) -> Draft:
    draft = plain if corrections == AS_READ and rules == NO_RULES else None
    return draft or drafted(found.read, corrections, rules, desk, _received(found, desk))


def _look(found: Proposal, draft: Draft, bearing: Bearing, rules: SenderRules) -> Look:
    clear = draft.document is not None and not errors(draft, bearing)
    preview = previewed(draft, bearing, 0) if clear else None
    return Look(found, draft, bearing, rules, preview)


def confirm(
    tx: Tx,
    number: int,
    corrections: Corrections,
    desk: Desk,
    act: Act,
    read_at: datetime | None = None,
) -> Confirmed | Look | Settled | Denied | None:
    """Registers the document with its tasks, as it was read but for *corrections*, which are kept as rules for its sender.

    A Look says what has to be corrected first; or that the letter was read again since *read_at*,
    so that the corrections were made of something else. None where there is no such proposal. Raises
    Overtaken when somebody else keeps the same document at this very moment.
    """

    def do(act: Act, found: Proposal) -> Confirmed | Look | Settled:
        if found.state not in CONFIRMABLE:
            return Settled(found)
        seen = looked(tx, found, desk, corrections)
        if seen.preview is None or read_at not in (None, found.proposed_at):
            return seen
        done = register(tx, seen.draft, seen.bearing, ties_of(found), act)
        as_read = corrections == AS_READ
        state = ProposalState.CONFIRMED if as_read else ProposalState.CORRECTED
        settle(tx, number, state, act, document_id=done.document, import_id=done.imported)
        learned = _learn(tx, found, corrections, desk, act)
        arrived = tx.value(_arrival_number(done.document))
        return Confirmed(_again(tx, number), done, arrived, learned)

    return _admitted(tx, number, desk, act, do)


def drop(
    tx: Tx, number: int, reason: str, desk: Desk, act: Act
) -> Proposal | Settled | Denied | None:
    """The proposal, of which nothing is registered for that *reason*; None where there is none."""

    def do(act: Act, found: Proposal) -> Proposal | Settled:
        if found.state not in CONFIRMABLE:
            return Settled(found)
        settle(tx, number, ProposalState.DROPPED, act, reason=reason)
        return _again(tx, number)

    return _admitted(tx, number, desk, act, do)


def reopen(tx: Tx, number: int, desk: Desk, act: Act) -> Proposal | Settled | Denied | None:
    """The proposal, which waits again, after it was dropped or there seemed to be nothing to do."""

    def do(act: Act, found: Proposal) -> Proposal | Settled:
        if found.state not in REOPENABLE:
            return Settled(found)
        _open_again(tx, number, act)
        return _again(tx, number)

    return _admitted(tx, number, desk, act, do)


def undo(
    tx: Tx, number: int, reason: str, desk: Desk, act: Act
) -> tuple[Proposal, Undone] | Settled | Denied | None:
    """Takes back what was opened and changed by a proposal, which waits again then; its document stays registered.

    A task on which somebody has acted since stays, and with it the proposal as it is. Settled where
    nothing was opened or changed by it.
    """

    def do(act: Act, found: Proposal) -> tuple[Proposal, Undone] | Settled:
        if found.imported is None:
            return Settled(found)
        done = _undone(tx, found.imported, reason, act)
        if not done.stays:
            _open_again(tx, number, act, about=found.document, document_id=None, import_id=None)
        return _again(tx, number), done

    return _admitted(tx, number, desk, act, do)


def settle(tx: Tx, number: int, state: ProposalState, act: Act, **came: object) -> None:
    """Puts down how the proposal ended, and by whom."""
    end = {"state": str(state), "settled_at": act.now, "settled_by": act.by, **came}
    tx.run(update(proposal).where(proposal.c.id == number).values(end))
    tx.audit(act.now, f"proposal.{state}", f"proposal:{number}", by=act.by, **_codes(came))
    edxml.settled(tx, number, act)
    tx.ring(TOPIC)


def senders(address: str) -> tuple[str, ...]:
    """By what the rules of that sender stand: the whole address, and its domain.

    >>> senders("An@Hue.vn")
    ('an@hue.vn', 'hue.vn')
    """
    whole = address.lower()
    return whole, whole.rpartition("@")[2]


def ties_of(found: Proposal) -> tuple[Tie, ...]:
    """What its document says of earlier ones."""
    return tuple(tie for paper in found.read.papers for tie in paper.ties)


def of_row(row: Row[Any]) -> Proposal:
    """The proposal in a row that _chosen() gave."""
    return Proposal(
        id=row.id,
        letter=row.intake_id,
        paper=row.paper,
        state=ProposalState(row.state),
        read=understood(row.read),
        sender=row.sender,
        proved=row.proved,
        doubts=tuple(filter(None, row.doubts.split(","))),
        received_at=row.received_at,
        proposed_at=row.proposed_at,
        about=row.about,
        twin=row.twin,
        document=row.document_id,
        imported=row.import_id,
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        reason=row.reason,
    )


def _admitted(
    tx: Tx, number: int, desk: Desk, act: Act, do: Callable[[Act, Proposal], T]
) -> T | Denied | None:
    """What *do* gives of the proposal, which nobody else touches meanwhile; who may instead; None where there is none."""
    allowed = entitled.admitted_office(tx, Doing.REGISTER, OfOffice(desk.home), act)
    if isinstance(allowed, Denied):
        return allowed
    found = held(tx, number)
    return None if found is None else do(allowed, found)


def _again(tx: Tx, number: int) -> Proposal:
    return of_row(tx.all(_chosen().where(proposal.c.id == number))[0])


def _chosen() -> Select[Any]:
    return select(proposal, intake_letter.c.received_at).join(
        intake_letter, intake_letter.c.id == proposal.c.intake_id
    )


def _received(found: Proposal, desk: Desk) -> date:
    return found.received_at.astimezone(desk.office.zone).date()


def _arrival_number(document_id: int) -> Select[Any]:
    return select(document.c.arrival_number).where(document.c.id == document_id)


def _open_again(tx: Tx, number: int, act: Act, **changes: object) -> None:
    new = {"state": ProposalState.OPEN, "settled_at": None, "settled_by": None, "reason": None}
    tx.run(update(proposal).where(proposal.c.id == number).values({**new, **changes}))
    tx.audit(act.now, "proposal.reopened", f"proposal:{number}", by=act.by)
    tx.ring(TOPIC)


def _undone(tx: Tx, imported: int, reason: str, act: Act) -> Undone:
    done, after = undoing.undo(tx, imported, reason, act)
    while after is not None:
        some, after = undoing.undo(tx, imported, reason, act, after)
        done = done.plus(some)
    return done.plus(Undone(told=undoing.tell(tx, imported, act)))


def _learn(tx: Tx, found: Proposal, corrections: Corrections, desk: Desk, act: Act) -> int:
    """How many rules there are more, or mean something else."""
    whole, domain = senders(found.sender)
    sender = domain if domain in desk.domains else whole
    learned = list[tuple[RuleKind, str, str]]()
    for paper in found.read.papers:
        if corrections.issuer and paper.issuer:
            learned.append((RuleKind.ISSUER, paper.issuer.value, corrections.issuer))
    for place, errand in enumerate(found.read.errands, 1):
        new = corrections.tasks.get(place)
        if new is not None and new.who and place not in corrections.without:
            written = "" if errand.lead is None else errand.lead.value
            learned.append((RuleKind.LEAD, written, new.who))
    means = [one for one in learned if spelling_key(one[1]) != spelling_key(one[2])]
    for kind, written, meant in means:
        sender_rule.keep(tx, sender, kind, written, meant, found.id, act)
    return len(means)


def _codes(came: dict[str, object]) -> dict[str, str | int]:
    """Those of what came of it that the account may hold: numbers."""
    return {name: value for name, value in came.items() if isinstance(value, int)}
