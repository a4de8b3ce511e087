"""Linking, settings, and the screens that only show."""

from datetime import date, timedelta

from bot.place import Name
from store import chat, event_change
from store.opening import open_entries
from tests.bot.office import moment
from tests.bot.test_linking import mailed
from tests.pictures.sample import Studio
from tests.store.events import meeting
from tests.store.office import due_on, paper
from work.event import Part
from work.preview import Entry
from work.task import NewTask, Party, Role


async def linking(s: Studio) -> None:
    """From the first word to settings and the end of a link."""
    await s.ask("ha", "/start")
    await s.take("hint", "ha")
    await s.ask("ha", "ha.vn@vpcp.gov.example")
    await s.take("code-sent", "ha")
    await s.ask("ha", "000000")
    await s.take("code-wrong", "ha")
    await s.ask("ha", str((await mailed(s.office))["code"]))
    await s.take("linked", "ha")
    for name, words in (
        ("settings", "/caidat"),
        ("link", "/lienket"),
        ("unlink", "/huylienket"),
        ("selftest", "/kiemtra"),
    ):
        await s.ask("an", words)
        await s.take(name, "an")
    await s.chats.push(7001, f"v1:{Name.UNLINK}:::1", force=True)
    await s.ask("an", "/caidat")
    await s.tap("an", "Gia hạn liên kết")
    await s.take("settings-link", "an")
    await s.ask("an", "/caidat")
    await s.tap("an", "Hủy liên kết")
    await s.take("settings-unlink", "an")
    await s.ask("an", "/caidat")
    await s.tap("an", "Kiểm tra")
    await s.take("settings-selftest", "an")


async def reading(s: Studio) -> None:
    """Lists, cards, documents, what is found."""
    for name, words in (
        ("home", "/start"),
        ("help", "/trogiup"),
        ("list", "/viec"),
        ("list-late", "/quahan"),
        ("today", "/homnay"),
        ("which", "/nv"),
        ("paper", "/vb 4206/BYT-TCCB"),
        ("paper-near", "/vb 4207/BYT-TCCB"),
        ("found", "/tim y tế"),
        ("found-near", "/tim khai gảing"),
        ("empty", "/tim khoáng sản"),
        ("card-late", "/nv 5"),
        ("card", "/nv 21"),
        ("denied", "/nv 1"),
    ):
        await s.ask("an", words)
        await s.take(name, "an")
    await s.ask("an", "/viec")
    await s.tap("an", "Sắp hạn")
    await s.take("list-soon", "an")
    await _meetings(s)
    await s.ask("an", "/lich")
    await s.take("agenda", "an")
    await s.ask("chau", "/tasks")
    await s.take("list-english", "chau")


async def many(s: Studio) -> None:
    """More than forty tasks, and those that one only helps with."""
    await _open(s, "ha", *(f"Tổng hợp số liệu tháng, phụ lục {n}" for n in range(1, 46)))
    await s.ask("ha", "/viec")
    await s.take("list-many", "ha")
    await s.tap("ha", "Phối hợp")
    await s.take("list-role", "ha")


async def _meetings(s: Studio) -> None:
    people = ((s.people["an"].id, Part.REQUIRED),)
    plans = (
        ("2026-08-17", "14:00", "Giao ban tuần"),
        ("2026-08-19", "08:30", "Họp Ban Chỉ đạo về chuyển đổi số y tế"),
    )
    for day, hour, title in plans:
        new = meeting(start=moment(day, hour), uid=f"{day}@vpcp", title=title, people=people)
        number = await s.office.store.write(event_change.add, new, s.act)
        assert isinstance(number, int)
        await s.office.store.write(event_change.invite, number, (), s.act)


async def _open(s: Studio, who: str, *contents: str) -> None:
    """Tasks that they lead, one due each day, of one document more."""
    link = await s.office.store.read(chat.present, s.people[who].id)
    assert link is not None
    lead = (Party(Role.LEAD, "G22", link.unit, s.people[who].id),)
    first = date(2026, 8, 24)
    document = paper("702/KH-VPCP", excerpt="Kế hoạch tổng hợp số liệu", arrival_number=3599)
    new = [
        NewTask(content, lead, due_on(first + timedelta(days=at)), None)
        for at, content in enumerate(contents)
    ]
    rows = tuple(Entry(at, 1, document, one) for at, one in enumerate(new, 2))
    done = await s.office.store.write(open_entries, rows, s.act)
    assert done.tasks == len(contents)
