"""Keeps what signatures in a letter are worth, as long as the letter is kept: names of signers are personal data."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, insert, select

from store.schema.signature import signature
from store.schema.spool import letter
from store.tx import Tx
from work.signature import Judgement


def keep(tx: Tx, number: int, judgements: Sequence[Judgement], now: datetime) -> bool:
    """Whether the letter still stands; then *judgements* stand beside it, in the place of those before."""
    if tx.one(tx.lock(select(letter.c.id).where(letter.c.id == number))) is None:
        return False
    tx.run(delete(signature).where(signature.c.letter_id == number))
    rows = [
        {
            **asdict(one),
            "addresses": json.dumps(one.addresses),
            "letter_id": number,
            "position": position,
            "checked_at": now,
        }
        for position, one in enumerate(judgements)
    ]
    if rows:
        tx.run(insert(signature), rows)
        tx.audit(now, "signatures", f"letter:{number}", verdicts=summary(judgements))
    return True


def of_letter(tx: Tx, number: int) -> tuple[Judgement, ...]:
    """What the signatures of that letter are worth, in their order."""
    mine = select(signature).where(signature.c.letter_id == number)
    rows = tx.all(mine.order_by(signature.c.position))
    plain = [name for name in Judgement.__slots__ if name != "addresses"]
    return tuple(
        Judgement(
            **{name: getattr(row, name) for name in plain},
            addresses=tuple(json.loads(row.addresses)),
        )
        for row in rows
    )


def summary(judgements: Iterable[Judgement]) -> str:
    """How many there are of each verdict, in codes that name nobody.

    >>> summary([Judgement("0", "smime", "good"), Judgement("0.2", "pdf", "altered")])
    'pdf:altered*1,smime:good*1'
    """
    found = Counter(f"{one.kind}:{one.verdict}" for one in judgements)
    return ",".join(f"{name}*{count}" for name, count in sorted(found.items()))
