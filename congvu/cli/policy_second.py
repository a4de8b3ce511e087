"""What `congvu policy try` says of release rules: whether the letter would wait for a second person."""

import hashlib
from typing import TYPE_CHECKING

from congvu.cli.shell import Shell
from work.letter import Envelope, NewLetter

if TYPE_CHECKING:
    from mail.trial import Step, Trial
    from store import Store

REMEDY = "name its author and approvers in the directory (congvu person), or change the rule"


def second(shell: Shell, trial: "Trial", octets: bytes) -> "Step | None":
    """The release rule that holds the letter, with what is answered where nobody can be asked."""
    if not shell.config.relay.release or not trial.taken:
        return None

    async def asked(store: "Store") -> "Step | None":
        return await _asked(store, shell, trial, octets)

    return shell.with_store(asked)


async def _asked(store: "Store", shell: Shell, trial: "Trial", octets: bytes) -> "Step | None":
    from congvu.parts.relay_settings import release_rules
    from mail.approval import Approvals
    from mail.content import Content
    from mail.roster import Roster
    from mail.smtp.reply import Reply
    from mail.trial import HELD, Step

    roster = Roster(store)
    await roster.refresh()
    approvals = Approvals(store, release_rules(shell.config), roster)
    new, fields = _letter(trial, octets), trial.evidence.header
    rule = await approvals.holding(new, Content.of(octets), fields)
    if rule is None:
        return None
    answer = await approvals.question(rule, new, fields, trial.now)
    refusal = answer if isinstance(answer, Reply) else None
    source, remedy = shell.config.path.name, REMEDY if refusal else ""
    return Step(HELD, rule.name, source, "a second person's approval", refusal, remedy)


def _letter(trial: "Trial", octets: bytes) -> NewLetter:
    return NewLetter(
        kind="relayed",
        envelope=Envelope(trial.evidence.sender, trial.taken),
        origin=trial.origin,
        body=octets,
        size_bytes=len(octets),
        digest=hashlib.sha256(octets).digest(),
        message_id=None,
    )
