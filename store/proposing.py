"""What becomes of a letter of the tray that was read: registered work at once, a proposal, or nothing to do.

It is registered without a person only where nothing is in doubt; each doubt stands with the proposal, as a code.
"""

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from sqlalchemy import select, update

from store import proposal as proposals
from store.official import written
from store.proposal import Look, looked_each, settle, ties_of
from store.registering import register
from store.schema.base import micros
from store.schema.proposal import proposal
from store.together import Sharing
from store.tx import Tx
from work.act import Act
from work.bearing import CHANGING
from work.drafting import MARKED, doubts, drafted, has_document, is_marked, parted, says_the_same
from work.intake import Intake
from work.official.found import Read
from work.official.letter import Letter
from work.proposal import AS_READ, NO_RULES, Desk, Doubt, Draft, Opening, Proposal, ProposalState
from work.sign import sign_key
from work.sought import ordinal_of
from work.spelling import spelling_key

BY = "intake"  # who registers what no person did
SUPERSEDED = "read-again"
# Asked for all letters of a group at once, while everybody else waits to write: in the driver's own words.
_TWINS = """
SELECT given.letter, given.paper, min(proposal.id)
FROM (WITH listed (sign, letter, paper) AS (VALUES {rows}) SELECT * FROM listed) AS given
JOIN proposal ON proposal.sign = given.sign AND proposal.state = 'open'
WHERE NOT (proposal.intake_id = given.letter AND proposal.paper = given.paper)
GROUP BY given.letter, given.paper
"""
_PROVED = """
SELECT given.letter
FROM (WITH listed (letter, domain) AS (VALUES {rows}) SELECT * FROM listed) AS given
JOIN intake_arrival ON intake_arrival.intake_id = given.letter
JOIN authenticity ON authenticity.letter_id = intake_arrival.letter
WHERE authenticity.dmarc = 'pass' AND authenticity.author = given.domain
"""
_NEW = """
INSERT INTO proposal (intake_id, paper, state, read, sender, proved, doubts, sign, urgency, about,
    twin, proposed_at)
VALUES {rows} ON CONFLICT DO NOTHING RETURNING intake_id, paper, id
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
    return Proposing(sent, ready(sent, read, desk), desk)(tx, now)


@dataclass(frozen=True, slots=True)
class Proposing(Sharing):
    """propose() of one letter that was made ready, to be done in the transaction that counts it as read."""

    sent: Sent
    made: tuple[Ready, ...]
    desk: Desk

    @classmethod
    def for_all(cls, tx: Tx, calls: Sequence[tuple[Self, datetime]]) -> list[str | None]:
        """Why each letter is set aside. Those of one document, of which none bears on another, share statements."""
        touched = Counter(ordinal for one, _ in calls for ordinal in one._ordinals())
        apart = [one._is_apart(touched) for one, _ in calls]
        shared = iter(_propose_all(tx, list(itertools.compress(calls, apart))))
        return [
            next(shared) if is_apart else _propose_one(tx, one, now)
            for (one, now), is_apart in zip(calls, apart, strict=True)
        ]

    def _ordinals(self) -> frozenset[int | None]:
        """By which the documents that it is of, or names, are looked for."""
        papers = [paper for one in self.made for paper in one.read.papers]
        own = [paper.number for paper in papers if paper.number is not None]
        named = [tie.number for paper in papers for tie in paper.ties]
        return frozenset(ordinal_of(number.value) for number in (*own, *named))

    def _is_apart(self, touched: Mapping[int | None, int]) -> bool:
        return len(self.made) == 1 and all(touched[one] == 1 for one in self._ordinals())


def _propose_one(tx: Tx, one: Proposing, now: datetime) -> str | None:
    looks = looks_of(tx, one.sent, one.made, one.desk, now)
    if looks is None:
        return MARKED
    decide(tx, one.sent, one.made, looks, one.desk, now)
    return None


def _propose_all(tx: Tx, calls: Sequence[tuple[Proposing, datetime]]) -> list[str | None]:
    """Why each letter, of one document, is set aside."""
    proved = _proved(tx, [one.sent for one, _ in calls])
    asked = [
        (_new(one.sent, 0, one.made[0].read, proved, now), one.desk, one.made[0].draft)
        for one, now in calls
    ]
    looks = looked_each(tx, asked)
    found = [
        _Found(one.sent, one.made[0], seen, 1, one.desk, now)
        for (one, now), seen in zip(calls, looks, strict=True)
        if not is_marked(seen.draft)
    ]
    for one, fresh in zip(found, _decide_all(tx, found), strict=True):
        if not fresh:
            _supersede(tx, one.sent, 1, Act(BY, one.now))
    return [MARKED if is_marked(seen.draft) else None for seen in looks]


def looks_of(
    tx: Tx, sent: Sent, made: Sequence[Ready], desk: Desk, now: datetime
) -> tuple[Look, ...] | None:
    """What each document of the letter would register, before it has a number; None where one bears a mark of secrecy."""
    proved = _proved(tx, [sent])
    asked = [
        (_new(sent, paper, one.read, proved, now), desk, one.draft)
        for paper, one in enumerate(made)
    ]
    looks = tuple(looked_each(tx, asked))
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
    fresh = [
        _decide_all(tx, [_Found(sent, one, seen, len(looks), desk, now)])[0]
        for one, seen in zip(made, looks, strict=True)
    ]
    if not all(fresh):
        _supersede(tx, sent, len(looks), Act(BY, now))


@dataclass(frozen=True, slots=True)
class _Found:
    """A document of a letter that has *papers* of them, and what it would register."""

    sent: Sent
    made: Ready
    seen: Look
    papers: int
    desk: Desk
    now: datetime

    @property
    def place(self) -> tuple[int, int]:
        """The letter, and which of its documents it is."""
        return self.seen.proposal.letter, self.seen.proposal.paper

    def doubts(self, twin: int | None) -> list[str]:
        """What is in doubt; *twin* is another proposal that waits for the same document."""
        found = self.seen.proposal
        why = doubts(found.read, self.seen.draft, self.desk)
        more = _why(self.seen, self.sent, self.papers, self.desk)
        return [*dict.fromkeys((*why, *more)), *([] if twin is None else [Doubt.AGAIN])]

    def values(self, why: Sequence[str], twin: int | None) -> dict[str, Any]:
        """What is kept of it, in the order of _NEW."""
        found = self.seen.proposal
        paper = next(iter(found.read.papers), None)
        return {
            "state": str(found.state),
            "read": self.made.text,
            "sender": found.sender,
            "proved": found.proved,
            "doubts": ",".join(why),
            "sign": self.made.sign,
            "urgency": None if paper is None else paper.urgency.value,
            "about": self.seen.bearing.about,
            "twin": twin,
            "proposed_at": found.proposed_at,
        }


def _decide_all(tx: Tx, group: Sequence[_Found]) -> list[bool]:
    """Decides on documents of which none bears on another; whether each was not there before."""
    twins = _twins(tx, group)
    whys = [one.doubts(twins.get(one.place)) for one in group]
    values = [one.values(why, twins.get(one.place)) for one, why in zip(group, whys, strict=True)]
    numbers = _inserted(tx, group, values)
    for one, why, new in zip(group, whys, values, strict=True):
        number = numbers[one.place] if one.place in numbers else _kept_again(tx, one, new)
        if number is not None:
            proposed = replace(one.seen.proposal, id=number)
            _decide(tx, replace(one.seen, proposal=proposed), why, one.sent, Act(BY, one.now))
    return [one.place in numbers for one in group]


def _inserted(
    tx: Tx, group: Sequence[_Found], values: Sequence[dict[str, Any]]
) -> dict[tuple[int, int], int]:
    """The numbers of those that were not there."""
    rows = [
        (*one.place, *{**new, "proposed_at": micros(one.now)}.values())
        for one, new in zip(group, values, strict=True)
    ]
    return {(letter, paper): number for letter, paper, number in tx.hot_rows(_NEW, rows)}


def _kept_again(tx: Tx, one: _Found, new: dict[str, Any]) -> int | None:
    """The number of the proposal, which is open again; None where somebody decided on it before."""
    letter, paper = one.place
    c = proposal.c
    mine = (c.intake_id == letter) & (c.paper == paper)
    row = tx.all(tx.lock(select(c.id, c.state, c.reason).where(mine)))[0]
    if ProposalState(row.state) not in _MENDED and row.reason != SUPERSEDED:
        return None
    unsettled = dict.fromkeys(("settled_at", "settled_by", "reason"))
    tx.run(update(proposal).where(mine).values({**new, **unsettled}))
    return int(row.id)


def _supersede(tx: Tx, sent: Sent, papers: int, act: Act) -> None:
    """Drops what waits of documents that are found in the letter no more."""
    mine = (proposal.c.intake_id == sent.intake.id) & (proposal.c.paper >= papers)
    for row in tx.all(select(proposal.c.id).where(mine, proposal.c.state.in_(_MENDED))):
        settle(tx, row.id, ProposalState.DROPPED, act, reason=SUPERSEDED)


def _new(sent: Sent, paper: int, part: Read, proved: frozenset[int], now: datetime) -> Proposal:
    return Proposal(
        id=0,
        letter=sent.intake.id,
        paper=paper,
        state=ProposalState.OPEN,
        read=part,
        sender=sent.author,
        proved=sent.intake.id in proved,
        doubts=(),
        received_at=sent.intake.received_at,
        proposed_at=now,
    )


def _sign(read: Read) -> str | None:
    """What all spellings of its document's number share."""
    paper = next(iter(read.papers), None)
    if paper is None or paper.number is None:
        return None
    return "|".join(map(str, sign_key(paper.number.value)))


