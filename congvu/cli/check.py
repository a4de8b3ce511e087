"""`congvu check`: looks at everything, changes nothing, and says what to mend."""

import asyncio
from collections.abc import Iterator

import click

from congvu.cli import output
from congvu.cli.checks import (
    approvers,
    dns_records,
    inbound,
    key_files,
    listening,
    mailboxes,
    memory,
    places,
    rules,
    second_channel,
    secrecy,
    smime,
    tls_files,
    webhook,
)
from congvu.cli.checks.finding import Finding, Level, error, ok
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.config import Config, ConfigMissing, ConfigRefused
from store import Store, worker
from store.directory.people import all_people
from work.person import Person

LEVEL_WIDTH = len(Level.WARNING)
MATTER_WIDTH = len("listener 127.0.0.1:65535")
COLOURS = {Level.OK: "green", Level.WARNING: "yellow", Level.ERROR: "red"}


@click.command()
@click.option("--offline", is_flag=True, help="Ask no name server.")
@click.option("--alert", is_flag=True, help="Give the program of [watchdog] a trial message.")
@json_option
@click.pass_obj
def command(shell: Shell, offline: bool, alert: bool, as_json: bool) -> int:
    """Looks at configuration, addresses, store, clock, keys, certificates and DNS.

    One line each: ok, warning or error, with what to do. Ends with 1 when there is an error.
    """
    findings = []
    for finding in _findings(shell, offline, alert):
        findings.append(finding)
        if not as_json:
            _print(finding)
    if as_json:
        output.as_json(
            [{"level": f.level, "matter": f.matter, "sentence": f.sentence} for f in findings]
        )
    return int(any(finding.level is Level.ERROR for finding in findings))


def _findings(shell: Shell, offline: bool, alert: bool) -> Iterator[Finding]:
    try:
        config = shell.read_config()
    except ConfigMissing as missing:
        yield error("configuration", str(missing))
        return
    except ConfigRefused as refusal:
        for line in str(refusal).split("\n"):
            yield error("configuration", line)
        return
    yield ok("configuration", str(config.path))
    yield places.spool(config)
    yield places.calendar(config)
    yield places.kept(config)
    yield places.petitions(config)
    yield places.ladders(config)
    yield places.chat(config, shell.machine_day)
    yield places.console(config)
    yield places.answers(config)
    yield from places.scans(config)
    yield from secrecy.secrecy(config)
    yield from tls_files.certificates(config, shell.now)
    yield from tls_files.web(config, shell.now)
    yield from webhook.webhook(config)
    if alert:
        yield second_channel.tried(config)
    yield from listening.addresses(config, lambda: _running(shell, config))
    try:
        yield from _memory(shell, config, offline)
    except Refused as refused:
        yield error("store", str(refused))


def _memory(shell: Shell, config: Config, offline: bool) -> Iterator[Finding]:
    with shell.guarded():
        schema = memory.schema(config)
    yield schema
    if schema.level is not Level.OK:
        return
    from congvu.parts.relay_settings import release_rules

    facts, room, people = shell.with_store(lambda store: _look(config, store, shell))
    yield from room
    yield memory.clock(shell.now, facts.last_instant)
    yield from memory.people(config, facts.directory, shell.machine_day)
    yield from rules.rules(config, facts.directory)
    yield from inbound.inbound(config, facts.directory)
    yield from memory.certificates(facts.directory, shell.now)
    yield from smime.smime(config, facts.directory, shell.now)
    yield from memory.reminders(facts.unreminded)
    yield from memory.handed(facts.left, facts.broken)
    releases = release_rules(config)
    yield from approvers.approvers(releases, facts.directory, people, shell.machine_day)
    yield from memory.suspended(facts.suspended)
    yield from memory.restored(facts.doubt)
    yield key_files.audit_key(config.store.audit_key_file, facts.audit_key)
    yield key_files.second_factors(config.store.second_factor_key_file, facts.second)
    yield from key_files.signing_keys(config.relay, facts.keys, shell.now)
    yield from key_files.unsigned(config, facts.directory, facts.keys, shell.machine_day)
    if not offline:
        yield from mailboxes.mailboxes(config)
        yield from asyncio.run(dns_records.records(config, facts.keys))


def _running(shell: Shell, config: Config) -> bool:
    """Whether a daemon lives on this store, as far as the store can be asked."""
    try:
        with shell.guarded():
            whole = memory.schema(config).level is Level.OK
        return whole and shell.read(worker.count, shell.now).living > 0
    except Refused:
        return False


async def _look(
    config: Config, store: Store, shell: Shell
) -> tuple[memory.Facts, tuple[Finding, ...], tuple[Person, ...]]:
    facts = await store.read(memory.facts, shell.machine_day, shell.now)
    people = await store.read(all_people) if config.relay.release else ()
    return facts, tuple(memory.room(config, store)), people


def _print(finding: Finding) -> None:
    head = click.style(f"{finding.level:<{LEVEL_WIDTH}}", fg=COLOURS[finding.level])
    margin = LEVEL_WIDTH + 2 + MATTER_WIDTH + 2
    first, *rest = output.folded(finding.sentence, max(20, output.screen_width() - margin))
    click.echo(f"{head}  {output.padded(finding.matter, MATTER_WIDTH)}  {first}")
    for line in rest:
        click.echo(" " * margin + line)
