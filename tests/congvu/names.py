"""A private name server for a test: dnsmasq on a high port of loopback."""

import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bench.program import free_port
from tests.peers import need


@contextmanager
def name_server(records: Mapping[str, str]) -> Iterator[int]:
    """The port of a server that answers with these TXT records, and with nothing else."""
    port = free_port()
    texts = [f"--txt-record={name},{_strings(value)}" for name, value in records.items()]
    options = ("--keep-in-foreground", "--no-resolv", "--no-hosts", "--conf-file=/dev/null")
    listen = ("--listen-address=127.0.0.1", "--bind-interfaces", f"--port={port}", "--local=/#/")
    user = ("--user=root", "--pid-file=")
    command = [need("dnsmasq"), *options, *listen, *user, *texts]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as server:
        try:
            _wait(port, server)
            yield port
        finally:
            server.terminate()
            server.communicate()


def _strings(value: str) -> str:
    return ",".join(value[at : at + 255] for at in range(0, len(value), 255))


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            continue
        return
    raise RuntimeError("dnsmasq ended at once")
