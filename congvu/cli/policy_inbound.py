"""`congvu policy inbound`: what a letter from outside would be answered, what it proves, and which rule decides."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from congvu.cli import output
from congvu.cli.arguments import FILE, Kind
from congvu.cli.output import json_option
from congvu.cli.policy_letter import letter_octets, recipient_of, sender_of
from congvu.cli.policy_marks import screened
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from mail.smtp.limits import IPAddress, ip_address
from store.directory import load
from work.letter import Addressee, Envelope, Origin

if TYPE_CHECKING:
    from mail.inbound import Examined, Inbound
    from mail.policy import Decision
    from mail.smtp.reply import Reply

DONE = {
    "mark": "The letter would be let in, with its results as a field on top.",
    "quarantine": "The letter would be held for a person.",
}


def client_of(text: str) -> IPAddress:
    """The address of a client."""
    try:
        return ip_address(text)
    except ValueError:
        raise ValueError(f'"{text}" is no IP address; write it such as 203.0.113.5') from None


@click.command()
@click.option(
    "--client", type=Kind("address", client_of), required=True, help="The address that it comes from."
)  # fmt: skip
@click.option("--helo", default="", help="The name that the client says; otherwise its address.")
@click.option(
    "--from", "sender", type=Kind("address", sender_of), default="<>", show_default=True,
    help="The envelope's sender.",
)  # fmt: skip
@click.option(
    "--to", "recipients", type=Kind("address", recipient_of), multiple=True, required=True,
    help="A recipient, may be repeated.",
)  # fmt: skip
@click.argument("file", type=FILE)
@json_option
@click.pass_obj
def inbound(
    shell: Shell, client: IPAddress, helo: str, sender: str,
    recipients: tuple[str, ...], file: str, as_json: bool,
) -> int:  # fmt: skip
    """Tells what the letter in FILE from outside would be answered, what it proves, and which rule decides.

    Name servers are asked, and marks of secrecy looked for; nothing is kept. "-" reads standard input. Ends with 1 where it would be refused or put off.

    \b
    Example:
      congvu policy inbound --client 203.0.113.5 --from a@hue.vn --to an@bacninh.gov.vn letter.eml
    """
    host = helo or f"[{'IPv6:' if client.version == 6 else ''}{client}]"
    origin = Origin("policy inbound", "inbound", str(client), host, "ESMTP")
    judge = _judge(shell)
    refusals = [reply for one in recipients if (reply := judge.recipient(one))]
    taken = tuple(Addressee(one) for one in recipients if judge.recipient(one) is None)
    if not taken:
        return _told(refusals[0], None, as_json)
    envelope, octets = Envelope(sender, taken), letter_octets(file)
    examined = asyncio.run(_examined(shell, judge, origin, envelope, octets))
    if not shell.config.secrecy.waived_by and _answer(examined) is None:
        marks = asyncio.run(screened(shell, origin, envelope, octets, shell.machine_day))
        if marks.refusal:
            return _told(marks.refusal, None, as_json)
        if marks.seen and not as_json:
            output.say(
                f"For a mark of secrecy the rule {marks.seen.rule} would hold it for a person; else:"
            )
    return _report(examined, as_json)


def _judge(shell: Shell) -> "Inbound":
    from congvu.parts.relay_inbound import judge
    from mail.dns import Resolver

    config, directory = shell.config, shell.read(load)
    resolver = Resolver(config.dns.resolvers or None, validating=config.dns.validating)
    return judge(config, lambda: directory, resolver)


async def _examined(
    shell: Shell, judge: "Inbound", origin: Origin, envelope: Envelope, octets: bytes
) -> "Examined | Decision":
    from mail import header
    from mail.content import Content

    content = Content.of(octets)
    fields = header.parse(content.header)
    return await judge.examined(origin, envelope, content, fields, shell.now)


def _answer(examined: "Examined | Decision") -> "Reply | None":
    from mail.authenticity import refusal
    from mail.policy import Decision

    if not isinstance(examined, Decision):
        return refusal(examined.judged, examined.found)
    if examined.reply is None:
        raise Refused("the letter cannot be judged")
    return examined.reply


def _report(examined: "Examined | Decision", as_json: bool) -> int:
    from mail.policy import Decision

    judged = None if isinstance(examined, Decision) else examined
    return _told(_answer(examined), judged, as_json)


def _told(reply: "Reply | None", examined: "Examined | None", as_json: bool) -> int:
    answer = None if reply is None else f"{reply.code} {reply.status} {reply.text}"
    if as_json:
        output.as_json({"answer": answer, **_facts(examined)})
    else:
        if answer:
            output.say(f"The letter would be answered {answer}")
        elif examined:
            output.say(DONE[examined.judged.action])
        if examined:
            _show(examined)
    return int(reply is not None)


def _show(examined: "Examined") -> None:
    found, judged, _ = examined
    output.say(f"The rule {judged.rule.name} ({judged.rule.source}) decides, by {judged.cause}.")
    pairs = [
        ("From names", found.author),
        ("SPF", f"{found.spf} ({found.sender}; HELO {found.helo})"),
        ("DKIM", found.dkim),
        ("ARC", found.arc),
        ("DMARC", f"{found.dmarc}, asked for where it fails: {found.wanted}"),
        ("results", " ".join(found.results.split())),
    ]
    output.fields("What it proves", pairs)


def _facts(examined: "Examined | None") -> dict[str, Any]:
    if examined is None:
        return {"action": "refuse", "rule": None}
    found, judged, agencies = examined
    return {
        "action": judged.action,
        "rule": judged.rule.name,
        "source": judged.rule.source,
        "cause": judged.cause,
        "agencies": _codes(agencies),
        "author_domain": found.author,
        "spf": found.spf,
        "helo_spf": found.helo,
        "dkim": found.dkim,
        "arc": found.arc,
        "dmarc": found.dmarc,
        "published": found.wanted,
    }


def _codes(agencies: Sequence[str | None]) -> list[str]:
    return [code for code in agencies if code is not None]
