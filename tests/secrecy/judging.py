"""Judges the letters of a labelled set as the relay would, and counts: `python -m tests.secrecy.judging FILE`."""

import asyncio
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date

from mail import header
from mail.content import Content
from mail.secrecy import Guard, Outcome
from papers.opener import Opener
from tests.secrecy.letters import Case, cases, letter
from work.secrecy.rules import shipped

DAY = date(2026, 11, 26)
PATIENCE = 60.0  # seconds for the files of one letter, where the machine is busy

Judged = dict[str, Outcome]


async def judge_all(chosen: Iterable[Case]) -> Judged:
    """The outcome of each case, two at a time in two readers that stay warm."""
    outcomes: Judged = {}
    waiting = iter(chosen)

    async def work(guard: Guard) -> None:
        for case in waiting:
            content = Content.of(letter(case))
            fields = header.parse(content.header)
            found = guard.at_once(content, fields, DAY)
            outcomes[case["id"]] = found or await guard.judge(content, fields, DAY)

    async with Opener(readers=2) as opener, asyncio.TaskGroup() as group:
        guard = Guard(shipped(), opener, PATIENCE)
        for number in range(2):
            group.create_task(work(guard), name=f"judge {number}")
    return outcomes


def wrong(outcomes: Judged, chosen: Iterable[Case]) -> list[str]:
    """A line for each case that came out otherwise than it is labelled."""
    return [
        f"{case['id']} {case['label']}, came out {found.ruling}: {case['place']}, {case['why']};"
        f" {[finding.rule for finding in found.findings]} {found.unread}"
        for case in chosen
        if (found := outcomes[case["id"]]).ruling != case["label"]
    ]


def table(outcomes: Judged, chosen: Iterable[Case]) -> Counter[tuple[str, str]]:
    """How many cases of each label came out as what."""
    return Counter((case["label"], str(outcomes[case["id"]].ruling)) for case in chosen)


def main(path: str) -> None:
    """Prints what came out wrong, and the counts."""
    chosen = cases(path)
    outcomes = asyncio.run(judge_all(chosen))
    for line in wrong(outcomes, chosen):
        print(line)
    for (label, ruling), count in sorted(table(outcomes, chosen).items()):
        print(f"{label:10} {ruling:10} {count}")


if __name__ == "__main__":
    main(sys.argv[1])
