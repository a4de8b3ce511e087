"""What letters from outside pass: made of the configuration, and nobody where no listener takes any."""

from collections.abc import Callable
from typing import NamedTuple

from congvu.config import Config
from congvu.parts.relay_settings import inbound_settings
from mail.credentials import authenticator
from mail.dmarc.intake import Reports
from mail.dns import Resolver
from mail.inbound import Inbound
from mail.returned import Returns
from mail.suppressed import Suppressed
from store import Store
from work.directory import Directory


class Outside(NamedTuple):
    """Who judges such letters, who takes reports for us, and who reads those that come back."""

    inbound: Inbound | None = None
    reports: Reports | None = None
    returns: Returns | None = None


def outside(
    config: Config,
    store: Store,
    directory: Callable[[], Directory],
    resolver: Resolver,
    suppressed: Suppressed,
) -> Outside:
    """Those three, where a listener of kind "inbound" is there."""
    relay = config.relay
    if not any(listener.kind == "inbound" for listener in relay.listener):
        return Outside()
    mailbox = relay.dmarc_reports
    return Outside(
        judge(config, directory, resolver),
        Reports(store, mailbox) if mailbox else None,
        Returns(store, suppressed, relay.hostname),
    )


def judge(config: Config, directory: Callable[[], Directory], resolver: Resolver) -> Inbound:
    """Who judges letters from outside."""
    checks = authenticator(resolver, config.relay.hostname)
    return Inbound(directory, checks, inbound_settings(config))
