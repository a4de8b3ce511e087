"""What becomes of a letter of the tray that was read: registered work at once, a proposal, or nothing to do.

It is registered without a person only where nothing is in doubt; each doubt stands with the proposal, as a code.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from store import proposal as proposals
from store.official import written
from store.proposal import Look, looked, settle, ties_of
from store.registering import register
from store.schema.base import micros
from store.schema.proposal import proposal
from store.tx import Tx
from work.act import Act
from work.bearing import CHANGING
from work.drafting import MARKED, doubts, drafted, has_document, is_marked, parted, says_the_same
from work.intake import Intake
from work.official.found import Read
from work.official.letter import Letter
from work.proposal import AS_READ, NO_RULES, Desk, Doubt, Draft, Opening, Proposal, ProposalState
from work.sign import sign_key
from work.spelling import spelling_key

BY = "intake"  # who registers what no person did
SUPERSEDED = "read-again"
# Asked for every letter of a backlog, while everybody else waits to write: in the driver's own words.
_TWIN = """
SELECT id FROM proposal
WHERE sign = :sign AND state = 'open' AND NOT (intake_id = :letter AND paper = :paper)
ORDER BY id LIMIT 1
"""
_PROVED = """
SELECT 1 FROM intake_arrival JOIN authenticity ON authenticity.letter_id = intake_arrival.letter
WHERE intake_arrival.intake_id = :letter AND authenticity.dmarc = 'pass'
    AND authenticity.author = :domain
LIMIT 1
"""
_NEW = """
INSERT INTO proposal (intake_id, paper, state, read, sender, proved, doubts, sign, urgency, about,
    twin, proposed_at)
VALUES (:intake_id, :paper, :state, :read, :sender, :proved, :doubts, :sign, :urgency, :about,
    :twin, :proposed_at)
ON CONFLICT DO NOTHING RETURNING id
"""
_MENDED = frozenset({ProposalState.OPEN, ProposalState.NOTHING})


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter of the tray, *author* in its From, with how many *files* of it could not be read."""

    intake: Intake
    author: str
    obstacles: int

    @classmethod
    def of(cls, intake: Intake, letter: Letter) -> "Sent":
        """Of a letter that was read."""
        return cls(intake, letter.author.lower(), len(letter.obstacles))


@dataclass(frozen=True, slots=True)
class Ready:
    """What was read of one document, and all that is made of it before the store has to be asked.

    *text* is how it is kept, *sign* what all spellings of its number share, *draft* what a sender
    without rules would have meant.
    """

    read: Read
    text: str
    sign: str | None
    draft: Draft


def ready(sent: Sent, read: Read, desk: Desk) -> tuple[Ready, ...]:
    """Each document of the letter, made ready: the longer part of the work, while nobody waits for the store."""
    day = sent.intake.received_at.astimezone(desk.office.zone).date()
    return tuple(
        Ready(one, written(one), _sign(one), drafted(one, AS_READ, NO_RULES, desk, day))
        for one in parted(read)
    )


def propose(tx: Tx, sent: Sent, read: Read, desk: Desk, now: datetime) -> str | None:
    """Registers what is certain, and keeps the rest for a person; MARKED for what may not be kept, and nothing is done.

    Raises Overtaken when somebody else keeps the same document at this very moment.
    """
    return propose_ready(tx, sent, ready(sent, read, desk), desk, now)


def propose_ready(
    tx: Tx, sent: Sent, made: Sequence[Ready], desk: Desk, now: datetime
) -> str | None:
    """The same of what was made ready."""
    looks = looks_of(tx, sent, made, desk, now)
    if looks is None:
        return MARKED
    decide(tx, sent, made, looks, desk, now)
    return None


