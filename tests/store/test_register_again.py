"""A register that is imported again changes what stands, all of it together or nothing."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from store import Store, deadlines, document, register, rung, task, worklist
from store.directory.change import Overtaken
from store.opening import Imported, open_entries
from tests.store.office import (
    BINH,
    CLI,
    CUONG,
    DUNG,
    NOW,
    UNIT,
    at,
    due_on,
    later,
    paper,
    staffed,
    work,
)
from tests.store.telling import CHASING, live, sent
from tests.store.test_register import DONE, entries, entry, kept
from work.act import Act
from work.document import Urgency
from work.preview import Entry, Preview
from work.standing import compared
from work.task import Party, Role, TaskState


async def seen(store: Store, *rows: Entry, withdrawn: tuple[Entry, ...] = ()) -> Preview:
    """What an import of *rows* would do, by what stands now."""
    numbers = {row.document.number for row in (*rows, *withdrawn)}
    standing = await store.read(register.standing, numbers)
    return compared(Preview(rows, (), len(rows), withdrawn), standing)


def changed() -> tuple[Entry, ...]:
    """The register of entries() again: another deadline, another lead, another subject, an end, one more task."""
    more = entry("7/VPCP-TH", 9)
    return (
        entry("1/VPCP-TH", due="2026-11-05"),
        entry("2/VPCP-TH", 3, person=CUONG),
        entry("3/VPCP-TH", 4, DONE, due=None),
        replace(
            entry("4/VPCP-TH", 5, content="Cung ứng vắc xin", person=None, unit=2),
            document=paper("4/VPCP-TH", issuer_code="G18", kind="TB", excerpt="cung ứng vắc xin"),
        ),
        replace(entry("5/VPCP-TH", 6, DONE, person=DUNG, unit=2)),
        entry("1/VPCP-TH", 8, person=2),
        more,
    )


async def test_a_register_that_changed_changes_the_tasks(store: Store) -> None:
    await staffed(store)
    await store.write(open_entries, entries(), CLI)
    clerk = Act("cli:1000", later(days=1))

    preview = await seen(store, *changed())
    done = await store.write(register.keep, preview, "theo sổ", clerk)

    assert done == Imported(documents=1, tasks=1, closed=0, changed=4)
    found = await store.read(worklist.several, range(1, 9))
    of = {(one.document.number, one.lead.person): one for one in found.values()}
    assert of["1/VPCP-TH", BINH].due == date(2026, 11, 5)
    assert of["1/VPCP-TH", CUONG].due == date(2026, 10, 23)
    assert of["2/VPCP-TH", CUONG].state is TaskState.ASSIGNED
    assert (of["3/VPCP-TH", BINH].done_on, of["3/VPCP-TH", BINH].result) == (
        DONE.done_on,
        "9/BYT-KH",
    )
    assert of["4/VPCP-TH", None].content == "Cung ứng vắc xin"
    assert of["5/VPCP-TH", BINH].lead.person == BINH, "what is closed stays"
    (_, new) = await store.read(deadlines.versions, of["1/VPCP-TH", BINH].id)
    assert (new.reason, new.set_by) == ("theo sổ", "cli:1000")
    events = [line[0] for line in (await store.read(kept))["account"] if "cli:1000" in line[2]]
    assert sorted(events) == [
        "document.opened", "task.assigned", "task.assigned", "task.done", "task.due-changed", "task.opened",
        "task.reworded",
    ]  # fmt: skip


async def test_the_same_changes_again_change_nothing(store: Store) -> None:
    await staffed(store)
    await store.write(open_entries, entries(), CLI)
    await store.write(register.keep, await seen(store, *changed()), "theo sổ", CLI)
    before = await store.read(kept)

    again = await seen(store, *changed())
    done = await store.write(register.keep, again, "theo sổ", CLI)

    assert (again.opened, again.changes, done) == ((), (), Imported())
    assert await store.read(kept) == before


async def test_one_more_task_of_a_document_that_stands_is_opened(store: Store) -> None:
    await staffed(store)
    await store.write(open_entries, (entry("1/VPCP-TH"),), CLI)
    rows = (entry("1/VPCP-TH"), entry("1/VPCP-TH", 3, person=CUONG, unit=UNIT))

    preview = await seen(store, *rows)
    assert await store.write(register.keep, preview, "", CLI) == Imported(tasks=1)

    (standing,) = await store.read(register.standing, ["1/VPCP-TH"])
    assert [task.lead.person for task in standing.tasks] == [BINH, CUONG]
    assert len(await store.write(rung.due, later(seconds=1), 100)) == 2
    with pytest.raises(Overtaken):
        await store.write(register.keep, preview, "", CLI)


async def test_what_was_withdrawn_is_cancelled(store: Store) -> None:
    await staffed(store)
    await store.write(open_entries, (entry("1/VPCP-TH"),), CLI)

    gone = replace(entry("1/VPCP-TH"), withdrawn=True)
    preview = await seen(store, withdrawn=(gone,))
    assert (await store.write(register.keep, preview, "", CLI)).changed == 1

    found = await store.read(worklist.one, 1)
    assert found is not None
    assert found.state is TaskState.RECALLED


async def test_what_changed_since_it_was_shown_is_not_overwritten(store: Store) -> None:
    await staffed(store)
    await store.write(open_entries, entries(), CLI)
    preview = await seen(store, *changed())
    await store.write(task.change_due, 1, due_on("2026-12-01"), "xin lùi", CLI)
    before = await store.read(kept)

    with pytest.raises(Overtaken):
        await store.write(register.keep, preview, "theo sổ", CLI)

    assert await store.read(kept) == before, "neither the others nor what is new"


async def test_an_error_in_the_middle_changes_nothing(store: Store) -> None:
    await staffed(store)
    await store.write(open_entries, entries(), CLI)
    before = await store.read(kept)
    preview = await seen(store, *changed())
    nobody = replace(preview.changes[-1], parties=(Party(Role.LEAD, "Z99"),))

    with pytest.raises(Exception, match="(?i)foreign key"):
        await store.write(
            register.keep, replace(preview, changes=(*preview.changes[:-1], nobody)), "", CLI
        )

    assert await store.read(kept) == before


async def test_two_that_change_the_same_at_once_change_it_once(pair: tuple[Store, Store]) -> None:
    await staffed(pair[0])
    many = [entry(f"{n}/VPCP-TH", n) for n in range(1, 41)]
    await pair[0].write(open_entries, many, CLI)
    late = [entry(f"{n}/VPCP-TH", n, due="2026-11-05", person=CUONG) for n in range(1, 41)]
    preview = await seen(pair[0], *late)

    done = await asyncio.gather(
        *(one.write(register.keep, preview, "theo sổ", CLI) for one in pair),
        return_exceptions=True,
    )

    assert sum(isinstance(one, Overtaken) for one in done) == 1
    assert [one.changed for one in done if isinstance(one, Imported)] == [40]
    assert {len(await pair[0].read(deadlines.versions, n)) for n in range(1, 41)} == {2}


async def test_a_task_more_of_a_document_that_came_in_of_late_is_asked_for_by_its_receipt(
    store: Store,
) -> None:
    await staffed(store)
    urgent = paper(urgency=Urgency.URGENT, received=NOW.date(), arrival_number=None)
    await store.write(document.add, urgent, CLI)
    row = Entry(2, 1, replace(urgent, received=None), work())  # which has no column for it

    await store.write(register.keep, await seen(store, row), "theo sổ", CLI)
    await live(store, NOW, at("2026-10-01", "14:00"), CHASING)

    assert await sent(store) == [
        ("10-01 09:00", "binh", "reminder", "O"),
        ("10-01 13:00", "binh", "unreceived", "R+4h"),
        ("10-01 13:00", "cuong", "unreceived", "R+4h"),
    ]
