"""What becomes of a letter of the tray that was read: registered work at once, a proposal, or nothing to do.

It is registered without a person only where nothing is in doubt; each doubt stands with the proposal, as a code.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, not_, select, update

from store import proposal as proposals
from store.official import written
from store.proposal import Look, looked, settle, ties_of
from store.registering import register
from store.schema.authenticity import authenticity
from store.schema.intake import intake_arrival
from store.schema.proposal import proposal
from store.tx import Tx
from work.act import Act
from work.bearing import CHANGING
from work.drafting import MARKED, doubts, has_document, is_marked, parted, says_the_same
from work.intake import Intake
from work.official.found import Read
from work.official.letter import Letter
from work.proposal import Desk, Doubt, Opening, Proposal, ProposalState
from work.sign import sign_key
from work.spelling import spelling_key

BY = "intake"  # who registers what no person did
SUPERSEDED = "read-again"
# Made once: a letter of a backlog costs less to look up than the words of a statement to build.
_OWN = (proposal.c.intake_id == bindparam("letter")) & (proposal.c.paper == bindparam("number"))
_TWIN = (
    select(proposal.c.id)
    .where(
        proposal.c.sign == bindparam("sign_"), not_(_OWN), proposal.c.state == ProposalState.OPEN
    )
    .order_by(proposal.c.id)
    .limit(1)
)
_PROVED = (
    select(authenticity.c.letter_id)
    .join(intake_arrival, authenticity.c.letter_id == intake_arrival.c.letter)
    .where(
        intake_arrival.c.intake_id == bindparam("letter"),
        authenticity.c.dmarc == "pass",
        authenticity.c.author == bindparam("domain"),
    )
    .limit(1)
)
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


def propose(tx: Tx, sent: Sent, read: Read, desk: Desk, now: datetime) -> str | None:
    """Registers what is certain, and keeps the rest for a person; MARKED for what may not be kept, and nothing is done.

    Raises Overtaken when somebody else keeps the same document at this very moment.
    """
    looks = looks_of(tx, sent, read, desk, now)
    if looks is None:
        return MARKED
    decide(tx, sent, looks, desk, now)
    return None


def looks_of(tx: Tx, sent: Sent, read: Read, desk: Desk, now: datetime) -> tuple[Look, ...] | None:
    """What each document of the letter would register, before it has a number; None where one bears a mark of secrecy."""
    proved = _is_proved(tx, sent)
    new = (_new(sent, paper, part, proved, now) for paper, part in enumerate(parted(read)))
    looks = tuple(looked(tx, one, desk) for one in new)
    return None if any(is_marked(one.draft) for one in looks) else looks


def decide(tx: Tx, sent: Sent, looks: tuple[Look, ...], desk: Desk, now: datetime) -> None:
    """The rest of propose().

    A letter that is read again changes what waits, and leaves alone what somebody decided.
    """
    act, again = Act(BY, now), False
    for seen in looks:
        twin = _twin(tx, seen.proposal)
        why = _doubts(seen, sent, len(looks), desk) + ([] if twin is None else [Doubt.AGAIN])
        about = seen.bearing.about
        number, fresh = _kept(
            tx, seen.proposal, {"doubts": ",".join(why), "twin": twin, "about": about}
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


def _kept(tx: Tx, found: Proposal, told: dict[str, Any]) -> tuple[int | None, bool]:
    """The number of the proposal, which is open, None where somebody decided on it before; and whether it is new."""
    c = proposal.c
    mine = (c.intake_id == found.letter) & (c.paper == found.paper)
    paper = next(iter(found.read.papers), None)
    new = {
        **told,
        "state": str(found.state),
        "read": written(found.read),
        "sender": found.sender,
        "proved": found.proved,
        "sign": _sign(found),
        "urgency": None if paper is None else paper.urgency.value,
        "proposed_at": found.proposed_at,
    }
    fresh = tx.insert_id(proposal, {**new, "intake_id": found.letter, "paper": found.paper})
    if fresh is not None:
        return fresh, True
    row = tx.all(tx.lock(select(c.id, c.state, c.reason).where(mine)))[0]
    if ProposalState(row.state) not in _MENDED and row.reason != SUPERSEDED:
        return None, False
    unsettled = dict.fromkeys(("settled_at", "settled_by", "reason"))
    tx.run(update(proposal).where(mine).values({**new, **unsettled}))
    return int(row.id), False


def _sign(found: Proposal) -> str | None:
    """What all spellings of its document's number share."""
    paper = next(iter(found.read.papers), None)
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


def _twin(tx: Tx, found: Proposal) -> int | None:
    """The first other proposal that waits for the same document."""
    sign = _sign(found)
    if sign is None:
        return None
    mine = {"sign_": sign, "letter": found.letter, "number": found.paper}
    twin: int | None = tx.value(_TWIN, mine)
    return twin


def _is_proved(tx: Tx, sent: Sent) -> bool:
    """Whether our listener found, of any way in which it came, that the domain in From vouches for it (DMARC)."""
    domain = sent.author.rpartition("@")[2]
    return (
        bool(domain) and tx.value(_PROVED, {"letter": sent.intake.id, "domain": domain}) is not None
    )
