"""What is pushed, and what is done about it; what a head of a unit does by hand."""

from schedules.ladder import Rung
from schedules.reminder import reminder, unreceived
from store import Tx, audience, notice, worklist
from store.directory.people import all_people
from tests.bot.office import CALENDAR, PLAN
from tests.pictures.sample import ACCOUNTS, Studio
from work.audience import Recipient
from work.audience import audience as audience_of
from work.notice import Channel


async def telling(s: Studio) -> None:
    """A reminder, a task that nobody received; a head nudges, and gives a task to another."""
    await _pushed(s, lambda: _remind(s, 25))
    await s.take("reminder", "an", 1)
    await s.tap("an", "Đã biết")
    await s.take("reminder-known", "an", 1)
    await _pushed(s, lambda: _remind(s, 25, "T-1"))
    await s.tap("an", "Hoãn")
    await s.take("pushed-snoozed", "an", 1)
    await _pushed(s, lambda: _chase(s, 5))
    await s.take("unreceived", "an", 1)
    await s.ask("binh", "/nv 25")
    await s.tap("binh", "Đôn đốc")
    await s.take("nudge", "binh")
    await _pushed(s, lambda: s.tap("binh", "Đôn đốc"))
    await s.take("nudged", "an", 1)
    await s.ask("binh", "/nv 25")
    await s.tap("binh", "Giao lại")
    await s.take("assign-who", "binh")
    await s.tap("binh", "Trần Thị Bình")
    await s.take("assign-note", "binh")
    await s.ask("binh", "Anh An đi học, tôi làm tiếp")
    await s.take("assign-confirm", "binh")
    await s.tap("binh", "Bỏ")


async def _pushed(s: Studio, makes: object) -> None:
    """Waits until An was told of what that makes."""
    assert callable(makes)
    before = len(await s.chats.from_bot(ACCOUNTS["an"]))
    await makes()
    await s.chats.next(ACCOUNTS["an"], before)


async def _remind(s: Studio, number: int, slot: str = "T-3") -> None:
    """The reminder of that rung, as the tick puts it into the outbox."""
    now = s.office.machine.now()

    def release(tx: Tx) -> None:
        found = worklist.one(tx, number)
        assert found is not None
        assert found.until is not None
        (rung,) = (one for one in PLAN.rungs(found.until) if one.slot == slot)
        people = audience.people_behind(tx, (found,))
        addresses = notice.channels_of(tx, people, now, (Channel.TELEGRAM,))
        for who in audience_of(found.parties, people, rung.to):
            notice.add(tx, reminder(found, rung, who, CALENDAR, now, None), addresses, now)

    await s.office.store.write(release)


async def _chase(s: Studio, number: int) -> None:
    now = s.office.machine.now()

    def release(tx: Tx) -> None:
        found = worklist.one(tx, number)
        assert found is not None
        who = next(one for one in all_people(tx) if one.id == s.people["an"].id)
        rung = Rung("R+2", 1, now, (), unreceived=True)
        new = unreceived(found, rung, Recipient(who, "lead"), CALENDAR, now, None)
        notice.add(tx, new, notice.channels_of(tx, [who], now, (Channel.TELEGRAM,)), now)

    await s.office.store.write(release)
