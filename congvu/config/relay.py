"""[relay]: where letters come in, what is kept to, and where they go."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from congvu.config import kinds
from congvu.config.authenticity import Authenticity, authenticity_faults
from congvu.config.release import Release, release_faults
from congvu.config.rule import Rule, rule_faults
from congvu.config.searched import pattern
from congvu.config.section import (
    AgencyCode,
    Count,
    Fault,
    FileOption,
    HostName,
    Listen,
    Mailbox,
    Name,
    Network,
    PathOption,
    Pattern,
    RouteDomain,
    SecretFile,
    Section,
    Several,
    Size,
    Span,
    Via,
    refuse,
)

WORKERS_MOST = 64  # processes on one machine; beyond its cores they cost and give nothing

# What mail systems say of a mailbox that does not exist where they give no status for it.
UNKNOWN_MAILBOX = (
    "user unknown|(no such|unknown) (local )?(user|recipient|mailbox)",
    "(user|recipient|mailbox) (.{1,100} )?(does not exist|not found)",
)


MEMORY_LEAST = 1024 * 1024  # octets


class Trust(NamedTuple):
    """A network whose letters belong to one agency, by its code, without a login."""

    network: kinds.Network
    agency: str


class Shown(NamedTuple):
    """A file of client certificates whose letters belong to one agency, from *networks* only if there are any."""

    file: Path
    agency: str
    networks: tuple[kinds.Network, ...]


class Listener(Section):
    """[[relay.listener]]: one way in; trusted ones may share an address, one block an agency."""

    address: Listen = Field(examples=["127.0.0.1:2525"])
    kind: Literal["submission", "trusted", "inbound"] = Field(examples=["submission"])
    tls: Literal["none", "starttls", "implicit"] = Field(examples=["starttls"])
    cert_file: FileOption | None = None
    key_file: SecretFile | None = None
    networks: Annotated[tuple[Network, ...], Several] = ()
    agency: AgencyCode | None = None
    client_cert_file: FileOption | None = None
    client_certificates: bool = False
    channel_binding: bool = False
    proxies: Annotated[tuple[Network, ...], Several] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        faults = (self._tls_faults, self._login_faults, self._trust_faults, self._proxy_faults)
        refuse([fault for look in faults for fault in look()])
        return self

    def _tls_faults(self) -> Iterator[Fault]:
        if self.tls == "none":
            if self.kind == "submission" and not self.address.loopback:
                yield Fault(
                    "tls",
                    '"none" would send passwords in the clear; write "starttls" or "implicit",'
                    " or listen on 127.0.0.1",
                )
            for option in ("cert_file", "key_file"):
                if getattr(self, option) is not None:
                    yield Fault(option, 'has no effect while tls is "none"; remove one of the two')
            return
        for option in ("cert_file", "key_file"):
            if getattr(self, option) is None:
                yield Fault(
                    option, f'is missing: tls = "{self.tls}" needs a certificate and its key'
                )

    def _login_faults(self) -> Iterator[Fault]:
        for option, does in _OF_LOGINS.items():
            if getattr(self, option) and (self.kind != "submission" or self.tls == "none"):
                yield Fault(option, f'{does}; it needs kind = "submission" and TLS, or remove it')
        if self.client_cert_file is not None and self.tls == "none":
            yield Fault("client_cert_file", 'needs tls = "starttls" or "implicit"')

    def _trust_faults(self) -> Iterator[Fault]:
        if self.kind == "trusted":
            if not self.networks and self.client_cert_file is None:
                yield Fault("networks", f"is missing: {_BINDS}; client_cert_file would do as well")
            if self.agency is None:
                yield Fault("agency", f"is missing: {_BINDS}")
            return
        names = "the recipient" if self.kind == "inbound" else "a login"
        for option in ("networks", "agency", "client_cert_file"):
            if getattr(self, option):
                yield Fault(
                    option, f'belongs to kind = "trusted"; remove it, {names} names the agency'
                )

    def _proxy_faults(self) -> Iterator[Fault]:
        if any(network.prefixlen == 0 for network in self.proxies):
            yield Fault(
                "proxies",
                "names everybody, and who is named may claim any address; write the addresses of your proxies",
            )
        if self.proxies and self.kind == "submission" and self.tls == "none":
            yield Fault(
                "proxies",
                'would let clients from elsewhere send passwords in the clear; set tls = "starttls"'
                ' or "implicit" and let the proxy pass TLS through, or remove it',
            )


class Route(Section):
    """[[relay.route]]: where the letters for a domain go; the nearest name wins, and MX what none names."""

    domain: RouteDomain = Field(examples=["*"])
    via: Via = Field(examples=["mx"])
    tls: Literal["opportunistic", "required", "dane"] = "opportunistic"
    connections: Count | None = Field(default=None, examples=[2])

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.via.startswith("maildir:"):
            given = sorted({"tls", "connections"} & self.model_fields_set)
            refuse(Fault(option, "has no effect on a maildir; remove it") for option in given)
        if self.via.startswith("lmtp:") and self.tls == "dane":
            refuse([Fault("tls", '"dane" is for SMTP; write "required"')])
        return self


class Backoff(Section):
    """[[relay.backoff]]: what to do about a next hop's temporary answer; the first that fits counts."""

    pattern: Pattern = Field(examples=["mailbox full|over quota"])
    action: Literal["wait", "refuse", "suspend"] = Field(examples=["wait"])
    wait: Span | None = Field(default=None, examples=["2h"])

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.action == "refuse" and self.wait is not None:
            refuse([Fault("wait", 'has no effect with action = "refuse"; remove it')])
        if self.action != "refuse" and not self.wait:
            refuse(
                [Fault("wait", f'is missing: action = "{self.action}" needs {_NEEDS[self.action]}')]
            )
        return self


