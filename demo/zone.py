"""A private authoritative DNS on loopback: answers from one zone file, over UDP and TCP (RFC 1035).

The file is JSON, {"name": {"TXT": ["v=DKIM1; …"], "MX": [[10, "mail.x.example"]],
"A": ["127.0.0.1"], "AAAA": ["::1"], "PTR": ["mail.x.example"]}}, and is read
again when it has changed, so that a published key is seen at once.
"""

import argparse
import asyncio
import json
import socket
import struct
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import structlog

from demo.loopback import loopback_socket, require_loopback
from demo.program import listen_address, log_to_stderr, run_until_told, say
from demo.zone_wire import IN, TYPES, Code, Malformed, answer, complaint, rdata, read_query

STATEMENT = "The private DNS of the Congvu demo. No other server knows what it says."
IDLE_SECONDS = 10  # for the next question on one TCP connection
MAX_TCP = 65535  # octets of a message, RFC 1035 §4.2.2
_TRIES = 20  # to find one port that is free for UDP and TCP alike
_NAMES = {number: name for name, number in TYPES.items()}

log = structlog.get_logger()


class ZoneTrouble(ValueError):
    """A zone that cannot be served; the text says what is wrong where."""


class Zone:
    """Records by name and type; every name that it does not hold does not exist."""

    def __init__(self, names: Mapping[str, Mapping[str, Sequence[Any]]]) -> None:
        self._records = {
            name.rstrip(".").lower(): {
                kind: [_octets(name, kind, value) for value in values]
                for kind, values in by_type.items()
            }
            for name, by_type in names.items()
        }

    def find(self, name: str, rtype: int, rclass: int) -> tuple[Code, list[bytes]]:
        """The records of that type; none with NO_ERROR where the name has others, or names below."""
        if rclass != IN:
            return Code.REFUSED, []
        here = self._records.get(name)
        if here is not None:
            return Code.NO_ERROR, here.get(_NAMES.get(rtype, ""), [])
        leads_on = any(known.endswith(f".{name}") for known in self._records)
        return (Code.NO_ERROR if leads_on else Code.NO_NAME), []


class ZoneFile:
    """A zone as its file stands now."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = (0, 0)
        self._zone = Zone({})
        self._read()

    def __call__(self) -> Zone:
        """The zone; what it was before, where the file cannot be read at the moment."""
        try:
            self._read()
        except ZoneTrouble as trouble:
            log.warning("zone.unreadable", reason=str(trouble))
        return self._zone

    def _read(self) -> None:
        try:
            state = self._path.stat()
            stamp = (state.st_mtime_ns, state.st_size)
            if stamp != self._stamp:
                self._zone = Zone(json.loads(self._path.read_text("utf-8")))
                self._stamp = stamp
        except (OSError, ValueError, AttributeError, TypeError) as trouble:
            raise ZoneTrouble(f"{self._path}: {trouble}") from None


class ZoneServer:
    """Answers on one port over UDP and TCP; *zone* gives the zone as it is now."""

    def __init__(self, zone: Callable[[], Zone]) -> None:
        self._zone = zone
        self._open: set[asyncio.StreamWriter] = set()

    def listen(self, host: str, port: int) -> int:
        """Takes the port, 0 for a free one, and says which.

        Raises NotLoopbackError, or OSError where the port is taken.
        """
        require_loopback(host)
        for left in reversed(range(_TRIES)):
            self._tcp = loopback_socket(host, port)
            self._udp = socket.socket(self._tcp.family, socket.SOCK_DGRAM)
            try:
                self._udp.bind(self._tcp.getsockname())
                break
            except OSError:
                self._udp.close()
                self._tcp.close()
                if port or not left:
                    raise
        return int(self._tcp.getsockname()[1])

    async def serve(self) -> None:
        """Serves until cancelled."""
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(self.reply), sock=self._udp
        )
        server = await asyncio.start_server(self._session, sock=self._tcp)
        try:
            await server.serve_forever()
        finally:
            transport.close()
            for writer in self._open:
                writer.transport.abort()

    def reply(self, message: bytes, limit: int | None = None) -> bytes | None:
        """The answer to *message*, over UDP as long as it allows, else up to *limit*."""
        try:
            query = read_query(message)
        except Malformed:
            return complaint(message)
        if query.opcode:
            return answer(query, Code.NOT_IMPLEMENTED, [], MAX_TCP)
        code, records = self._zone().find(query.name, query.rtype, query.rclass)
        return answer(query, code, records, limit or query.limit)

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while True:
                async with asyncio.timeout(IDLE_SECONDS):
                    length = int.from_bytes(await reader.readexactly(2), "big")
                    reply = self.reply(await reader.readexactly(length), MAX_TCP)
                if reply is None:
                    break
                writer.write(len(reply).to_bytes(2, "big") + reply)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError):
            pass  # the other end has gone, as it does when it knows enough
        finally:
            self._open.discard(writer)
            writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, reply: Callable[[bytes], bytes | None]) -> None:
        self._reply = reply

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        reply = self._reply(data)
        if reply is not None:
            self._transport.sendto(reply, addr)


def _octets(name: str, kind: str, value: Any) -> bytes:
    try:
        return rdata(kind, value)
    except (ValueError, TypeError, struct.error) as trouble:
        raise ZoneTrouble(f"{name} {kind}: {trouble}") from None


def run(listen: str, zone: Path) -> None:
    """Serves at "HOST:PORT" until SIGTERM; prints one line with the address once it listens.

    Raises ValueError with a sentence for the operator, OSError where the port is taken.
    """
    host, port = listen_address(listen)
    server = ZoneServer(ZoneFile(zone))
    say(f"{STATEMENT} {host}:{server.listen(host, port)}")
    run_until_told(server.serve())


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m demo.zone --zone FILE.json`."""
    parser = argparse.ArgumentParser(prog="python -m demo.zone", description=STATEMENT)
    parser.add_argument("--listen", default="127.0.0.1:5353", metavar="HOST:PORT")
    parser.add_argument("--zone", type=Path, required=True, metavar="FILE.json")
    given = parser.parse_args(arguments)
    log_to_stderr()
    try:
        run(given.listen, given.zone)
    except (ValueError, OSError) as trouble:
        parser.error(str(trouble))


if __name__ == "__main__":
    main()
