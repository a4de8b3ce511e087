"""Fetches a policy over HTTPS from the host that RFC 8461 §3.3 names: verified, not redirected, bounded."""

import asyncio
import ipaddress
from contextlib import suppress

import h11

from mail.exchanger import Guide, Home
from mail.smtp.settings import ClientSettings
from mail.smtp.trust import Trust
from mail.tls import sts
from work.tls import Policy

PATH = "/.well-known/mta-sts.txt"
FETCH_SECONDS = 20.0  # all of it; §3.3 suggests a minute, while a letter waits
LONGEST = 64 * 1024  # octets, §3.3
_BLOCK = 16 * 1024


class Unfetched(Exception):
    """There is no policy to be had now; its text says why."""


class Fetcher:
    """Fetches policies from hosts that *guide* finds, whose certificates *trust* verifies."""

    def __init__(self, guide: Guide, trust: Trust, settings: ClientSettings) -> None:
        self._guide = guide
        self._trust = trust
        self._settings = settings

    async def policy(self, domain: str) -> Policy:
        """The policy of *domain*; raises Unfetched, or sts.Invalid for one that makes no sense."""
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                return sts.policy(await self._octets(f"mta-sts.{domain}"))
        except TimeoutError:
            raise Unfetched("the policy's host did not answer in time") from None

    async def _octets(self, host: str) -> bytes:
        home = await self._guide.home(host)
        if not isinstance(home, Home):
            raise Unfetched(home.reason)
        if self._settings.loopback_only and not all(map(_is_loopback, home.addresses)):
            raise Unfetched("in simulated time no other machine is reached")
        failure = Unfetched(f"{host} has no address")
        for address in home.addresses:
            try:
                return await self._asked(host, address)
            except (OSError, h11.ProtocolError) as error:  # another address may do
                failure = Unfetched(f"{host}: {error}")
        raise failure

    async def _asked(self, host: str, address: str) -> bytes:
        reader, writer = await asyncio.open_connection(
            address, self._settings.policy_port, ssl=self._trust.public, server_hostname=host
        )
        try:
            talk = h11.Connection(h11.CLIENT)
            writer.write(_request(talk, host))
            return await _answer(talk, reader)
        finally:
            writer.transport.abort()
            with suppress(OSError):
                await writer.wait_closed()


def _request(talk: h11.Connection, host: str) -> bytes:
    fields = [("Host", host), ("Accept", "text/plain"), ("Connection", "close")]
    request = h11.Request(method="GET", target=PATH, headers=fields)
    return (talk.send(request) or b"") + (talk.send(h11.EndOfMessage()) or b"")


async def _answer(talk: h11.Connection, reader: asyncio.StreamReader) -> bytes:
    octets = bytearray()
    while True:
        event = talk.next_event()
        if event is h11.NEED_DATA:
            talk.receive_data(await reader.read(_BLOCK))
        elif isinstance(event, h11.Response):
            _judge(event)
        elif isinstance(event, h11.Data):
            octets += event.data
            if len(octets) > LONGEST:
                raise Unfetched("the policy is too long")
        elif isinstance(event, h11.EndOfMessage):
            return bytes(octets)


def _judge(response: h11.Response) -> None:
    """A redirection is followed by nobody (§3.3): whoever may answer for the host could send us anywhere."""
    if response.status_code != 200:
        raise Unfetched(f"the policy's host answered {response.status_code}")
    kinds = [value for name, value in response.headers if name == b"content-type"]
    if not kinds or kinds[0].split(b";")[0].strip().lower() != b"text/plain":
        raise Unfetched("the policy is not text/plain")


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback
