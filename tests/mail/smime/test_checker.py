"""Signatures are judged after the 250, from the octets that came; results stand beside the letter."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from mail import header
from mail.content import Budget, Collector, Content, Room
from mail.smime import checker as checking
from mail.smime.checker import Checker
from mail.smime.judge import Reads
from mail.smime.trust import Trust
from papers.opener import Opener
from papers.signed import Signed
from store import signature
from store.account import entries_about
from tests.mail import outside
from tests.mail.relaying import CONTENT, Worker, eventually, working
from tests.mail.smime.conftest import now
from tests.mail.smime.test_gateway import gateway
from tests.mail.smime.test_judge import letter
from tests.mail.smime.test_wrapping import PLAIN
from tests.store.letters import accepted, new_letter
from work.letter import State
from work.signature import Judgement

pytestmark = pytest.mark.asyncio(loop_scope="package")


@asynccontextmanager
async def checked(
    folder: Path, opener: Reads, trust: Trust, **facts: Any
) -> AsyncIterator[tuple[Worker, Checker]]:
    async with working(folder, **facts) as worker:
        worker.clock.time = now()
        one = Checker(worker.store, opener, trust, worker.clock)
        worker.relay._gates = replace(worker.relay._gates, checker=one)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(one.run())
            yield worker, one
            one.stop()


async def results(worker: Worker, number: int) -> tuple[Judgement, ...]:
    """What stands once something does."""

    async def there() -> bool:
        return bool(await worker.store.read(signature.of_letter, number))

    await eventually(there)
    return await worker.store.read(signature.of_letter, number)


async def test_a_letter_that_was_delivered_at_once_is_judged_all_the_same(
    opener: Opener, trust: Trust, tmp_path: Path
) -> None:
    async with checked(tmp_path, opener, trust) as (worker, _):
        with capture_logs() as logs:
            number = await worker.number(content=letter(sender="an@bn.gov.vn"))
            await worker.until(State.DELIVERED)
            (found,) = await results(worker, number)
        entries = await worker.store.read(entries_about, f"letter:{number}")

    assert (found.verdict, found.signer, found.anchor) == ("good", "Nguyen Van An", "Ban Co yeu")
    told = [line for line in logs if line["event"] == "letter.signatures"]
    assert [(line["letter"], line["verdicts"]) for line in told] == [(number, "smime:good*1")]
    assert [e.codes["verdicts"] for e in entries if e.event == "signatures"] == ["smime:good*1"]
    assert "Nguyen" not in repr(entries) + repr(logs)


async def test_a_letter_from_outside_is_judged_as_well(
    opener: Opener, trust: Trust, tmp_path: Path
) -> None:
    async with outside.relay(tmp_path) as worker:
        worker.clock.time = now()
        one = Checker(worker.store, opener, trust, worker.clock)
        worker.relay._gates = replace(worker.relay._gates, checker=one)
        number = outside.number(await outside.sent(worker, content=letter(sender="an@moh.gov.vn")))
        one.stop()
        await one.run()
        (found,) = await worker.store.read(signature.of_letter, number)

    assert (found.verdict, found.is_author) == ("other-address", False)


async def test_our_own_signature_is_judged_once(
    opener: Opener, trust: Trust, tmp_path: Path
) -> None:
    asked = []

    class Counted:
        async def signed_mail(self, *words: Any, **more: Any) -> Signed:
            asked.append(1)
            return await opener.signed_mail(*words, **more)

        async def signatures(self, *words: Any, **more: Any) -> Signed:
            return await opener.signatures(*words, **more)

        signed_package = signatures

    own = gateway(Counted(), trust, tmp_path)
    async with checked(tmp_path, Counted(), trust, gateway=own) as (worker, _):
        (found,) = await results(worker, await worker.number(content=PLAIN))

    assert (found.verdict, found.part, asked) == ("good", "0", [1])


async def test_plain_text_is_never_looked_at(opener: Opener, trust: Trust, tmp_path: Path) -> None:
    async with checked(tmp_path, opener, trust) as (worker, one):
        one.consider(1, header.parse(b"Content-Type: text/plain\r\n"), Content.of(CONTENT))
        assert not one._waiting
        await worker.number(content=CONTENT)


async def test_a_long_letter_is_judged_after_its_session_gave_the_file_back(
    opener: Opener, trust: Trust, tmp_path: Path
) -> None:
    octets = letter(text=b"Content-Type: text/plain\r\n\r\n" + b"Kinh gui\r\n" * 60_000)
    collector = Collector(Room(tmp_path, *(Budget(1 << 24) for _ in range(3))))
    for at in range(0, len(octets), 65536):
        collector.add(octets[at : at + 65536])
        if collector.spills:
            await collector.spill()
    content = await collector.finish(eight_bit=False)
    assert content is not None
    async with checked(tmp_path, opener, trust) as (worker, one):
        number = await accepted(worker.store, new_letter())
        one.consider(number, header.parse(content.header), content)
        content.close()
        (found,) = await results(worker, number)

    assert found.verdict == "good"


async def test_more_than_there_is_room_for_is_left_and_told(
    opener: Opener, trust: Trust, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "LETTERS", 2)
    content = Content.of(letter())
    async with working(tmp_path) as worker:
        one = Checker(worker.store, opener, trust, worker.clock)
        with capture_logs() as logs:
            for number in range(4):
                one.consider(number, header.parse(content.header), content)

    assert [line["letter"] for line in logs if line["event"] == "letter.unchecked"] == [2, 3]


async def test_letters_from_outside_leave_agencies_half_of_the_room(
    opener: Opener, trust: Trust, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "LETTERS", 4)
    async with outside.relay(tmp_path) as worker:
        worker.clock.time = now()
        one = Checker(worker.store, opener, trust, worker.clock)
        worker.relay._gates = replace(worker.relay._gates, checker=one)
        with capture_logs() as logs:
            for _ in range(3):
                await outside.sent(worker, content=letter(sender="an@moh.gov.vn"))
            for _ in range(3):
                await worker.number(content=letter())

    left = [line["letter"] for line in logs if line["event"] == "letter.unchecked"]
    assert left == [3, 6]


async def test_what_waits_at_the_stop_is_judged_before_the_end(
    opener: Opener, trust: Trust, tmp_path: Path
) -> None:
    content = Content.of(letter())
    async with working(tmp_path) as worker:
        worker.clock.time = now()
        number = await accepted(worker.store, new_letter())
        one = Checker(worker.store, opener, trust, worker.clock)
        one.consider(number, header.parse(content.header), content)
        one.stop()
        await one.run()
        assert len(await worker.store.read(signature.of_letter, number)) == 1
