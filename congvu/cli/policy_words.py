"""How `congvu policy` shows rules, and what came of a letter that was tried."""

from collections.abc import Iterator, Sequence
from typing import Any

import click

from congvu.cli import output
from mail.refusal import spelled, spelled_limit
from mail.rule import Concern, Rule
from mail.trial import HELD, SECRECY, Step, Trial, option_of

NAMED = (
    "mail_from",
    "header_from",
    "header_sender",
    "header_reply_to",
    "header_resent",
    "rcpt_to",
    "rcpt_not_to",
)


def rule_row(rule: Rule) -> tuple[str, str, str, str]:
    """One rule as a line of a table."""
    return rule.name, rule.source, _whom(rule.concern), "; ".join(_what(rule)) or "nothing"


def rule_facts(rule: Rule) -> dict[str, Any]:
    """One rule for programs; what it leaves free is null or missing."""
    concern = rule.concern
    named = {option: getattr(rule, option) for option in NAMED}
    return {
        "name": rule.name,
        "source": rule.source,
        "agencies": concern.agencies,
        "logins": concern.logins,
        "except_logins": concern.except_logins,
        "kind": concern.kind,
        **{option: some.written if some else None for option, some in named.items()},
        "hours": spelled(rule.hours) if rule.hours else None,
        **{option_of(limit.measure): limit.most for limit in rule.limits},
        "counted_by": rule.counted_by,
    }


def report(trial: Trial, steps: Sequence[Step]) -> None:
    """Prints the verdict, by which rule, every check, and what would change the verdict."""
    decisive = trial.decisive(steps)
    if decisive is None or decisive.refusal is None:
        output.say(_taken(trial, steps))
    else:
        reply = decisive.refusal
        output.say(f"The letter would be answered {reply.code} {reply.status} {reply.text}")
        output.say(f"The rule {decisive.rule} ({decisive.source}) decides, at {decisive.stage}.")
    click.echo()
    output.table(
        ("AT", "RULE", "WHERE", "CHECK", "RESULT"),
        [_row(step) for step in steps],
        wide=3,
        style=_colour,
    )
    if not trial.concerning:
        output.say("No [[relay.rule]] concerns it.")
    for remedy in _changes(steps):
        output.say(f"To change that: {remedy}.")


def facts(trial: Trial, steps: Sequence[Step]) -> dict[str, Any]:
    """The same for programs."""
    decisive = trial.decisive(steps)
    return {
        "verdict": "accept" if decisive is None else "refuse",
        "recipients": [addressee.address for addressee in trial.taken],
        "at": trial.now,
        "rules": [rule.name for rule in trial.concerning],
        "held_by": _holding(steps, HELD, SECRECY),
        "decided_by": None if decisive is None else _step_facts(decisive),
        "checks": [_step_facts(step) for step in steps],
        "changes": list(_changes(steps)),
    }


def _taken(trial: Trial, steps: Sequence[Step]) -> str:
    asked, taken = len(trial.envelope.recipients), len(trial.taken)
    held, doubted = _holding(steps, HELD), _holding(steps, SECRECY)
    how = "taken" if held is None else f"held by the release rule {held} for a second person"
    if doubted:
        how = (
            f"held for its mark by the rule {doubted}"
            if held is None
            else f"{how}, then for its mark by {doubted}"
        )
    some = "" if taken == asked else f" for {taken} of {asked} recipients"
    return f"The letter would be {how}{some}."


def _holding(steps: Sequence[Step], *stages: str) -> str | None:
    """The rule that holds what is taken."""
    holds = (step.rule for step in steps if step.stage in stages and step.refusal is None)
    return next(holds, None)


def _step_facts(step: Step) -> dict[str, Any]:
    reply = step.refusal
    return {
        "stage": step.stage,
        "rule": step.rule,
        "source": step.source,
        "check": step.about,
        "kept": reply is None,
        "reply": None if reply is None else f"{reply.code} {reply.status} {reply.text}",
        "note": step.note or None,
    }


def _row(step: Step) -> tuple[str, ...]:
    about = f"{step.about}: {step.note}" if step.note else step.about
    kept = "held" if step.stage in (HELD, SECRECY) else "kept"
    result = f"{step.refusal.code} {step.refusal.status}" if step.refusal else kept
    return step.stage, step.rule, step.source, about, result


def _colour(row: Sequence[str]) -> str:
    return {"kept": "green", "held": "yellow"}.get(row[-1], "red")


def _changes(steps: Sequence[Step]) -> Iterator[str]:
    """What would have to be done, each thing once; a letter is taken when all of it is."""
    yield from dict.fromkeys(step.remedy for step in steps if step.remedy)


def _whom(concern: Concern) -> str:
    parts = [*sorted(concern.agencies), *(f"login {name}" for name in sorted(concern.logins))]
    text = ", ".join(parts) or "everybody"
    if concern.except_logins:
        text += f" but {', '.join(sorted(concern.except_logins))}"
    return f"{text}, {concern.kind} only" if concern.kind else text


def _what(rule: Rule) -> Iterator[str]:
    for option in NAMED:
        some = getattr(rule, option)
        if some is not None:
            yield f"{option} {', '.join(some.written)}"
    if rule.hours is not None:
        yield spelled(rule.hours)
    by_login = " for each login" if rule.counted_by == "login" else ""
    for limit in rule.limits:
        yield f"{spelled_limit(limit)}{by_login}"
