"""`congvu tls`: what recipients' domains ask of TLS, and what they have shown."""

from datetime import datetime, tzinfo

import click

from congvu.cli import output, tls_report
from congvu.cli.arguments import DOMAIN
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell, actor
from store import Tx, tls
from work.tls import Kept, Shown

NONE = "Nothing is known of any domain yet."

Known = dict[str, tuple[Shown | None, Kept | None]]


@click.group(cls=Group)
def command() -> None:
    """TLS to other servers."""


command.add_command(tls_report.read)


@command.command("list")
@json_option
@click.pass_obj
def list_(shell: Shell, as_json: bool) -> None:
    """Lists what domains have shown, and their MTA-STS policies.

    Letters go to none of them by less, until the time that is named.
    """
    found = shell.read(_known, shell.now)
    if as_json:
        output.as_json([_facts(domain, *one) for domain, one in found.items()])
    elif not found:
        click.echo(NONE)
    else:
        rows = [_row(domain, *one, shell.config.office.zone) for domain, one in found.items()]
        output.table(("DOMAIN", "HAS SHOWN", "UNTIL", "MTA-STS", "UNTIL"), rows, wide=0)


@command.command()
@click.argument("domain", type=DOMAIN)
@click.pass_obj
def forget(shell: Shell, domain: str) -> None:
    """Expects nothing of a domain any more; its MTA-STS policy is fetched anew.

    For a server that has lost its certificate for good. Whoever stands between could
    have taken it away: ask its operator first.

    \b
    Example:
      congvu tls forget moh.gov.vn
    """
    if not shell.write(tls.forget, domain, actor(), shell.now):
        raise Refused(f"nothing is known of {domain}; see congvu tls list")
    output.say(f"{domain} may show less again; what it shows next is remembered.")


def _known(tx: Tx, now: datetime) -> Known:
    shown = {one.domain: one for one in tls.shown(tx, now)}
    kept = {one.domain: one for one in tls.policies(tx, now)}
    return {one: (shown.get(one), kept.get(one)) for one in sorted(shown.keys() | kept.keys())}


def _row(domain: str, shown: Shown | None, kept: Kept | None, zone: tzinfo) -> tuple[str, ...]:
    def day(instant: datetime) -> str:
        return f"{instant.astimezone(zone):%d/%m/%Y}"

    seen = (shown.level, day(shown.expires_at)) if shown else ("-", "-")
    policy = (kept.policy.mode, day(kept.expires_at)) if kept else ("-", "-")
    return (domain, *seen, *policy)


def _facts(domain: str, shown: Shown | None, kept: Kept | None) -> dict[str, object]:
    return {
        "domain": domain,
        "shown": shown.level if shown else None,
        "shown_until": shown.expires_at.isoformat() if shown else None,
        "policy": kept.policy.mode if kept else None,
        "policy_hosts": list(kept.policy.patterns) if kept else [],
        "policy_until": kept.expires_at.isoformat() if kept else None,
    }
