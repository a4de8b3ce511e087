"""Each end of a letter proves, in its row and by the account, how it came about."""

import hashlib
import json
from pathlib import Path

import pytest

from mail.consignment import Begin, Consignment
from mail.smtp.wire import NO_EIGHT_BIT
from store import evidence
from tests.mail.relaying import CONTENT, Says, taken, working
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


async def test_what_was_put_off_proves_nothing_yet(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(LATER)
        number = await worker.number()
        await worker.until(State.WAITING)

        lines = await worker.store.read(evidence.lines_about, f"letter:{number}")
        assert ["facts" in line.told() for line in lines] == [True, False]
