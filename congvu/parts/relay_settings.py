"""What the operator wrote under [relay], as the settings of mail's own parts."""

import structlog

from congvu.config import Config
from congvu.config.authenticity import Authenticity
from congvu.config.relay import Backoff, Door
from congvu.config.release import Approver, Release
from mail.approval import Rule as ReleaseRule
from mail.authenticity import Rule as AuthenticityRule
from mail.backoff import Rule
from mail.dsn import Reporter
from mail.inbound import InboundSettings
from mail.relay import RelaySettings
from mail.route import Route, Routes
from mail.rule import Addresses, Concern
from mail.schedule import Schedule
from mail.smtp.bearer import Bearers
from mail.smtp.limits import Limits
from mail.smtp.listener import Listener, ServerSettings
from mail.smtp.settings import ClientSettings
from mail.suppressed import Habits
from mail.tls.report import Submitter
from work.approval import Entitled
from work.person import Position

RESERVE = 300  # descriptors for next hops, the store, pages and chat, and for long letters
LONG_LETTERS = 100  # of the reserve, at least

log = structlog.get_logger()


def server_settings(config: Config, shared: bool, descriptors: int) -> ServerSettings:
    """The listeners and their limits; *shared* when several workers listen on the same ports.

    Of the *descriptors* that the process may open, clients leave some for the rest of it.
    """
    relay = config.relay
    connections = min(relay.connections_limit, max(descriptors - RESERVE, 1))
    if connections < relay.connections_limit:
        remedy = f"raise the limit on open files (ulimit -n, LimitNOFILE) to {relay.connections_limit + RESERVE}"
        log.warning("relay.fewer-connections", connections=connections, remedy=remedy)
    relay.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    limits = Limits(
        connections=connections,
        connections_per_network=min(relay.connections_per_network, connections),
        session=relay.session_limit,
        command=relay.silence_limit,
        block=relay.silence_limit,
        octets_per_second=relay.octets_per_second,
        errors=relay.errors_limit,
        recipients=relay.recipients_limit,
        future_release=relay.future_release,
        size_bytes=relay.size_limit,
        memory_bytes=relay.memory_limit,
        spool_bytes=relay.spool_limit,
        spool_files=LONG_LETTERS + max(descriptors - RESERVE - connections, 0),
        descriptors=descriptors,
    )
    listeners = tuple(_listener(door) for door in relay.doors)
    return ServerSettings(relay.hostname, listeners, relay.spool, limits, shared)


def client_settings(config: Config, simulated: bool) -> ClientSettings:
    """How the next hops are spoken to; simulated time must not reach other machines (design, law 5)."""
    return ClientSettings(
        hostname=config.relay.hostname,
        connections=config.relay.connections_per_destination,
        ca_file=config.relay.ca_file,
        tls_memory=config.relay.tls_memory,
        loopback_only=simulated,
    )


def submitter(config: Config) -> Submitter:
    """Who reports on TLS."""
    office = config.office
    contact = f"{config.relay.tls_contact}@{office.domain}"
    return Submitter(office.name, office.domain, contact, config.relay.hostname, office.zone)


def relay_settings(config: Config) -> RelaySettings:
    """Whose relay it is."""
    office = config.office
    return RelaySettings(office.domain, office.zone, schedule(config))


def schedule(config: Config) -> Schedule:
    """When a letter is tried again, and when it ends."""
    relay = config.relay
    return Schedule(
        waits=relay.retry,
        max_age=relay.max_age,
        held_max_age=relay.held_max_age,
        delay_after=relay.delay_notice_after,
        uncertain_after=relay.uncertain_after,
        rules=tuple(_rule(one) for one in relay.backoff),
    )


def habits(config: Config) -> Habits:
    """Which addresses are learned to be dead, and for how long."""
    relay = config.relay
    return Habits(relay.unknown_mailbox, relay.suppress_for, config.office.zone)


def _rule(one: Backoff) -> Rule:
    return Rule(one.pattern, one.wait, suspends=one.action == "suspend")


def reporter(config: Config, simulated: bool) -> Reporter:
    """Who reports to senders what became of their letters."""
    office = config.office
    return Reporter(config.relay.hostname, office.domain, office.zone, simulated=simulated)


def routes(config: Config) -> Routes:
    """Where letters go."""
    return Routes(
        [Route(one.domain, one.via, one.tls, one.connections) for one in config.relay.route]
    )


def release_rules(config: Config) -> tuple[ReleaseRule, ...]:
    """Which letters a second person has to approve of."""
    return tuple(_release_rule(one) for one in config.relay.release)


def inbound_settings(config: Config) -> InboundSettings:
    """For whom letters from outside are taken, and what is done with those that prove nothing."""
    rules = tuple(authenticity_rule(one, config) for one in config.relay.authenticity)
    return InboundSettings(config.relay.hostname, config.office.domain, rules)


def authenticity_rule(one: Authenticity, config: Config) -> AuthenticityRule:
    """One rule as it is kept to."""
    return AuthenticityRule(
        name=one.name,
        source=config.path.name,
        agencies=frozenset(one.agencies),
        authors=Addresses.of(one.header_from) if one.header_from else None,
        clients=one.clients,
        fail=one.fail,
        none=one.none,
        temperror=one.temperror,
        spf_fail=one.spf_fail,
        sealers=frozenset(one.arc_sealers),
    )


def _release_rule(one: Release) -> ReleaseRule:
    return ReleaseRule(
        name=one.name,
        entitled=tuple(_entitled(approver) for approver in one.approvers),
        remind_after=one.remind_after,
        expires_after=one.expires_after,
        concern=Concern(frozenset(one.agencies), frozenset(one.logins)),
        inside=one.outside,
        recipients_above=one.recipients_above,
        size_above=one.size_above,
        subject=one.subject,
        attachments=frozenset(one.attachments),
    )


def _entitled(one: Approver) -> Entitled:
    position = Position(one.position) if one.position else None
    return Entitled(one.person, one.agency, one.unit, position)


def _listener(door: Door) -> Listener:
    listener = door.listener
    return Listener(
        name=str(listener.address),
        host=listener.address.host,
        port=listener.address.port,
        kind=listener.kind,
        tls=listener.tls,
        cert_file=listener.cert_file,
        key_file=listener.key_file,
        networks=tuple((trust.network, trust.agency) for trust in door.trusted),
        channel_binding=listener.channel_binding,
        proxies=listener.proxies,
        client_certificates=listener.client_certificates,
        bearers=tuple(Bearers(shown.file, shown.agency, shown.networks) for shown in door.shown),
    )
