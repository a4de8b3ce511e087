"""What `congvu policy try` says of marks of secrecy: whether the letter would be refused, or wait for a person."""

import asyncio
from typing import TYPE_CHECKING

from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from work.letter import Envelope

if TYPE_CHECKING:
    from mail.screen import Screened
    from mail.trial import Step, Trial

SOURCE = "secrecy"  # the data, or the office's file over it


def marked(shell: Shell, trial: "Trial", octets: bytes) -> "Step | None":
    """The rule on secrecy that refuses or holds the letter; None where none does, or the look is waived."""
    from mail.trial import SECRECY, Step

    if shell.config.secrecy.waived_by or not trial.taken:
        return None
    found = asyncio.run(_screened(shell, trial, octets))
    if found.seen is None:
        return None
    note = f"a mark, in: {found.seen.place}"
    return Step(SECRECY, found.seen.rule, SOURCE, "marks of secrecy", found.refusal, note=note)


async def _screened(shell: Shell, trial: "Trial", octets: bytes) -> "Screened":
    from congvu.parts.relay_smime import wishes
    from congvu.parts.secrecy import secrecy_rules
    from mail.content import Content
    from mail.screen import Screen, ScreenSettings
    from mail.secrecy import Guard
    from papers.opener import Opener
    from work.dated import DataRefused

    section, content = shell.config.secrecy, Content.of(octets)
    try:
        rules = secrecy_rules(shell.config)
    except DataRefused as error:
        raise Refused(str(error)) from error
    envelope = Envelope(trial.evidence.sender, trial.taken)
    async with Opener(readers=1) as opener:
        guard = Guard(rules, opener, section.seconds)
        screen = Screen(guard, ScreenSettings(section.inside, wishes(shell.config)))
        fields, day = trial.evidence.header, trial.evidence.day
        outcome = guard.at_once(content, fields, day) or await guard.judge(content, fields, day)
        return screen.ruled(outcome, trial.origin, envelope, content)
