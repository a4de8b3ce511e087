"""What corrections taught of a sender's words, kept until somebody removes it."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, select, update

from store.schema.proposal import sender_rule
from store.tx import Tx
from work.act import Act
from work.proposal import RuleKind, SenderRule, SenderRules
from work.spelling import spelling_key

_OF_SENDERS = "SELECT sender, kind, key, means FROM sender_rule WHERE sender IN (VALUES {rows})"


def of_senders(tx: Tx, senders: Collection[str]) -> SenderRules:
    """What the rules of any of *senders* say together."""
    return of_each(tx, [senders])[0]


def of_each(tx: Tx, each: Sequence[Collection[str]]) -> list[SenderRules]:
    """The same for each of several, by one statement."""
    asked = dict.fromkeys(sender for senders in each for sender in senders)
    rows = tx.hot_rows(_OF_SENDERS, [(sender,) for sender in asked])
    return [_meant([row for row in rows if row[0] in senders]) for senders in each]


def _meant(rows: Sequence[tuple[Any, ...]]) -> SenderRules:
    meant: dict[RuleKind, dict[str, str]] = {kind: {} for kind in RuleKind}
    for _, kind, key, means in rows:
        meant[RuleKind(kind)][key] = means
    return SenderRules(meant[RuleKind.ISSUER], meant[RuleKind.LEAD])


def keep(
    tx: Tx, sender: str, kind: RuleKind, written: str, means: str, proposal: int, act: Act
) -> None:
    """What *sender* writes so means that from now on, whatever it meant before."""
    key = spelling_key(written)
    said = {"written": written, "means": means, "proposal_id": proposal}
    new = {**said, "made_at": act.now, "made_by": act.by}
    c = sender_rule.c
    same = (c.sender == sender) & (c.kind == kind) & (c.key == key)
    if not tx.run(update(sender_rule).where(same).values(new)):
        tx.insert_new(sender_rule, {**new, "sender": sender, "kind": kind, "key": key})
    tx.audit(act.now, "rule.learned", f"proposal:{proposal}", by=act.by, kind=kind)


def listed(tx: Tx) -> tuple[SenderRule, ...]:
    """Every rule, by sender."""
    order = (sender_rule.c.sender, sender_rule.c.kind, sender_rule.c.key)
    return tuple(
        SenderRule(
            row.id, row.sender, RuleKind(row.kind), row.written, row.means,
            row.made_at, row.made_by, row.proposal_id,
        )
        for row in tx.all(select(sender_rule).order_by(*order))
    )  # fmt: skip


def remove(tx: Tx, number: int, act: Act) -> bool:
    """Whether the rule of that number was there, and is no more."""
    if not tx.run(delete(sender_rule).where(sender_rule.c.id == number)):
        return False
    tx.audit(act.now, "rule.removed", f"rule:{number}", by=act.by)
    return True
