"""`congvu read`: what is found out about a letter in a file, or a sentence, without keeping anything."""

from datetime import date, datetime
from pathlib import Path

import click

from congvu.cli import output
from congvu.cli.arguments import FILE, Kind
from congvu.cli.output import json_option
from congvu.cli.policy_letter import sender_of
from congvu.cli.read_auth import Came, auth, client_of, name_server_of
from congvu.cli.read_deadlines import Reader, received_of, sections
from congvu.cli.read_letter import Wanted, letter_sections
from congvu.cli.read_lines import stream
from congvu.cli.read_package_file import letter_of
from congvu.cli.read_section import Section
from congvu.cli.read_signatures import signatures
from congvu.cli.shell import Shell
from congvu.config.kinds import Address
from mail.smtp.limits import IPAddress


@click.command("read")
@click.argument("file", type=FILE, required=False)
@click.option("--text", help="Sentences to be read for deadlines, instead of a letter.")
@click.option(
    "--lines", type=FILE, metavar="FILE",
    help='A file with a sentence a line: the day of receipt, a TAB, the sentence; one JSON object a line comes out.',
)  # fmt: skip
@click.option(
    "--received", type=Kind("date", received_of),
    help="When it was received, such as 2026-10-05 or 2026-10-05T09:30; otherwise what the letter says, or now.",
)  # fmt: skip
@click.option(
    "--deadlines", "with_deadlines", is_flag=True,
    help="Its documents, and what it asks for by when; this is told where nothing else is asked.",
)  # fmt: skip
@click.option(
    "--auth", "with_auth", is_flag=True, help="Whose letter it is: SPF, DKIM, ARC, DMARC."
)
@click.option(
    "--signatures", "with_signatures", is_flag=True,
    help="What the signatures in it are worth: S/MIME, PDF, edXML.",
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
    help="Which marks of secrecy it bears, and what follows; this is told where nothing else is asked, too.",
)  # fmt: skip
@click.option(
    "--rules", type=click.Path(exists=True, dir_okay=False, path_type=Path), multiple=True, metavar="FILE",
    help="Rules on marks to be tried, before those that are shipped; may be given again.",
)  # fmt: skip
@json_option
@click.pass_obj
def command(
    shell: Shell, file: str | None, text: str | None, lines: str | None,
    received: date | datetime | None, with_deadlines: bool, with_auth: bool, with_signatures: bool, client: IPAddress | None,
    helo: str, sender: str | None, dns: Address | None, with_marks: bool, rules: tuple[Path, ...],
    as_json: bool,
) -> None:  # fmt: skip
    """Tells what is found out about the letter, or the edXML package, in FILE; options say what of it.

    Nothing is kept, and what a mark stands in is quoted nowhere: of a letter that bears one no
    document and no deadline is read. "-" reads standard input. Attachments are read to their end. Of an
    official letter it tells the number, issuer, day, urgency and excerpt of each document, what is asked of
    whom by when, and whether that is certain enough to open tasks without a person, or why not; of an edXML package (QCVN 102:2016/BTTTT) its fields, files and signatures besides.

    \b
    Examples:
      congvu read letter.eml
      congvu read --text "Báo cáo trước ngày 15/10/2026." --received 2026-10-05
      congvu read --lines sentences.tsv
      congvu read --auth --client 203.0.113.5 --helo mx.moh.gov.vn letter.eml
      congvu read --signatures letter.eml
      congvu read package.edxml
    """
    if [file, text, lines].count(None) != 2:
        raise click.UsageError("name one of FILE, --text and --lines")
    if file is None and (with_marks or with_auth or with_signatures or rules):
        raise click.UsageError(
            "--marks, --auth, --signatures and --rules look at a letter: name FILE"
        )
    if lines is not None:
        stream(Reader(shell), lines, received)
        return
    found: list[Section] = []
    if text is not None:
        found = sections(Reader(shell), text, received)
    if file is not None:
        octets = letter_of(file, shell.now)
        if with_auth:
            found.append(auth(shell, octets, Came(client, helo, sender), dns))
        if with_signatures:
            found.append(signatures(shell, octets))
        wanted = Wanted(with_marks or bool(rules), with_deadlines, rules, received)
        found += letter_sections(shell, octets, wanted, alone=not found)
    _tell(found, as_json)


def _tell(found: list[Section], as_json: bool) -> None:
    if as_json:
        output.as_json({section.name: section.facts for section in found})
        return
    for section in found:
        section.show()
