"""`congvu intake proposals`, `proposal` and `rules`: what was read of letters, and what corrections taught."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from congvu.cli import output
from congvu.cli.acting import as_option, by_office, named, names_in
from congvu.cli.arguments import ID, LANGUAGES
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from store import Tx, proposal, sender_rule
from store.proposal import Look
from templates import word
from templates.proposal import doubt
from work.access import Doing
from work.act import Act
from work.proposal import AS_READ, Corrections, ProposalState, SenderRule

if TYPE_CHECKING:
    from congvu.parts.desk import Desks

_STATE = ("STATE",)  # told where not all in the list wait
RULES = "rules for senders"  # in the sentence of a refusal
language_option = click.option(
    "--language", type=click.Choice(LANGUAGES), help="Of all that is said; otherwise the office's."
)


@click.command()
@click.option("--all", "every", is_flag=True, help="Those that are settled too.")
@click.option(
    "--state", type=click.Choice([str(one) for one in ProposalState]), help="Those of that state."
)
@click.option(
    "--limit",
    default=100,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="At most so many.",
)
@language_option
@json_option
@click.pass_obj
def proposals(
    shell: Shell, every: bool, state: str | None, limit: int, language: str | None, as_json: bool
) -> None:
    """Lists what was read of letters and waits for a person, the newest first.

    \b
    Examples:
      congvu intake proposals
      congvu intake proposals --state opened
    """
    from congvu.cli.proposal_words import say, state_of, title

    spoken = language or shell.config.office.language
    states = (ProposalState(state),) if state else () if every else (ProposalState.OPEN,)
    made, now = desks(shell), shell.now

    def looks(tx: Tx) -> tuple[Look, ...]:
        found, desk = proposal.listed(tx, states, limit), made.of(tx, now)
        return tuple(proposal.looked(tx, one, desk) for one in found)

    found = shell.read(looks)
    if as_json:
        output.as_json([facts(one) for one in found])
    elif not found:
        click.echo(say("none" if every or state else "none-open", spoken))
    else:
        with_state = states != (ProposalState.OPEN,)
        header = ("ID", "LETTER", *_STATE[:with_state], "NUMBER", "ABOUT", "FROM", "TASKS", "WHY")
        rows = []
        for one in found:
            number, excerpt = title(one)
            told, kept = len(one.draft.asked), one.proposal
            told_state = (state_of(kept, spoken),)[:with_state]
            sign = (str(kept.id), str(kept.letter), *told_state, number or "-", excerpt or "-")
            rows.append((*sign, kept.sender, str(told or "-"), _why(kept.doubts, spoken) or "-"))
        output.table(header, rows, wide=header.index("ABOUT"))


@click.command("proposal")
@click.argument("number", type=ID, metavar="ID")
@language_option
@json_option
@click.pass_obj
def show(shell: Shell, number: int, language: str | None, as_json: bool) -> None:
    """Shows one proposal: what was read by which words, what it would register, and why a person is asked."""
    from congvu.cli.proposal_words import lines, say

    spoken = language or shell.config.office.language
    found = looked(shell, number, spoken)
    if as_json:
        output.as_json(facts(found))
        return
    by = found.proposal.settled_by or ""
    told = lines(found, shell.config.office.zone, spoken, named(by, names_in(shell, [by])))
    output.fields(say("title", spoken, number=number), told)


@click.command()
@click.option("--remove", type=ID, metavar="RULE", help="Forget that rule.")
@language_option
@as_option
@json_option
@click.pass_obj
def rules(
    shell: Shell, remove: int | None, language: str | None, acts_as: str | None, as_json: bool
) -> None:
    """Lists what corrections taught of senders: which agency or unit they mean by their words.

    \b
    Examples:
      congvu intake rules
      congvu intake rules --remove 3
    """
    from congvu.cli.proposal_words import say

    spoken = language or shell.config.office.language
    if remove is not None:

        def forget(tx: Tx, act: Act) -> bool:
            return sender_rule.remove(tx, remove, act)

        if not by_office(shell, acts_as, Doing.REGISTER, RULES, forget):
            raise Refused(say("no-rule", spoken, number=remove))
        output.say(say("rule-removed", spoken, number=remove))
        return
    found = shell.read(sender_rule.listed)
    if as_json:
        output.as_json([asdict(one) for one in found])
    elif not found:
        output.say(say("rules-none", spoken))
    else:
        header = ("RULE", "SENDER", "WHAT", "WRITTEN", "MEANS", "PROPOSAL")
        output.table(header, [_rule(one, spoken) for one in found], wide=4)


def desks(shell: Shell) -> "Desks":
    """What makes the desk; Refused for a file of the office's that cannot be read."""
    from congvu.parts.desk import Desks
    from work.dated import DataRefused

    try:
        return Desks(shell.config)
    except DataRefused as error:
        raise Refused(str(error)) from error


def looked(shell: Shell, number: int, language: str, corrections: Corrections = AS_READ) -> Look:
    """The proposal as *corrections* would have it; Refused where there is none."""
    from congvu.cli.proposal_words import say

    made, now = desks(shell), shell.now
    found = shell.read(lambda tx: proposal.look(tx, number, made.of(tx, now), corrections))
    if found is None:
        raise Refused(say("unknown", language, number=number))
    return found


def facts(found: Look) -> dict[str, Any]:
    """A proposal for programs: what was read, and what it would register."""
    paper, preview = found.draft.document, found.preview
    changes = () if preview is None else preview.changes
    return {
        **asdict(found.proposal),
        "would": {
            "document": None if paper is None else asdict(paper),
            "tasks": [asdict(one) for one in found.draft.asked],
            "changes": [one.task.id for one in changes],
            "errors": [(one.row, one.code) for one in found.errors],
        },
    }


def _why(doubts: tuple[str, ...], language: str) -> str:
    """The first reason, and how many more the proposal itself tells.

    >>> _why(("old", "unproved", "tied"), "en")
    'it was issued long ago, or is overdue already, +2'
    """
    more = [f"+{len(doubts) - 1}"] if len(doubts) > 1 else []
    return ", ".join((*(doubt(one, language) for one in doubts[:1]), *more))


def _rule(one: SenderRule, language: str) -> tuple[str, ...]:
    from congvu.cli.proposal_words import say

    written = one.written or say("nobody-named", language)
    kind = word(f"proposal.rule.{one.kind}", language)
    return str(one.id), one.sender, kind, written, one.means, str(one.proposal)
