"""`congvu event answer`: what people say to an invitation, by a letter or by telephone."""

from datetime import date
from pathlib import Path

import click

from congvu.cli import output
from congvu.cli.arguments import EMAIL, NEAR_DAY
from congvu.cli.event_change import time_on
from congvu.cli.event_invite import found
from congvu.cli.event_words import ANSWERS, STATES, refused
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell, actor
from congvu.cli.task_office import person_number
from store import event_answer
from store.event_answer import Answered, Ignored
from store.event_move import Impossible, Refusal
from work.act import Act
from work.event import Answer
from work.icalendar.reply import LARGEST, Unread

SAYS = {
    "accept": Answer.ACCEPTED,
    "decline": Answer.DECLINED,
    "tentative": Answer.TENTATIVE,
}
LETTER_LARGEST = 4 * LARGEST  # octets; a letter that carries an answer and little else
_IGNORED = {
    Ignored.UNKNOWN: "it answers an event that is not of this office",
    Ignored.STRANGER: "who wrote it was not invited",
    Ignored.AUTHOR: "it answers for another mailbox than wrote it; they may answer themselves,"
    " or tell it with --as",
    Ignored.OLD: "it answers what was told before the event changed; they were asked again since",
    Ignored.NO_TIME: "it answers a time that the event does not have",
}
_UNREAD = {
    Unread.SIZE: "its calendar is longer than an answer is",
    Unread.FORM: "its calendar is broken off or no calendar at all",
    Unread.METHOD: "its calendar is no answer (METHOD:REPLY)",
    Unread.ONE: "its calendar does not hold the answer of one person to one event",
    Unread.ANSWER: "it neither accepts nor declines",
}


@click.command()
@click.argument("what", metavar="FILE.eml|ID")
@click.argument("says", type=click.Choice(list(SAYS)), required=False)
@click.option("--as", "mailbox", type=EMAIL, help="Whose answer it is, with ID and what they say.")
@click.option("--on", type=NEAR_DAY, help="Of what comes round: to the time on this day alone.")
@click.pass_obj
def answer(shell: Shell, what: str, says: str | None, mailbox: str | None, on: date | None) -> None:
    """Notes an answer: out of a letter, or as it was told.

    \b
    Examples:
      congvu event answer reply.eml
      congvu event answer 5 accept --as binh@bnv.gov.vn

    A letter counts only from the mailbox that was invited, and only to what was
    told last. That the letter is really from there is taken as given.
    """
    if mailbox is not None and says is not None:
        _told(shell, what, mailbox, SAYS[says], on)
    elif mailbox is None and says is None and on is None:
        _by_letter(shell, Path(what))
    else:
        raise click.UsageError("give a letter alone, or an ID, what they say, and --as MAILBOX")


def _told(shell: Shell, what: str, mailbox: str, says: Answer, on: date | None) -> None:
    if not (what.isascii() and what.isdecimal()) or len(what) > 15:
        raise click.UsageError(f'"{what}" is no ID of an event')
    number = int(what)
    event = found(shell, number)
    time = None if on is None else time_on(shell, event, on).number
    who = person_number(shell, mailbox)
    act = Act(actor(), shell.now)
    _say(shell.write(event_answer.answer, number, who, says, time, act), number)


def _by_letter(shell: Shell, path: Path) -> None:
    from mail.event_reply import reply_in

    try:
        with path.open("rb") as file:
            letter = file.read(LETTER_LARGEST + 1)
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}; give a letter as a file") from error
    if len(letter) > LETTER_LARGEST:
        raise Refused(f"{path} is longer than an answer is; nothing was noted")
    found_ = reply_in(letter)
    if found_ is None:
        raise Refused(f"{path} carries no calendar; note what it says by --as")
    if isinstance(found_, Unread):
        raise Refused(f"{path} was not taken: {_UNREAD[found_]}")
    reply, author = found_
    _say(shell.write(event_answer.take, reply, author, Act(actor(), shell.now)), 0)


def _say(outcome: Answered | Ignored | Impossible | Refusal, number: int) -> None:
    if isinstance(outcome, Ignored):
        raise Refused(f"the answer was not taken: {_IGNORED[outcome]}")
    if isinstance(outcome, Impossible):
        raise Refused(f"the answer was not taken: the event is {STATES[outcome.state]}")
    if isinstance(outcome, Refusal):
        raise refused(outcome, number)
    time = "" if outcome.time is None else f" at time {outcome.time.number}"
    output.say(
        f"{outcome.one.name} {ANSWERS[outcome.answer]}: event {outcome.event.id}{time},"
        f" {outcome.event.what.title}."
    )
