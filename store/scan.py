"""Letters whose pictures wait to be read by sight, and what was read of them: it stands here as the letter's text does not,
since reading it again takes seconds.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from store import intake, proposal, secrecy, tray
from store.schema.intake import intake_letter
from store.schema.proposal import proposal as proposals
from store.schema.scan import WAITS, intake_scan
from store.tx import Tx
from work.act import Act
from work.intake import Intake, TrayState
from work.official.letter import Sheet
from work.official.scan import Scans
from work.proposal import ProposalState
from work.secrecy.incident import Sighting

TOPIC = "scan"
BY = "intake"
MARKED = "secret"  # why a proposal is dropped
LATER = timedelta(minutes=1)  # for which one waits whose letter is being read at this moment
_IN_HAND = (TrayState.NEW, TrayState.READING)
_OPEN = (ProposalState.OPEN, ProposalState.NOTHING)

Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter with pictures at *places*."""

    letter: Intake
    places: tuple[Place, ...]


def ask(tx: Tx, number: int, places: tuple[Place, ...]) -> None:
    """Has the pictures at *places* of the letter read some time; nothing where that was asked before."""
    row = {"intake_id": number, "places": json.dumps(places, ensure_ascii=False)}
    tx.insert_new(intake_scan, row)
    tx.ring(TOPIC)


def take(tx: Tx, now: datetime, term: timedelta) -> Waiting | None:
    """The letter that has waited longest, nobody else's for *term*; None where none waits."""
    c = intake_scan.c
    free = or_(c.until.is_(None), c.until < now)
    asked = select(c.intake_id, c.places).where(WAITS, free).order_by(c.intake_id).limit(1)
    row = tx.one(tx.lock_free(asked))
    letter = None if row is None else tray.one(tx, row.intake_id)
    if row is None or letter is None:
        return None
    tx.run(update(intake_scan).where(c.intake_id == letter.id).values(until=now + term))
    return Waiting(letter, tuple(map(tuple, json.loads(row.places))))


def scans(tx: Tx, number: int) -> Scans | None:
    """What was read of the letter's pictures; None where nobody looked yet."""
    found = tx.value(select(intake_scan.c.read).where(intake_scan.c.intake_id == number))
    return None if found is None else _scans(found)


def end(tx: Tx, number: int, found: Scans, now: datetime) -> None:
    """Keeps what was read; the letter is read once more where that may tell anything."""
    state = _state(tx, number)
    mine = intake_scan.c.intake_id == number
    if state in _IN_HAND:
        tx.run(update(intake_scan).where(mine).values(until=now + LATER))
        return
    tx.run(update(intake_scan).where(mine).values(read=_kept(found), until=None))
    if state is TrayState.READ and (found.sheets or found.obstacles):
        new = {"state": TrayState.NEW, "tries": 0, "settled_at": None}
        tx.run(update(intake_letter).where(intake_letter.c.id == number).values(new))
        tx.ring(intake.TOPIC)


def marked(tx: Tx, number: int, hold: str | None, seen: Sighting, now: datetime) -> None:
    """Of a letter whose scan bears a mark nothing is kept; where it only may bear one, it waits for a person (*hold*)."""
    _state(tx, number)
    tx.run(update(intake_scan).where(intake_scan.c.intake_id == number).values(read=_kept(Scans())))
    mine = (proposals.c.intake_id == number) & proposals.c.state.in_(_OPEN)
    for row in tx.all(select(proposals.c.id).where(mine)):
        proposal.settle(tx, row.id, ProposalState.DROPPED, Act(BY, now), reason=MARKED)
    secrecy.met(tx, seen, now)
    if hold is None:
        tray.forget(tx, (number,))
    tray.judged(tx, number, hold, seen.rule, now)


def _state(tx: Tx, number: int) -> TrayState:
    mine = intake_letter.c.id == number
    return TrayState(tx.value(tx.lock(select(intake_letter.c.state).where(mine))))


def _kept(found: Scans) -> str:
    sheets = [(one.place, one.kind, one.text, one.whole) for one in found.sheets]
    return json.dumps({"sheets": sheets, "obstacles": found.obstacles}, ensure_ascii=False)


def _scans(text: str) -> Scans:
    told = json.loads(text)
    return Scans(
        tuple(
            Sheet(tuple(place), kind, text, whole) for place, kind, text, whole in told["sheets"]
        ),
        tuple((tuple(place), why) for place, why in told["obstacles"]),
    )
