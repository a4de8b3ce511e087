"""Decides what TLS must prove at a place: by the route, the sender, and what the recipient's domain publishes.

Asked once for each connection that is opened, never for each letter; what it looks up
is remembered by whom it asks.
"""

from dataclasses import replace
from typing import NamedTuple

from mail.dns import Found, Resolver, Tlsa, Unknown
from mail.exchanger import Place
from mail.protection import unvouched
from mail.route import Exchangers, LocalHop
from mail.tls import dane
from mail.tls.manner import Door, Manner, by_route
from work.letter import TlsWish
from work.outcome import Deferred, Refused


class Association(NamedTuple):
    """The signed TLSA records of a place, and the base that has them."""

    base: str
    records: tuple[Tlsa, ...]


class Guard:
    """Knows what recipients' domains publish."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

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
        if wish == "required" and (refused := unvouched(door, place)):
            return refused
        asked = await self._published(door, place, plain)
        return _kept(asked) if wish == "required" and isinstance(asked, Manner) else asked

    async def _published(self, door: Door, place: Place, plain: Manner) -> Manner | Deferred:
        found = await self._association(place)
        if isinstance(found, Deferred):
            return found
        records = dane.usable(found.records) if found else ()
        if found and records:
            names = (found.base, *([door.domain] if isinstance(door, Exchangers) else []))
            return replace(plain, proof="dane", by="dane", records=records, names=names)
        if not isinstance(door, LocalHop) and door.tls == "dane":
            return Deferred(
                "4.7.5", f"{place.host} has no signed TLSA records, which the route requires"
            )
        if found and plain.proof == "none":  # all unusable, RFC 7672 §2.2
            return replace(plain, proof="encrypted", by="dane")
        return plain

    async def _association(self, place: Place) -> Association | Deferred | None:
        """None where there is none, or none that is signed; failing to learn it defers (RFC 7672 §2.1.2)."""
        for base in place.bases:
            name = f"_{place.port}._tcp.{base}"
            match await self._resolver.tlsa(name):
                case Found(records, secure=True):
                    return Association(base, records)
                case Unknown():
                    said = f"{place.host}: no name server answered for {name} (TLSA)"
                    return Deferred("4.4.3", f"{said}, without which DANE cannot be judged")
                case _:
                    continue
        return None


def _kept(manner: Manner) -> Manner:
    """The same with what REQUIRETLS asks for: a proof, whatever else would do."""
    if manner.proof in ("dane", "certificate"):
        return replace(manner, kept=True)
    return replace(manner, proof="certificate", by="sender", kept=True)
