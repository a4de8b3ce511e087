"""Whether somebody answers to the approvers that release rules name."""

from collections.abc import Iterator, Sequence
from datetime import date

from congvu.cli.checks.finding import Finding, error, ok, warning
from congvu.cli.task_words import counted
from mail.approval import Rule
from work.approval import Entitled
from work.directory import Directory, Standing
from work.person import Person

REMEDY = "congvu person add NAME MAILBOX --agency CODE, or name others under [[relay.release]]"


def approvers(
    rules: Sequence[Rule], directory: Directory, people: Sequence[Person], today: date
) -> Iterator[Finding]:
    """One finding a rule at least: an error where letters have nobody to approve of them."""
    active = [one for one in people if not one.disabled]
    sending = [
        code for code in directory.agencies if directory.standing(code, today) is Standing.GOOD
    ]
    for rule in rules:
        faults = [
            *_unknown(rule, directory),
            *_missing(rule, sorted(rule.concern.agencies or sending), active),
        ]
        yield from faults or [_good(rule, sending, active)]


def _good(rule: Rule, sending: Sequence[str], active: Sequence[Person]) -> Finding:
    meant = [one.within(code) for one in rule.entitled for code in sending]
    count = sum(any(one.includes(person) for one in meant) for person in active)
    if count == 1:
        alone = "one active official alone may approve, so what they write themselves is put off"
        return warning(f"release {rule.name}", f"{alone}; {REMEDY}")
    return ok(f"release {rule.name}", f"may approve: {counted(count, 'active official')}")


def _unknown(rule: Rule, directory: Directory) -> Iterator[Finding]:
    named = rule.concern.agencies | {one.agency for one in rule.entitled if one.agency}
    for what, known, names in (
        ("agency", directory.agencies, named),
        ("login", directory.logins, rule.concern.logins),
    ):
        for name in sorted(names - known.keys()):
            todo = f"the {what} {name} is not registered; add it, or correct the rule"
            yield warning(f"release {rule.name}", todo)


def _missing(rule: Rule, codes: Sequence[str], active: Sequence[Person]) -> Iterator[Finding]:
    matter = f"release {rule.name}"
    alone = [
        code for code in codes if not any(_answers(one, code, active) for one in rule.entitled)
    ]
    if alone:
        whose = ", ".join(alone)
        yield error(
            matter, f"nobody can approve of letters of {whose}, so they are put off; {REMEDY}"
        )
    for one in rule.entitled:
        if codes and not any(_answers(one, code, active) for code in codes):
            yield warning(matter, f"nobody answers to the approver ({one}); {REMEDY}")


def _answers(one: Entitled, code: str, active: Sequence[Person]) -> bool:
    meant = one.within(code)
    return any(meant.includes(person) for person in active)