def looks_of(
    tx: Tx, sent: Sent, made: Sequence[Ready], desk: Desk, now: datetime
) -> tuple[Look, ...] | None:
    """What each document of the letter would register, before it has a number; None where one bears a mark of secrecy."""
    proved = _is_proved(tx, sent)
    looks = tuple(
        looked(tx, _new(sent, paper, one.read, proved, now), desk, plain=one.draft)
        for paper, one in enumerate(made)
    )
    return None if any(is_marked(one.draft) for one in looks) else looks


def decide(
    tx: Tx,
    sent: Sent,
    made: Sequence[Ready],
    looks: tuple[Look, ...],
    desk: Desk,
    now: datetime,
) -> None:
    """The rest of propose().

    A letter that is read again changes what waits, and leaves alone what somebody decided.
    """
    act, again = Act(BY, now), False
    for one, seen in zip(made, looks, strict=True):
        twin = _twin(tx, seen.proposal, one.sign)
        why = _doubts(seen, sent, len(looks), desk) + ([] if twin is None else [Doubt.AGAIN])
        about = seen.bearing.about
        number, fresh = _kept(
            tx, seen.proposal, one, {"doubts": ",".join(why), "twin": twin, "about": about}
        )
        again |= not fresh
        if number is not None:
            numbered = replace(seen, proposal=replace(seen.proposal, id=number))
            _decide(tx, numbered, why, act)
    if again:
        _supersede(tx, sent, len(looks), act)


def _supersede(tx: Tx, sent: Sent, papers: int, act: Act) -> None:
    """Drops what waits of documents that are found in the letter no more."""
    mine = (proposal.c.intake_id == sent.intake.id) & (proposal.c.paper >= papers)
    for row in tx.all(select(proposal.c.id).where(mine, proposal.c.state.in_(_MENDED))):
        settle(tx, row.id, ProposalState.DROPPED, act, reason=SUPERSEDED)


def _new(sent: Sent, paper: int, part: Read, proved: bool, now: datetime) -> Proposal:
    return Proposal(
        id=0,
        letter=sent.intake.id,
        paper=paper,
        state=ProposalState.OPEN,
        read=part,
        sender=sent.author,
        proved=proved,
        doubts=(),
        received_at=sent.intake.received_at,
        proposed_at=now,
    )


def _kept(tx: Tx, found: Proposal, made: Ready, told: dict[str, Any]) -> tuple[int | None, bool]:
    """The number of the proposal, which is open, None where somebody decided on it before; and whether it is new."""
    paper = next(iter(found.read.papers), None)
    new = {
        **told,
        "state": str(found.state),
        "read": made.text,
        "sender": found.sender,
        "proved": found.proved,
        "sign": made.sign,
        "urgency": None if paper is None else paper.urgency.value,
        "proposed_at": found.proposed_at,
    }
    place = {"intake_id": found.letter, "paper": found.paper}
    if fresh := tx.hot(_NEW, {**new, **place, "proposed_at": micros(found.proposed_at)}):
        return int(fresh[0][0]), True
    c = proposal.c
    mine = (c.intake_id == found.letter) & (c.paper == found.paper)
    row = tx.all(tx.lock(select(c.id, c.state, c.reason).where(mine)))[0]
    if ProposalState(row.state) not in _MENDED and row.reason != SUPERSEDED:
        return None, False
    unsettled = dict.fromkeys(("settled_at", "settled_by", "reason"))
    tx.run(update(proposal).where(mine).values({**new, **unsettled}))
    return int(row.id), False


def _sign(read: Read) -> str | None:
    """What all spellings of its document's number share."""
    paper = next(iter(read.papers), None)
    if paper is None or paper.number is None:
        return None
    return "|".join(map(str, sign_key(paper.number.value)))


def _doubts(seen: Look, sent: Sent, papers: int, desk: Desk) -> list[str]:
    read = doubts(seen.proposal.read, seen.draft, desk)
    return list(dict.fromkeys((*read, *_why(seen, sent, papers, desk))))


