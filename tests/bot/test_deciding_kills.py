"""A kill at any step of a decision: it goes on where it stood, and is decided once."""

import pytest
from telegram import Update

from bot import reception, visit
from bot.screen import Screen
from tests.bot.matters import events, matters
from tests.bot.office import BINH, Chats, Office
from work.task import TaskEvent


@pytest.fixture
async def told(office: Office, chats: Chats) -> Office:
    """The office with what waits in it."""
    return await matters(office, chats)


@pytest.mark.parametrize("step", ["reason", "sure", "queue"])
@pytest.mark.parametrize(
    ("number", "label", "event", "code"),
    [
        (1, "Trả lại", TaskEvent.RETURN, "approval"),
        (2, "Từ chối", TaskEvent.REFUSE, "verdict"),
    ],
)
async def test_killed_within_a_reason_it_goes_on_and_is_told_once(
    told: Office,
    chats: Chats,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    label: str,
    event: TaskEvent,
    code: str,
    step: str,
) -> None:
    real, kills = visit.show, [True]
    last = "queue" if step == "queue" else f"{code}-{event if step == 'sure' else step}"

    async def dies(update: Update, screen: Screen) -> None:
        over = (await events(told, number))[-1] is event
        if kills and screen.code == last and over is (step == "queue"):
            kills.pop()
            raise RuntimeError("killed before the answer")
        await real(update, screen)

    monkeypatch.setattr(reception, "show", dies)
    async with told.open():
        await chats.ask(BINH, "/duyet")
        await chats.tap(BINH, str(number))
        await chats.tap(BINH, label)
        await chats.ask(BINH, "chưa đủ")
        await chats.tap(BINH, label)

    assert kills == []
    assert (await events(told, number)).count(event) == 1


@pytest.mark.parametrize(
    ("presses", "step"),
    [
        (("1", "Duyệt", "Duyệt"), "approval-approve"),
        (("1", "Duyệt", "Duyệt"), "queue"),
        (("2", "Đồng ý", "Đồng ý"), "verdict-grant"),
        (("2", "Đồng ý", "Đồng ý"), "queue"),
        (("2", "Đổi ngày", "+3", "Đồng ý"), "verdict-date"),
        (("2", "Đổi ngày", "Ngày khác", "26", "Đồng ý"), "verdict-month"),
        (("2", "Đổi ngày", "Ngày khác", "₂₅", "Lấy 26/10", "Đồng ý"), "verdict-off"),
    ],
)
async def test_killed_at_any_step_it_goes_on_and_is_decided_once(
    told: Office,
    chats: Chats,
    monkeypatch: pytest.MonkeyPatch,
    presses: tuple[str, ...],
    step: str,
) -> None:
    real, kills = visit.show, [True]

    async def dies(update: Update, screen: Screen) -> None:
        if kills and screen.code == step and update.callback_query is not None:
            kills.pop()
            raise RuntimeError("killed before the answer")
        await real(update, screen)

    monkeypatch.setattr(reception, "show", dies)
    async with told.open():
        await chats.ask(BINH, "/duyet")
        for press in presses:
            await chats.tap(BINH, press)

    assert kills == []
    number = int(presses[0])
    done = TaskEvent.APPROVE if number == 1 else TaskEvent.GRANT
    assert (await events(told, number)).count(done) == 1
