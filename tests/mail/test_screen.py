"""Marks of secrecy at acceptance: refused before a body stands anywhere, held for a person, or not noticed at all."""

import asyncio
import os
import random
import signal
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from mail.approval import Rule as ReleaseRule
from mail.bounce import Bounces
from mail.dsn import Reporter
from mail.returning import return_letter
from mail.schedule import Schedule
from mail.screen import BUSY, Screen, ScreenSettings
from mail.secrecy import Guard
from mail.smime.encrypted import Wishes
from papers.opened import Obstacle, Opened, Why
from papers.opener import Opener
from papers.reader_process import ReaderProcess
from store import approval, queue, secrecy
from store.account import entries_about
from store.approval import Decided
from tests.mail import outside
from tests.mail.relaying import BINH, NOW, SENDER, ZONE, Worker, eventually, working
from tests.secrecy import documents
from tests.store.approvals import BINH as APPROVER
from tests.store.approvals import RULE, staffed
from work import receipt
from work.approval import Entitled
from work.hold import doubt
from work.letter import State
from work.person import Position
from work.secrecy.discretion import Daily
from work.secrecy.rules import shipped

RULES = Daily(shipped())
USUAL = ScreenSettings()
PLAIN = "Kính gửi quý cơ quan, công tác bảo mật và mật khẩu được thực hiện theo quy định."
WORDS = "Số 12 KE HOACH PHONG THU XYZZY"


def written(
    subject: str = "Báo cáo tháng 10",
    text: str = PLAIN,
    attachment: tuple[str, bytes] | None = None,
    cte: str = "8bit",
) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = f"An <{SENDER}>"
    message["To"] = BINH
    message["Subject"] = subject
    message["Message-ID"] = "<a1@bn.gov.vn>"
    message.set_content(text, cte=cte)
    if attachment:
        name, octets = attachment
        message.add_attachment(octets, "application", "octet-stream", filename=name)
    return message.as_bytes()


def marked_pdf() -> bytes:
    return written(attachment=("congvan.pdf", documents.pdf([f"UBND TỈNH\nMẬT\n{WORDS}"])))


@asynccontextmanager
async def relay(
    folder: Path,
    opener: Any = None,
    settings: ScreenSettings = USUAL,
    seconds: float = 20,
    **facts: Any,
) -> AsyncIterator[Worker]:
    at_once = facts.pop("at_once", 32)
    async with Opener() as real:
        guard = Guard(RULES, opener or real, seconds, folder)
        async with working(folder, screen=Screen(guard, settings, at_once), **facts) as worker:
            yield worker


