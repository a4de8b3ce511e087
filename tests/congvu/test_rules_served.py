"""The operator's rules in a daemon of two workers: counted together, and read again at SIGHUP."""

import asyncio
import os
import signal
import smtplib
from pathlib import Path

import pytest
from sqlalchemy import func, select

from store.schema.spool import letter
from tests.congvu.served import Relaying, until
from tests.peers import need
from tests.processes import children

LETTER = b"From: an@bn.gov.vn\r\nTo: binh@yte.gov.vn\r\nSubject: a\r\n\r\na\r\n"
DAY = '[[relay.rule]]\nname = "bn-day"\nagencies = ["H05"]\nletters_per_day = 20\n'
OUT = '[[relay.rule]]\nname = "bn-out"\nagencies = ["H05"]\nrcpt_to = ["*.gov.vn"]\n'


class Relay(Relaying):
    """One whose rules change."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.plain = self.config.read_text("utf-8")

    def rule(self, text: str) -> None:
        """Writes the configuration with these rules."""
        self.config.write_text(self.plain + text, "utf-8")

    async def send(self, to: str = "binh@yte.gov.vn") -> tuple[int, str]:
        """What a letter is answered that comes alone on its connection."""
        return await asyncio.to_thread(self._send, to)

    def _send(self, to: str) -> tuple[int, str]:
        with smtplib.SMTP("127.0.0.1", self.door, timeout=60) as client:
            try:
                client.sendmail("an@bn.gov.vn", [to], LETTER)
            except smtplib.SMTPRecipientsRefused as refused:
                code, text = refused.recipients[to]
                return code, text.decode()
            except smtplib.SMTPResponseException as refused:
                return refused.smtp_code, str(refused.smtp_error)
            return 250, ""

    async def kept(self) -> int:
        """How many letters were kept."""
        count: int = await self.read(lambda tx: tx.value(select(func.count()).select_from(letter)))
        return count


@pytest.fixture
async def relay(tmp_path: Path) -> Relay:
    relay = Relay(tmp_path)
    await relay.registered()
    return relay


async def test_workers_let_in_together_what_is_allowed_and_no_more(relay: Relay) -> None:
    relay.rule(DAY)
    need("swaks")
    async with relay.serving("--workers", "2"):
        await relay.serve(3)
        answers = [await relay.send() for _ in range(20)]
        while [code for code, _ in answers].count(250) < 20:
            answers.append(await relay.send())
        more = [await relay.send() for _ in range(8)]
        said = await relay.swaks()

    assert {code for code, _ in answers} <= {250, 452}
    assert {code for code, _ in more} == {452}
    assert "Rule bn-day allows 20 letters a day, and none is left; send it after 00:00" in said
    workers = {line["worker"] for line in relay.lines("letter.accepted")}
    assert len(workers) == 2, "both of them took letters"


@pytest.mark.proof
async def test_a_worker_that_is_killed_takes_its_slice_with_it_and_lets_nobody_in_twice(
    relay: Relay,
) -> None:
    relay.rule(DAY.replace("20", "160"))
    async with relay.serving("--workers", "2") as process:
        await relay.serve(3)
        before = [code for code, _ in [await relay.send() for _ in range(30)]]
        os.kill(children(process.pid)[0], signal.SIGKILL)
        await until(lambda: relay.told("serving") == 4)
        after = [250]
        while 250 in after[-10:]:
            after.append((await relay.send())[0])

    assert before == [250] * 30
    kept = await relay.kept()
    assert 160 - 20 <= kept <= 160, "the eighth part of 160 is what one slice has at most"
    assert kept == 30 + after[1:].count(250)


async def test_a_hangup_reads_the_rules_again_in_every_worker(relay: Relay) -> None:
    async with relay.serving("--workers", "2") as process:
        await relay.serve(3)
        assert await relay.send("a@gmail.com") == (250, "")

        async def heard(event: str, times: int) -> None:
            process.send_signal(signal.SIGHUP)
            await until(lambda: len(relay.lines(event)) == times)

        relay.rule(OUT)
        await heard("rules.reloaded", 2)
        answers = [await relay.send("a@gmail.com") for _ in range(8)]
        assert {code for code, _ in answers} == {550}
        assert answers[0][1].startswith("5.7.1 Rule bn-out lets agency H05 write to *.gov.vn only")

        relay.rule(OUT.replace("rcpt_to", "rcpt_too"))
        await heard("rules.kept", 2)
        assert {code for code, _ in [await relay.send("a@gmail.com") for _ in range(8)]} == {550}
        line = relay.plain.count("\n") + 4
        for told in relay.lines("rules.kept"):
            assert (told["file"], told["line"]) == (str(relay.config), line)
            assert "unknown option `rcpt_too`; did you mean `rcpt_to`?" in told["problem"]

        relay.rule("")
        await heard("rules.reloaded", 4)
        assert await relay.send("a@gmail.com") == (250, "")


async def test_what_a_hangup_does_not_read_again_is_named(relay: Relay) -> None:
    async with relay.serving() as process:
        relay.rule("[schedules]\ncalendars = []\n")
        process.send_signal(signal.SIGHUP)
        await until(lambda: relay.lines("rules.reloaded"))
        assert relay.lines("reload.waits") == []

        changed = relay.plain.replace("[relay]\n", '[relay]\nmax_age = "3d"\n')
        relay.config.write_text(changed, "utf-8")
        process.send_signal(signal.SIGHUP)
        await until(lambda: relay.lines("reload.waits"))

    assert [line["sections"] for line in relay.lines("reload.waits")] == [["relay"]]
