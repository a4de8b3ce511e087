"""`congvu person`: the people who are assigned work."""

from typing import Any

import click

from congvu.cli import hand_over, output
from congvu.cli.arguments import (
    AGENCY,
    EMAIL,
    FILE,
    LANGUAGE,
    POSITION,
    TITLE,
    language,
    position,
    title,
)
from congvu.cli.directory_import import Kind, Wishes, import_options, run_import
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.sentences import effect, refuse_conflict
from congvu.cli.sheet import Column, read_rows
from congvu.cli.shell import Shell, actor
from mail.address import typed_mailbox
from store import forgetting
from store.console import link
from store.directory import load
from store.directory.change import Conflict
from store.directory.people import (
    add_person,
    all_people,
    disable_person,
    enable_person,
    people_before,
    person_at,
    put_people,
)
from store.hand_over import open_tasks
from work.act import Act
from work.agency import heir
from work.directory import NewPerson, agency_code
from work.person import Person, Position

NONE_YET = """\
No person is registered yet. Add one:
  congvu person add NAME MAILBOX --agency CODE"""

COLUMNS = {
    "name": Column(title, needed=True, also=("họ và tên", "họ tên", "tên")),
    "email": Column(
        typed_mailbox, needed=True, also=("hộp thư", "thư điện tử", "địa chỉ thư điện tử", "e-mail")
    ),
    "agency": Column(agency_code, needed=True, also=("mã cơ quan", "cơ quan", "mã định danh")),
    "unit": Column(title, also=("đơn vị", "phòng ban", "phòng, ban", "bộ phận")),
    "position": Column(position, Position.STAFF, also=("chức vụ", "vị trí")),
    "language": Column(language, also=("ngôn ngữ",)),
}


def _cells(one: NewPerson) -> dict[str, str]:
    """A person as the columns of a file have them."""
    return {
        "email": one.email,
        "name": one.name,
        "agency": one.agency,
        "unit": one.unit or "",
        "position": one.position,
        "language": one.language,
    }


PEOPLE = Kind("People", _cells, people_before, put_people)


@click.group(cls=Group)
def command() -> None:
    """People who are assigned work, told apart by the mailbox that is theirs by office."""


@command.command()
@click.argument("name", type=TITLE)
@click.argument("mailbox", type=EMAIL)
@click.option("--agency", type=AGENCY, required=True, help="The agency they work in.")
@click.option("--unit", type=TITLE, help="Their unit in it; made when it is new.")
@click.option(
    "--position",
    type=POSITION,
    default=Position.STAFF,
    help=f"One of {', '.join(Position)}; otherwise {Position.STAFF}.",
)
@click.option("--language", type=LANGUAGE, help="vi or en; otherwise the office's.")
@click.pass_obj
def add(
    shell: Shell,
    name: str,
    mailbox: str,
    agency: str,
    unit: str | None,
    position: Position,
    language: str | None,
) -> None:
    """Adds a person, whose mailbox lies in a mail domain of the agency or of one above it.

    \b
    Example:
      congvu person add "Lê Thị Hoa" hoa.lt@bacninh.gov.vn --agency H05 \\
        --unit "Sở Y tế" --position unit-head
    """
    _require_valid(shell, agency)
    new = NewPerson(name, mailbox, agency, unit, position, language or shell.config.office.language)
    answer = shell.write(add_person, new, shell.now)
    refuse_conflict(answer if isinstance(answer, Conflict) else None)
    click.echo(f"Added person {answer}, {name} of {agency}.")


@command.command("list")
@click.option("--agency", type=AGENCY, help="Of this agency only.")
@json_option
@click.pass_obj
def list_(shell: Shell, agency: str | None, as_json: bool) -> None:
    """Lists people, by agency and name."""
    people = shell.read(all_people, agency)
    if as_json:
        output.as_json([_facts(person) for person in people])
    elif not people:
        click.echo(
            f"No person of {agency} is registered; see congvu person add --help."
            if agency
            else NONE_YET
        )
    else:
        header = ("NO", "NAME", "MAILBOX", "AGENCY", "POSITION", "STATE")
        output.table(header, [_row(person) for person in people], wide=1, style=_colour)


@command.command()
@click.argument("mailbox", type=EMAIL)
@json_option
@click.pass_obj
def show(shell: Shell, mailbox: str, as_json: bool) -> None:
    """Shows one person."""
    person = shell.read(person_at, mailbox)
    if person is None:
        raise Refused(_unknown(mailbox))
    if as_json:
        output.as_json(_facts(person))
        return
    output.fields(
        f"{person.id}  {person.name}",
        [
            ("mailbox", person.email),
            ("agency", person.agency),
            ("unit", person.unit or ""),
            ("position", person.position),
            ("language", person.language),
            ("state", _state(person)),
        ],
    )


