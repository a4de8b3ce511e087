"""What `congvu policy` says of marks of secrecy: whether the letter would be refused, or wait for a person."""

import asyncio
from datetime import date
from typing import TYPE_CHECKING

from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from work.letter import Envelope, Origin

if TYPE_CHECKING:
    from mail.screen import Screened
    from mail.trial import Step, Trial

SOURCE = "secrecy"  # the data, or the office's file over it


def marked(shell: Shell, trial: "Trial", octets: bytes) -> "Step | None":
    """The rule on secrecy that refuses or holds the letter; None where none does, or the look is waived."""
    from mail.trial import SECRECY, Step

    if shell.config.secrecy.waived_by or not trial.taken:
        return None
    envelope = Envelope(trial.evidence.sender, trial.taken)
    found = asyncio.run(screened(shell, trial.origin, envelope, octets, trial.evidence.day))
    if found.seen is None:
        return None
    note = f"a mark, in: {found.seen.place}"
    return Step(SECRECY, found.seen.rule, SOURCE, "marks of secrecy", found.refusal, note=note)


async def screened(
    shell: Shell, origin: Origin, envelope: Envelope, octets: bytes, day: date
) -> "Screened":
    """What a look for marks comes to on *day*. Raises Refused for rules of the office that cannot be read."""
    from congvu.parts.relay_smime import wishes
    from congvu.parts.secrecy import secrecy_rules
    from mail.content import Content
    from mail.header import parse
    from mail.screen import Screen, ScreenSettings
    from mail.secrecy import Guard
    from papers.opener import Opener
    from work.dated import DataRefused

    section, content = shell.config.secrecy, Content.of(octets)
    try:
        rules = secrecy_rules(shell.config)
    except DataRefused as error:
        raise Refused(str(error)) from error
    async with Opener(readers=1) as opener:
        guard = Guard(rules, opener, section.seconds)
        screen = Screen(guard, ScreenSettings(section.inside, wishes(shell.config)))
        fields = parse(content.header)
        outcome = guard.at_once(content, fields, day) or await guard.judge(content, fields, day)
        return screen.ruled(outcome, origin, envelope, content.digest)
