"""What the operator wrote under [relay] reaches the relay's parts."""

from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
import structlog

from congvu.config import load
from congvu.parts.relay_settings import server_settings

TEXT = """
[office]
name = "VP"
domain = "vp.example"
[store]
url = "sqlite:///congvu.db"
[relay]
hostname = "relay.vp.example"
connections_limit = 1000
"""


@pytest.mark.parametrize(("descriptors", "connections"), [(4096, 1000), (1024, 724), (100, 1)])
def test_clients_leave_descriptors_for_the_rest_of_the_process(
    tmp_path: Path, descriptors: int, connections: int
) -> None:
    """Idle connections up to the limit on open files once stopped everything else."""
    file = tmp_path / "config.toml"
    file.write_text(TEXT, encoding="utf-8")

    with structlog.testing.capture_logs() as lines:
        limits = server_settings(load(file), False, descriptors).limits

    assert limits.connections == connections
    assert limits.connections_per_network <= connections
    assert [line["event"] for line in lines] == ["relay.fewer-connections"] * (connections < 1000)


def test_a_listener_knows_its_proxies(tmp_path: Path) -> None:
    listener = '[[relay.listener]]\naddress = "10.0.0.1:25"\nkind = "trusted"\ntls = "none"\n'
    more = 'networks = ["10.1.0.0/16"]\nagency = "H05"\nproxies = ["10.9.0.7", "fd00:9::/64"]\n'
    file = tmp_path / "config.toml"
    file.write_text(TEXT + listener + more, encoding="utf-8")

    (door,) = server_settings(load(file), False, 4096).listeners

    assert door.is_proxy(ip_address("10.9.0.7"))
    assert door.is_proxy(ip_address("fd00:9::1"))
    assert not door.is_proxy(ip_address("10.1.0.1"))


@pytest.mark.parametrize(("descriptors", "files"), [(4096, 2896), (1300, 100), (100, 100)])
def test_long_letters_have_what_descriptors_clients_leave(
    tmp_path: Path, descriptors: int, files: int
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(TEXT, encoding="utf-8")

    limits = server_settings(load(file), False, descriptors).limits

    assert (limits.spool_files, limits.descriptors) == (files, descriptors)


def test_what_clients_may_ask_for_is_the_operators(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    options = 'memory_limit = "3 MiB"\nsilence_limit = "2m"\noctets_per_second = 7\n'
    file.write_text(TEXT + options, encoding="utf-8")

    limits = server_settings(load(file), False, 4096).limits

    assert limits.memory_bytes == 3 * 1024 * 1024
    assert limits.command == limits.block == timedelta(minutes=2)
    assert limits.octets_per_second == 7