def kept_in(folder: Path, octets: bytes) -> list[str]:
    """Files of the store, and of the spool, in which *octets* stand."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if octets in path.read_bytes()]


async def incidents(worker: Worker) -> list[Any]:
    return list(await worker.store.read(secrecy.incidents, 100))


async def test_a_marked_subject_is_refused_and_nothing_of_the_letter_is_kept(
    tmp_path: Path,
) -> None:
    async with relay(tmp_path) as worker:
        reply = await worker.letter(content=written(subject=f"[TỐI MẬT] {WORDS}"))
        (one,) = await incidents(worker)
        assert await worker.kinds() == []
        (entry,) = await worker.store.read(entries_about, f"incident:{one.id}")

    assert (reply.code, reply.status) == (550, "5.7.1")
    assert reply.text == (
        f"Rule {one.sighting.rule}: there is a mark of state secrecy in the subject, and nothing of the"
        " letter was kept; use the channel for secret papers, and tell your security officer"
    )
    assert (one.sighting.kind, one.level, one.sighting.sender) == ("refused", "B", SENDER)
    assert entry.codes["rule"] == one.sighting.rule
    assert kept_in(tmp_path, b"XYZZY") == kept_in(tmp_path, b"a1@bn.gov.vn") == []


async def test_a_marked_file_is_refused_and_nothing_of_it_is_kept(tmp_path: Path) -> None:
    content = marked_pdf()
    line = content[content.index(b"JVBERi") :][:60]  # of the PDF, in base64
    async with relay(tmp_path) as worker:
        good = await worker.letter(
            content=written(attachment=("a.pdf", documents.pdf(["Báo cáo công khai"])))
        )
        kept = kept_in(tmp_path, line[:12])  # so the search finds what is kept
        reply = await worker.letter(content=content)
        (one,) = await incidents(worker)
        await worker.until(State.DELIVERED)

    assert (good.code, bool(kept), reply.code) == (250, True, 550)
    assert one.sighting.place == "stamp"
    assert kept_in(tmp_path, line) == []


async def test_plain_letters_pass_and_leave_no_trace_of_the_look(tmp_path: Path) -> None:
    async with relay(tmp_path) as worker:
        number = await worker.number(content=written())
        await worker.until(State.DELIVERED, number=number)
        assert await incidents(worker) == []


async def test_a_doubtful_letter_waits_for_a_person_and_goes_when_released(tmp_path: Path) -> None:
    async with relay(tmp_path) as worker:
        reply = await worker.letter(content=written(subject="MAT - lich hop"))
        assert reply.text.startswith("held for release, ")
        number = receipt.decode(reply.text.rpartition(" ")[2])
        assert number is not None
        (one,) = await incidents(worker)
        (row,) = await worker.rows(number)
        assert doubt(row.hold) == (one.sighting.rule, "subject")
        assert one.sighting.letter == number
        end = NOW + timedelta(days=5)
        assert (await worker.store.write(queue.release, number, "cli:0", NOW, end)).changed == 1
        await worker.until(State.DELIVERED, number=number)


async def test_a_report_on_a_doubtful_letter_quotes_nothing_of_it(tmp_path: Path) -> None:
    async with relay(tmp_path) as worker:
        number = await worker.number(content=written(subject="MAT - lich hop XYZZY"))
        reporter = Reporter("mail.bn.gov.vn", "bn.gov.vn", ZONE)
        bounces = Bounces(worker.store, reporter, Schedule(), worker.clock)
        done = await return_letter(worker.store, bounces, Schedule(), number, "cli:0", NOW)
        assert done.changed == 1
        await eventually(lambda: reported(worker))
        (dsn,) = worker.hop.letters["bn.gov.vn"]

    assert isinstance(dsn.body, bytes)
    assert b"text/rfc822-headers" in dsn.body
    assert b"XYZZY" not in dsn.body
    assert b"a1@bn.gov.vn" not in dsn.body


async def reported(worker: Worker) -> bool:
    return bool(worker.hop.letters["bn.gov.vn"])


INTERNAL = "UBND TỈNH\nLƯU HÀNH NỘI BỘ\n\nKính gửi các đơn vị."


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ((BINH, "a@vpcp.chinhphu.vn"), 250),
        ((BINH, "a@gmail.com"), 550),
        (("a@notgov.vn",), 550),
    ],
)
async def test_what_circulates_inside_stays_there_whole(
    tmp_path: Path, to: tuple[str, ...], code: int
) -> None:
    async with relay(tmp_path) as worker:
        reply = await worker.letter(*to, content=written(text=INTERNAL))
        found = await incidents(worker)
        kinds = await worker.kinds()

    assert reply.code == code
    if code == 250:
        assert (found, kinds) == ([], ["relayed"])
        return
    assert "outside gov.vn and chinhphu.vn; send it again without such recipients" in reply.text
    assert [one.sighting.kind for one in found] == ["internal"]
    assert kinds == []


ENCRYPTED = (
    b"From: An <an@bn.gov.vn>\r\nSubject: Bao cao\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3DQEHA6CAMIACAQA=\r\n"
)


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ("hold", "held for release"),
        ("refuse", "Rule encrypted: encrypted letters cannot be looked at"),
        ("pass", "0000"),
    ],
)
async def test_what_nobody_can_look_into_is_what_the_operator_says(
    tmp_path: Path, policy: Any, says: str
) -> None:
    async with relay(tmp_path, settings=ScreenSettings(wished=Wishes(policy))) as worker:
        reply = await worker.letter(content=ENCRYPTED)
        rows = await worker.rows()

    assert says in reply.text
    held = [row.hold for row in rows]
    assert held == {"hold": ["encrypted"], "refuse": [], "pass": [None]}[policy]


@pytest.mark.parametrize(("agency", "code"), [("H05", 250), ("H06", 550)])
async def test_the_agency_of_an_encrypted_letter_may_want_something_else(
    tmp_path: Path, agency: str, code: int
) -> None:
    wished = Wishes("refuse", {agency: "pass"})
    async with relay(tmp_path, settings=ScreenSettings(wished=wished)) as worker:
        reply = await worker.letter(content=ENCRYPTED)

    assert reply.code == code, "H05 sends it"


class Slow:
    """An opener whose readers are busy until the deadline."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.free = asyncio.Event()

    async def text(self, name: str, octets: bytes | int, seconds: float, kind: str = "") -> Opened:
        self.asked.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.free.wait()
                return Opened()
        return Opened((), (Obstacle((name,), Why.TOO_SLOW),))


FILE = written(attachment=("a.pdf", documents.pdf(["Báo cáo"])))


async def test_a_letter_whose_look_runs_out_of_time_is_held(tmp_path: Path) -> None:
    async with relay(tmp_path, Slow(), seconds=0.05) as worker:
        reply = await worker.letter(content=FILE)
        (one,) = await incidents(worker)

    assert reply.text.startswith("held for release, ")
    assert (one.sighting.kind, one.sighting.rule) == ("held", "unchecked")


