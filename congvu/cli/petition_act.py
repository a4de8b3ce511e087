"""`congvu petition classify`, `supplement`, `forward` … : what is done with a petition."""

from typing import Any

import click

from congvu.cli import output
from congvu.cli.acting import as_option
from congvu.cli.arguments import ID, TITLE, Kind
from congvu.cli.petition_add import KINDS
from congvu.cli.petition_preview import preview
from congvu.cli.petition_words import (
    STATES,
    petition_id,
    preview_option,
    require,
    rules,
    tell_letters,
    whom,
)
from congvu.cli.refused import Refused
from congvu.cli.said import SAID, require_unmarked
from congvu.cli.shell import Shell
from congvu.cli.task_change import lead_named, named
from store import petition, petition_act
from store.petition_move import Done
from work.petition import Depth, Event
from work.petition import Kind as PetitionKind
from work.spelling import composed

TEXT_LONGEST = 20_000  # characters


def _text(given: str) -> str:
    found = composed(given).strip()
    if not found or len(found) > TEXT_LONGEST:
        raise ValueError(f"write 1 to {TEXT_LONGEST} characters")
    return found


TEXT = Kind("text", _text)


@click.command()
@petition_id
@click.argument("kind", type=click.Choice(KINDS))
@click.option(
    "--depth",
    type=click.Choice([*map(str, Depth)]),
    default="verify",
    show_default=True,
    help="What an answer takes: plain, verify or complex.",
)
@click.option("--title", type=TITLE, help="What it is about, for one that came by mail.")
@as_option
@click.pass_obj
def classify(
    shell: Shell, number: int, kind: str, depth: str, title: str | None, acts_as: str | None
) -> None:
    """Says of what KIND a petition is, by law; its clock changes with that."""
    require_unmarked(shell, (title,))
    args = number, PetitionKind(kind), Depth(depth), whom(shell, acts_as), title
    require(shell.write(petition_act.classify, *args), number)
    click.echo(f"Petition {number} is a {kind}.")
    if PetitionKind(kind) in _HINTS:
        output.say(_HINTS[PetitionKind(kind)].format(number=number))


@click.command()
@petition_id
@click.option("--ask", "question", type=TEXT, help="What the sender is asked for.")
@click.option("--given", type=TEXT, help="What the sender supplied; only who handles it sees it.")
@preview_option
@as_option
@click.pass_obj
def supplement(
    shell: Shell, number: int, question: str | None, given: str | None, preview_: bool,
    acts_as: str | None,
) -> None:  # fmt: skip
    """Asks the sender for a supplement, or keeps what came in; the clock stands in between.

    "-" for --given reads it from standard input.
    """
    if (question is None) == (given is None):
        raise click.UsageError("give one of --ask and --given")
    words = _read(given) if given else ""
    require_unmarked(shell, (question, words))
    if question is not None:
        if preview_:
            preview(shell, number, Event.ASK, question)
            return
        _done(shell.write(petition_act.ask, number, question, whom(shell, acts_as)), number)
        return
    _done(shell.write(petition_act.supply, number, words, whom(shell, acts_as)), number)


@click.command()
@petition_id
@click.argument("body", type=TITLE, metavar="BODY")
@click.option("--letter", type=TITLE, help="Number and sign of the letter that passes it on.")
@preview_option
@as_option
@click.pass_obj
def forward(
    shell: Shell, number: int, body: str, letter: str | None, preview_: bool, acts_as: str | None
) -> None:
    """Passes a petition on to the BODY that is competent; its sender is told which, and by what article.

    A complaint stays here, and its sender is told to whom to turn (hướng dẫn).
    """
    require_unmarked(shell, (body, letter))
    if preview_:
        preview(shell, number, Event.FORWARD, None, {"letter": letter}, competent=body)
        return
    _done(shell.write(petition_act.forward, number, body, letter, whom(shell, acts_as)), number)


@click.command()
@petition_id
@click.argument("person", type=TITLE, metavar="PERSON")
@as_option
@click.pass_obj
def assign(shell: Shell, number: int, person: str, acts_as: str | None) -> None:
    """Gives a petition to a PERSON or unit, who is reminded of the day for the answer."""
    lead = lead_named(shell, person)
    done = require(shell.write(petition_act.assign, number, lead, whom(shell, acts_as)), number)
    output.say(f"Petition {number} is with {named(lead)}, task {done.petition.task}.")


@click.command()
@petition_id
@click.option(
    "--text",
    type=TEXT,
    required=True,
    help="The answer, as the sender reads it; - reads standard input.",
)
@click.option("--result", type=TITLE, help="Number and sign of the answer's document.")
@preview_option
@as_option
@click.pass_obj
def answer(
    shell: Shell, number: int, text: str, result: str | None, preview_: bool, acts_as: str | None
) -> None:
    """Answers the sender, and those whose petitions were joined with this one."""
    words = _read(text)
    require_unmarked(shell, (words, result))
    if preview_:
        preview(shell, number, Event.ANSWER, words, result=result)
        return
    _done(shell.write(petition_act.answer, number, words, result, whom(shell, acts_as)), number)


