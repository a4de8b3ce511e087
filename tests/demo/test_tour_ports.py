"""The ports of a demo: the wanted ones where they are free, and never one twice."""

import socket
from dataclasses import astuple

from bench.program import free_port
from demo.tour_ports import HOST, Ports, free_ports


def test_free_ports_are_kept_as_wanted() -> None:
    wanted = Ports(*[free_port() for _ in range(7)])

    assert free_ports(wanted) == wanted


def test_a_port_that_is_wanted_twice_is_given_once() -> None:
    port = free_port()
    found = astuple(free_ports(Ports(*[port] * 7)))

    assert found[0] == port
    assert len(set(found)) == 7


def test_a_port_that_only_another_datagram_socket_has_is_replaced() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as other:
        other.bind((HOST, 0))
        port = int(other.getsockname()[1])

        assert port not in astuple(free_ports(Ports(*[port] * 7)))