_NEEDS = {
    "wait": "the least time to the next try",
    "suspend": "how long the domain is left alone",
}


class DkimToken(Section):
    """[[relay.dkim_token]]: a PKCS #11 token that signing keys live in; a daemon starts without it, and waits for it."""

    label: Name = Field(examples=["congvu"])
    module: PathOption = Field(examples=["/usr/lib/softhsm/libsofthsm2.so"])
    pin_file: PathOption = Field(examples=["keys/token-pin"])


class Door(NamedTuple):
    """What one socket needs: a listener, with what every block trusts that shares its address."""

    listener: Listener
    trusted: tuple[Trust, ...]
    shown: tuple[Shown, ...] = ()


class Relay(Section):
    """[relay]"""

    hostname: HostName = Field(examples=["mail.vpcp.gov.vn"])
    size_limit: Size = kinds.size("25 MiB")
    # RFC 5321 §4.5.3.1.8: never below 100; RFC 9422 §4.2: announced with six digits at most
    recipients_limit: Annotated[int, Field(ge=100, le=999_999)] = 1000
    connections_limit: Count = 1000
    connections_per_network: Count = 200
    session_limit: Span = timedelta(hours=1)
    silence_limit: Span = timedelta(minutes=5)  # RFC 5321 §4.5.3.2.7
    octets_per_second: Count = 500
    errors_limit: Count = 20
    spool: PathOption = Field(default="spool", validate_default=True)
    memory_limit: Size = kinds.size("64 MiB")
    spool_limit: Size = kinds.size("1 GiB")
    retry: Annotated[tuple[Span, ...], Several, Field(min_length=1)] = tuple(
        timedelta(minutes=minutes) for minutes in (1, 3, 10, 20, 40, 120)
    )
    delay_notice_after: Span = timedelta(hours=4)
    max_age: Span = timedelta(days=5)
    held_max_age: Span = timedelta(days=7)
    uncertain_after: Span = timedelta(minutes=10)
    future_release: Span = timedelta(days=30)
    correspondents_max_age: Span = timedelta(days=365)
    suppress_for: Span = timedelta(days=7)
    unknown_mailbox: Annotated[tuple[Pattern, ...], Several] = tuple(map(pattern, UNKNOWN_MAILBOX))
    connections_per_destination: Count = 20
    ca_file: FileOption | None = None
    tls_memory: Span = timedelta(days=30)
    tls_reports: bool = True
    tls_contact: Annotated[str, Field(pattern=r"^[A-Za-z0-9._+-]{1,64}$")] = "postmaster"
    dmarc_reports: Mailbox | None = None
    workers: Annotated[int, Field(ge=1, le=WORKERS_MOST)] = 1
    dkim_keys: PathOption = Field(default="keys/dkim", validate_default=True)
    dkim_token: Annotated[tuple[DkimToken, ...], Several] = ()
    listener: Annotated[tuple[Listener, ...], Several] = ()
    route: Annotated[tuple[Route, ...], Several] = ()
    backoff: Annotated[tuple[Backoff, ...], Several] = ()
    rule: Annotated[tuple[Rule, ...], Several] = ()
    release: Annotated[tuple[Release, ...], Several] = ()
    authenticity: Annotated[tuple[Authenticity, ...], Several] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        ways = (*_route_faults(self.route), *_door_faults(self.listener))
        named = {rule.name for rule in self.rule}
        rules = (
            *rule_faults(self.rule),
            *release_faults(self.release, named),
            *authenticity_faults(self.authenticity, named | {one.name for one in self.release}),
        )
        refuse((*self._limit_faults(), *_token_faults(self.dkim_token), *ways, *rules))
        return self

    def _limit_faults(self) -> Iterator[Fault]:
        if self.memory_limit < MEMORY_LEAST:
            yield Fault("memory_limit", "must not be below 1 MiB: letters of 256 KiB wait there")
        if self.spool_limit < 2 * self.size_limit:
            yield Fault("spool_limit", "must hold two letters of size_limit at least")
        if self.connections_per_network > self.connections_limit:
            yield Fault("connections_per_network", "must not be above connections_limit")
        if self.future_release > timedelta(days=366):
            yield Fault("future_release", "must not be above 366d")
        if self.tls_memory > timedelta(days=366):
            yield Fault("tls_memory", "must not be above 366d")
        if any(pause < timedelta(seconds=1) for pause in self.retry):
            yield Fault("retry", "must not hold a pause below one second")

    @property
    def trusted_agencies(self) -> frozenset[str]:
        """The codes of agencies that are known by their network."""
        return frozenset(one.agency for one in self.listener if one.agency is not None)

    @property
    def doors(self) -> tuple[Door, ...]:
        """One for each address."""
        by_address: dict[kinds.Address, list[Listener]] = {}
        for listener in self.listener:
            by_address.setdefault(listener.address, []).append(listener)
        return tuple(Door(some[0], _trusted(some), _shown(some)) for some in by_address.values())


