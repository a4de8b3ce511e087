"""In whose name a command acts: the operator of the machine, or the person that --as names."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import click

from congvu.cli.arguments import EMAIL
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell, actor
from store import Tx, entitled
from store.directory import load
from store.directory.people import names_of, person_at
from work.access import Denied, Doing, OfOffice, Scope, Standing
from work.act import Act

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., Any])

as_option: Callable[[Command], Command] = click.option(
    "--as",
    "acts_as",
    type=EMAIL,
    metavar="MAILBOX",
    help="By the rights of this person, or of whom they stand in for; otherwise the operator's.",
)

DOES = {
    Doing.SEE: "seeing {what}",
    Doing.RECEIVE: "receiving {what}",
    Doing.REPORT: "reporting on {what}",
    Doing.SUBMIT: "submitting {what}",
    Doing.EXTEND: "asking for an extension of {what}",
    Doing.HAND_ON: "handing {what} on",
    Doing.ASSIGN: "giving {what} to others",
    Doing.REDATE: "setting the deadline of {what}",
    Doing.DECIDE: "deciding on an extension of {what}",
    Doing.APPROVE: "approving of {what} or returning it",
    Doing.PAUSE: "pausing or resuming {what}",
    Doing.NUDGE: "reminding who leads {what}",
    Doing.FINISH: "finishing {what} without approval",
    Doing.CANCEL: "cancelling {what}",
    Doing.RECALL: "recalling {what}",
    Doing.REOPEN: "opening {what} again",
    Doing.LIST: "listing {what}",
    Doing.EXPORT: "exporting {what}",
    Doing.REGISTER: "entering {what}",
    Doing.RELEASE: "releasing {what}",
    Doing.WATCH: "seeing {what}",
    Doing.OPERATE: "holding, returning or dropping {what}",
    Doing.ADMIT: "letting in or disabling {what}",
    Doing.TRACE: "tracing {what}",
    Doing.SECOND: "deciding on {what}",
    Doing.STAND_IN: "naming who stands in for {what}",
    Doing.HAND_OVER: "handing over the work of {what}",
    Doing.CONVENE: "planning or changing {what}",
    Doing.ASK: "asking for {what}",
    Doing.FILL: "sending {what}",
}
STANDS = {
    Standing.LEAD: "who leads it",
    Standing.COORDINATOR: "who helps with it",
    Standing.FOLLOWER: "who follows it",
    Standing.ASSIGNER: "the head of the agency that assigned it",
    Standing.UNIT_HEAD: "the head of the unit",
    Standing.AGENCY_HEAD: "the head of the agency",
    Standing.CLERK: "the clerk",
    Standing.OPERATOR: "an operator",
    Standing.SELF: "whom it concerns",
}
REACHES = {
    Scope.LED: " that leads it",
    Scope.ALONE: " that leads it, where nobody follows it",
    Scope.INSIDE: " that leads it, inside the agency",
}
_PERSON = re.compile(r"\b(person|for):([0-9]+)")
MOST_NAMED = 5  # people of a refusal


def acting(shell: Shell, acts_as: str | None) -> Act:
    """The act of whoever *acts_as* names; the account says so, and who brought it."""
    if acts_as is None:
        return Act(actor(), shell.now)
    found = shell.read(person_at, acts_as)
    if found is None:
        raise Refused(f"nobody has the mailbox {acts_as}; see congvu person list")
    if found.disabled:
        raise Refused(f"{acts_as} is disabled and does nothing; see congvu person enable --help")
    return Act(f"person:{found.id},{actor()}", shell.now, found.id)


def by_clerk(shell: Shell, acts_as: str | None, do: Callable[[Tx, Act], T]) -> T:
    """What *do* gives, in the transaction that looks whether they may keep the office's registers."""
    return by_office(shell, acts_as, Doing.REGISTER, "documents", do)


def by_office(
    shell: Shell, acts_as: str | None, doing: Doing, what: str, do: Callable[[Tx, Act], T]
) -> T:
    """What *do* gives, in the transaction that looks whether they may do that in the office's own agency."""
    about, act = own_office(shell), acting(shell, acts_as)
    return allowed(shell.write(entitled.by_right, doing, about, act, do), what)


def own_office(shell: Shell) -> OfOffice:
    """The agency that writes from the office's domain, as acts concern it."""
    return OfOffice(shell.read(load).domains.get(shell.config.office.domain, ""))


def allowed(outcome: T | Denied, what: str) -> T:
    """The outcome; raises Refused where who acts may not do it with *what*."""
    if isinstance(outcome, Denied):
        raise Refused(denial(outcome, what))
    return outcome


def names_in(shell: Shell, by: Iterable[str]) -> dict[int, str]:
    """What the people are called whom the codes of who did something name."""
    numbers = {int(found[2]) for code in by for found in _PERSON.finditer(code)}
    return shell.read(names_of, numbers) if numbers else {}


def named(by: str, names: Mapping[int, str]) -> str:
    """Who did it, by name where it was done in somebody's.

    >>> named("person:3,for:1,cli:0", {3: "An", 1: "Hoa"}), named("cli:0", {})
    ('An for Hoa', 'cli:0')
    """
    found = [names.get(int(one[2]), one[0]) for one in _PERSON.finditer(by)]
    return " for ".join(found) or by


def no_task(number: int) -> str:
    """That there is no such task, or none that they may see, with the list of those that they may."""
    context = click.get_current_context(silent=True)
    mailbox = None if context is None else context.params.get("acts_as")
    return f"there is no task {number}; see congvu task list" + (
        f" --as {mailbox}" if mailbox else ""
    )


def require_seen(shell: Shell, number: int, act: Act) -> None:
    """Raises Refused where the task is not there or not theirs to see, in the same words."""
    if not isinstance(shell.read(entitled.admitted, number, Doing.SEE, act), Act):
        raise Refused(no_task(number))


def denial(found: Denied, what: str) -> str:
    """The sentence that says who may do it with *what*.

    >>> denial(Denied(Doing.APPROVE, ((Standing.FOLLOWER, Scope.PART),)), "task 5")
    'approving of task 5 or returning it is for who follows it; nobody is that here'
    """
    stands = (_standing(who, scope) for who, scope in found.standings)
    *rest, last = dict.fromkeys(stands)
    for_whom = f"{', '.join(rest)} or {last}" if rest else last
    return f"{DOES[found.doing].format(what=what)} is for {for_whom}; {_who(found)}"


def _standing(who: Standing, scope: Scope) -> str:
    agency = " of the agency" if who is Standing.CLERK and scope in REACHES else ""
    return STANDS[who] + agency + REACHES.get(scope, "")


def _who(found: Denied) -> str:
    mailboxes = [one.email for one in found.people]
    if not mailboxes:
        return "nobody is that here"
    more = " and others" if len(mailboxes) > MOST_NAMED else ""
    return f"here that is {', '.join(mailboxes[:MOST_NAMED])}{more}"
