"""Lets a week of office time pass, from due instant to due instant, and sees the reminders come."""

from typing import Any

from demo import office
from demo.tour_chat import ChatUser
from demo.tour_failure import StepFailed
from demo.tour_stage import Stage
from demo.tour_wait import until

WEEK_SECONDS = 240.0
# The first reminder of Monday 24/8: seven working days before 07/9, with 31/8 to 02/9 off.
NEXT_MONDAY = ("chau.lm@vpcp.gov.example", "07/09/2026")
SENDER = f"congvu@{office.DOMAIN}"


async def pass_week(there: Stage, users: list[ChatUser]) -> None:
    """Two steps: the week, and what of it came by mail and by chat."""
    before = (await there.peers.mailbox.get("/api/mails"))["count"]
    written = [len(await user.messages()) for user in users]
    vi, en = "Một tuần làm việc trôi qua", "A week of office time passes"
    async with there.steps.step(vi, en) as step:
        await there.daemon.stop()
        await there.daemon.start("--clock-speed", "max")
        await until(lambda: _next_week(there, before), WEEK_SECONDS)
        await there.daemon.stop()
        await there.daemon.start("--clock-speed", "1")
        step.seen = "thứ Hai 17/8 đến Chủ nhật 23/8/2026, kể cả thứ Bảy làm bù"
    vi, en = "Nhắc việc tới bằng thư và chat", "Reminders came by mail and by chat"
    async with there.steps.step(vi, en, needed=False) as step:
        mails = len(await _reminders(there, before))
        chats = [len(await user.messages()) for user in users]
        new = [now - then for now, then in zip(chats, written, strict=True)]
        step.seen = f"{mails} thư, {sum(new)} tin nhắn"
        if not mails or not all(new):
            raise StepFailed(f"{mails} by mail; by chat {new}")


async def _next_week(there: Stage, after: int) -> bool:
    mailbox, due = NEXT_MONDAY
    heads = await _reminders(there, after)
    to_her = [h for h in heads if any(one["address"] == mailbox for one in h["recipients"])]
    return any(due in head["subject"] for head in to_her)


async def _reminders(there: Stage, after: int) -> list[dict[str, Any]]:
    heads: list[dict[str, Any]] = (await there.peers.mailbox.get(f"/api/mails?after={after}"))[
        "mails"
    ]
    return [head for head in heads if SENDER in head["from"]]
