"""The letter that an event would bring a petition's sender, printed and not sent."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import click

from congvu.cli import output
from congvu.cli.petition_words import hands, require, rules
from congvu.cli.shell import Shell
from congvu.cli.task_office import office_time
from store import Tx, petition, petitioner
from store.petition_move import Refusal
from work.petition import Event, Happened, Impossible, Petition, moved
from work.petition_course import after, course_of, running
from work.petition_letter import LETTERS, Writing

Seen = tuple[Petition, tuple[Happened, ...], str, bool]


def preview(
    shell: Shell,
    number: int,
    event: Event,
    reason: str | None = None,
    facts: Mapping[str, Any] | None = None,
    **values: Any,
) -> None:
    """Prints what would be written; refused where the event cannot happen."""
    from congvu.parts.petition import letter_text

    seen = shell.read(_seen, number)
    if seen is None:
        require(Refusal.UNKNOWN, number)
        return
    found, past, language, has_mailbox = seen
    state = moved(found.state, event, found.before)
    if state is None:
        require(Impossible(found.state), number)
        return
    tools = hands(shell)
    new = replace(found, state=state, **values)
    course = after(course_of(found.received, past), event, state, tools.today)
    clock = running(tools.clocks(new.kind, new.depth, course))
    due = clock.due if clock is not None and event is Event.REGISTER else None
    at = shell.read(office_time, shell.now)
    given = facts or {}
    writing = Writing(LETTERS[event], new, len(past) + 1, tools.today, at, given, reason, due)
    subject, text = letter_text(rules(shell), shell.config.office.name, writing, language)
    way = "to the sender's mailbox" if has_mailbox else "to print: the sender has no mailbox"
    click.secho(f"{subject}  ({way}; nothing was changed)", bold=True)
    click.echo()
    click.echo(output.harmless(text))


def _seen(tx: Tx, number: int) -> Seen | None:
    found = petition.one(tx, number)
    if found is None:
        return None
    who = petitioner.whole(tx, number)
    return found, petition.history(tx, (number,))[number], who.language, bool(who.email)
