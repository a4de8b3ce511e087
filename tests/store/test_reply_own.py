"""Which letters are our own: by the notice whose Message-ID they bear, never by the form of it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from email.policy import SMTP

import pytest

from store import Store, report, worklist
from tests.store.answers import ADDRESS, Desk, answer, desk
from work.task import TaskState


@pytest.fixture
async def office(store: Store) -> AsyncIterator[tuple[Desk, int]]:
    async with AsyncExitStack() as stack:
        there, (number,) = await stack.enter_async_context(desk(store))
        yield there, number


async def test_who_answers_by_a_program_whose_ids_look_like_ours_is_heard(
    office: tuple[Desk, int],
) -> None:
    """Roundcube writes `<md5@domain of the sender>`: such an answer was dropped without a word."""
    there, number = office
    asked = await there.notice(number)
    roundcube = {"Message-ID": "<5d41402abc4b2a76b9719d911017c592@moh.gov.vn>"}

    assert await there.comes(answer(asked, "Đã hoàn thành.", fields=roundcube)) is None

    found = await there.store.read(worklist.one, number)
    assert found is not None
    assert found.state is TaskState.SUBMITTED


async def test_what_we_wrote_ourselves_is_no_answer_though_nothing_in_it_says_so(
    office: tuple[Desk, int],
) -> None:
    """It lies in the thread of its task, as an answer does, and comes back by a mailbox that forwards."""
    there, number = office
    asked = await there.notice(number)
    for name in ("Auto-Submitted", "X-Auto-Response-Suppress"):
        del asked[name]
    other = f"<{'0' * 32}@moh.gov.vn>"

    assert await there.comes(asked.as_bytes(policy=SMTP)) is None
    asked.replace_header("Message-ID", other)
    assert await there.comes(asked.as_bytes(policy=SMTP)) == "reply-unsigned"

    assert await there.events(number) == []
    assert await there.letters() == []


async def test_who_has_a_watched_mailbox_answers_by_hand_and_our_letters_there_are_nobodys(
    office: tuple[Desk, int],
) -> None:
    """Whatever came from such a mailbox was taken for a robot's, so that a clerk could not answer by mail."""
    there, number = office
    there.settings = replace(there.settings, addresses=frozenset({ADDRESS, "binh@moh.gov.vn"}))
    asked = await there.notice(number)

    assert await there.comes(answer(asked, "Mới được 60%.")) is None
    (told,) = [one for one in await there.letters() if one["To"] == "binh@moh.gov.vn"]
    assert "Tiến độ: 60%" in told.get_content()

    away = {"Auto-Submitted": "auto-replied"}
    assert await there.comes(answer(told, "Được 70%.", fields=away)) is None
    for letter in (asked, told):  # as the mailbox shows them, and as a rule there sends them on
        assert await there.comes(letter.as_bytes()) in (None, "another's")
        on = answer(told, "Được 80%.", fields={"Message-ID": str(letter["Message-ID"])})
        assert await there.comes(on) is None
    assert await there.letters() == []
    assert [one.percent for one in await there.store.read(report.reports, number)] == [60]