@command.command()
@click.argument("mailbox", type=EMAIL)
@click.pass_obj
def disable(shell: Shell, mailbox: str) -> None:
    """Lets a person get no more notices and see nothing by chat."""
    effect(shell.write(disable_person, mailbox, shell.now), mailbox, "disabled", _unknown(mailbox))
    who = shell.read(person_at, mailbox)
    left = () if who is None else shell.read(open_tasks, who.id)
    if left:
        tasks = "1 open task" if len(left) == 1 else f"{len(left)} open tasks"
        click.echo(
            f"In {tasks} they have a part yet; congvu person hand-over {mailbox} TO gives it to another."
        )


@command.command()
@click.argument("mailbox", type=EMAIL)
@click.pass_obj
def enable(shell: Shell, mailbox: str) -> None:
    """Takes back that a person was disabled."""
    effect(shell.write(enable_person, mailbox, shell.now), mailbox, "enabled", _unknown(mailbox))


@command.command()
@click.argument("mailbox", type=EMAIL)
@click.pass_obj
def invite(shell: Shell, mailbox: str) -> None:
    """Sends a person the link by which they set a password for the console.

    It goes to their official mailbox, works once, and is over after 7 days; the one before ends.
    An account that is locked is unlocked first: congvu console unlock.
    """
    drawn = link.draw(shell.config.web.address)
    if shell.write(link.invite, mailbox, drawn, Act(actor(), shell.now)) is None:
        raise Refused(f"nobody active has the mailbox {mailbox}; see congvu person list")
    click.echo(
        f"{mailbox} is invited; a letter with a link to {shell.config.web.address} goes out."
    )


@command.command()
@click.argument("mailbox", type=EMAIL)
@click.pass_obj
def unlink(shell: Shell, mailbox: str) -> None:
    """Cuts a person's Telegram account off at once, as when a phone is lost.

    What they were in the middle of there is forgotten, and what the account wrote last is not
    answered. They are told by mail, and can link anew.
    """
    act = Act(actor(), shell.now)
    done = shell.write(forgetting.cut_off, mailbox, act)
    effect(done, mailbox, "unlinked from Telegram", _unknown(mailbox))


@command.command("forget-chat")
@click.argument("mailbox", type=EMAIL)
@click.pass_obj
def forget_chat(shell: Shell, mailbox: str) -> None:
    """Erases a person's Telegram account: link, codes, dialogs, and its number wherever it stands.

    That it was done, and by whom, stands in the account of everything; what was told there stays
    in the outbox without the number.
    """
    done = shell.write(forgetting.forget, mailbox, Act(actor(), shell.now))
    effect(done, mailbox, "forgotten by the chat", _unknown(mailbox))


command.add_command(hand_over.hand_over_)
command.add_command(hand_over.hand_overs)
command.add_command(hand_over.hand_back)


@command.command("import")
@click.argument("file", type=FILE)
@import_options
@click.pass_obj
def import_(shell: Shell, /, file: str, **wishes: bool) -> None:
    """Adds and changes people from an xlsx or CSV file.

    Shows first who is new and what changes from what to what, and asks. All of it
    or nothing is kept; "-" reads standard input. People not in the file stay as
    they are; of those in it, an empty cell or a missing column takes back what stood.

    \b
    Columns, in any order: name, email, agency, unit, position, language; or
      Họ và tên | Hộp thư | Mã cơ quan | Đơn vị | Chức vụ | Ngôn ngữ
    A position may be written in Vietnamese: chuyên viên, văn thư, trưởng phòng. A mailbox
    lies in a mail domain of the agency, or of one above it. All that is wrong is told at once.

    \b
    Example:
      name,email,agency,unit,position
      Nguyễn Văn An,an.nv@bacninh.gov.vn,H05,Sở Y tế,staff
    """
    rows, faults = read_rows(file, COLUMNS)
    given = tuple(_new(row.cells, shell.config.office.language) for row in rows)
    run_import(shell, file, rows, given, PEOPLE, Wishes(**wishes), faults)


def _new(cells: Any, language: str) -> NewPerson:
    return NewPerson(**{**cells, "language": cells["language"] or language})


def _require_valid(shell: Shell, code: str) -> None:
    """Raises Refused for a code that is over, with the one that follows it."""
    agencies, day = shell.read(load).agencies, shell.machine_day
    one = agencies.get(code)
    if one is None or one.valid_on(day):
        return
    follows = heir(code, agencies, day)
    remedy = f"use {follows.code}, {follows.name}" if follows else "name the agency that follows it"
    raise Refused(f"the code {code} is not valid today; {remedy}, see congvu agency tree")


def _unknown(mailbox: str) -> str:
    return f"nobody has the mailbox {mailbox}; see congvu person list"


def _state(person: Person) -> str:
    return "disabled" if person.disabled else "active"


def _facts(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "agency": person.agency,
        "unit": person.unit,
        "position": person.position,
        "language": person.language,
        "disabled": person.disabled,
    }


def _row(person: Person) -> tuple[str, ...]:
    return (
        str(person.id),
        person.name,
        person.email,
        person.agency,
        person.position,
        _state(person),
    )


def _colour(row: Any) -> str | None:
    return "green" if row[-1] == "active" else "red"
