"""Decides what TLS must prove at a place: by the route, the sender, and what the recipient's domain publishes.

Asked once for each connection that is opened, never for each letter; what it looks up
is remembered by whom it asks.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

import structlog

from mail.dns import Found, Resolver, Tlsa, Unknown
from mail.exchanger import Place
from mail.protection import unvouched
from mail.route import Exchangers, Hop, LocalHop
from mail.tls import dane, tally
from mail.tls.manner import Door, Manner, by_route
from mail.tls.memory import Past
from mail.tls.policies import Policies
from work.letter import TlsWish
from work.outcome import Deferred, Refused
from work.tls import Level

log = structlog.get_logger()


class Association(NamedTuple):
    """The signed TLSA records of a place, and the base that has them."""

    base: str
    records: tuple[Tlsa, ...]


class Guard:
    """Knows what recipients' domains publish."""

    def __init__(
        self, resolver: Resolver, policies: Policies, past: Past, now: Callable[[], datetime]
    ) -> None:
        self._resolver = resolver
        self._policies = policies
        self._past = past
        self._now = now

    async def manner(
        self, door: Door, place: Place, wish: TlsWish | None
    ) -> Manner | Deferred | Refused:
        """How to speak to *place* for letters of which the senders ask *wish*; or why not at all.

        "TLS-Required: No" goes before whatever the recipient's domain publishes (RFC 8689
        §4.3), never before the route.
        """
        plain = by_route(door)
        if isinstance(door, LocalHop) or plain.protocol == "lmtp":
            return _kept(plain) if wish == "required" else plain
        if wish == "optional" and plain.proof == "none":
            return plain
        asked = await self._published(door, place, plain)
        if wish != "required" or not isinstance(asked, Manner):
            return asked
        vouched = asked.by == "mta-sts" and not asked.trial
        refused = None if vouched else unvouched(door, place)
        return refused or _kept(asked)

    async def _published(
        self, door: Hop | Exchangers, place: Place, plain: Manner
    ) -> Manner | Deferred:
        """DANE goes before MTA-STS where it can tell the right server from a wrong one (RFC 8461 §2)."""
        found = await self._association(place)
        if isinstance(found, Deferred):
            self._count(door, place, plain, found.fault)
            return found
        records = dane.usable(found.records) if found else ()
        if found and records:
            names = (found.base, *([door.domain] if isinstance(door, Exchangers) else []))
            return replace(plain, proof="dane", by="dane", records=records, names=names)
        if door.tls == "dane":
            said = f"{place.host} has no signed TLSA records, which the route requires"
            return Deferred("4.7.5", said)
        asked = await self._by_policy(door, place, plain)
        if not isinstance(asked, Manner):
            return asked
        if found and asked.proof == "none":
            asked = replace(asked, proof="encrypted", by="dane")  # all unusable, RFC 7672 §2.2
        return self._by_past(door, asked)

    def _by_past(self, door: Hop | Exchangers, asked: Manner) -> Manner:
        """No less than the domain has shown; of one that is still testing no more than TLS is expected."""
        level = self._past.level(_known_as(door), self._now())
        if level is None or asked.proof == "certificate":
            return asked
        if level == "verified":
            return replace(asked, proof="certificate", by="memory")
        return replace(asked, proof="encrypted", by="memory") if asked.proof == "none" else asked

    def untried(self, door: Door, manner: Manner) -> Manner:
        """The same where a trial has failed: as if there were no policy, but never less than TLS known before."""
        plain = replace(manner, proof="none", by="", trial=False, policy=None)
        known = not isinstance(door, LocalHop) and self._past.level(_known_as(door), self._now())
        return replace(plain, proof="encrypted", by="memory") if known else plain

    def saw(self, door: Door, place: Place, manner: Manner, level: Level | None) -> None:
        """A connection came about; where the route requires TLS anyway nothing is remembered of it."""
        if isinstance(door, LocalHop):
            return
        if level is not None and manner.by != "route":
            self._past.saw(_known_as(door), level, self._now())
        self._count(door, place, manner, "" if level else tally.NO_STARTTLS)

    def failed(self, door: Door, place: Place, manner: Manner, fault: str) -> None:
        """TLS was not as *manner* wants it."""
        if fault and not isinstance(door, LocalHop):
            self._count(door, place, manner, fault)

    def _count(self, door: Hop | Exchangers, place: Place, manner: Manner, fault: str) -> None:
        """For the report to the domain; of hosts that the operator names nobody is told."""
        if isinstance(door, Exchangers) and not door.domain.startswith("["):
            session = tally.session(door.domain, place, manner, fault)
            self._past.memory.tally.add(self._now().date(), session)

    async def _by_policy(
        self, door: Hop | Exchangers, place: Place, plain: Manner
    ) -> Manner | Deferred:
        """What MTA-STS asks of an exchanger; where a domain only tests, that is tried, and told (RFC 8461 §5)."""
        if isinstance(door, Hop) or door.domain.startswith("["):
            return plain
        policy = await self._policies.of(door.domain)
        if policy is None or policy.mode == "none":
            return plain
        listed = policy.allows(place.host)
        if policy.mode == "enforce" and listed:
            return replace(plain, proof="certificate", by="mta-sts", policy=policy)
        if policy.mode == "enforce":
            said = f"{place.host} is not named by the MTA-STS policy of {door.domain}"
            self._count(door, place, replace(plain, policy=policy), tally.UNLISTED)
            return Deferred("4.7.5", f"{said} (enforce)")
        if not listed:
            log.warning("sts.unlisted", domain=door.domain, host=place.host)
            self._count(door, place, replace(plain, policy=policy), tally.UNLISTED)
        if plain.proof != "none" or not listed:
            return plain
        return replace(plain, proof="certificate", by="mta-sts", trial=True, policy=policy)

    async def _association(self, place: Place) -> Association | Deferred | None:
        """None where there is none, or none that is signed; failing to learn it defers (RFC 7672 §2.1.2)."""
        for base in place.bases:
            name = f"_{place.port}._tcp.{base}"
            match await self._resolver.tlsa(name):
                case Found(records, secure=True):
                    return Association(base, records)
                case Unknown():
                    said = f"{place.host}: no name server answered for {name} (TLSA)"
                    said += ", without which DANE cannot be judged"
                    return Deferred("4.4.3", said, fault=tally.DNSSEC)
                case _:
                    continue
        return None


def _known_as(door: Hop | Exchangers) -> str:
    """By what a destination is remembered."""
    return door.host if isinstance(door, Hop) else door.domain


def _kept(manner: Manner) -> Manner:
    """The same with what REQUIRETLS asks for: a proof, whatever else would do."""
    if manner.proof in ("dane", "certificate") and not manner.trial:
        return replace(manner, kept=True)
    return replace(manner, proof="certificate", by="sender", kept=True, trial=False)
