"""The rules on secrecy: whether they can be read, whether anybody is told, and whether the look is waived."""

from collections.abc import Iterator

from congvu.cli.checks.finding import Finding, error, ok, warning
from congvu.config import Config
from congvu.parts.secrecy import secrecy_rules
from work.dated import DataRefused


def secrecy(config: Config) -> Iterator[Finding]:
    """One line for each thing that is to be mended; one for the rules where they can be read."""
    section = config.secrecy
    try:
        rules = secrecy_rules(config)
    except DataRefused as refusal:
        yield error("secrecy", str(refusal))
    else:
        own = " with the office's own before them" if section.rules_file else ""
        yield ok("secrecy", f"{len(rules.rules)} rules{own}")
    if section.waived_by:
        waived = f'no letter is looked at, by "{section.waived_by}"'
        yield warning("secrecy", f"{waived}; remove waived_by unless no other network is connected")
    if not section.officer:
        untold = "no mailbox of a security officer is named, so that only the log tells of marks"
        yield warning("secrecy", f"{untold}; name one in officer of [secrecy]")
    if config.smime.encrypted == "pass" and not section.waived_by:
        blind = 'encrypted = "pass" lets through what nobody can look into'
        yield warning("secrecy", f'{blind}; write "hold" under [smime] unless a decision allows it')
