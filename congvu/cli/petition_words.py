"""What the commands about petitions stand on: who acts, why something was not done, and what of a sender is shown."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from congvu.cli.acting import acting
from congvu.cli.arguments import ID
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.task_office import office_day
from congvu.cli.task_refused import require as require_task
from store.clock import anchor
from store.petition_move import Done, OfTask, Refusal, Whom
from work.petition import Event, Impossible, State
from work.petition_letter import Sent
from work.petitioner import Petitioner

if TYPE_CHECKING:
    from schedules.petition import Rules
    from store.petition import Hands

STATES = {
    State.RECEIVED: "received and not entered yet",
    State.REGISTERED: "entered",
    State.CLASSIFIED: "sorted",
    State.SUPPLEMENT: "waiting for a supplement",
    State.FORWARDED: "passed on",
    State.HANDLING: "being dealt with",
    State.ANSWERED: "answered",
    State.PUBLISHED: "answered and made public",
    State.CLOSED: "closed",
    State.REFUSED: "refused",
    State.WITHDRAWN: "withdrawn",
    State.JOINED: "joined with another",
}
COMMANDS = {
    Event.REGISTER: "register",
    Event.CLASSIFY: "classify",
    Event.ASK: "supplement --ask",
    Event.SUPPLY: "supplement --given",
    Event.FORWARD: "forward",
    Event.ASSIGN: "assign",
    Event.ANSWER: "answer",
    Event.PUBLISH: "publish",
    Event.CLOSE: "close",
    Event.REFUSE: "refuse",
    Event.WITHDRAW: "withdraw",
    Event.JOIN: "join",
    Event.ERASE: "erase",
    Event.SEE: "show --whole",
}
_REFUSALS = {
    Refusal.UNKNOWN: "there is no petition {number}; see congvu petition list",
    Refusal.FORBIDDEN: "that is not for this person: the clerk or the head of the agency that received petition"
    " {number}, or who was given it; say who acts with --as MAILBOX",
    Refusal.BEARS: "the words tell who sent petition {number}, and all may read them; write them without the"
    " sender's name, address or numbers",
    Refusal.PASSED_ON: "petition {number} is of a kind that is not dealt with here; pass it on with congvu"
    " petition forward {number}, or sort it anew with congvu petition classify {number}",
    Refusal.ELSEWHERE: "petition {number} was sent to one agency, and nobody of another may know its sender; give"
    " it to somebody here, or pass it on with congvu petition forward {number}",
    Refusal.SECRET: "petition {number} is a denunciation, and who denounces is shown to nobody (Luật Tố cáo)",
    Refusal.ERASED: "who sent petition {number} was erased; nothing is left of it",
    Refusal.TARGET: "petition {number} can be joined only with another one that is still to be dealt with; see"
    " congvu petition list",
    Refusal.HOLDS: "others were joined with petition {number} and wait for its answer; deal with it, or refuse it",
    Refusal.WAITS: "petition {number} was joined with one that is still to be answered, and its sender gets that"
    " answer too; erase it afterwards",
}

petition_id = click.argument("number", type=ID, metavar="ID")
preview_option = click.option(
    "--preview",
    "preview_",
    is_flag=True,
    help="Print the letter to the sender, and change nothing.",
)


def rules(shell: Shell) -> "Rules":
    """The terms by which petitions are dealt with."""
    from congvu.parts.petition import petition_rules
    from work.dated import DataRefused

    try:
        return petition_rules(shell.config)
    except DataRefused as error:
        raise Refused(str(error)) from error


def hands(shell: Shell) -> "Hands":
    """What the store needs for events of petitions."""
    from congvu.parts import petition
    from work.dated import DataRefused

    simulated = shell.read(anchor) is not None
    try:
        return petition.hands(shell.config, simulated, office_day(shell), shell.now)
    except DataRefused as error:
        raise Refused(str(error)) from error


def whom(shell: Shell, acts_as: str | None) -> Whom:
    """Who acts, and with what."""
    return Whom(acting(shell, acts_as), hands(shell))


def require(outcome: object, number: int) -> Done:
    """What was done; raises Refused where the store did not do it."""
    if isinstance(outcome, Done):
        return outcome
    if isinstance(outcome, Refusal):
        raise Refused(_REFUSALS[outcome].format(number=number))
    if isinstance(outcome, OfTask):
        require_task(outcome.why, outcome.task)
    if isinstance(outcome, Impossible):
        able = [COMMANDS[event] for event in outcome.can if event is not Event.SEE]
        told = f"; possible now: congvu petition {', '.join(able)}" if able else ""
        raise Refused(f"petition {number} is {STATES[outcome.state]}{told}")
    raise RuntimeError(f"the store gave {outcome!r}")


def tell_letters(letters: tuple[Sent, ...]) -> Iterator[str]:
    """What became of the letters of an event, a sentence for each."""
    for one in letters:
        if one.letter is not None:
            yield f"The sender of petition {one.petition} is told by mail (letter {one.letter})."
        else:
            yield (
                f"The sender of petition {one.petition} has no mailbox: print the letter with"
                f" congvu petition letter {one.petition} FILE.html --as MAILBOX"
            )


def sender_fields(who: Petitioner) -> Iterator[tuple[str, str]]:
    """What is shown of a sender, with labels; "" where nothing is known."""
    yield "sender", who.name
    yield "address", who.address
    yield "phone", who.phone
    yield "id number", who.id_number
    yield "mailbox", who.email


def sender_facts(who: Petitioner) -> dict[str, str]:
    """The same for programs."""
    return {
        "kind": str(who.sender),
        "name": who.name,
        "address": who.address,
        "phone": who.phone,
        "id_number": who.id_number,
        "email": who.email,
    }
