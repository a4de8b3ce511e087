"""Letters from outside, kept together with what was found out about who sent them."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import insert, select

from store import spool
from store.schema.authenticity import authenticity
from store.spool import Accepted
from store.tx import Tx
from work.authenticity import Finding
from work.letter import NewLetter


def accept(
    tx: Tx,
    new: NewLetter,
    now: datetime,
    expires_at: datetime,
    holder: str | None,
    finding: Finding,
) -> Accepted | None:
    """The letter's numbers as `spool.accept` gives them; it and the *finding* are one commit."""
    accepted = spool.accept(tx, new, now, expires_at, holder)
    if accepted is None:
        return None
    tx.run(insert(authenticity).values(letter_id=accepted.letter, **asdict(finding)))
    tx.audit(
        now,
        "authenticated",
        f"letter:{accepted.letter}",
        spf=finding.spf,
        dkim=finding.dkim,
        arc=finding.arc,
        dmarc=finding.dmarc,
        action=finding.action,
        rule=finding.rule,
    )
    return accepted


def of_letter(tx: Tx, number: int) -> Finding | None:
    """What was found out about that letter; None for one that did not come from outside."""
    row = tx.one(select(authenticity).where(authenticity.c.letter_id == number))
    if row is None:
        return None
    return Finding(**{name: getattr(row, name) for name in Finding.__slots__})


def results(tx: Tx, letters: Sequence[int]) -> dict[int, str]:
    """The fields to be put before those of *letters* that came from outside."""
    columns = select(authenticity.c.letter_id, authenticity.c.results)
    rows = tx.all(columns.where(authenticity.c.letter_id.in_(letters)))
    return {row.letter_id: row.results for row in rows}
