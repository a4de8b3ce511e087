"""`congvu intake confirm`, `drop`, `reopen` and `undo`: a person's word about what was read of a letter."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from congvu.cli import output
from congvu.cli.acting import acting, as_option, denial, named, names_in
from congvu.cli.arguments import ID, NEAR_DAY, TITLE, near_day
from congvu.cli.document_add import EXCERPT, LINE
from congvu.cli.import_steps import Wishes, agree
from congvu.cli.intake_proposals import desks, language_option, looked
from congvu.cli.refused import Refused
from congvu.cli.said import SAID
from congvu.cli.shell import Shell
from store import Tx, proposal
from store.directory.change import Overtaken
from store.proposal import Confirmed, Look, Settled
from work.access import Denied
from work.act import Act
from work.document import Urgency
from work.proposal import Corrections, Desk, Proposal, ProposalState, TaskCorrection
from work.sheet import Value
from work.undoing import Undone

if TYPE_CHECKING:
    from store import Store

T = TypeVar("T")
WHAT = "proposals"  # in the sentence of a refusal
_PLACED = re.compile(r"(\d{1,3})\s*:\s*(?!\d\d\b)(.+)", re.DOTALL)
_FIELDS = {"lead": "who", "due": "due", "content": "content", "product": "product"}


@click.command()
@click.argument("number", type=ID, metavar="ID")
@click.option("--number", "sign", type=LINE, help="Number and sign, as written.")
@click.option("--issuer", type=TITLE, help="Who issued it.")
@click.option("--issued", type=NEAR_DAY, help="The day that it bears.")
@click.option("--excerpt", type=EXCERPT, help="What it is about (trích yếu).")
@click.option("--urgency", type=click.Choice([str(one) for one in Urgency]), help="As marked.")
@click.option("--lead", type=SAID, multiple=True, help="Who leads, and helps, as in a register.")
@click.option("--due", type=SAID, multiple=True, help="A day, or words as in a register.")
@click.option("--content", type=SAID, multiple=True, help="What is to be done, in one line.")
@click.option("--product", type=SAID, multiple=True, help="What is to be handed in.")
@click.option("--without", type=ID, multiple=True, metavar="TASK", help="Leave that task out.")
@click.option("--yes", is_flag=True, help="Register it without asking.")
@language_option
@as_option
@click.pass_obj
def confirm(
    shell: Shell, /, number: int, sign: str | None, issuer: str | None, issued: date | None,
    excerpt: str | None, urgency: str | None, without: tuple[int, ...], yes: bool,
    language: str | None, acts_as: str | None, **tasks: tuple[str, ...],
) -> None:  # fmt: skip
    """Registers the document of a proposal with its tasks, as it was read but for what the options say.

    The document gets its arrival number, its tasks are opened and people are told; where it says
    something of an earlier document, the tasks of that are changed. Of several tasks the one is
    meant whose number stands in front ("2: Phòng Y tế"); a number more is one more task. What it
    comes to is shown first. Issuers and leads that are corrected are kept as rules for that
    sender. `congvu intake undo` takes it back.

    \b
    Examples:
      congvu intake confirm 12
      congvu intake confirm 12 --lead "Phòng Nội vụ; Phòng Y tế (phối hợp)" --due 28/12/2026
      congvu intake confirm 12 --lead "2: Phòng Y tế" --without 3 --as vanthu@luongtai.example
    """
    spoken = language or shell.config.office.language
    found = looked(shell, number, spoken)
    _require_open(shell, found.proposal, spoken)
    corrections = Corrections(
        number=sign,
        issuer=issuer,
        issued=issued,
        excerpt=excerpt,
        urgency=None if urgency is None else Urgency(urgency),
        tasks=_tasks(found, tasks, spoken),
        without=frozenset(without),
    )
    wishes = Wishes(yes, False, spoken)
    read_at = _show(shell, number, corrections, wishes).proposed_at

    def act_on(tx: Tx, desk: Desk, act: Act) -> Confirmed | Look | Settled | Denied | None:
        return proposal.confirm(tx, number, corrections, desk, act, read_at)

    match _done(shell, number, acts_as, spoken, act_on):
        case Confirmed() as done:
            _told(done, spoken)
        case Look() as look if look.proposal.proposed_at != read_at:
            raise Refused(_say("read-anew", spoken))
        case Look() as look:
            raise Refused(_first(look, spoken))


@click.command()
@click.argument("number", type=ID, metavar="ID")
@click.option("--reason", type=SAID, required=True, help="Why nothing of it is registered.")
@language_option
@as_option
@click.pass_obj
def drop(shell: Shell, number: int, reason: str, language: str | None, acts_as: str | None) -> None:
    """Drops a proposal: nothing of it is registered. It can be opened again.

    \b
    Example:
      congvu intake drop 12 --reason "gửi nhầm cơ quan"
    """
    spoken = language or shell.config.office.language
    _done(
        shell, number, acts_as, spoken,
        lambda tx, desk, act: proposal.drop(tx, number, reason, desk, act),
    )  # fmt: skip
    output.say(_say("dropped", spoken, number=number))


@click.command()
@click.argument("number", type=ID, metavar="ID")
@language_option
@as_option
@click.pass_obj
def reopen(shell: Shell, number: int, language: str | None, acts_as: str | None) -> None:
    """Lets a proposal wait again that was dropped, or in which there seemed to be nothing to do."""
    spoken = language or shell.config.office.language

    def act_on(tx: Tx, desk: Desk, act: Act) -> Proposal | Settled | Denied | None:
        return proposal.reopen(tx, number, desk, act)

    _done(shell, number, acts_as, spoken, act_on, _still)
    output.say(_say("reopened", spoken, number=number))


@click.command()
@click.argument("number", type=ID, metavar="ID")
@click.option("--reason", type=SAID, required=True, help="Why; the history of the tasks has it.")
@language_option
@as_option
@click.pass_obj
def undo(shell: Shell, number: int, reason: str, language: str | None, acts_as: str | None) -> None:
    """Takes back the tasks that a proposal opened and changed, where nobody has acted on them since; it waits again.

    \b
    Example:
      congvu intake undo 12 --reason "giao nhầm đơn vị"
    """
    spoken = language or shell.config.office.language

    def act_on(tx: Tx, desk: Desk, act: Act) -> tuple[Proposal, Undone] | Settled | Denied | None:
        return proposal.undo(tx, number, reason, desk, act)

    _, done = _done(shell, number, acts_as, spoken, act_on, _unregistered)
    if done.stays:
        stays = ", ".join(str(task) for task, _ in done.stays)
        raise Refused(_say("stays", spoken, number=number, tasks=stays))
    counts = {"opened": len(done.opened), "changed": len(done.changed)}
    output.say(_say("undone", spoken, number=number, **counts))


def _done(
    shell: Shell,
    number: int,
    acts_as: str | None,
    language: str,
    do: Callable[[Tx, Desk, Act], T | Settled | Denied | None],
    why: Callable[[Shell, Proposal, str], str] | None = None,
) -> T:
    """What *do* gives; raises Refused where it is not theirs, not there, or settled already."""
    made, act = desks(shell), acting(shell, acts_as)

    async def once(store: "Store") -> T | Settled | Denied | None:
        return await store.write(lambda tx: do(tx, made.of(tx, act.now), act))

    async def twice(store: "Store") -> T | Settled | Denied | None:
        try:
            return await once(store)
        except Overtaken:  # by who keeps the same document: it is seen as kept now
            return await once(store)

    found = shell.with_store(twice)
    if found is None:
        raise Refused(_say("unknown", language, number=number))
    if isinstance(found, Denied):
        raise Refused(denial(found, WHAT))
    if isinstance(found, Settled):
        raise Refused((why or _settled)(shell, found.proposal, language))
    return found


def _tasks(
    found: Look, given: dict[str, tuple[str, ...]], language: str
) -> dict[int, TaskCorrection]:
    """By their places, what the options say of tasks."""
    count = len(found.proposal.read.errands)
    said: dict[int, dict[str, Value]] = {}
    for option, texts in given.items():
        for place, text in _placed(found, texts, language):
            value: Value = _day(text) if option == "due" else " ".join(text.split())
            said.setdefault(place, {})[_FIELDS[option]] = value
    beyond = [place for place in said if place > count + 1 and place - 1 not in said]
    if beyond or 0 in said:
        place = min(beyond) if beyond else 0
        raise Refused(_say("no-such-task", language, place=place, next=count + 1))
    return {place: TaskCorrection(**fields) for place, fields in said.items()}  # type: ignore[arg-type]


def _placed(found: Look, texts: Iterable[str], language: str) -> Iterable[tuple[int, str]]:
    count = len(found.proposal.read.errands)
    for text in texts:
        match = _PLACED.fullmatch(text)
        if match is not None:
            yield int(match[1]), match[2]
        elif count <= 1:
            yield 1, text
        else:
            raise Refused(_say("no-task", language, number=found.proposal.id, tasks=count))


def _day(text: str) -> Value:
    """A day as the other commands take it, else the words of a cell."""
    try:
        return near_day(text)
    except ValueError:
        return text


def _show(shell: Shell, number: int, corrections: Corrections, wishes: Wishes) -> Proposal:
    """The proposal of which it was shown what it would come to, once that is agreed."""
    from congvu.cli.proposal_words import would

    language = wishes.language
    look = looked(shell, number, language, corrections)
    output.fields(_say("title", language, number=number), would(look, language))
    click.echo()
    if look.preview is None:
        raise Refused(_first(look, language))
    if look.adds_nothing:
        about = _say("standing", language, document=look.bearing.about)
        raise Refused(_say("nothing-new", language, number=number, about=about))
    agree(wishes, _say("ask", language), "")
    return look.proposal


def _told(done: Confirmed, language: str) -> None:
    registered = done.registered
    facts = {
        "document": registered.document,
        "arrival": done.arrival_number,
        "tasks": ", ".join(map(str, registered.done.numbers)),
        "changed": registered.done.changed,
    }
    output.say(_say("confirmed", language, **facts))
    if registered.imported is not None:
        output.say(_say("undoable", language, number=done.proposal.id))
    if done.rules:
        output.say(_say("learned", language, rules=done.rules))


def _first(look: Look, language: str) -> str:
    return _say("first", language, wrong=max(1, len(look.errors)))


def _require_open(shell: Shell, found: Proposal, language: str) -> None:
    if found.state is not ProposalState.OPEN:
        raise Refused(_settled(shell, found, language))


def _settled(shell: Shell, found: Proposal, language: str) -> str:
    by = found.settled_by or ""
    who = named(by, names_in(shell, [by]))
    return _say("settled", language, number=found.id, state=_state(found, language), by=who)


def _still(shell: Shell, found: Proposal, language: str) -> str:
    key = "open-already" if found.state is ProposalState.OPEN else "still"
    return _say(key, language, number=found.id, state=_state(found, language))


def _unregistered(shell: Shell, found: Proposal, language: str) -> str:
    if found.document is not None:
        return _say("no-tasks", language, number=found.id, document=found.document)
    return _say("not-registered", language, number=found.id, state=_state(found, language))


def _state(found: Proposal, language: str) -> str:
    from congvu.cli.proposal_words import state_of

    return state_of(found, language)


def _say(key: str, language: str, **facts: Any) -> str:
    from congvu.cli.proposal_words import say

    return say(key, language, **facts)
