"""Each end of a letter proves, in its row and by the account, how it came about."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mail.consignment import Begin, Consignment
from mail.sign.aside import Aside
from mail.sign.key import SigningKey, new_pem, read_pem
from mail.sign.keyring import Keyring
from mail.sign.vault import TokenFailed
from mail.smtp.wire import NO_EIGHT_BIT
from store import evidence
from tests.congvu.test_worker import until
from tests.mail.relaying import CONTENT, QUICK, Says, SetClock, Waits, taken, working
from work.evidence import accepting, bound
from work.letter import State
from work.outcome import Deferred, Delivered, Outcome, Refused

LATER = Deferred("4.2.1", "mx.yte.gov.vn said: 450 4.2.1 Later")


@pytest.mark.parametrize(
    ("outcome", "state", "sends"),
    [
        (Delivered("250 2.0.0 taken", peer="mx.yte.gov.vn", tls="TLSv1.3"), State.DELIVERED, True),
        (Refused("5.1.1", "550 no", peer="mx.yte.gov.vn", tls="TLSv1.2"), State.REFUSED, False),
    ],
)
async def test_an_end_proves_which_host_said_what_and_what_stood_before_the_content(
    tmp_path: Path, outcome: Delivered | Refused, state: State, sends: bool
) -> None:
    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(outcome)
        number = await worker.number()
        await worker.until(state, number=number)

        found = await worker.store.read(evidence.kept, number)
        assert found is not None
        facts = json.loads(found.facts[0])
        assert (facts["peer"], facts["tls"]) == (outcome.peer, outcome.tls)
        said = outcome.receipt if isinstance(outcome, Delivered) else outcome.reason
        assert facts["answer"] == said
        (sent,) = worker.hop.letters["yte.gov.vn"]
        digest = hashlib.sha256(sent.prefix).hexdigest() if sends else ""
        assert facts["sent"] == digest
        lines = await worker.store.read(evidence.lines_about, f"letter:{number}")
        end = next(line.told() for line in lines if line.event == state)
        assert end["via"] == "smtp"
        assert end["facts"] == bound(found.salt, "0.1", found.facts[0])
        (first,) = [line.told() for line in lines if line.event == "accepted"]
        to, origin = found.recipients, found.origin
        asked = accepting(found.sender, to, found.message_id, origin)
        assert first["facts"] == bound(found.salt, "accepted", asked)


async def test_the_end_of_a_letter_that_went_in_seven_bits_proves_what_went(
    tmp_path: Path,
) -> None:
    async def narrow(letter: Consignment, begin: Begin) -> tuple[Outcome, ...]:
        assert isinstance(letter.body, bytes)
        return await taken(letter, begin) if letter.body.isascii() else (NO_EIGHT_BIT,)

    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = narrow
        number = await worker.number(content=CONTENT + "số\r\n".encode())
        await worker.until(State.DELIVERED)

        found = await worker.store.read(evidence.kept, number)
        _, went = worker.hop.letters["yte.gov.vn"]

    assert found is not None
    assert isinstance(went.body, bytes)
    facts = json.loads(found.facts[0])
    assert facts["sent"] == hashlib.sha256(went.prefix).hexdigest()
    assert facts["narrow"] == hashlib.sha256(went.body).hexdigest()


class Slow(Keyring):
    """One key, as a token has it: a second goes by while it signs."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        key = read_pem("bn.gov.vn", "e1", new_pem("ed25519"))
        assert isinstance(key, SigningKey)
        self._key = replace(key, _signing=self._sign, aside=Aside())
        self._signing = key.sign
        self.clock: SetClock | None = None
        self.asked = 0
        self.fails = False

    def keys_for(self, domain: str) -> tuple[SigningKey, ...]:
        return (self._key,)

    def _sign(self, digest: bytes) -> bytes:
        assert self.clock is not None
        self.asked += 1
        self.clock.forward(timedelta(seconds=1))
        if self.fails:
            raise TokenFailed("it is away")
        return self._signing(digest)


async def test_a_letter_to_several_destinations_is_signed_once_and_each_end_proves_that(
    tmp_path: Path,
) -> None:
    ring, domains = Slow(tmp_path), ("yte.gov.vn", "hg.gov.vn")
    async with working(tmp_path, keyring=ring) as worker:
        ring.clock = worker.clock
        hops = {domain: Waits() for domain in domains}
        worker.hop.answers.update(hops)
        number = await worker.number(*(f"binh@{domain}" for domain in domains))
        await until(lambda: all(hop.began for hop in hops.values()))
        for hop in hops.values():
            hop.released.set()
        await worker.until(State.DELIVERED, State.DELIVERED)

        found = await worker.store.read(evidence.kept, number)
        assert found is not None
        for position, domain in enumerate(domains):
            (sent,) = worker.hop.letters[domain]
            digest = hashlib.sha256(sent.prefix).hexdigest()
            assert json.loads(found.facts[position])["sent"] == digest
    assert ring.asked == 1


async def test_who_waited_for_a_connection_gets_a_signature_of_this_minute(tmp_path: Path) -> None:
    ring, domains = Slow(tmp_path), ("hg.gov.vn", "yte.gov.vn")
    async with working(tmp_path, keyring=ring, bounds=replace(QUICK, porters=1)) as worker:
        ring.clock = worker.clock
        hops = {domain: Waits() for domain in domains}
        worker.hop.answers.update(hops)
        first = await worker.number("binh@yte.gov.vn")  # has the only connection
        await until(lambda: len(hops["yte.gov.vn"].began) == 1)
        number = await worker.number(*(f"binh@{domain}" for domain in domains))
        await until(lambda: len(hops["hg.gov.vn"].began) == 1)
        worker.clock.forward(timedelta(minutes=1))
        hops["yte.gov.vn"].released.set()
        await worker.until(State.DELIVERED, number=first)
        await until(lambda: len(hops["yte.gov.vn"].began) == 2)
        hops["hg.gov.vn"].released.set()
        await worker.until(State.DELIVERED, State.DELIVERED, number=number)

        found = await worker.store.read(evidence.kept, number)
        assert found is not None
        sent = [worker.hop.letters[domain][-1].prefix for domain in domains]
        for position, prefix in enumerate(sent):
            assert json.loads(found.facts[position])["sent"] == hashlib.sha256(prefix).hexdigest()
    assert sent[0] != sent[1], "it tells when it was made"
    assert ring.asked == 3


async def test_what_cannot_be_signed_is_tried_once_for_all_destinations(tmp_path: Path) -> None:
    ring = Slow(tmp_path)
    ring.fails = True
    async with working(tmp_path, keyring=ring) as worker:
        ring.clock = worker.clock
        await worker.number(*(f"binh@{domain}.gov.vn" for domain in "abc"))
        await worker.until(State.WAITING, State.WAITING, State.WAITING)
    assert ring.asked == 1


async def test_what_was_put_off_proves_nothing_yet(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(LATER)
        number = await worker.number()
        await worker.until(State.WAITING)

        lines = await worker.store.read(evidence.lines_about, f"letter:{number}")
        assert ["facts" in line.told() for line in lines] == [True, False]
