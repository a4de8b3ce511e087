"""`congvu read`: what is found out about a letter in a file, section by section, without keeping anything."""

from pathlib import Path

import click

from congvu.cli import output
from congvu.cli.arguments import FILE, Kind
from congvu.cli.output import json_option
from congvu.cli.policy_letter import letter_octets, sender_of
from congvu.cli.read_auth import Came, auth, client_of, name_server_of
from congvu.cli.read_marks import marks
from congvu.cli.read_section import Section
from congvu.cli.read_signatures import signatures
from congvu.cli.shell import Shell
from congvu.config.kinds import Address
from mail.smtp.limits import IPAddress


@click.command("read")
@click.argument("file", type=FILE)
@click.option(
    "--auth", "with_auth", is_flag=True, help="Whose letter it is: SPF, DKIM, ARC, DMARC."
)
@click.option(
    "--signatures", "with_signatures", is_flag=True,
    help="What the signatures in it are worth: S/MIME, PDF.",
)  # fmt: skip
@click.option(
    "--client", type=Kind("address", client_of),
    help="The IP address that it came from; without it SPF says nothing.",
)  # fmt: skip
@click.option("--helo", default="", help="The name that its client said.")
@click.option(
    "--sender", type=Kind("address", sender_of),
    help='The envelope\'s sender, "<>" for none; otherwise what Return-Path says.',
)  # fmt: skip
@click.option(
    "--dns", type=Kind("address", name_server_of), metavar="HOST:PORT",
    help="The name server to ask; otherwise those under [dns].",
)  # fmt: skip
@click.option(
    "--marks", "with_marks", is_flag=True,
    help="Which marks of secrecy it bears, and what follows; this is told where nothing else is asked.",
)  # fmt: skip
@click.option(
    "--rules", type=click.Path(exists=True, dir_okay=False, path_type=Path), multiple=True, metavar="FILE",
    help="Rules on marks to be tried, before those that are shipped; may be given again.",
)  # fmt: skip
@json_option
@click.pass_obj
def command(
    shell: Shell, file: str, with_auth: bool, with_signatures: bool, client: IPAddress | None,
    helo: str, sender: str | None, dns: Address | None, with_marks: bool, rules: tuple[Path, ...],
    as_json: bool,
) -> None:  # fmt: skip
    """Tells what is found out about the letter in FILE; options say what of it.

    Nothing is kept, and what a mark stands in is quoted nowhere. "-" reads standard input.

    \b
    Examples:
      congvu read letter.eml
      congvu read --auth letter.eml
      congvu read --signatures letter.eml
      congvu read --auth --client 203.0.113.5 --helo mx.moh.gov.vn letter.eml
    """
    octets = letter_octets(file)
    sections: list[Section] = []
    if with_auth:
        sections.append(auth(shell, octets, Came(client, helo, sender), dns))
    if with_signatures:
        sections.append(signatures(shell, octets))
    if with_marks or rules or not sections:
        sections.append(marks(shell, octets, rules))
    if as_json:
        output.as_json({section.name: section.facts for section in sections})
        return
    for section in sections:
        section.show()
