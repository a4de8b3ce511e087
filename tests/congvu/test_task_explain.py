"""`congvu task explain`: who is told of a task, when and why, or why not."""

import asyncio
from datetime import UTC, datetime, timedelta

from store import Store, clock
from tests.congvu.office import Office
from tests.congvu.registers import GOOD, register


def test_the_reminders_of_a_task_are_explained(staffed: Office) -> None:
    staffed.good("task", "import", register(staffed.folder, *GOOD), "--yes")

    told = staffed.good("task", "explain", "2")

    lines = told.split("\n")
    assert lines[1].startswith('  due  15/10/2036, by "trước ngày 16/10/2036", set by cli:')
    assert lines[3:5] == ["To be told", "RUNG  WHEN              WHO         BY    WHY OR WHY NOT"]
    assert "T-1   14/10/2036 08:00  Lê Thị Hoa  mail  leads the task" in lines
    assert [line.split()[0] for line in lines[5:12]] == [
        "T-7",
        "T-3",
        "T-1",
        "T",
        "T+1",
        "T+3",
        "W+1",
    ]
    assert "mail  heads the unit that leads\n" in staffed.good("task", "explain", "1")
    assert "no deadline, so nobody is told" in staffed.good("task", "explain", "3")
    assert "closed, so nobody is told any more" in staffed.good("task", "explain", "4")
    facts = staffed.json("task", "explain", "2")
    assert [who["reason"] for who in facts["ahead"][0]["to"]] == ["lead"]
    assert staffed.refused("task", "explain", "9") == "there is no task 9; see congvu task list"
    assert "simulated" not in told


def test_what_was_decided_is_named_before_whom_it_was_told(staffed: Office) -> None:
    staffed.good("task", "import", register(staffed.folder, *GOOD), "--yes")
    staffed.good("task", "pause", "2", "--reason", "chờ số liệu")

    assert "mail  paused: leads the task; waits to be sent\n" in staffed.good(
        "task", "explain", "2"
    )


def test_in_a_simulation_it_is_said_which_clock_is_whose(staffed: Office) -> None:
    staffed.good("task", "import", register(staffed.folder, *GOOD), "--yes")

    async def simulate() -> None:
        store = Store.open(f"sqlite:///{staffed.folder}/congvu.db", "test")
        now = datetime.now(UTC)
        assert await store.write(clock.simulate, now + timedelta(days=30), 1.0, now)
        await store.close()

    asyncio.run(simulate())

    assert "Office time is simulated here: WHEN is the office's" in staffed.good(
        "task", "explain", "2"
    )
