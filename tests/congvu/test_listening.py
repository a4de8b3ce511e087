"""`congvu check` and the addresses to listen on: had, taken, our own, or not to be had."""

import errno
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench.program import free_port
from congvu.cli.checks import listening
from congvu.config.kinds import Address
from tests.congvu.office import HERE, Office
from tests.congvu.test_check import findings, replace


def ports(office: Office) -> tuple[int, int]:
    """Gives the office ports that are free: the relay's and the page's."""
    found = []
    for old in ("2525", "8025"):
        found.append(free_port())
        replace(office, f'"127.0.0.1:{old}"', f'"127.0.0.1:{found[-1]}"')
    return found[0], found[1]


@contextmanager
def taken(port: int) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", port)):
        yield


def line(office: Office, words: str) -> int:
    text = (office.folder / "config.toml").read_text("utf-8")
    return text[: text.index(words)].count("\n") + 1


def test_addresses_that_are_free_are_told_and_left_free(office: Office) -> None:
    relay, web = ports(office)
    found = findings(office, "--offline")

    for port in (relay, web):
        assert found[f"address 127.0.0.1:{port}"] == [("ok", "free")]
        with taken(port):
            pass


def test_an_address_that_another_program_has_is_an_error_with_its_line(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "PATIENCE_SECONDS", 0.2)
    relay, web = ports(office)
    with taken(relay), taken(web):
        found = findings(office, "--offline")

    remedy = "is taken by another program; stop it, or write another address (which it is: ss -ltnp 'sport = :{}')"
    listener = (
        f"config.toml:{line(office, f':{relay}')}: [[relay.listener]] `address` 127.0.0.1:{relay} "
    )
    page = f"config.toml:{line(office, f':{web}')}: [web] `listen` 127.0.0.1:{web} "
    assert found[f"address 127.0.0.1:{relay}"] == [("error", listener + remedy.format(relay))]
    assert found[f"address 127.0.0.1:{web}"] == [("error", page + remedy.format(web))]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "CAP_NET_BIND_SERVICE"),
        (errno.EADDRNOTAVAIL, "is no address of this machine"),
        (errno.EAFNOSUPPORT, "cannot be listened on"),
    ],
)
def test_an_address_that_cannot_be_had_is_told_with_what_to_do(
    office: Office, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refused(address: Address) -> None:
        raise OSError(number, "no")

    ports(office)
    monkeypatch.setattr(listening, "bind", refused)
    found = findings(office, "--offline")

    told = [found[matter] for matter in found if matter.startswith("address ")]
    assert len(told) == 2
    for ((level, sentence),) in told:
        assert level == "error"
        assert words in sentence


@contextmanager
def served(office: Office, web: int) -> Iterator[None]:
    """A daemon that serves the office."""
    command = [sys.executable, "-m", "congvu", "serve"]
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    with (
        (office.folder / "log").open("wb") as log,
        subprocess.Popen(command, cwd=office.folder, stderr=log, env=environment) as daemon,
    ):
        try:
            end = time.monotonic() + 60
            while not listening._is_our_page(Address("127.0.0.1", web)):
                assert time.monotonic() < end
                time.sleep(0.05)
            yield
        finally:
            daemon.terminate()


def test_addresses_that_our_own_daemon_has_are_no_error(office: Office) -> None:
    relay, web = ports(office)

    with served(office, web):
        found = findings(office, "--offline")
        replace(office, "congvu.vpcp.gov.vn", "relay.vpcp.gov.vn")
        of_another = findings(office, "--offline")

    for port in (relay, web):
        assert found[f"address 127.0.0.1:{port}"] == [("ok", "in use by the Congvu that runs here")]
    ((level, _),) = of_another[f"address 127.0.0.1:{relay}"]
    assert level == "error", "who greets by another name is not of this configuration"
