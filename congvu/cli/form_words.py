"""What the commands about forms say: periods, states and faults; the words themselves stand in templates/."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from congvu.cli import output
from congvu.cli.refused import Refused
from schedules.report_totals import LATE
from store.form.requests import Impossible, Refusal
from work.form.check import Fault
from work.form.form import Form
from work.form.request import Request, RequestEvent, RequestState
from work.form.told import fault_line as told

if TYPE_CHECKING:
    from datetime import date

MOST_TOLD = 50
COMMANDS = {
    RequestEvent.SUBMIT: "submit",
    RequestEvent.RETURN: "return",
    RequestEvent.ACCEPT: "accept",
    RequestEvent.EXCUSE: "excuse",
    RequestEvent.ASK_AGAIN: "ask-again",
}
STATES = {
    RequestState.OPEN: "open, and nothing was sent yet",
    RequestState.SUBMITTED: "sent and waits to be accepted or returned",
    RequestState.RETURNED: "returned, to be sent anew",
    RequestState.ACCEPTED: "accepted",
    RequestState.EXCUSED: "excused",
}
_REFUSALS = {
    Refusal.UNKNOWN: "there is no request {number}; see congvu form requests",
    Refusal.OVERTAKEN: "request {number} was changed at this moment; look at it by congvu form"
    " request {number}, then run it again",
    Refusal.NOT_LATER: "that day is past; give one that is still to come",
}


def say(key: str, language: str, **facts: Any) -> str:
    """One sentence of templates/."""
    from templates import sentence

    return sentence(key, facts, language)


def period_words(label: str, language: str) -> str:
    """A period in words: "quý III/2026"."""
    return say("form-total.period-name", language, period=label)


def require(outcome: object, number: int) -> None:
    """Raises Refused where the store refused the change."""
    if isinstance(outcome, Refusal):
        raise Refused(_REFUSALS[outcome].format(number=number))
    if isinstance(outcome, Impossible):
        commands = ", ".join(COMMANDS[event] for event in outcome.can if event in COMMANDS)
        raise Refused(
            f"request {number} is {STATES[outcome.state]}; possible now: congvu form {commands}"
        )


def found(request: Request | None, number: int) -> Request:
    """The request; Refused where there is none."""
    if request is None:
        raise unknown_request(number)
    return request


def unknown_request(number: int) -> Refused:
    """That there is no such request."""
    return Refused(_REFUSALS[Refusal.UNKNOWN].format(number=number))


def unknown_form(code: str) -> Refused:
    """That there is no such form."""
    return Refused(f"there is no form {code}; see congvu form list")


def state_words(one: Request, today: "date") -> str:
    """Where a request stands, with whether it is late."""
    return f"{one.state}, late" if one.class_on(today) in LATE else str(one.state)


def fault_line(fault: Fault, form: Form, sheet: str, language: str) -> str:
    """One fault with its place and what to do."""
    return told(fault, form, sheet, language, partial(say, language=language))


def tell(heading: str, lines: Iterable[str], colour: str) -> None:
    """Prints what was found, folded, below a heading."""
    every = list(lines)
    if not every:
        return
    click.secho(heading, bold=True, fg=colour, err=True)
    for line in every[:MOST_TOLD]:
        first, *rest = output.folded(output.harmless(line), max(20, output.screen_width() - 4))
        click.echo("\n".join([f"  {first}", *(f"    {more}" for more in rest)]), err=True)
    if len(every) > MOST_TOLD:
        click.echo(f"  … and {len(every) - MOST_TOLD} more", err=True)


HAPPENED = {
    RequestEvent.OPEN: "asked for",
    RequestEvent.SUBMIT: "sent",
    RequestEvent.RETURN: "returned",
    RequestEvent.ACCEPT: "accepted",
    RequestEvent.EXCUSE: "excused",
    RequestEvent.ASK_AGAIN: "asked for again",
    RequestEvent.REDATE: "due date moved by the calendar",
}
