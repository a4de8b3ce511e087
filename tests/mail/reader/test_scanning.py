"""Letters whose document is a scan: proposed at once without it, read by sight when there is time, and judged by secrecy first."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from congvu.parts.console_tray import Letters
from mail.reader.loop import Reading
from mail.reader.official import Official
from mail.reader.scanning import Scanning
from mail.reader.scans import Sees
from mail.screen import Screen, ScreenSettings
from mail.secrecy import Guard
from papers.opened import Kind, Obstacle, Opened, Piece, Run, Why
from papers.opener import Opener
from schedules.clock import MachineClock
from schedules.official import official_calendar
from schedules.official_letter import read
from store import Store, intake, proposal, scan, secrecy, tray
from store.schema.body import body as bodies
from store.schema.scan import intake_scan
from tests.congvu.served import until
from tests.papers.pages import page
from tests.papers.pages import scan as scanned
from tests.peers import need
from tests.store.office import NOW
from tests.store.read_letters import SENDER, desk, office
from work.act import Act
from work.intake import Arrival, NewIntake, TrayState
from work.official.scan import Scans
from work.proposal import Proposal, ProposalState
from work.secrecy.rules import shipped

CALENDAR = official_calendar()
PICTURE = scanned(page())
TEXT = """VĂN PHÒNG CHÍNH PHỦ
Số: 125/VPCP-KGVX
V/v báo cáo tình hình cung ứng thuốc
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Hà Nội, ngày 28 tháng 9 năm 2026
Kính gửi: Bộ Y tế
Đề nghị Bộ Y tế báo cáo tình hình cung ứng thuốc trước ngày 24/10/2026./.
"""


class Eye:
    """Reads *text* in every picture, as often as *seen* says; *why* is what it could not."""

    def __init__(self, text: str = TEXT, why: Why | None = None, fails: bool = False) -> None:
        self.text, self.why, self.fails = text, why, fails
        self.seen = 0
        self.at_once = self.most = 0

    async def scans(self, name: str, octets: bytes, seconds: float, kind: str = "") -> Opened:
        self.seen += 1
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0.01)
        self.at_once -= 1
        if self.fails:
            raise RuntimeError("a bug")
        piece = Piece((name,), Kind.SCAN, (Run("", self.text),))
        whys = () if self.why is None else (Obstacle((name,), self.why),)
        return Opened((piece,) if self.text else (), whys)


async def come(store: Store, subject: str = "Gửi văn bản", picture: bytes = PICTURE) -> int:
    made = EmailMessage(policy=SMTP)
    made["From"], made["Subject"], made["To"] = SENDER, subject, "vanthu@moh.gov.vn"
    made["Date"] = "Tue, 29 Sep 2026 09:00:00 +0700"
    made.set_content("Kính gửi văn bản.\n")
    made.add_attachment(picture, "application", "pdf", filename="vb.pdf")
    octets = made.as_bytes()
    digest = hashlib.sha256(octets).digest()
    new = NewIntake(digest, digest, len(octets), None, SENDER, subject, octets)
    taken = await store.write(intake.take, new, Arrival("inbound", NOW))
    assert taken is not None
    return taken.id


@asynccontextmanager
async def serving(
    store: Store, eye: Sees | None, screen: Screen | None = None
) -> AsyncIterator[None]:
    """The reader, and beside it who reads scans, where there is one."""
    clock = MachineClock()

    async def unread(*_: Any) -> None:
        """Nobody is told."""

    async with Opener(readers=1) as opener, asyncio.TaskGroup() as group:
        handler = Official(
            store,
            lambda letter, came: read(letter, CALENDAR, received=came),
            lambda tx, _now: desk(tx),
            clock,
            "moh.gov.vn",
            unread,
            eye is not None,
        )
        loops: list[Reading | Scanning] = [Reading(store, opener, (handler,), clock, "reader")]
        if eye is not None:
            loops.append(Scanning(store, eye, screen, clock, UTC, "vanthu@moh.gov.vn"))
        tasks = [group.create_task(one.run()) for one in loops]
        yield
        for task in tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.wait(tasks)


async def at_rest(store: Store) -> None:
    """Until nothing waits to be read, in either way."""

    async def none() -> bool:
        waiting = await store.read(tray.waiting, 99)
        unseen = await store.read(lambda tx: tx.all(select(intake_scan).where(intake_scan.c.read.is_(None))))  # fmt: skip
        return not unseen and not [one for one, _ in waiting if one is not TrayState.ASIDE]

    await until(none)


async def state(store: Store, number: int) -> tuple[TrayState, str | None]:
    one = await store.read(tray.one, number)
    assert one is not None
    return one.state, one.reason


async def proposals(store: Store, number: int) -> tuple[Proposal, ...]:
    return await store.read(proposal.of_letter, number)


def screen() -> Screen:
    return Screen(Guard(shipped()), ScreenSettings())


async def test_a_scan_is_proposed_as_it_is_now_where_none_are_read(store: Store) -> None:
    await office(store)
    async with serving(store, None):
        number = await come(store)
        await at_rest(store)

    (one,) = await proposals(store, number)
    assert one.read.papers[0].number is None
    assert "unread" in one.doubts


async def test_what_a_scan_says_is_proposed_with_a_doubt_of_its_own_and_never_certain(
    store: Store,
) -> None:
    await office(store)
    async with serving(store, Eye(), screen()):
        number = await come(store)
        await at_rest(store)

    (one,) = await proposals(store, number)
    paper, errand = one.read.papers[0], one.read.errands[0]
    assert paper.number is not None
    assert (paper.number.value, paper.number.words) == ("125/VPCP-KGVX", "125/VPCP-KGVX")
    assert errand.deadline is not None
    assert errand.deadline.due.isoformat() == "2026-10-23"
    assert (one.state, one.read.opens) == (ProposalState.OPEN, False)
    assert "scanned" in one.doubts
    assert "unread" not in one.doubts
    told = [paper.number, paper.issuer, paper.issued, errand.content, errand.when]
    assert max(finding.certainty for finding in told if finding) <= 0.6


async def test_whoever_looks_at_the_letter_sees_what_was_read(store: Store) -> None:
    await office(store)
    eye = Eye()
    async with serving(store, eye, screen()), Opener(readers=1) as opener:
        number = await come(store)
        await at_rest(store)
        looked = Letters(store, lambda tx, _now: desk(tx), opener)
        one = await store.read(tray.one, number)
        assert one is not None
        shown = await looked.letter(one)

    assert [(sheet.kind, sheet.place) for sheet in shown.sheets] == [
        ("text", ()),
        ("scan", ("vb.pdf",)),
    ]
    assert shown.sheets[1].text == TEXT
    assert shown.obstacles == ()
    assert eye.seen == 1, "it is not read again for everybody who looks"


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT"])
async def test_a_scan_that_bears_a_mark_is_refused_and_nothing_of_the_letter_is_left(
    store: Store, mark: str
) -> None:
    await office(store)
    async with serving(store, Eye(f"{mark}\n{TEXT}"), screen()):
        number = await come(store)
        await at_rest(store)

    found = await store.read(tray.one, number)
    assert found is not None
    assert (found.state, found.body, found.subject) == (TrayState.REFUSED, None, "")
    assert [one.state for one in await proposals(store, number)] in (
        [ProposalState.DROPPED],
        [ProposalState.NOTHING],
    )
    (incident,) = await store.read(secrecy.incidents, 10)
    assert (incident.sighting.kind, incident.sighting.sender) == ("refused", SENDER)
    assert await store.read(lambda tx: tx.all(select(bodies))) == []
    assert await store.read(lambda tx: tx.all(select(intake_scan))) == []


async def test_a_mark_that_was_read_with_another_accent_waits_for_a_person(store: Store) -> None:
    await office(store)
    async with serving(store, Eye(f"MẶT\n{TEXT}"), screen()):
        number = await come(store)
        await at_rest(store)

    was, reason = await state(store, number)
    found = await store.read(tray.one, number)
    assert was is TrayState.ASIDE
    assert (reason or "").startswith("secrecy:")
    assert found is not None
    assert found.held, "nobody is shown it"
    assert await store.read(scan.scans, number) == Scans()
    assert len(await store.read(secrecy.incidents, 10)) == 1


async def test_where_a_decision_waives_the_look_a_mark_is_no_more_than_text(store: Store) -> None:
    await office(store)
    async with serving(store, Eye(f"MẬT\n{TEXT}"), None):
        number = await come(store)
        await at_rest(store)

    assert (await state(store, number))[0] is not TrayState.REFUSED


async def test_letters_with_a_text_wait_for_no_scan_and_one_is_read_at_a_time(store: Store) -> None:
    await office(store)
    eye = Eye()
    async with serving(store, eye, screen()):
        scans = [await come(store, f"bản quét {n}") for n in range(6)]
        await at_rest(store)

    assert (eye.seen, eye.most) == (6, 1)
    numbers = [(await proposals(store, one))[0].read.papers[0].number for one in scans]
    assert {one.value for one in numbers if one} == {"125/VPCP-KGVX"}


async def test_a_scan_that_fails_or_says_nothing_is_tried_once_and_holds_up_no_other(
    store: Store,
) -> None:
    await office(store)
    failing = Eye(fails=True)
    with capture_logs() as said:
        async with serving(store, failing, screen()):
            number = await come(store)
            await at_rest(store)
        silent = Eye("", Why.CRASHED)
        async with serving(store, silent, screen()):
            other = await come(store, "khác")
            await at_rest(store)

    assert (failing.seen, silent.seen) == (1, 1)
    told = [(one["event"], one["intake"]) for one in said if "intake.scan" in one["event"]]
    assert told == [("intake.scan-failed", number), ("intake.scanned", other)], "one of each"
    for one in (number, other):
        (kept,) = await proposals(store, one)
        assert "unread" in kept.doubts
        assert (await state(store, one))[0] is TrayState.READ


async def test_a_scan_that_nobody_can_judge_is_tried_once_and_nothing_of_it_is_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> Any:
        raise RuntimeError("a bug")

    await office(store)
    eye, judging = Eye(), screen()
    monkeypatch.setattr(judging, "of_scans", fails)
    async with serving(store, eye, judging):
        number = await come(store)
        await at_rest(store)

    assert eye.seen == 1
    (kept,) = await proposals(store, number)
    assert "unread" in kept.doubts
    assert kept.read.papers[0].number is None


async def test_a_proposal_that_somebody_decided_on_is_left_alone(store: Store) -> None:
    await office(store)
    async with serving(store, None):
        number = await come(store)
        await at_rest(store)
    (one,) = await proposals(store, number)
    await store.write(proposal.settle, one.id, ProposalState.DROPPED, Act("cli:1", NOW))
    await store.write(scan.ask, number, (("vb.pdf",),))
    async with serving(store, Eye(), screen()):
        await at_rest(store)

    (left,) = await proposals(store, number)
    assert (left.id, left.state) == (one.id, ProposalState.DROPPED)


async def test_a_letter_that_is_forgotten_takes_what_was_read_with_it(store: Store) -> None:
    await office(store)
    async with serving(store, Eye(), screen()):
        number = await come(store)
        await at_rest(store)
    await store.write(tray.forget, (number,))

    assert await store.read(lambda tx: tx.all(select(intake_scan))) == []


async def test_a_real_scan_becomes_a_proposal_with_all_that_stands_on_it(store: Store) -> None:
    need("tesseract")
    need("pdftoppm")
    await office(store)
    async with Opener(readers=1) as eye, serving(store, eye, screen()):
        number = await come(store, picture=scanned(page(stamp="HỎA TỐC")))
        await at_rest(store)

    (one,) = await proposals(store, number)
    paper, errand = one.read.papers[0], one.read.errands[0]
    assert [each and each.value for each in (paper.number, paper.issuer, paper.issued)] == [
        "412/SNV-CCHC",
        "Sở Nội vụ",
        "2026-10-26",
    ]
    assert paper.urgency.value == "express"
    assert errand.deadline is not None
    assert errand.deadline.due.isoformat() == "2026-11-19"


@pytest.mark.parametrize("stamp", ["MẬT", "TUYỆT MẬT"])
async def test_a_real_stamp_of_secrecy_in_its_frame_is_seen(store: Store, stamp: str) -> None:
    need("tesseract")
    need("pdftoppm")
    await office(store)
    async with Opener(readers=1) as eye, serving(store, eye, screen()):
        number = await come(store, picture=scanned(page(stamp=stamp)))
        await at_rest(store)

    assert (await state(store, number))[0] is TrayState.REFUSED
