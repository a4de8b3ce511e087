"""How our SMTP client behaves, and how long it waits for a peer."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Timeouts:
    """The longest wait for each step; where RFC 5321 §4.5.3.2 names one, it is that."""

    connect: timedelta = timedelta(seconds=30)
    tls: timedelta = timedelta(minutes=1)
    greeting: timedelta = timedelta(minutes=5)  # §4.5.3.2.1
    hello: timedelta = timedelta(minutes=5)
    mail: timedelta = timedelta(minutes=5)  # §4.5.3.2.2
    recipient: timedelta = timedelta(minutes=5)  # §4.5.3.2.3
    data: timedelta = timedelta(minutes=2)  # §4.5.3.2.4
    block: timedelta = timedelta(minutes=3)  # §4.5.3.2.5
    final: timedelta = timedelta(minutes=10)  # §4.5.3.2.6: a shorter one makes duplicates
    goodbye: timedelta = timedelta(seconds=2)
    idle: timedelta = timedelta(seconds=5)  # a kept connection that nobody needs
    turn: timedelta = timedelta(minutes=5)  # a letter's wait for a connection


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """What the operator decides; *hostname* is what we call ourselves in EHLO.

    *ca_file* replaces the system's trust where a route or a sender requires TLS. What a
    domain has shown of TLS counts for *tls_memory*. *loopback_only* is for simulated time,
    which must not reach other machines (design, law 5).
    """

    hostname: str
    connections: int = 20  # at once to one destination
    letters_per_connection: int = 100
    queue_limit: int = 1000  # letters that may wait for one destination
    port: int = 25  # where mail exchangers listen
    policy_port: int = 443  # where domains publish their MTA-STS policies
    ca_file: Path | None = None
    tls_memory: timedelta = timedelta(days=30)
    loopback_only: bool = False
    timeouts: Timeouts = field(default_factory=Timeouts)
