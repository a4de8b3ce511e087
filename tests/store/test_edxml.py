"""A document that comes as edXML is proposed exactly as told; each step is told its sender once, with the change or not at all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date

import pytest

from mail.smime.trust import Trust
from papers.signed import Anchor
from store import Store, document, exchange, proposal, task, worklist
from store.document import Kept
from store.exchange import News
from store.proposal import Confirmed
from tests.papers.sealing import CA, sealed, unsigned
from tests.store import packages
from tests.store.office import CLI, HA, NOW, paper
from tests.store.packages import SENDER, Counter, counter, mailed, package
from tests.store.read_letters import desk
from work.act import Act
from work.document import Direction
from work.exchange import Code, Side
from work.official.found import Role
from work.proposal import AS_READ, Corrections, Doubt, ProposalState, TaskCorrection

CLERK = Act(f"person:{HA}", NOW, HA)
LEAD = Corrections(tasks={1: TaskCorrection(who="Vụ Kế hoạch - Tài chính")})


@pytest.fixture
async def here(store: Store) -> AsyncIterator[Counter]:
    async with AsyncExitStack() as stack:
        yield await stack.enter_async_context(counter(store))


async def waits(here: Counter, name: str = "plain", file: str = "vb.edxml") -> None:
    """A package of a proved sender comes to an office where a person decides."""
    here.alone = False
    assert await here.read(mailed(package(name), name=file)) is None
    here.alone = True


async def confirm(here: Counter, number: int, corrections: Corrections = LEAD) -> int:
    done = await here.store.write(
        lambda tx: proposal.confirm(tx, number, corrections, desk(tx), CLERK)
    )
    assert isinstance(done, Confirmed), done
    return done.registered.document


async def drop(here: Counter, number: int, reason: str) -> None:
    await here.store.write(lambda tx: proposal.drop(tx, number, reason, desk(tx), CLERK))


async def codes(here: Counter) -> list[str]:
    return [code for _, code, _ in await here.told()]


async def ours(here: Counter) -> int:
    """A document of ours that went to the Ministry of Finance."""
    new = replace(
        paper("45/BYT-KH", issued=date(2026, 9, 30), direction=Direction.OUTGOING),
        issuer="Bộ Y tế", arrival_number=None, received=None,
    )  # fmt: skip
    kept = await here.store.write(document.add, new, CLI)
    assert isinstance(kept, Kept)
    return kept.id


async def history(here: Counter, number: int) -> list[tuple[str, str]]:
    found = await here.store.read(exchange.history, number)
    return [(one.agency, str(one.code)) for one in found]


async def test_the_head_is_taken_as_told_and_the_task_from_the_file(here: Counter) -> None:
    assert await here.read(mailed(package("new"))) is None

    found = await here.proposal()
    (one,) = found.read.papers
    parts = (one.number, one.issuer, one.issued, one.excerpt, one.signer, one.urgency)
    assert [part and part.value for part in parts] == [
        "812/BTC-NSNN",
        "Bộ Tài chính",
        "2026-09-28",
        "báo cáo tình hình giải ngân quý III năm 2026",
        "Nguyễn Văn Mẫu",
        "normal",
    ]
    assert {part.certainty for part in parts if part} == {1.0}
    assert [(tie.role, tie.number.value) for tie in one.ties] == [(Role.ANSWERS, "30/BYT-KH")]
    (errand,) = found.read.errands
    assert errand.deadline is not None
    assert errand.deadline.due == date(2026, 10, 14)
    assert (found.proved, found.state) == (True, ProposalState.OPEN)
    shown = [one.words in package("new").decode() for one in parts if one and one.words]
    assert shown == [True] * 5, "so that a clerk sees them in the letter"
    assert {part.sheet for part in parts if part} == {1}
    assert errand.content.sheet == 2


async def test_what_is_certain_and_proved_opens_alone_and_its_sender_is_told(
    here: Counter,
) -> None:
    await here.read(mailed(package("plain")))

    found = await here.proposal()
    assert (found.state, found.doubts) == (ProposalState.OPENED, ())
    assert await codes(here) == ["01", "03", "04"]


async def test_each_step_is_told_once_to_whom_it_concerns(here: Counter) -> None:
    await waits(here)
    assert await here.told() == [(SENDER, "01", "")]

    number = await confirm(here, 1)
    assert await codes(here) == ["01", "03", "04"]
    assert await history(here, number) == [("G18", "01"), ("G18", "03"), ("G18", "04")]

    await here.store.write(task.receive, 1, CLI)
    assert await codes(here) == ["01", "03", "04", "05"]
    await here.store.write(task.finish, 1, date(2026, 10, 1), None, CLI)
    assert await codes(here) == ["01", "03", "04", "05", "06"]
    assert await here.post() == []


async def test_a_refusal_is_told_with_its_reason_and_nothing_after_it(here: Counter) -> None:
    await waits(here)
    await drop(here, 1, "sai nơi nhận")
    assert await here.told() == [(SENDER, "01", ""), (SENDER, "02", "sai nơi nhận")]

    await here.store.write(lambda tx: proposal.reopen(tx, 1, desk(tx), CLERK))
    await drop(here, 1, "một lần nữa")
    assert len(await here.told()) == 2

    await waits(here, file="lai.edxml")
    assert await codes(here) == ["01", "02", "01"], "what was refused may be sent again"


async def test_a_package_that_comes_twice_is_told_once(here: Counter) -> None:
    await waits(here)
    await waits(here, file="lai.edxml")
    assert await codes(here) == ["01"]

    await confirm(here, 2)
    await drop(here, 1, "trùng")

    assert await codes(here) == ["01", "03", "04"]


async def test_only_the_head_has_a_day_and_it_becomes_the_deadline(here: Counter) -> None:
    await here.read(mailed(package("due")))

    found = await here.proposal()
    (errand,) = found.read.errands
    assert errand.deadline is not None
    assert (errand.deadline.due, errand.deadline.source) == (date(2026, 10, 20), "20/10/2026")
    assert "lead-doubtful" in found.doubts
    await confirm(here, 1)
    one = await here.store.read(worklist.one, 1)
    assert one is not None
    assert one.due == date(2026, 10, 20)


@pytest.mark.parametrize(
    ("name", "doubt"),
    [
        ("digest", "edxml-digest"),
        ("digest", "edxml-signature:altered"),
        ("missing", "edxml-attachment"),
        ("update", "tied"),
        ("replace", "tied"),
    ],
)
async def test_what_is_wrong_is_told_and_left_to_a_person(
    here: Counter, name: str, doubt: str
) -> None:
    assert await here.read(mailed(package(name))) is None

    found = await here.proposal()
    assert found.state is ProposalState.OPEN
    assert doubt in found.doubts


async def test_a_signed_head_that_was_changed_opens_nothing(here: Counter) -> None:
    await here.read(mailed(package("plain", **{"KT. BỘ TRƯỞNG": "BỘ TRƯỞNG"})))

    found = await here.proposal()
    assert (found.state, found.doubts) == (ProposalState.OPEN, ("edxml-signature:altered",))


async def test_a_package_for_others_or_of_another_document_waits(here: Counter) -> None:
    await here.read(mailed(package("plain", G18="G07")))
    await here.read(
        mailed(package("plain", **{"<edXML:CodeNumber>812<": "<edXML:CodeNumber>813<"}))
    )

    assert "edxml-recipient" in (await here.proposal(1)).doubts
    assert "edxml-disagrees" in (await here.proposal(2)).doubts


@pytest.mark.parametrize("name", ["entity", "billion", "deep", "cut"])
async def test_what_cannot_be_read_is_set_aside_and_nobody_is_told(
    here: Counter, name: str
) -> None:
    assert await here.read(mailed(package(name))) == "edxml-broken"
    assert await here.told() == []


async def test_a_stranger_is_told_nothing(here: Counter) -> None:
    octets = package("plain", **{"vanthu@mof.gov.vn": "ai@noi-khac.vn"})

    await here.read(mailed(octets, sender="ai@noi-khac.vn"))
    await confirm(here, 1)

    assert await here.told() == []


async def test_nobody_is_told_what_became_of_a_package_that_nothing_proves_until_it_is_proved(
    here: Counter,
) -> None:
    forged = {"vanthu@mof.gov.vn": "ai@noi-khac.vn"}
    await here.read(mailed(package("plain")), dmarc="none")
    await here.read(mailed(package("plain", **forged), sender="ai@noi-khac.vn"))
    found = await here.proposal()
    assert Doubt.UNPROVED in found.doubts, "for the clerk"
    await drop(here, 1, "Nhầm nơi nhận")
    assert await here.told() == [], "who is named did not write"

    here.alone = False
    await here.read(mailed(package("plain"), name="lai.edxml"))
    assert await here.told() == [(SENDER, "01", "")]


async def test_a_letter_whose_commit_fails_leaves_no_state_behind(here: Counter) -> None:
    octets = mailed(package("plain"))
    number = await here.comes(octets)
    settle = await here.settle(number, octets)
    assert settle is not None

    def dies(tx: object, now: object) -> str | None:
        settle(tx, now)  # type: ignore[arg-type]
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        await here.end(number, dies)
    assert await here.told() == []
    await here.end(number, settle)
    assert await codes(here) == ["01", "03", "04"]


async def test_two_who_write_states_at_once_write_each_once(here: Counter) -> None:
    await waits(here)
    await confirm(here, 1)

    found = await asyncio.gather(*(here.post() for _ in range(4)))

    assert sum(map(len, found)) == 3
    assert await codes(here) == ["01", "03", "04"]


async def test_what_a_recipient_tells_of_ours_is_kept_once(here: Counter) -> None:
    number = await ours(here)

    assert await here.read(mailed(package("status_03"))) is None
    assert await here.read(mailed(package("status_03"), name="lai.edxml")) is None

    assert await history(here, number) == [("G12", "01"), ("G12", "03")]
    assert await here.read(mailed(package("status_02"))) == "edxml-order"
    assert await here.told() == []


async def test_a_state_that_cannot_follow_leaves_none_of_those_that_it_implies(
    here: Counter,
) -> None:
    number = await ours(here)

    agreed = package("status_03", **{"<edXML:StatusCode>03<": "<edXML:StatusCode>15<"})
    assert await here.read(mailed(agreed)) == "edxml-order"

    assert await history(here, number) == []


async def test_a_forged_state_changes_nothing(here: Counter) -> None:
    number = await ours(here)
    octets = package("status_03")

    assert await here.read(mailed(octets), dmarc="fail") == "edxml-unproved"
    assert await here.read(mailed(octets, name="2"), box="van-thu") == "edxml-unproved"
    assert await here.read(mailed(octets, sender="binh@moh.gov.vn")) == "edxml-unproved"

    assert await history(here, number) == []


async def test_a_state_of_what_never_went_out_waits(here: Counter) -> None:
    assert await here.read(mailed(package("status_03"))) == "edxml-unknown"


async def test_a_sender_asks_for_a_document_back_and_is_told_the_answer(here: Counter) -> None:
    await waits(here)
    number = await confirm(here, 1)

    assert await here.read(mailed(package("recall")), dmarc="fail") == "edxml-recall"
    assert ("G18", "13") not in await history(here, number)
    assert await here.read(mailed(package("recall"), name="2")) == "edxml-recall"
    assert (await history(here, number))[-1] == ("G18", "13")

    news = News(Code.DECLINED, Side.RECIPIENT, "đã giải quyết xong")
    await here.store.write(exchange.tell, number, "G18", news, CLI)

    assert (await here.told())[-1] == (SENDER, "16", "đã giải quyết xong")
    assert len(await here.told()) == 4


async def test_a_state_and_a_recall_count_as_far_as_their_signatures_are_good(
    here: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They were taken by the mail's proof alone, whatever their signatures were worth."""
    number = await ours(here)
    state = sealed(unsigned("status_03"), uris=("",))
    other = state.replace(b">03</", b">04</")
    assert other != state

    assert await here.read(mailed(state)) == "edxml-unsound"  # nobody vouches for it
    monkeypatch.setattr(packages, "TRUST", Trust((Anchor("ca", CA.pem),)))
    assert await here.read(mailed(other)) == "edxml-unsound"
    assert await history(here, number) == []
    assert await here.read(mailed(state, name="lai.edxml")) is None
    assert await history(here, number) == [("G12", "01"), ("G12", "03")]

    recall = sealed(unsigned("recall"), uris=("",)).replace(b"edXMLBody>", b"edXMLBody >", 1)
    assert await here.read(mailed(recall)) == "edxml-recall"
    moved = recall.replace(b"<edXML:OrganName>", b"<edXML:OrganName>X", 1)
    assert moved != recall
    assert await here.read(mailed(moved)) == "edxml-unsound"


