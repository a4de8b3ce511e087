"""The section of `congvu read` that tells which marks of secrecy a letter bears, and what follows."""

import asyncio
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from congvu.cli import output, read_marks_words
from congvu.cli.read_section import Section
from congvu.cli.read_words import labelled, say
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell

if TYPE_CHECKING:
    from mail.secrecy import Outcome
    from papers.opened import Opened
    from work.secrecy.judge import Judge
    from work.secrecy.rules import Rules

SECONDS = 60.0  # for all attachments; nobody waits for an answer as a client of SMTP does


def marks(shell: Shell, octets: bytes, rules: tuple[Path, ...], scans: "Opened") -> Section:
    """What fired and why, as on the office's day, by *rules*, or those of its configuration; *scans* are judged as well.

    Raises Refused for rules that cannot be read.
    """
    from work.dated import DataRefused
    from work.secrecy.rules import read

    day, own = shell.machine_day, shell.config.secrecy.rules_file
    try:
        found = read(*(rules or filter(None, [own])))
    except DataRefused as error:
        raise Refused(str(error)) from error
    outcome = asyncio.run(_outcome(found, octets, scans, day))
    judge = found.on(day)
    facts = {
        "verdict": outcome.ruling,
        "encrypted": outcome.encrypted,
        "unread": outcome.unread,
        "found": found_facts(outcome, judge),
    }
    return Section("marks", facts, partial(_show, outcome, judge, shell.config.office.language))


def are_clear(section: Section) -> bool:
    """Whether the letter passes, so that its words may be quoted."""
    return bool(section.facts["verdict"] == "pass")


async def _outcome(rules: "Rules", octets: bytes, scans: "Opened", day: date) -> "Outcome":
    from mail.content import Content
    from mail.header import parse
    from mail.secrecy import Guard, Ruling
    from papers.opener import Opener

    content = Content.of(octets)
    fields = parse(content.header)
    async with Opener(readers=1) as opener:
        guard = Guard(rules, opener, SECONDS)
        whole = guard.at_once(content, fields, day) or await guard.judge(content, fields, day)
    return guard.of_scans(scans, day) if whole.ruling is Ruling.PASS and scans.pieces else whole


def found_facts(outcome: "Outcome", judge: "Judge") -> list[dict[str, Any]]:
    """A fact for each mark: which rule, where, which level, what follows, why, and by which source."""
    return [
        {
            "rule": finding.rule,
            "place": finding.place,
            "level": finding.level,
            "verdict": finding.verdict.name.lower(),
            "reason": rule.reason if (rule := judge.rule(finding.rule)) else "",
            "reason_en": rule.why("en") if rule else "",
            "source": rule.source if rule else "",
        }
        for finding in outcome.findings
    ]


def _show(outcome: "Outcome", judge: "Judge", language: str) -> None:
    words = read_marks_words
    output.say(words.ruling(outcome.ruling, language))
    if outcome.encrypted:
        output.say(say("encrypted", language))
    if outcome.unread:
        output.say(words.unread(outcome.unread, language))
    for number, fact in enumerate(found_facts(outcome, judge), 1):
        pairs = labelled(words.pairs(fact, language), language)
        output.fields(words.title(number, fact, language), pairs)
