"""What waits for Giang's decision: a task that is handed in, and one whose extension is asked for."""

from datetime import date

from store import extension, history, task, worklist
from store.task import Submission
from tests.bot.office import AN, BINH, TODAY, Chats, Office
from tests.store import office as ministry
from tests.store.office import work
from work.act import Act
from work.extension import Ask
from work.report import NewFile, NewFiles
from work.task import TaskEvent, TaskState

FILES = NewFiles((NewFile("bao cao.docx", b"first"), NewFile("phu luc.xlsx", b"second")))


async def matters(office: Office, chats: Chats) -> Office:
    """Bình leads task 1, which is handed in, and task 2, whose extension is asked for; Giang decides."""
    for user_id, person in ((AN, ministry.BINH), (BINH, ministry.GIANG)):
        await chats.begin(user_id)
        await office.link(person, user_id)
    await office.assign(work("2026-10-09"), work("2026-10-23", content="Rà soát quy hoạch"))
    await hand_in(office, 1)
    await ask(office, 2)
    return office


async def hand_in(office: Office, number: int, files: NewFiles = FILES) -> None:
    new = Submission(TODAY, TODAY, "45/BC-BYT", "đã ký <B>", files)
    assert await office.store.write(task.submit, number, new, office.by(ministry.BINH))


async def ask(office: Office, number: int) -> None:
    new = Ask(date(2026, 10, 23), date(2026, 10, 30), "chờ số liệu", TODAY)
    # By the machine's time, by which it is known whether anybody answers chats.
    act = Act(f"person:{ministry.BINH}", office.machine.now(), ministry.BINH)
    assert await office.store.write(extension.ask, number, new, act)


async def state(office: Office, number: int = 1) -> TaskState:
    found = await office.store.read(worklist.one, number)
    assert found is not None
    return found.state


async def events(office: Office, number: int) -> list[TaskEvent]:
    return [one.event for one in await office.store.read(history.of_task, number)]