async def test_nobody_asks_for_a_document_back_in_the_name_of_another_agency(
    here: Counter,
) -> None:
    await waits(here)
    number = await confirm(here, 1)
    told = await here.told()

    for sender in ("ai@noi-khac.vn", "binh@moh.gov.vn"):
        octets = mailed(package("recall"), sender=sender)
        assert await here.read(octets) == "edxml-recall"

    assert ("G18", "13") not in await history(here, number)
    assert await here.told() == told


async def test_an_update_is_agreed_to_by_confirming_it(here: Counter) -> None:
    await waits(here)
    await confirm(here, 1)
    await waits(here, "update")
    assert (await here.proposal(2)).about == 1

    await confirm(here, 2, AS_READ)

    assert await codes(here) == ["01", "03", "04", "01", "15"]


async def test_two_tasks_that_end_at_once_finish_the_document_once(here: Counter) -> None:
    await waits(here)
    two = Corrections(
        tasks={
            1: TaskCorrection(who="Vụ Kế hoạch - Tài chính"),
            2: TaskCorrection(who="Vụ Pháp chế", content="Gửi số liệu"),
        }
    )
    await confirm(here, 1, two)

    await asyncio.gather(
        *(here.store.write(task.finish, one, date(2026, 10, 1), None, CLI) for one in (1, 2))
    )

    assert await codes(here) == ["01", "03", "04", "05", "06"]


async def test_of_two_tasks_the_first_that_ends_is_no_end_of_the_document(here: Counter) -> None:
    await waits(here)
    more = TaskCorrection(who="Vụ Pháp chế", content="Gửi số liệu")
    await confirm(here, 1, Corrections(tasks={**LEAD.tasks, 2: more}))

    await here.store.write(task.finish, 1, date(2026, 10, 1), None, CLI)
    assert await codes(here) == ["01", "03", "04", "05"]
    await here.store.write(task.cancel, 2, CLI, "không cần nữa")
    assert (await codes(here))[-1] == "06"
