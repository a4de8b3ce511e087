"""`congvu task explain`: which notices of a task went or will go to whom, when and why, or why not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

import click

from congvu.cli import output
from congvu.cli.acting import acting, as_option, named, names_in, no_task, require_seen
from congvu.cli.arguments import ID
from congvu.cli.due_words import counted, written
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.task_office import office_time, plan
from congvu.cli.task_respite import said
from store import reminding
from store.clock import anchor
from store.reminding import Reminding
from work.notice import NEWS
from work.outbox import Account, NoticeState
from work.plan_copy import moved
from work.respite import Respite

if TYPE_CHECKING:
    from schedules.explain import Ahead, Explanation, Passed

Row = tuple[str, str, str, str, str]

# Why a person is told: the codes of work.audience.
REASONS = {
    "lead": "leads the task",
    "handed-from": "led it before",
    "coordinator": "helps with it",
    "follower": "follows it",
    "lead-unit": "heads the unit that leads",
    "coordinator-unit": "heads a unit that helps",
    "follower-unit": "heads the unit that follows",
    "lead-agency": "answers for the agency that leads",
    "coordinator-agency": "answers for an agency that helps",
    "follower-agency": "answers for the agency that follows",
    "unit-head": "heads the unit of who leads",
    "agency-head": "heads the agency of who leads",
    "approver-agency": "heads the agency, and approves as nobody follows the task",
}
SILENCES = {
    "received": "who leads had received it by then",
    "submitted": "It waits for approval: who approves is reminded, who leads is not.",
    "paused": "It is paused, so nobody is told until congvu task resume.",
    "closed": "The task is closed, so nobody is told any more.",
    "no-deadline": "The task has no deadline, so nobody is told.",
    "no-ladder": "No reminder ladder was in force for that deadline, so nobody is told.",
    "overtaken": "its time was over; only the newest is told then",
    "nobody": "no active person stands behind those whom it addresses",
}
# Why a reminder waits, or was dropped: codes of store.reminding.
WAITS = {
    "hours": "waits until {at}, as nobody of that unit is told before",
    "acknowledged": "kept from those above until {at}, as {by} knows of it",
    "snoozed": "put off until {at}",
}
DROPPED = {
    "overtaken": "a newer one of the task was told",
    "recheck": "was not true any more when the message with several left",
    "task-closed": "the task was closed first",
    "deadline-changed": "the deadline was changed first",
    "parties-changed": "the task was given to others first",
    "person-disabled": "that person was disabled first",
    "not-entitled": "that person has no part in it any more",
}
WITHIN = {"several": "within one message with others", "digest": "within the morning digest"}
STATES = {
    NoticeState.PENDING: "waits to be sent",
    NoticeState.CLAIMED: "is about to be sent",
    NoticeState.SENDING: "is being sent",
    NoticeState.SENT: "was sent",
    NoticeState.UNCERTAIN: "nobody knows whether it arrived",
    NoticeState.REFUSED: "was refused",
    NoticeState.CANCELLED: "was taken back",
}


@click.command("explain")
@click.argument("number", type=ID, metavar="ID")
@as_option
@json_option
@click.pass_obj
def command(shell: Shell, number: int, acts_as: str | None, as_json: bool) -> None:
    """Tells who was or will be told, when and why, or why not.

    RUNG says what a reminder counts from, in working days, or hours (h): T the deadline, A the
    submission, O the opening, R the opening while nobody has received the task. W+1 and D+1
    come after the last of them, by weeks or days.
    """
    from schedules.explain import explain

    require_seen(shell, number, acting(shell, acts_as))
    planned, office = plan(shell), shell.read(office_time, shell.now)
    found = shell.read(explain, planned, number, office)
    if found is None:
        raise Refused(no_task(number))
    if as_json:
        output.as_json(_facts(found))
        return
    _show(found, shell.config.office.zone, names_in(shell, (one.set_by for one in found.versions)))
    if shell.read(anchor) is not None:
        click.echo()
        output.say(
            "Office time is simulated here: WHEN is the office's; what was sent, was sent at the machine's."
        )


def _show(found: "Explanation", zone: tzinfo, names: Mapping[int, str]) -> None:
    task = found.task
    forced = task.version
    output.fields(
        f"{task.id}  {task.content}",
        [
            (
                "due" if version.number == forced else f"was due ({version.number})",
                f"{written(version.deadline.until, zone)}{counted(version.deadline)}, by {_words(version.deadline.source)},"
                f" set by {named(version.set_by, names)}"
                f"{f', {version.reason}' if version.reason else ''}",
            )
            for version in reversed(found.versions)
        ]
        or [("due", "-")],
    )
    sections = (
        ("Told of what was decided", [_account("", one, zone) for one in found.news]),
        ("Reminded by hand", [_account("", one, zone) for one in found.nudges]),
        ("Told before", [_account("", one, zone) for one in found.earlier]),
        ("Told", [row for passed in found.passed for row in _passed(passed, zone)]),
        ("Not told", [_withheld(one, found.respites, zone) for one in found.withheld]),
        ("To be told", [row for ahead in found.ahead for row in _ahead(ahead, zone)]),
    )
    for title, rows in sections:
        if rows:
            click.echo()
            click.secho(title, bold=True)
            output.table(("RUNG", "WHEN", "WHO", "BY", "WHY OR WHY NOT"), rows, wide=4)
    for lasting in found.respites:
        click.echo()
        output.say(f"It is {said(lasting, lambda at: _at(at, zone))}.")
    if any(ahead.forecast for ahead in found.ahead):
        click.echo()
        output.say("The official calendar is a forecast for some of these days; they may move.")
    if found.silence is not None:
        click.echo()
        output.say(SILENCES[found.silence])


def _passed(passed: "Passed", zone: tzinfo) -> Iterator[Row]:
    if passed.silence is not None:
        yield passed.slot, _at(passed.at, zone), "-", "-", SILENCES[passed.silence]
    for one in passed.notices:
        yield _account(passed.slot, one, zone)


def _account(slot: str, one: Account, zone: tzinfo) -> Row:
    when = f" {_at(one.settled_at, zone)}" if one.settled_at else ""
    error = f" ({one.error})" if one.error else ""
    within = f", {WITHIN[one.within]}" if one.within else ""
    rung = slot or str(one.facts.get("slot", ""))
    away = one.facts.get("instead_of")
    whom = f"stands in for {away}, who " if away else ""
    why = f"{_news(one)}{whom}{_reason(one.reason, rung)}; {STATES[one.state]}{when}{within}{error}"
    return (
        rung,
        _at(one.at, zone),
        one.person_name,
        one.channel,
        why,
    )


def _news(one: Account) -> str:
    """What was decided, before why the person is told of it; "" for a reminder."""
    from templates import word

    if one.kind != NEWS:
        return ""
    decided = one.facts["event"]
    return f"{word(f'news-subject.{decided}', 'en').lower()}: "


def _ahead(ahead: "Ahead", zone: tzinfo) -> Iterator[Row]:
    when = _at(ahead.at, zone)
    if ahead.silence is not None:
        yield ahead.slot, when, "-", "-", SILENCES[ahead.silence]
    for recipient, channels in ahead.to:
        away = recipient.instead_of
        whom = "" if away is None else f"stands in for {away.name}, who "
        why = whom + _reason(recipient.reason, ahead.slot)
        yield ahead.slot, when, recipient.person.name, ", ".join(channels) or "-", why

    for who, one in ahead.spared:
        why = f"not told then, as it is {said(one, lambda at: _at(at, zone))}"
        yield ahead.slot, when, who.person.name, "-", why


def _withheld(one: Reminding, respites: Sequence[Respite], zone: tzinfo) -> Row:
    """A reminder that waits for its reader, or was not told at last."""
    new = one.new
    names = [by.person_name for by in respites if by.kind == one.why]
    why = DROPPED.get(one.why or "", one.why or "")
    if one.state == reminding.WAITS:
        words = WAITS.get(one.why or "", "is about to be told")
        why = words.format(at=_at(new.at, zone), by=", ".join(names) or "somebody")
    return new.slot, _at(new.rung_at, zone), one.person_name, "-", why


def _words(source: str) -> str:
    """By what it was set, as it was written; copies of plans move it by months."""
    words, months = moved(source)
    return f'"{words}"{f" (+{months} months)" if months else ""}'


def _reason(code: str, slot: str) -> str:
    """Why a person is told of that rung."""
    words = REASONS.get(code, code)
    return f"{words}, as it is not received" if slot.startswith("R+") else words


def _at(instant: datetime, zone: tzinfo) -> str:
    return f"{instant.astimezone(zone):%d/%m/%Y %H:%M}"


def _facts(found: "Explanation") -> dict[str, Any]:
    return {
        "task": found.task.id,
        "silence": found.silence,
        "deadlines": [asdict(version) for version in found.versions],
        "earlier": [asdict(one) for one in found.earlier],
        "news": [asdict(one) for one in found.news],
        "nudges": [asdict(one) for one in found.nudges],
        "withheld": [asdict(one) for one in found.withheld],
        "respites": [asdict(one) for one in found.respites],
        "passed": [asdict(one) for one in found.passed],
        "ahead": [
            {
                "slot": ahead.slot,
                "at": ahead.at,
                "forecast": ahead.forecast,
                "silence": ahead.silence,
                "spared": [
                    {"person": who.person.id, "reason": who.reason, "respite": one.id}
                    for who, one in ahead.spared
                ],
                "to": [
                    {"person": who.person.id, "reason": who.reason, "channels": list(channels)}
                    for who, channels in ahead.to
                ],
            }
            for ahead in found.ahead
        ],
    }