async def test_many_looks_at_once_make_the_next_letter_wait_and_send_it_away_late_and_no_plain_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    monkeypatch.setattr("mail.screen.PATIENCE", 0.2)
    async with relay(tmp_path, slow, at_once=1) as worker:
        async with asyncio.TaskGroup() as group:
            first = group.create_task(worker.letter(content=FILE))
            await slow.asked.wait()
            assert await worker.letter(content=FILE) == BUSY
            assert (await worker.letter(content=written())).code == 250
            monkeypatch.setattr("mail.screen.PATIENCE", 60.0)
            second = group.create_task(worker.letter(content=FILE))
            slow.free.set()
        assert first.result().code == second.result().code == 250
        assert (await worker.letter(content=FILE)).code == 250, "the place is free again"


async def test_a_reader_that_is_killed_leaves_the_letter_held(tmp_path: Path) -> None:
    async with Opener() as opener, relay(tmp_path, Killing(opener)) as worker:
        reply = await worker.letter(content=FILE)
        (one,) = await incidents(worker)
        again = await worker.letter(
            content=written(attachment=("b.pdf", documents.pdf(["Báo cáo"])))
        )

    assert reply.text.startswith("held for release, ")
    assert one.sighting.kind == "held"
    assert again.text.startswith("0000"), "the next reader is a new one"


class Killing:
    """An opener whose reader is killed (SIGKILL) as it is asked for the first time."""

    def __init__(self, opener: Opener) -> None:
        self._opener = opener
        self._killed = False

    async def text(self, name: str, octets: bytes | int, seconds: float, kind: str = "") -> Opened:
        if self._killed:
            return await self._opener.text(name, octets, seconds, kind)
        self._killed = True
        ask = ReaderProcess.ask

        def asked(reader: ReaderProcess, descriptors: Sequence[int]) -> None:
            assert reader.pid is not None
            os.kill(reader.pid, signal.SIGKILL)
            ask(reader, descriptors)

        with mock.patch.object(ReaderProcess, "ask", asked):
            return await self._opener.text(name, octets, seconds, kind)


async def test_a_large_document_does_not_hold_up_another_session(tmp_path: Path) -> None:
    pages = "\n".join(
        f"Khoản {number}: {random.Random(number).random()}" for number in range(60_000)
    )
    large = written(attachment=("a.docx", documents.docx([pages])), cte="base64")
    slowest = 0.0
    async with relay(tmp_path) as worker:
        await worker.letter(content=FILE)  # the reader is warm
        async with asyncio.TaskGroup() as group:
            whole = group.create_task(worker.letter(content=large))
            while not whole.done():
                begun = time.perf_counter()
                await asyncio.sleep(0.001)
                slowest = max(slowest, time.perf_counter() - begun)

    assert whole.result().code == 250
    assert slowest < 0.5, "what the machine itself does, and no more"


async def test_a_doubtful_letter_that_needs_approval_waits_for_both(tmp_path: Path) -> None:
    heads = (Entitled(position=Position.AGENCY_HEAD),)
    rule = ReleaseRule(
        RULE, heads, timedelta(hours=4), timedelta(hours=48), inside=("chinhphu.vn",)
    )
    async with relay(tmp_path, releases=(rule,)) as worker:
        await staffed(worker.store)
        number = await worker.number(
            content=written(subject="MAT - lich hop"),
        )
        (one,) = await incidents(worker)
        (row,) = await worker.rows(number)
        assert row.hold == RULE
        end = NOW + timedelta(days=5)
        done = await worker.store.write(approval.approve, number, APPROVER, "cli:0", NOW, end)
        assert isinstance(done, Decided)
        (row,) = await worker.rows(number)

    assert one.sighting.letter == number
    assert doubt(row.hold) == (one.sighting.rule, "subject")


async def test_letters_from_outside_are_looked_at_too(tmp_path: Path) -> None:
    async with Opener() as opener:
        screen = Screen(Guard(RULES, opener), ScreenSettings())
        async with outside.relay(tmp_path, screen=screen) as worker:
            refused = await outside.sent(worker, content=written(subject="[TUYỆT MẬT]"))
            held = await outside.sent(worker, content=written(subject="MAT - lich hop"))
            plain = await outside.sent(worker, content=written())
            doors = [one.sighting.door for one in await incidents(worker)]

    assert (refused.code, plain.code) == (550, 250)
    assert held.text.startswith("held for release, ")
    assert doors == ["inbound", "inbound"]


async def test_the_officer_is_not_told_who_sent_a_marked_petition(tmp_path: Path) -> None:
    asked = ScreenSettings(petitions=frozenset({BINH}))
    async with relay(tmp_path, settings=asked) as worker:
        await worker.letter(content=written(subject=f"[TỐI MẬT] {WORDS}"))
        (one,) = await incidents(worker)

    assert one.sighting.sender == "…@bn.gov.vn"
    assert one.sighting.recipients == (BINH,)
