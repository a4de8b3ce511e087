"""Letters from outside: whether they have somewhere to go, and whether the rules about them can fire."""

from collections.abc import Iterator

from congvu.cli.checks.finding import Finding, ok, warning
from congvu.config import Config
from congvu.parts.relay_settings import routes
from mail.route import Exchangers
from work.directory import Directory

MOST_NAMED = 3


def inbound(config: Config, directory: Directory) -> Iterator[Finding]:
    """One line for each thing that is wrong; one for all where nothing is, and there is a listener."""
    rules, doors = config.relay.authenticity, _doors(config)
    found = [*_unrouted(config, directory)] if doors else []
    found += [
        warning(f"rule {rule.name}", sentence)
        for rule in rules
        for sentence in _doubts(rule.agencies, directory, doors)
    ]
    if config.relay.dmarc_reports and not doors:
        none = 'has no effect, as no listener is of kind = "inbound"; add one, or remove it'
        found.append(warning("dmarc_reports", none))
    yield from found
    if doors and not found:
        domains = len(directory.domains)
        yield ok("inbound", f"letters are taken, and have a route, for domains: {domains}")


def _doors(config: Config) -> int:
    return sum(listener.kind == "inbound" for listener in config.relay.listener)


def _unrouted(config: Config, directory: Directory) -> Iterator[Finding]:
    """Domains whose letters would go where their MX record leads: back here."""
    ways = routes(config)
    domains = sorted({*directory.domains, config.office.domain})
    lost = [one for one in domains if isinstance(ways.destination(one), Exchangers)]
    if lost:
        named = ", ".join(lost[:MOST_NAMED]) + (
            f" and {len(lost) - MOST_NAMED} more" if len(lost) > MOST_NAMED else ""
        )
        yield warning(
            "inbound",
            f"letters from outside for {named} have no [[relay.route]] to a mail system and would"
            ' go by MX, which leads back here; add one with domain = "…" and via = "smtp://…",'
            ' "lmtp://…" or "maildir:…"',
        )


def _doubts(agencies: tuple[str, ...], directory: Directory, doors: int) -> Iterator[str]:
    if not doors:
        yield 'can never fire, as no listener is of kind = "inbound"; add one, or remove it'
    for code in agencies:
        if code not in directory.agencies:
            yield f"agency {code} is not registered; congvu agency add {code} NAME, or take it out"