def _trusted(listeners: list[Listener]) -> tuple[Trust, ...]:
    return tuple(
        Trust(network, listener.agency)
        for listener in listeners
        if listener.agency is not None and listener.client_cert_file is None
        for network in listener.networks
    )


def _shown(listeners: list[Listener]) -> tuple[Shown, ...]:
    return tuple(
        Shown(listener.client_cert_file, listener.agency, listener.networks)
        for listener in listeners
        if listener.agency is not None and listener.client_cert_file is not None
    )


def _route_faults(routes: tuple[Route, ...]) -> Iterator[Fault]:
    above: set[str] = set()
    for position, route in enumerate(routes):
        if route.domain in above:
            yield Fault(
                f"route.{position}.domain", f'"{route.domain}" has a route above; remove one'
            )
        above.add(route.domain)


def _token_faults(tokens: tuple[DkimToken, ...]) -> Iterator[Fault]:
    labels = [token.label for token in tokens]
    for position, label in enumerate(labels):
        if label in labels[:position]:
            yield Fault(f"dkim_token.{position}.label", f'"{label}" stands above; remove one')


def _door_faults(listeners: tuple[Listener, ...]) -> Iterator[Fault]:
    doors: dict[kinds.Address, list[Listener]] = {}
    for position, listener in enumerate(listeners):
        above = doors.setdefault(listener.address, [])
        if above and (listener.kind != "trusted" or _socket(listener) != _socket(above[0])):
            yield Fault(f"listener.{position}.address", f"{listener.address} {_TAKEN}")
        for network, known in itertools.product(_networks(listener), _trusted(above)):
            if network == known.network:
                yield Fault(
                    f"listener.{position}.networks",
                    f"{network} belongs to {known.agency} above; {_ONE}",
                )
        above.append(listener)


def _networks(listener: Listener) -> tuple[kinds.Network, ...]:
    """Those that are enough by themselves."""
    return listener.networks if listener.client_cert_file is None else ()


_BINDS = "a trusted listener binds networks or certificates to one agency"
_OF_LOGINS = {
    "channel_binding": "binds logins to the certificate",
    "client_certificates": "asks for the certificates of logins",
}
_TAKEN = (
    "is taken by a listener above; only trusted listeners with the same tls, cert_file,"
    " key_file and proxies may share an address"
)
_ONE = "a network belongs to one agency only"


def _socket(listener: Listener) -> tuple[object, ...]:
    files = (listener.cert_file, listener.key_file)
    return (listener.kind, listener.tls, *files, frozenset(listener.proxies))
