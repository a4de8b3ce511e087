"""The ports of a demo: the usual ones where they are free, so that addresses can be told in advance."""

import socket
from contextlib import ExitStack
from dataclasses import astuple, dataclass

from demo.loopback import loopback_socket

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Ports:
    """One port for each door, all on 127.0.0.1."""

    smtp: int
    web: int
    chat: int
    mailbox: int
    sink: int
    dns: int
    front: int


USUAL = Ports(smtp=2525, web=8025, chat=8081, mailbox=8082, sink=2526, dns=5354, front=2527)
ANY = Ports(0, 0, 0, 0, 0, 0, 0)


def ports_from(base: int) -> Ports:
    """Seven ports in a row."""
    return Ports(*range(base, base + 7))


def free_ports(wanted: Ports) -> Ports:
    """*wanted*, with a free port wherever one is taken or 0; no two are the same."""
    with ExitStack() as held:
        return Ports(*[_held(port, held) for port in astuple(wanted)])


def _held(port: int, held: ExitStack) -> int:
    """*port*, or another where it is taken, over TCP or over UDP, which the DNS needs too; *held* has it now."""
    for tried in (port, 0):
        try:
            with ExitStack() as both:
                listener = both.enter_context(loopback_socket(HOST, tried))
                udp = both.enter_context(socket.socket(type=socket.SOCK_DGRAM))
                found = int(listener.getsockname()[1])
                udp.bind((HOST, found))
                held.push(both.pop_all())
                return found
        except OSError:
            if not tried:
                raise
    raise AssertionError("port 0 is never taken")
