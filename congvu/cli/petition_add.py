"""`congvu petition add` and `register`: what came in from outside, kept and entered."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import click

from congvu.cli import output
from congvu.cli.acting import as_option
from congvu.cli.arguments import AGENCY, LANGUAGE, LANGUAGES, NEAR_DAY, TITLE
from congvu.cli.petition_preview import preview
from congvu.cli.petition_words import (
    petition_id,
    preview_option,
    require,
    tell_letters,
    whom,
)
from congvu.cli.refused import Refused
from congvu.cli.said import refuse_secrets
from congvu.cli.shell import Shell
from congvu.cli.task_office import office_day
from mail.address import typed_mailbox
from store import Tx, petition, petition_act, petitioner
from store.directory import load
from store.petition import NewPetition
from store.petition_move import Done, Whom
from work.petition import Channel, Depth, Event, Kind, Petition, State
from work.petition_letter import Sent
from work.petitioner import NOBODY, Petitioner, Sender

WORDS_LONGEST = 100_000  # characters
FILE_LONGEST = 500_000  # octets
KEYS = ("name", "address", "phone", "id_number", "email", "words", "organisation")
KINDS = tuple(str(kind) for kind in Kind if kind is not Kind.UNSORTED)


@click.command()
@click.option(
    "--title", "title", type=TITLE, required=True, help="What it is about, without who sent it."
)
@click.option(
    "--channel", type=click.Choice([*map(str, Channel)]), required=True, help="How it came."
)
@click.option("--received", type=NEAR_DAY, help="The day it came in; otherwise today.")
@click.option(
    "--sender",
    "file",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="A TOML file, or - for standard input, with name, address, phone, id_number, email, words.",
)
@click.option(
    "--language", type=LANGUAGE, default=LANGUAGES[0], help="Of letters to the sender: vi or en."
)
@click.option("--kind", type=click.Choice(KINDS), help="Where it is plain already.")
@click.option(
    "--agency", type=AGENCY, help="The agency that receives it; otherwise the office's own."
)
@click.option("--later", is_flag=True, help="Do not enter it yet; see congvu petition register.")
@as_option
@click.pass_obj
def add(
    shell: Shell, title: str, channel: str, received: date | None, file: str | None, language: str,
    kind: str | None, agency: str | None, later: bool, acts_as: str | None,
) -> None:  # fmt: skip
    """Keeps a petition and enters it; its sender gets a receipt.

    Who sent it stands in a file and not on the command line, which others on the
    machine can see. The file is not needed any more afterwards.

    \b
    Example of the file:
      name = "…"
      address = "…"
      phone = "…"
      email = "…"
      words = \"\"\"What they wrote or said.\"\"\"
    """
    who = NOBODY if file is None else _sender(file, language)
    refuse_secrets(shell, (title, who.words))
    today = office_day(shell)
    day = received or today
    if day > today:
        raise Refused(f"{day:%d/%m/%Y} is still to come; give the day on which it came in")
    sort = Kind(kind or Kind.UNSORTED)
    new = NewPetition(title, Channel(channel), _agency(shell, agency), day, who, sort, Depth.VERIFY)
    found = shell.write(_add, new, whom(shell, acts_as), not later)
    if found is None:
        raise Refused(
            "the title tells who sent it, and all may read it; write it without their name or numbers"
        )
    kept, letters = found
    _tell(shell, kept, who, letters)


@click.command()
@petition_id
@preview_option
@as_option
@click.pass_obj
def register(shell: Shell, number: int, preview_: bool, acts_as: str | None) -> None:
    """Enters a petition that was kept before (vào sổ); its sender gets a receipt."""
    if preview_:
        preview(shell, number, Event.REGISTER)
        return
    done = require(shell.write(petition_act.register, number, whom(shell, acts_as)), number)
    output.say(f"Petition {number} is entered as {done.petition.code}.")
    for line in tell_letters(done.letters):
        output.say(line)


def _add(
    tx: Tx, new: NewPetition, by: Whom, entered: bool
) -> tuple[Petition, tuple[Sent, ...]] | None:
    """Everybody may keep one; entering it has a right of its own."""
    kept = petition.open_(tx, new, by.hands, replace(by.act, person=None))
    if kept is None or not entered:
        return None if kept is None else (kept, ())
    done = petition_act.register(tx, kept.id, by)
    return (done.petition, done.letters) if isinstance(done, Done) else (kept, ())


def _tell(shell: Shell, kept: Petition, who: Petitioner, letters: tuple[Sent, ...]) -> None:
    output.say(f"Petition {kept.id} is kept as {kept.code}, task {kept.task}.")
    if kept.state is State.RECEIVED:
        output.say(
            f"It is not entered yet: that is for the clerk or the head of {kept.agency}, by congvu petition"
            f" register {kept.id}"
        )
    for line in tell_letters(letters):
        output.say(line)
    for other, why in shell.read(petitioner.alike, who, kept.id)[:3]:
        told = "has the same words" if why == "same-words" else "is of the same sender"
        output.say(
            f"Petition {other} {told}; look at it with congvu petition show {other}. Nothing was joined:"
            f" that is for you, with congvu petition join {kept.id} {other}"
        )
    if who.anonymous:
        output.say(
            f"It bears no name; it may be refused with congvu petition refuse {kept.id} --ground anonymous"
        )


def _agency(shell: Shell, given: str | None) -> str:
    directory = shell.read(load)
    code = given or directory.domains.get(shell.config.office.domain)
    if code is None:
        raise Refused(
            "no agency writes from the office's domain; say which receives it with --agency CODE"
        )
    if code not in directory.agencies:
        raise Refused(f"agency {code} is not registered; see congvu agency list")
    return code


def _sender(file: str, language: str) -> Petitioner:
    """Who sent it, out of a file. No word of the file is quoted in what is refused."""
    with click.open_file(file, "rb") as stream:
        octets = stream.read(FILE_LONGEST + 1)
    if len(octets) > FILE_LONGEST:
        raise Refused(
            f"the sender's file is longer than {FILE_LONGEST} octets; keep long papers apart"
        )
    try:
        given = tomllib.loads(octets.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise Refused(
            'the sender\'s file is no TOML in UTF-8; write lines such as name = "…"'
        ) from None
    return _petitioner(given, language)


def _petitioner(given: Mapping[str, Any], language: str) -> Petitioner:
    unknown = len(given.keys() - set(KEYS))
    if unknown:
        raise Refused(
            f"the sender's file has {unknown} keys that are not known; known are {', '.join(KEYS)}"
        )
    body = given.get("organisation", False)
    texts = {key: given.get(key, "") for key in KEYS[:-1]}
    if not isinstance(body, bool) or not all(isinstance(text, str) for text in texts.values()):
        raise Refused(
            "in the sender's file organisation is true or false, and all else stands in quotes"
        )
    if len(texts["words"]) > WORDS_LONGEST:
        raise Refused(
            f"the sender's words are longer than {WORDS_LONGEST} characters; keep them apart"
        )
    try:
        if texts["email"]:
            texts["email"] = _mailbox(texts["email"])
        lines = {key: " ".join(texts[key].split()) for key in KEYS[:5]}
        return Petitioner(
            **{**texts, **lines}, sender=Sender.BODY if body else Sender.PERSON, language=language
        )
    except ValueError as error:
        raise Refused(f"{error}; nothing was kept") from None


def _mailbox(text: str) -> str:
    try:
        return typed_mailbox(text)
    except ValueError:
        raise ValueError("the mailbox cannot be one; write it such as ten@example.vn") from None
