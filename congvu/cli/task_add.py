"""`congvu task add`: one task of one document by words, read as a row of the register is."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from congvu.cli import output, task_undo
from congvu.cli.acting import acting, as_option, denial, own_office
from congvu.cli.arguments import LANGUAGES, TITLE, near_day
from congvu.cli.import_steps import Wishes, agree
from congvu.cli.refused import Refused
from congvu.cli.said import SAID
from congvu.cli.shell import Shell
from congvu.cli.task_change import WORDS, named
from congvu.cli.task_import import office_of
from congvu.cli.task_office import clarity
from congvu.cli.task_words import say
from store.directory.change import Overtaken
from templates.register import trouble
from work.access import Denied
from work.act import Act
from work.deadline import Deadline
from work.document import Direction
from work.preview import Entry, Problem
from work.sheet import Value
from work.standing import Standing
from work.task import Role

if TYPE_CHECKING:
    from schedules.assigning import Read
    from store import Store

_SHOWN = ("counted-received", "no-deadline")  # beside the deadline itself
_OPTIONS = {0: "--lead", 1: "--due"}
_ROLES = {"helpers": "phối hợp", "followers": "theo dõi"}  # as a cell of a register has them


@click.command()
@click.argument("paper", type=TITLE, metavar="DOCUMENT")
@click.argument("content", type=WORDS)
@click.option("--lead", type=TITLE, required=True, help="Who leads: a name, unit or mailbox.")
@click.option("--with", "helpers", type=TITLE, multiple=True, help="Who helps (phối hợp).")
@click.option("--follow", "followers", type=TITLE, multiple=True, help="Who follows it (theo dõi).")
@click.option("--due", type=SAID, help="A day, or words as in a register: see below.")
@click.option("--product", type=WORDS, help="What is to be handed in (sản phẩm).")
@click.option("--yes", is_flag=True, help="Open it without asking.")
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="Of all that is said; otherwise the office's."
)
@as_option
@click.pass_obj
def add(
    shell: Shell, /, paper: str, content: str, lead: str, due: str | None, product: str | None,
    yes: bool, language: str | None, acts_as: str | None, **others: tuple[str, ...],
) -> None:  # fmt: skip
    """Opens one task of a document that is entered: a bút phê, without a spreadsheet.

    DOCUMENT is its number in `congvu document list`, or its number and sign; CONTENT what is to
    be done, in one line. People and the deadline are read as a register's cells are: "trước ngày
    28/12/2026", "16h ngày 28/12/2026", "10 ngày làm việc", which counts from the day of receipt,
    or "kể từ ngày ban hành". What was understood is shown first. It counts as an import of one
    row, so congvu task import --undo takes it back.

    \b
    Examples:
      congvu task add 15/VPCP-KSTT "Báo cáo kết quả rà soát" --lead "Phòng Nội vụ"
        --with "Phòng Y tế" --due "10 ngày làm việc" --product "Báo cáo"
      congvu task add 12 "Trả lời UBND tỉnh" --lead en.ht@luongtai.example --due 28/12/2026
    """
    wishes = Wishes(yes, False, language or shell.config.office.language)
    from schedules import assigning

    office = office_of(shell, None, wishes.language)
    kept = _kept(shell, paper, wishes.language)
    who = [lead, *(f"{one} ({word})" for name, word in _ROLES.items() for one in others[name])]
    asked = assigning.Asked(content, "; ".join(who), _cell(due), product)
    found = shell.read(assigning.read, office, kept, asked)
    if found.entry is None:
        wrong = assigning.errors(found.problems)
        raise Refused("; ".join(_told(one, wishes.language) for one in wrong))
    _show(shell, kept, found.entry, found.problems, wishes.language)
    agree(wishes, _say("ask", wishes.language), "")
    _keep(shell, found, acting(shell, acts_as), wishes.language)


def _cell(due: str | None) -> Value:
    """A day as the other commands take it, else the words of a cell."""
    try:
        return None if due is None else near_day(due)
    except ValueError:
        return due


def _kept(shell: Shell, paper: str, language: str) -> Standing:
    """The document that is meant, with its tasks; Refused with what to do where there is none, or several."""
    from schedules.assigning import papers

    found = shell.read(papers, paper)
    if not found:
        key = "no-such" if paper.isdecimal() else "no-document"
        raise Refused(_say(key, language, number=paper))
    if len(found) > 1:
        those = "; ".join(_one_of(each, language) for each in found)
        raise Refused(_say("several", language, number=paper, found=those))
    if found[0].document.direction is Direction.PETITION:
        raise Refused(_say("petition", language, document=found[0].id))
    return found[0]


def _one_of(one: Standing, language: str) -> str:
    paper = one.document
    return _say("one-of", language, document=one.id, issuer=paper.issuer, issued=paper.issued)


def _show(
    shell: Shell, kept: Standing, entry: Entry, problems: Sequence[Problem], language: str
) -> None:
    """What was understood, and what to look at."""
    paper, task = kept.document, entry.task
    missing = clarity(shell).missing(task, paper)
    fields = [
        ("document", f"{kept.id}  {paper.number}, {paper.issued:%d/%m/%Y}, {paper.issuer}"),
        *((role.value, _parties(entry, role)) for role in Role),
        ("due", _due(task.deadline, language)),
        ("product", task.product or ""),
        *(("also", told) for told in _already(kept, entry, language)),
        ("unclear", ", ".join(say(f"clear.{one}", language) for one in missing)),
        *(("warning", _told(one, language)) for one in problems if one.code not in _SHOWN),
    ]
    output.fields(task.content, [(_say(name, language), told) for name, told in fields])
    click.echo()


def _parties(entry: Entry, role: Role) -> str:
    return "; ".join(named(one) for one in entry.task.parties if one.role is role)


def _due(deadline: Deadline | None, language: str) -> str:
    """The deadline, how it was counted, and the words that say it."""
    if deadline is None:
        return _say("none", language)
    told, of = _say("due-on", language, until=deadline.until), deadline.counted
    if of is not None and not of.unit.endswith("-before"):
        unit = _say(f"unit.{of.unit}", language)
        told += _say("counted", language, number=of.number, unit=unit, start=of.start)
    return told + _say("words", language, words=deadline.source)


def _already(kept: Standing, entry: Entry, language: str) -> Iterator[str]:
    """The open tasks of the document that the same one leads."""
    lead = entry.task.parties[0]
    who = (lead.agency, lead.unit, lead.person)
    for one in kept.tasks:
        if one.state.open and who == (one.lead.agency, one.lead.unit, one.lead.person):
            yield _say("already", language, task=one.id, content=one.content)


def _told(found: Problem, language: str) -> str:
    """One problem, behind the option that it is about."""
    option = "" if found.column is None else f"{_OPTIONS[found.column]}: "
    return f"{option}{trouble(found, language)}"


def _keep(shell: Shell, found: "Read", act: Act, language: str) -> None:
    from schedules.assigning import keep

    about = own_office(shell)

    async def opened(store: "Store") -> tuple[int, int] | Denied | None:
        try:
            return await store.write(keep, found, about.agency, act)
        except Overtaken:
            return None

    match shell.with_store(opened):
        case None:
            raise Refused(say("say.overtaken", language))
        case Denied() as denied:
            raise Refused(denial(denied, "tasks"))
        case (number, task):
            output.say(_say("opened", language, task=task))
            output.say(task_undo.say("kept", language, number=number))


def _say(key: str, language: str, **facts: Any) -> str:
    from templates import sentence

    return sentence(f"add.{key}", facts, language)
