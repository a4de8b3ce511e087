"""The addresses to listen on: whether the daemon could have them, or has them already."""

import errno
import http.client
import socket
from collections.abc import Callable, Iterator
from contextlib import closing

from congvu.cli.checks.finding import Finding, error, ok
from congvu.config import Config
from congvu.config.kinds import Address
from congvu.config.lines import Loc, line_of, lines

PATIENCE_SECONDS = 3.0  # for a greeting on this machine

Answers = Callable[[Address], bool]


def addresses(config: Config, running: Callable[[], bool]) -> Iterator[Finding]:
    """A finding for each address; *running* says whether a daemon lives on this store."""
    for place, listener in enumerate(config.relay.listener):
        if listener.address in {other.address for other in config.relay.listener[:place]}:
            continue
        greets = _any_answer if listener.tls == "implicit" else _greets_as(config.relay.hostname)
        found = _fault(listener.address, running, greets)
        yield _finding(config, ("relay", "listener", place, "address"), listener.address, found)
    found = _fault(config.web.listen, running, _is_our_page)
    yield _finding(config, ("web", "listen"), config.web.listen, found)


def bind(address: Address) -> None:
    """Takes the address and gives it back. Raises OSError where it cannot be had."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the daemon does
        tried.bind(address)


def _fault(address: Address, running: Callable[[], bool], ours: Answers) -> OSError | bool:
    """Why the address cannot be had; True where our own daemon has it, and False where nobody has."""
    try:
        bind(address)
    except OSError as refusal:
        return True if ours(address) and running() else refusal
    return False


def _finding(config: Config, loc: Loc, address: Address, fault: OSError | bool) -> Finding:
    matter = f"address {address}"
    if not isinstance(fault, OSError):
        return ok(matter, "in use by the Congvu that runs here" if fault else "free")
    section = "[web] `listen`" if loc[0] == "web" else "[[relay.listener]] `address`"
    return error(matter, f"{_place(config, loc)}: {section} {address} {_remedy(fault, address)}")


def _remedy(fault: OSError, address: Address) -> str:
    match fault.errno:
        case errno.EADDRINUSE:
            return (
                "is taken by another program; stop it, or write another address"
                f" (which it is: ss -ltnp 'sport = :{address.port}')"
            )
        case errno.EACCES:
            return (
                "needs a privilege that this user has not: give the service CAP_NET_BIND_SERVICE"
                " (AmbientCapabilities= in its unit), or write a port from 1024 on"
            )
        case errno.EADDRNOTAVAIL:
            return "is no address of this machine; write one that `ip address` shows, or 127.0.0.1"
        case _:
            return f"cannot be listened on: {fault.strerror}; write another address"


def _place(config: Config, loc: Loc) -> str:
    found = lines(config.path.read_text("utf-8").removeprefix("\ufeff"))
    return f"{config.path}:{line_of(found, loc)}" if loc[:1] in found else str(config.path)


def _greets_as(hostname: str) -> Answers:
    """Whether a relay of that name answers: it greets, or says that the peer's network is nobody's."""

    def greets(address: Address) -> bool:
        try:
            with socket.create_connection(address, PATIENCE_SECONDS) as peer:
                reply = peer.recv(512)
        except OSError:
            return False
        return reply.startswith((f"220 {hostname} ESMTP".encode(), b"554 5.7.1 "))

    return greets


def _any_answer(address: Address) -> bool:
    try:
        socket.create_connection(address, PATIENCE_SECONDS).close()
    except OSError:
        return False
    return True


def _is_our_page(address: Address) -> bool:
    with closing(http.client.HTTPConnection(*address, timeout=PATIENCE_SECONDS)) as peer:
        try:
            peer.request("GET", "/healthz")
            return peer.getresponse().read(16) == b"ok\n"
        except (OSError, http.client.HTTPException):
            return False