def _decide(tx: Tx, seen: Look, why: list[str], act: Act) -> None:
    found = seen.proposal
    number = found.id
    if _is_nothing(tx, seen):
        settle(tx, number, ProposalState.NOTHING, act)
    elif why:
        tx.audit(act.now, "proposal.proposed", f"proposal:{number}", letter=found.letter)
        tx.ring(proposals.TOPIC)
    else:
        done = register(tx, seen.draft, seen.bearing, ties_of(found), act)
        came = {"document_id": done.document, "import_id": done.imported}
        settle(tx, number, ProposalState.OPENED, act, **came)


def _why(seen: Look, sent: Sent, papers: int, desk: Desk) -> list[Doubt]:
    """What is in doubt beside what was read: the letter, its sender, and documents that stand."""
    bearing, read = seen.bearing, seen.proposal.read
    said = {tie.role for paper in read.papers for tie in paper.ties}
    told = {
        Doubt.OFF: not desk.opening.alone,
        Doubt.OBSTACLE: sent.obstacles > 0,
        Doubt.SEVERAL: papers > 1,
        Doubt.TWIN: sent.intake.twin is not None,
        Doubt.STANDS: bearing.known is not None,
        Doubt.SAME_YEAR: bearing.known is None and bool(bearing.alike),
        Doubt.CHANGES: not said.isdisjoint(CHANGING),
        Doubt.OF_OTHERS: _is_of_others(seen),
    }
    sender = _of_sender(seen, desk)
    return [doubt for doubt, holds in told.items() if holds] + ([sender] if sender else [])


def _is_of_others(seen: Look) -> bool:
    """Whether it changes the tasks of a document that is not of the agency which issued it."""
    paper, other = seen.draft.document, seen.bearing.other
    if paper is None or other is None:
        return False
    codes = paper.issuer_code, other.document.issuer_code
    if None not in codes:
        return codes[0] != codes[1]
    return spelling_key(paper.issuer) != spelling_key(other.document.issuer)


def _of_sender(seen: Look, desk: Desk) -> Doubt | None:
    """Whether the letter comes from the agency that issued the document, or from whom the office trusts with others'."""
    found, paper = seen.proposal, seen.draft.document
    if not found.proved:
        return Doubt.UNPROVED
    whole, domain = proposals.senders(found.sender)
    if _is_trusted(desk.opening, whole, domain):
        return None
    agency = desk.domains.get(domain)
    if agency is None:
        return Doubt.SENDER_UNKNOWN
    same = paper is not None and paper.issuer_code == agency != desk.home
    return None if same else Doubt.SENDER_OTHER


def _is_trusted(opening: Opening, whole: str, domain: str) -> bool:
    return not opening.senders.isdisjoint((whole, domain))


def _is_nothing(tx: Tx, seen: Look) -> bool:
    """Whether it asks for nothing and holds no document, or the same is registered already."""
    found, known = seen.proposal, seen.bearing.known
    if not has_document(found.read):
        return not found.read.asks
    if known is None or seen.bearing.other is not None:
        return False
    mine = (proposal.c.document_id == known.id) & (proposal.c.id != found.id)
    before = [proposals.one(tx, row.id) for row in tx.all(select(proposal.c.id).where(mine))]
    if any(one and says_the_same(one.read, found.read) for one in before):
        return True
    return seen.adds_nothing


def _twin(tx: Tx, found: Proposal, sign: str | None) -> int | None:
    """The first other proposal that waits for the same document."""
    if sign is None:
        return None
    twin = tx.hot(_TWIN, {"sign": sign, "letter": found.letter, "paper": found.paper})
    return int(twin[0][0]) if twin else None


def _is_proved(tx: Tx, sent: Sent) -> bool:
    """Whether our listener found, of any way in which it came, that the domain in From vouches for it (DMARC)."""
    domain = sent.author.rpartition("@")[2]
    return bool(domain and tx.hot(_PROVED, {"letter": sent.intake.id, "domain": domain}))
