"""`congvu retention`: how long things are kept and by which rule, and what goes today."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from congvu.audit_key import AuditKey
from congvu.cli import output
from congvu.cli.audit_keys import sealing_key
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.task_office import calendar, office_time
from store import Store
from store import retention as kept
from work.retention import Cut, Kind

if TYPE_CHECKING:
    from schedules.retention import Retention

HEADER = ("KIND", "KEPT", "SINCE", "GOES TODAY", "SOURCE")


@click.group()
def command() -> None:
    """How long things are kept, and what goes."""


@command.command("list")
@json_option
@click.pass_obj
def list_(shell: Shell, as_json: bool) -> None:
    """Lists the rule of each kind, where it comes from, and how many would go today.

    The daemon lets them go by itself, once a day. A rule of the office stands in a
    file that [schedules] retention names.
    """
    rules = _rules(shell)
    cuts = _cuts(shell, rules)

    async def counted(store: Store) -> dict[Kind, int]:
        return {cut.kind: await kept.due(store, cut) for cut in cuts}

    counts = shell.with_store(counted)
    facts = [_facts(kind, rules, cuts, counts) for kind in Kind]
    if as_json:
        output.as_json(facts)
    else:
        output.table(HEADER, [_row(fact) for fact in facts], wide=4)


@command.command()
@click.pass_obj
def run(shell: Shell) -> None:
    """Lets everything go now that need not be kept any more, in small steps, while the daemon runs.

    After a change of the rules; see first what would go:

    \b
    Example:
      congvu retention list
      congvu retention run
    """
    cuts, signer = _cuts(shell, _rules(shell)), sealing_key(shell)

    async def cleared(store: Store) -> dict[Kind, int]:
        return {cut.kind: await _clear(store, cut, signer, shell) for cut in cuts}

    for kind, gone in shell.with_store(cleared).items():
        output.say(f"{kind}: {gone} went.")


async def _clear(store: Store, cut: Cut, signer: AuditKey, shell: Shell) -> int:
    total, ended = 0, False
    await store.write(kept.again, cut, shell.now)
    while not ended:
        gone, ended = await store.write(kept.step, cut, shell.now, signer)
        total += gone
    return total


def _rules(shell: Shell) -> "Retention":
    from schedules.retention import retention
    from work.dated import DataRefused

    try:
        return retention(*shell.config.schedules.retention)
    except DataRefused as error:
        raise Refused(str(error)) from error


def _cuts(shell: Shell, rules: "Retention") -> Sequence[Cut]:
    return rules.cuts(shell.read(office_time, shell.now), shell.now, calendar(shell))


def _facts(
    kind: Kind, rules: "Retention", cuts: Sequence[Cut], counts: dict[Kind, int]
) -> dict[str, object]:
    cut = next((cut for cut in cuts if cut.kind is kind), None)
    rule = rules.rule(kind, cut.day) if cut else None
    least = rules.minimum(kind, cut.day) if cut else None
    return {
        "kind": str(kind),
        "kept": str(rule.term) if rule else None,
        "kept_from": cut.kept_from if cut else None,
        "goes_today": counts.get(kind, 0),
        "counted_up_to": kept.COUNT_LIMIT,
        "source": rule.source if rule else None,
        "minimum": str(least.term) if least else None,
        "minimum_source": least.source if least else None,
    }


def _row(fact: dict[str, object]) -> tuple[str, ...]:
    if fact["kept"] is None:
        return str(fact["kind"]), "always", "-", "0", "no rule is in force"
    most = "at least " if fact["goes_today"] == kept.COUNT_LIMIT else ""
    since = f"{fact['kept_from']:%d/%m/%Y}"
    goes = f"{most}{fact['goes_today']}"
    return str(fact["kind"]), str(fact["kept"]), since, goes, str(fact["source"])
