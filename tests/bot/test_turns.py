"""A notice that waits for its chat's turn can still go back: the row says that it is sent only once it is."""

from bot.pace import Pace
from tests.bot.office import AN, Chats, Office, until
from tests.bot.test_courier import remind, states
from tests.store.office import BINH, work

LONG = 4.0  # between two turns: within what a courier waits for


async def test_a_reminder_is_not_said_to_be_sent_before_its_chat_has_a_turn(
    office: Office, chats: Chats
) -> None:
    await chats.begin(AN)
    await office.link(BINH)
    for number in ("1", "2"):
        (task,) = await office.assign(work("2026-10-09"), number=number)
        await remind(office.store, task)

    async def first_is_sent() -> list[str]:
        found = [state for channel, state in await states(office.store) if channel == "telegram"]
        return found if "sent" in found else []

    async with office.open(office.bot(pace=Pace(every=LONG))):
        assert sorted(await until(first_is_sent)) == ["claimed", "sent"]