@click.command()
@petition_id
@click.option("--where", type=TITLE, required=True, help="Where the answer stands for all to read.")
@as_option
@click.pass_obj
def publish(shell: Shell, number: int, where: str, acts_as: str | None) -> None:
    """Notes where the answer was made public (công khai)."""
    require_unmarked(shell, (where,))
    _done(shell.write(petition_act.publish, number, where, whom(shell, acts_as)), number)


@click.command()
@petition_id
@as_option
@click.pass_obj
def close(shell: Shell, number: int, acts_as: str | None) -> None:
    """Ends a petition that was answered or passed on."""
    _done(shell.write(petition_act.close, number, whom(shell, acts_as)), number)


@click.command()
@petition_id
@click.option("--ground", required=True, help="The code of the reason, by law.")
@click.option("--text", type=TEXT, help="What else the sender is told.")
@preview_option
@as_option
@click.pass_obj
def refuse(
    shell: Shell, number: int, ground: str, text: str | None, preview_: bool, acts_as: str | None
) -> None:
    """Refuses a petition on one of the law's grounds; its sender is told which."""
    _require_ground(shell, number, ground)
    require_unmarked(shell, (text,))
    if preview_:
        preview(shell, number, Event.REFUSE, text, ground=ground)
        return
    _done(shell.write(petition_act.refuse, number, ground, text, whom(shell, acts_as)), number)


@click.command()
@petition_id
@click.option("--reason", type=SAID, help="Why, in one line; it is kept.")
@as_option
@click.pass_obj
def withdraw(shell: Shell, number: int, reason: str | None, acts_as: str | None) -> None:
    """Ends a petition that its sender takes back (rút)."""
    _done(shell.write(petition_act.withdraw, number, reason, whom(shell, acts_as)), number)


@click.command()
@petition_id
@click.argument("other", type=ID, metavar="OTHER")
@as_option
@click.pass_obj
def join(shell: Shell, number: int, other: int, acts_as: str | None) -> None:
    """Joins a petition with an OTHER of the same content, whose answer goes to its sender too.

    Nothing is ever joined by itself.
    """
    _done(shell.write(petition_act.join, number, other, whom(shell, acts_as)), number)


@click.command()
@petition_id
@click.option("--reason", type=SAID, required=True, help="Why, in one line; it is kept.")
@click.option("--yes", is_flag=True, help="Do not ask; what is erased cannot come back.")
@as_option
@click.pass_obj
def erase(shell: Shell, number: int, reason: str, yes: bool, acts_as: str | None) -> None:
    """Erases who sent a petition that has ended; history, figures and account stay whole.

    Letters that were sent stay in the relay's journal, as all others, until
    the retention of letters ends; backups until you remove them.
    """
    if not yes and not click.confirm(f"Erase who sent petition {number}? It cannot come back"):
        raise Refused("nothing was erased")
    require(shell.write(petition_act.erase, number, reason, whom(shell, acts_as)), number)
    click.echo(f"Who sent petition {number} is erased.")


def _done(outcome: object, number: int) -> Done:
    done = require(outcome, number)
    click.echo(f"Petition {number}, {done.petition.code}, is {STATES[done.petition.state]}.")
    for line in tell_letters(done.letters):
        output.say(line)
    return done


def _read(given: str) -> str:
    if given != "-":
        return given
    with click.open_file("-", "rb") as stream:
        octets = stream.read(TEXT_LONGEST * 4 + 1)
    try:
        return _text(octets.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError):
        raise Refused(
            f"standard input is no text in UTF-8 of 1 to {TEXT_LONGEST} characters"
        ) from None


def _require_ground(shell: Shell, number: int, ground: str) -> None:
    found = shell.read(petition.one, number)
    known = {} if found is None else rules(shell).grounds_on(found.received)
    if found is not None and ground not in known:
        told = "; ".join(f"{one.code} ({one.name('en')})" for one in known.values())
        raise Refused(f'"{ground}" is no ground of the law; write one of: {told}')


_HINTS = {
    PetitionKind.COMPLAINT: "A complaint is not dealt with here: tell its sender to whom to turn with congvu petition"
    " forward {number} BODY",
    PetitionKind.DENUNCIATION: "A denunciation is passed on, and from now on nobody is shown who sent it: congvu petition"
    " forward {number} BODY",
    PetitionKind.REQUEST: "A request is passed on with congvu petition forward {number} BODY",
}
COMMANDS: tuple[Any, ...] = (
    *(classify, supplement, forward, assign, answer, publish),
    *(close, refuse, withdraw, join, erase),
)