def _decide(tx: Tx, seen: Look, why: list[str], sent: Sent, act: Act) -> None:
    found = seen.proposal
    number = found.id
    if _is_nothing(tx, seen, sent):
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


def _is_nothing(tx: Tx, seen: Look, sent: Sent) -> bool:
    """Whether it asks for nothing, holds no document and was read whole, or the same is registered already."""
    found, known = seen.proposal, seen.bearing.known
    if not has_document(found.read):
        return not (found.read.asks or sent.obstacles)
    if known is None or seen.bearing.other is not None:
        return False
    mine = (proposal.c.document_id == known.id) & (proposal.c.id != found.id)
    before = [proposals.one(tx, row.id) for row in tx.all(select(proposal.c.id).where(mine))]
    if any(one and says_the_same(one.read, found.read) for one in before):
        return True
    return seen.adds_nothing


def _twins(tx: Tx, group: Sequence[_Found]) -> dict[tuple[int, int], int]:
    """By its place the first other proposal that waits for the same document."""
    rows = [(one.made.sign, *one.place) for one in group if one.made.sign is not None]
    return {(letter, paper): twin for letter, paper, twin in tx.hot_rows(_TWINS, rows)}


def _proved(tx: Tx, letters: Sequence[Sent]) -> frozenset[int]:
    """Of which letters our listener found, of any way in which they came, that the domain in From vouches for them (DMARC)."""
    domains = [(sent.intake.id, sent.author.rpartition("@")[2]) for sent in letters]
    rows = tx.hot_rows(_PROVED, [one for one in domains if one[1]])
    return frozenset(letter for (letter,) in rows)
