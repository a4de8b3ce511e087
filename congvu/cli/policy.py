"""`congvu policy`: the rules that narrow what agencies may send, and a letter tried against them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import click

from congvu.cli import output
from congvu.cli.arguments import AGENCY, FILE, LOGIN, Kind
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.policy_inbound import inbound
from congvu.cli.policy_learn import learn
from congvu.cli.policy_letter import letter_octets, recipient_of, sender_of
from congvu.cli.policy_marks import marked
from congvu.cli.policy_second import second
from congvu.cli.policy_words import facts, report, rule_facts, rule_row
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from store import Tx, allowance, correspondent, suppression
from store.directory import load
from work.directory import Directory
from work.letter import Addressee, Envelope, Origin

if TYPE_CHECKING:
    from mail.header import Header
    from mail.matrix import Matrix
    from mail.trial import Step, Trial
    from store.correspondent import Meeting

NO_RULES = """\
There is no rule: every login may send as all domains of its agency, to anybody.
Rules are [[relay.rule]] blocks of the configuration; see config.example.toml."""


def instant_of(text: str) -> datetime:
    """A date and time (ISO 8601); without an offset it is meant in the office's zone."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f'"{text}" is no instant; write it such as 2026-11-24T07:00') from None


@click.group(cls=Group)
def command() -> None:
    """Rules ([[relay.rule]]) for who may send what, to whom, when and how much."""


command.add_command(learn)
command.add_command(inbound)


@command.command("list")
@json_option
@click.pass_obj
def list_(shell: Shell, as_json: bool) -> None:
    """Lists the rules of the configuration, in their order."""
    rules = matrix_of(shell).rules
    if as_json:
        output.as_json([rule_facts(rule) for rule in rules])
    elif not rules:
        click.echo(NO_RULES)
    else:
        output.table(("NAME", "WHERE", "WHOM", "WHAT"), [rule_row(rule) for rule in rules], wide=3)


@command.command("try")
@click.option("--login", type=LOGIN, help="Who sends, by login.")
@click.option("--agency", type=AGENCY, help="Who sends, known by its network.")
@click.option(
    "--from", "sender", type=Kind("address", sender_of),
    help='The envelope\'s sender, "<>" for none; otherwise the first in From.',
)  # fmt: skip
@click.option(
    "--to", "recipients", type=Kind("address", recipient_of), multiple=True,
    help="A recipient, may be repeated; otherwise those in To, Cc and Bcc.",
)  # fmt: skip
@click.option(
    "--at", type=Kind("instant", instant_of), metavar="TIME",
    help="When it is sent, such as 2026-11-24T07:00; otherwise now.",
)  # fmt: skip
@click.argument("file", type=FILE)
@json_option
@click.pass_obj
def try_(
    shell: Shell, login: str | None, agency: str | None, sender: str | None,
    recipients: tuple[str, ...], at: datetime | None, file: str, as_json: bool,
) -> int:  # fmt: skip
    """Tells what the relay would answer to the letter in FILE, by which rule, and what would change that.

    Marks of secrecy, release rules ([[relay.release]]) and suppressed addresses are looked at as well. Nothing is sent, kept or counted. "-" reads standard input. Ends with 1 where anything of it would be refused.

    \b
    Examples:
      congvu policy try --login bacninh-relay letter.eml
      congvu policy try --agency H05 --to an@moh.gov.vn --at 2026-11-24T22:00 letter.eml
    """
    if (login is None) == (agency is None):
        raise click.UsageError("name who sends: either --login NAME or --agency CODE")
    from mail.travel import Unfit, fit

    directory, came = shell.read(load), letter_octets(file)
    origin = _origin(directory, login, agency)
    made = fit(came)
    octets = came if isinstance(made, Unfit) else made
    trial = _trial(shell, directory, origin, sender, recipients, at, octets)
    unfit = made if isinstance(made, Unfit) else None
    trial = replace(trial, unfit=unfit, mended=octets != came)
    steps = shell.read(_steps, trial)
    if trial.decisive(steps) is None and (mark := marked(shell, trial, octets)):
        steps = (*steps, mark)
    if trial.decisive(steps) is None and (held := second(shell, trial, octets)):
        steps = (*steps, held)
    if as_json:
        output.as_json(facts(trial, steps))
    else:
        report(trial, steps)
    return int(any(step.refusal for step in steps))


def matrix_of(shell: Shell) -> "Matrix":
    """The rules of the configuration; Refused for an overlay of the calendar that cannot be read."""
    from congvu.parts.relay_rules import matrix
    from work.dated import DataRefused

    try:
        return matrix(shell.config)
    except DataRefused as refused:
        raise Refused(str(refused)) from refused


def _origin(directory: Directory, login: str | None, agency: str | None) -> Origin:
    if login is None:
        return Origin("policy try", "trusted", "127.0.0.1", "localhost", "ESMTP", agency=agency)
    known = directory.logins.get(login)
    if known is None:
        raise Refused(f"login {login} is not registered; see congvu login list")
    if known.disabled:
        raise Refused(f"login {login} is disabled and gets in nowhere; congvu login enable {login}")
    code = known.agency
    return Origin(
        "policy try", "submission", "127.0.0.1", "localhost", "ESMTPSA", None, login, code
    )


def _trial(
    shell: Shell, directory: Directory, origin: Origin, sender: str | None,
    recipients: tuple[str, ...], at: datetime | None, octets: bytes,
) -> "Trial":  # fmt: skip
    from mail import header
    from mail.policy import Evidence
    from mail.trial import Trial

    zone = shell.config.office.zone
    now = shell.now if at is None else at if at.tzinfo else at.replace(tzinfo=zone)
    fields = header.parse(header.split(octets)[0])
    chosen = _named(fields, "from")[:1] if sender is None else (sender,)
    to = recipients or tuple(dict.fromkeys(_named(fields, "to", "cc", "bcc")))
    if not to:
        raise Refused("the letter names nobody in To, Cc or Bcc; say whom it is for with --to")
    day = now.astimezone(zone).date()
    evidence = Evidence(origin, "".join(chosen), fields, directory, day)
    envelope = Envelope(evidence.sender, tuple(map(Addressee, to)))
    suppressed = {one.address: one for one in shell.read(suppression.known, now)}
    return Trial(evidence, envelope, matrix_of(shell), now, zone, suppressed)


def _named(fields: "Header", *names: str) -> tuple[str, ...]:
    found = [fields.mailboxes(name) for name in names]
    return tuple(address for some in found if isinstance(some, tuple) for address in some)


def _steps(tx: Tx, trial: "Trial") -> Sequence["Step"]:
    met = trial.meetings()
    asks = [trial.ask(want) for want in trial.wants()]
    asks += [ask for meeting in met for ask in meeting.asks]
    left = dict(zip(asks, allowance.left(tx, asks), strict=True))
    return tuple(trial.steps(left, _strangers(tx, met)))


def _strangers(tx: Tx, met: "Sequence[Meeting]") -> dict[str, int]:
    return {one.owner: len(correspondent.unknown(tx, one.owner, one.digests)) for one in met}
