"""`congvu check` says whether the resolver that the configuration calls validating is one."""

from pathlib import Path

import pytest

from congvu.cli.checks.dns_records import records
from congvu.cli.checks.finding import Finding, Level
from congvu.config import load
from tests.congvu.conftest import Write
from tests.mail.peers.nameserver import serving
from tests.mail.peers.signed import resolving


async def told(write: Write, more: str) -> Finding:
    (finding,) = await records(load(write(more)), ())
    return finding


async def test_one_that_validates_is_good(write: Write, tmp_path: Path) -> None:
    async with resolving(tmp_path, {"": ("signed", "")}) as port:
        found = await told(write, f'[dns]\nresolvers = ["127.0.0.1:{port}"]\nvalidating = true\n')

    assert found == Finding(Level.OK, "dnssec", "the resolver validates")


async def test_one_that_does_not_is_an_error_and_says_what_is_lost(write: Write) -> None:
    async with serving({"": {"NS": ["a.root."]}}) as names:
        block = f'[dns]\nresolvers = ["127.0.0.1:{names.port}"]\nvalidating = true\n'
        found = await told(write, block)

    assert found.level is Level.ERROR
    assert found.sentence == (
        "the resolver says nothing of DNSSEC, though validating = true, so DANE protects no letter;"
        " let it validate, or name one that does"
    )


@pytest.mark.parametrize("block", ["", '[dns]\nresolvers = ["127.0.0.1:9"]\n'])
async def test_where_it_is_not_asked_for_that_is_said(write: Write, block: str) -> None:
    found = await told(write, block)

    assert found.level is Level.OK
    assert "validating under [dns]" in found.sentence


async def test_one_on_another_machine_is_a_warning(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def vouches(_: object) -> bool:
        return True

    monkeypatch.setattr("mail.dns.Resolver.vouches", vouches)
    found = await told(write, '[dns]\nresolvers = ["192.0.2.53"]\nvalidating = true\n')

    assert found.level is Level.WARNING
    assert "put a validating resolver on this machine" in found.sentence
