"""What programs do with tasks, by the functions of the store that chat and console call: nothing is decided here."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from store import Tx, extension, report, task, worklist
from store.move import Refusal, Refused
from store.task import Submission
from templates import word
from web.api import task_shapes as shapes
from web.api import tasks
from web.api.discreet import unsaid
from web.api.offer import Ask, Offer, Told, Versioned
from web.api.problem import Problem, fault, refused
from work.access import Denied
from work.extension import Ask as Wish
from work.program import ApiScope
from work.report import NewReport
from work.task import Impossible, TaskState

_CONFLICTS = ("impossible", "denied", "marked")


def offers() -> Sequence[Offer]:
    """What may be done about tasks."""
    offer = partial(
        Offer,
        "POST",
        scope=ApiScope.WRITE_TASKS,
        answer=shapes.TaskWhole,
        versioned=Versioned.MAY,
        problems=_CONFLICTS,
    )
    decide = partial(offer, versioned=Versioned.MUST)
    here = "/tasks/{number}"
    return (
        offer(f"{here}/receive", "tasks.receive", do=receive),
        offer(f"{here}/reports", "tasks.report", do=tell, body=shapes.NewReport),
        offer(f"{here}/submission", "tasks.submit", do=submit, body=shapes.NewSubmission),
        decide(f"{here}/decision", "tasks.decide", do=decide_, body=shapes.Decision),
        offer(f"{here}/extension", "tasks.extend", do=extend, body=shapes.NewExtension),
        decide(
            f"{here}/extension/decision",
            "tasks.decide-extension",
            do=decide_extension,
            body=shapes.ExtensionDecision,
        ),
    )


def receive(tx: Tx, ask: Ask) -> Told | Problem:
    """Notes that who leads has received it."""
    return _settled(tx, ask, task.receive(tx, ask.number, ask.act))


def tell(tx: Tx, ask: Ask) -> Told | Problem:
    """Puts down how far it is."""
    new = ask.sent(shapes.NewReport)
    if (secret := unsaid(ask, new.text)) is not None:
        return secret
    return _settled(
        tx, ask, report.report(tx, ask.number, NewReport(new.percent, new.text), ask.act)
    )


def submit(tx: Tx, ask: Ask) -> Told | Problem:
    """Hands it in as done."""
    new, today = ask.sent(shapes.NewSubmission), ask.desk.today
    if new.done_on is not None and new.done_on > today:
        return fault("body.done_on", word("web.api.say.to-come", ask.language))
    if (secret := unsaid(ask, new.text, new.result)) is not None:
        return secret
    made = Submission(new.done_on or today, today, new.result, new.text)
    return _settled(tx, ask, task.submit(tx, ask.number, made, ask.act))


def decide_(tx: Tx, ask: Ask) -> Told | Problem:
    """Approves of what was submitted, or returns it."""
    new = ask.sent(shapes.Decision)
    if (secret := unsaid(ask, new.reason)) is not None:
        return secret
    if new.approve:
        return _settled(tx, ask, task.approve(tx, ask.number, ask.act, new.reason))
    if new.reason is None:
        return fault("body.reason", word("web.api.say.why", ask.language))
    return _settled(tx, ask, task.send_back(tx, ask.number, new.reason, ask.act))


def extend(tx: Tx, ask: Ask) -> Told | Problem:
    """Asks for another deadline."""
    new, found = ask.sent(shapes.NewExtension), worklist.one(tx, ask.number)
    if (secret := unsaid(ask, new.reason, new.document)) is not None:
        return secret
    was = date.min if found is None or found.due is None else found.due
    wish = Wish(was, new.due, new.reason, ask.desk.today, None, new.document)
    return _settled(tx, ask, extension.ask(tx, ask.number, wish, ask.act))


def decide_extension(tx: Tx, ask: Ask) -> Told | Problem:
    """Grants the deadline that was asked for, or another, or none."""
    new = ask.sent(shapes.ExtensionDecision)
    if (secret := unsaid(ask, new.reason)) is not None:
        return secret
    if new.grant:
        granted = extension.grant(tx, ask.number, ask.act, new.due, new.reason)
        return _settled(tx, ask, granted)
    if new.reason is None:
        return fault("body.reason", word("web.api.say.why", ask.language))
    if new.due is not None:
        return fault("body.due", word("web.api.say.no-due", ask.language))
    return _settled(tx, ask, extension.refuse(tx, ask.number, new.reason, ask.act))


def _settled(tx: Tx, ask: Ask, done: TaskState | int | date | Refused) -> Told | Problem:
    """The task as it is now, or why nothing was changed."""
    match done:
        case Denied():
            return Problem("denied", word("refusal.denied", ask.language).format(number=ask.number))
        case Impossible(state):
            told = word(f"refusal.state.{state}", ask.language)
            return refused("impossible", ask.language, ask.number, state=told)
        case Refusal.UNKNOWN:
            return Problem("not-found")
        case Refusal():
            return refused(str(done), ask.language, ask.number)
        case _:
            return tasks.one(tx, ask)
