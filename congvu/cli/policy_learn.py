"""`congvu policy learn`: who was written to before a rule began to count new recipients."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from congvu.cli import output
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell, actor
from store import correspondent
from store.directory import load
from work.allowance import Measure

if TYPE_CHECKING:
    from mail.rule import Rule
    from store import Store

LETTERS = 200  # read, and then remembered, at once
NOTHING = "no rule has new_recipients_per_day; write one first, then learn for it"


@click.command()
@click.pass_obj
def learn(shell: Shell) -> None:
    """Remembers who was written to until now, so that they do not count as new.

    For whom a rule has new_recipients_per_day, from the letters that the store still knows, back to
    correspondents_max_age. May be run again at any time, while the daemon runs; it counts nothing as used.

    \b
    Example, after such a rule was written and before SIGHUP:
      congvu policy learn
    """
    from congvu.cli.policy import matrix_of

    rules = [rule for rule in matrix_of(shell).rules if _counts(rule)]
    if not rules:
        raise Refused(NOTHING)
    key = shell.read(load).disguise
    since = shell.now - shell.config.relay.correspondents_max_age

    async def work(store: "Store") -> int:
        return await _learnt(store, rules, key, since, shell.now)

    output.say(f"Recipients known now that were not before: {shell.with_store(work)}.")


def _counts(rule: "Rule") -> bool:
    return any(limit.measure is Measure.NEW_RECIPIENTS_DAY for limit in rule.limits)


async def _learnt(
    store: "Store", rules: list["Rule"], key: bytes, since: datetime, now: datetime
) -> int:
    new = last = 0
    while found := await store.read(correspondent.written, last, since, LETTERS):
        met = {place: one.at for one in found for place in _places(one, rules, key)}
        if met:
            new += await store.write(correspondent.learn, met, actor(), now)
        last = max(one.letter for one in found)
    return new


def _places(one: correspondent.Written, rules: list["Rule"], key: bytes) -> list[tuple[str, bytes]]:
    from mail.acquaintance import digests
    from mail.warden import owner_of

    owners = {owner_of(rule, one.origin) for rule in rules if rule.concern.includes(one.origin)}
    return [(owner, digest) for owner in owners for digest in digests([one.address], key)]
