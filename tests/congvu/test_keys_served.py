"""Signing keys in a daemon of two workers: in a token, and changed under load and kills; judges from outside look at all."""

import asyncio
import contextlib
import os
import signal
import smtplib
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from mail.sign import dns_record
from store.directory.dkim import dkim_keys
from tests.congvu.served import until
from tests.congvu.test_rules_served import Relay
from tests.mail.relaying import NOW
from tests.mail.sign import judges
from tests.mail.sign.hsm import LABEL, MODULE, PIN, hsm_home
from tests.processes import children
from tests.zones import Zone, zone_server
from work.directory import DkimKey, KeyState

__all__ = ["hsm_home"]

DOMAIN = "bn.gov.vn"


class Signer(Relay):
    """A relay whose DNS is *zone*; commands speak to it as an operator does."""

    def __init__(self, folder: Path, zone: Zone, more: str = "") -> None:
        super().__init__(folder)
        self.zone = zone
        self.plain = self.plain.replace("[relay]\n", '[relay]\nuncertain_after = "2s"\n')
        self.rule(f'{more}[dns]\nresolvers = ["127.0.0.1:{zone.port}"]\n')

    async def keys(self) -> tuple[DkimKey, ...]:
        found: tuple[DkimKey, ...] = await self.read(dkim_keys)
        return found

    async def publish(self, ttl: int = 0) -> None:
        """Puts all records into the DNS that have ever been asked for."""
        for key in await self.keys():
            self.zone.txt(key.name, dns_record(key.public_key, key.algorithm), ttl=ttl)

    async def sign(self, *selectors: str) -> bool:
        return {key.selector for key in await self.keys() if key.active} == set(selectors)

    def delivered(self) -> list[bytes]:
        """Letters as they left."""
        return [one.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for one in self.letters()]


@pytest.fixture
def zone() -> Iterator[Zone]:
    with zone_server(Zone()) as zone:
        yield zone


async def founded(folder: Path, zone: Zone, more: str = "") -> Signer:
    office = Signer(folder, zone, more)
    await office.registered()
    return office


def judged(letters: list[bytes], zone: Zone, folder: Path) -> set[str]:
    """What OpenDKIM and Mail::DKIM say of all *letters* by what the DNS has."""
    records = {
        (name.split(".")[0], DOMAIN): "".join(texts[0].strip('"').split('" "')).encode()
        for (name, _), (_, texts) in zone.records.items()
    }
    said = {str(sorted(judges.opendkim(letter, records, folder).items())) for letter in letters}
    return said | set(judges.mail_dkim(letters, records, folder))


GOOD = {"[('ed25519', 'pass'), ('rsa', 'pass')]", "pass"}


async def test_two_workers_sign_with_one_token_and_wait_for_it_when_it_is_away(
    tmp_path: Path, zone: Zone, hsm_home: Path
) -> None:
    pin = tmp_path / "pin"
    pin.touch(0o600)
    pin.write_text(PIN)
    token = f'[[relay.dkim_token]]\nlabel = "{LABEL}"\nmodule = "{MODULE}"\npin_file = "pin"\n'
    office = await founded(tmp_path, zone, token)
    told = await office.good("dkim", "new", DOMAIN, "--token", LABEL)
    assert f"in the token {LABEL}" in told
    assert not (tmp_path / "keys/dkim").exists()
    await office.publish()
    selectors = [key.selector for key in await office.keys()]

    async with office.serving("--workers", "2"):
        await office.serve(3)
        await until(lambda: office.sign(*selectors))
        await until(lambda: both_sent(office))
        kept = await office.kept()
        await until(lambda: is_delivered(office, kept))
        letters = office.delivered()
        (hsm_home / "tokens").rename(hsm_home / "away")
        try:
            await office.send()
            await until(lambda: said(office, "letter.waiting"))
            assert len(office.delivered()) == len(letters)
        finally:
            (hsm_home / "away").rename(hsm_home / "tokens")
        replies = {line["reply"] for line in office.lines("letter.waiting")}
        assert replies == {f"it cannot be signed now, as no key of {DOMAIN} can"}

    assert judged(letters, zone, tmp_path) == GOOD


async def both_sent(office: Signer) -> bool:
    """Sends once more; whether each of two workers has delivered a letter."""
    await office.send()
    return len({line["worker"] for line in office.lines("letter.delivered")}) == 2


async def said(office: Signer, event: str) -> bool:
    return bool(office.lines(event))


@pytest.mark.proof
@pytest.mark.timeout(600)
async def test_keys_change_under_load_and_kills_and_every_letter_leaves_signed_twice(
    tmp_path: Path, zone: Zone
) -> None:
    office = await founded(tmp_path, zone)
    await office.good("dkim", "new", DOMAIN)
    await office.publish()
    await rotated(office)
    for kill in (nobody, a_child, the_daemon):
        async with office.serving("--workers", "2") as process:
            await office.serve(3)
            changing = asyncio.create_task(change(office, partial(kill, process)))
            while not changing.done():
                with contextlib.suppress(OSError, smtplib.SMTPException):  # nobody is there
                    await office.send()
                await asyncio.sleep(0.1)
            await changing
        await rotated(office)

    async with office.serving("--workers", "2"):
        kept = await office.kept()
        await until(lambda: is_delivered(office, kept))
    states = [key.state(NOW) for key in await office.keys()]
    assert states.count(KeyState.SIGNING) == 2
    assert len(states) == 8
    assert judged(office.delivered(), zone, tmp_path) == GOOD


Process = asyncio.subprocess.Process


async def nobody(process: Process) -> None:
    """All goes on until the switch."""


async def a_child(process: Process) -> None:
    os.kill(children(process.pid)[0], signal.SIGKILL)


async def the_daemon(process: Process) -> None:
    process.kill()
    await process.wait()


async def change(office: Signer, kill: Callable[[], Awaitable[None]]) -> None:
    """Another pair, published while letters go; then somebody is killed, or the daemon switches."""
    begun = await asyncio.to_thread(office.commands.process, "dkim", "rotate", DOMAIN)
    assert begun.code == 0, begun.err
    await asyncio.sleep(1)
    await office.publish(ttl=1)
    await asyncio.to_thread(office.commands.process, "dkim", "check", DOMAIN)
    await kill()
    await asyncio.sleep(3)


async def rotated(office: Signer) -> None:
    """Lets no key wait any more, with a daemon or without."""
    while any(key.waiting for key in await office.keys()):
        await asyncio.to_thread(office.commands.process, "dkim", "rotate", DOMAIN)


async def is_delivered(office: Signer, number: int) -> bool:
    return len(office.delivered()) >= number
