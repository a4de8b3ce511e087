"""A letter that was read becomes registered work once: alone where nothing is in doubt, else by a person's word."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from store import (
    Store,
    Tx,
    document,
    imports,
    proposal,
    proposal_list,
    relation,
    sender_rule,
    undoing,
    worklist,
)
from store.proposal import Confirmed, Look, Settled
from store.proposing import Sent, propose
from store.worklist import Wanted
from tests.store.office import BINH, CLI, HA, NOW
from tests.store.read_letters import (
    NOTHING,
    SENDER,
    came,
    desk,
    errand,
    found,
    office,
    proposed,
    read,
    tie,
)
from work.access import Denied
from work.act import Act
from work.official.found import Role
from work.proposal import (
    AS_READ,
    Corrections,
    Doubt,
    Opening,
    Proposal,
    ProposalState,
    TaskCorrection,
)
from work.task import Task, TaskState

CLERK = Act(f"person:{HA}", NOW, HA)
OTHER_LEAD = TaskCorrection(who="Vụ Kế hoạch - Tài chính")


@pytest.fixture
async def here(store: Store) -> Store:
    return await office(store)


async def tasks(store: Store) -> list[Task]:
    page = await store.read(worklist.page, Wanted(None), 1, 100)
    return sorted(page.tasks, key=lambda one: one.id)


async def papers(store: Store) -> int:
    return len(await store.read(document.listed, document.Wanted(), None))


async def confirm(
    store: Store, number: int, corrections: Corrections = AS_READ, act: Act = CLERK
) -> Any:
    return await store.write(lambda tx: proposal.confirm(tx, number, corrections, desk(tx), act))


async def waiting(store: Store, *doubts: str, **changes: Any) -> int:
    """A proposal that waits for a person, and for what reasons."""
    (one,) = await proposed(store, read(doubts=("lead-by-list",), opens=False, **changes))
    assert (one.state, one.doubts) == (ProposalState.OPEN, ("lead-by-list", *doubts))
    return one.id


async def test_what_is_certain_and_proved_opens_alone_and_once(here: Store) -> None:
    letter = await came(here)

    (one,) = await proposed(here, read(), letter)

    assert (one.state, one.settled_by, one.doubts) == (ProposalState.OPENED, "intake", ())
    (task,) = await tasks(here)
    assert (task.content, task.due, task.lead.unit_name) == (
        "Báo cáo tình hình cung ứng thuốc", date(2026, 10, 23), "Vụ Pháp chế",
    )  # fmt: skip
    assert one.document == task.document_id
    assert (task.document.arrival_number, task.document.received) == (1, date(2026, 10, 1))
    assert await proposed(here, read(), letter) == (one,), "nor when it is read again"
    (copy,) = await proposed(here, read(), await came(here, "2"))
    assert (copy.state, copy.about) == (ProposalState.NOTHING, one.document)
    assert (len(await tasks(here)), await papers(here)) == (1, 1)


@pytest.mark.parametrize(
    ("what", "doubt"),
    [
        (read(opens=False), Doubt.UNSURE),
        (read(errand(content=found("báo cáo", 0.8))), Doubt.UNCERTAIN),
        (read(errand(lead="Vụ Không có")), Doubt.PROBLEM),
        (read(errand(lead=None)), Doubt.PROBLEM),
        (read(errand(lead="Vụ Pháp chế, Vụ Kế hoạch - Tài chính")), Doubt.PROBLEM),
        (read(errand(helpers=(found("Vụ Lạ"),))), Doubt.PROBLEM),
        (read(errand(due=None)), Doubt.PROBLEM),
        (read(errand(due="2026-09-30")), Doubt.OLD),
        (read(issued="2026-08-01"), Doubt.OLD),
        (read(number=None), Doubt.NO_DOCUMENT),
        (read(ties=(tie(Role.CORRECTS, "9/VPCP-KTTH"),)), Doubt.CHANGES),
        (replace(read(), errands=()), Doubt.NO_TASK),
    ],
)
async def test_what_is_in_doubt_waits_with_its_reason(here: Store, what: Any, doubt: str) -> None:
    (one,) = await proposed(here, what)

    assert one.state is ProposalState.OPEN
    assert doubt in one.doubts
    assert (await tasks(here), await papers(here)) == ([], 0)


async def test_a_helper_that_is_known_helps(here: Store) -> None:
    (one,) = await proposed(here, read(errand(helpers=(found("Vụ Kế hoạch - Tài chính"),))))
    assert one.state is ProposalState.OPENED
    (task,) = await tasks(here)
    assert [party.role for party in task.parties] == ["lead", "coordinator"]


@pytest.mark.parametrize(
    ("opening", "proved", "doubts"),
    [
        (Opening(), False, ("unproved",)),
        (Opening(alone=False), True, ("off",)),
        (Opening(senders=frozenset({"vpcp.gov.vn"})), False, ("unproved",)),
        (Opening(senders=frozenset({"vpcp.gov.vn"})), True, ()),
    ],
)
async def test_only_who_is_proved_opens_anything(
    here: Store, opening: Opening, proved: bool, doubts: tuple[str, ...]
) -> None:
    (one,) = await proposed(here, read(), await came(here, proved=proved), opening)
    assert one.doubts == doubts


async def test_an_agency_opens_nothing_in_the_name_of_another_unless_it_is_trusted(
    here: Store,
) -> None:
    of_premier = replace(read().papers[0], issuer=found("Thủ tướng Chính phủ"))
    what = replace(read(), papers=(of_premier,))

    (one,) = await proposed(here, what)
    assert (one.state, one.doubts) == (ProposalState.OPEN, ("sender-other",))
    trusted = Opening(senders=frozenset({"vanthu@vpcp.gov.vn"}))
    (two,) = await proposed(here, what, await came(here, "2"), trusted)
    assert (two.state, two.doubts, two.twin) == (ProposalState.OPEN, ("again",), one.id)


async def test_a_clerk_confirms_what_was_read(here: Store) -> None:
    number = await waiting(here)

    done = await confirm(here, number)

    assert isinstance(done, Confirmed)
    assert (done.proposal.state, done.arrival_number, done.rules) == ("confirmed", 1, 0)
    assert done.proposal.settled_by == f"person:{HA}"
    (task,) = await tasks(here)
    assert (task.id,) == done.registered.done.numbers
    again = await confirm(here, number)
    assert again == Settled(done.proposal)


async def test_of_two_clerks_at_once_one_confirms(pair: tuple[Store, Store]) -> None:
    one, two = pair
    await office(one)
    number = await waiting(one)

    found = await asyncio.gather(confirm(one, number), confirm(two, number))

    assert sorted(type(each).__name__ for each in found) == ["Confirmed", "Settled"]
    assert (len(await tasks(one)), await papers(one)) == (1, 1)


async def test_who_keeps_no_register_confirms_nothing(here: Store) -> None:
    number = await waiting(here)
    staff = Act(f"person:{BINH}", NOW, BINH)

    assert isinstance(await confirm(here, number, act=staff), Denied)
    assert await confirm(here, number + 1) is None
    assert await tasks(here) == []


async def test_corrections_are_registered_and_remembered_for_that_sender(here: Store) -> None:
    (one,) = await proposed(here, read(errand(lead="Các cơ quan"), errand(lead=None, due=None)))
    corrections = Corrections(
        number="126/VPCP-KGVX",
        issuer="VPCP",
        tasks={1: replace(OTHER_LEAD, due="trước ngày 30/10/2026"), 3: replace(OTHER_LEAD, content="rà soát")},
        without=frozenset({2}),
    )  # fmt: skip

    wrong = await confirm(here, one.id, replace(corrections, without=frozenset()))
    assert isinstance(wrong, Look)
    assert [(one.row, one.code) for one in wrong.draft.errors] == [(2, "lead-missing")]
    done = await confirm(here, one.id, corrections)

    assert isinstance(done, Confirmed)
    assert (done.proposal.state, done.rules) == (ProposalState.CORRECTED, 2)
    assert [(each.content, each.due) for each in await tasks(here)] == [
        ("Báo cáo tình hình cung ứng thuốc", date(2026, 10, 29)),
        ("Rà soát", None),
    ]
    assert [(rule.sender, rule.written, rule.means) for rule in await here.read(sender_rule.listed)] == [
        ("vpcp.gov.vn", "Văn phòng Chính phủ", "VPCP"),
        ("vpcp.gov.vn", "Các cơ quan", "Vụ Kế hoạch - Tài chính"),
    ]  # fmt: skip
    (next_one,) = await proposed(
        here, read(errand(lead="các cơ quan"), number="130/VPCP-KGVX"), await came(here, "2")
    )
    assert next_one.doubts == ("by-rule",), "who leads is no clerk's word yet for this one"
    seen = await here.read(lambda tx: proposal.look(tx, next_one.id, desk(tx)))
    assert seen is not None
    (asked,) = seen.draft.asked
    assert asked.parties is not None
    assert asked.parties[0].unit_name == "Vụ Kế hoạch - Tài chính"
    first, second = await here.read(sender_rule.listed)
    assert await here.write(sender_rule.remove, second.id, CLI)
    assert await here.read(sender_rule.listed) == (first,)


async def test_what_is_dropped_stays_to_be_seen_and_may_be_opened_again(here: Store) -> None:
    number = await waiting(here)

    def drop(tx: Tx) -> Any:
        return proposal.drop(tx, number, "gửi nhầm", desk(tx), CLERK)

    dropped = await here.write(drop)
    assert (dropped.state, dropped.reason) == (ProposalState.DROPPED, "gửi nhầm")
    assert await confirm(here, number) == Settled(dropped)
    opened = await here.write(lambda tx: proposal.reopen(tx, number, desk(tx), CLERK))
    assert isinstance(opened, Proposal)
    assert (opened.state, opened.reason, opened.settled_by) == (ProposalState.OPEN, None, None)
    assert isinstance(await confirm(here, number), Confirmed)


async def test_a_file_that_could_not_be_read_may_ask_what_the_letter_around_it_does_not(
    here: Store,
) -> None:
    """A scan beside "Kính gửi anh chị." counted as nothing, and was emptied later."""
    sent = Sent(await came(here), SENDER, 1)
    await here.write(lambda tx: propose(tx, sent, NOTHING, desk(tx), NOW))
    (one,) = await here.read(proposal.of_letter, sent.intake.id)
    assert one.state is ProposalState.OPEN
    assert Doubt.OBSTACLE in one.doubts


async def test_a_letter_that_asks_nothing_is_nothing_to_do(here: Store) -> None:
    (one,) = await proposed(here, NOTHING)
    assert one.state is ProposalState.NOTHING
    assert (await here.read(proposal_list.waiting)).total == 0


async def test_what_was_confirmed_is_taken_back_and_waits_again(here: Store) -> None:
    number = await waiting(here)
    first = await confirm(here, number)

    back = await here.write(lambda tx: proposal.undo(tx, number, "nhầm", desk(tx), CLERK))
    assert isinstance(back, tuple)
    again, undone = back

    assert undone.opened == first.registered.done.numbers
    assert (again.state, again.about) == (ProposalState.OPEN, first.registered.document)
    assert [one.state for one in await tasks(here)] == [TaskState.RECALLED]
    kept = await here.read(imports.one, first.registered.imported)
    assert kept is not None
    assert (kept.opened, kept.left) == (1, 0)
    second = await confirm(here, number)
    assert second.registered.document == first.registered.document, "it was not entered twice"
    assert [one.state for one in await tasks(here)] == [TaskState.RECALLED, TaskState.ASSIGNED]


async def test_a_document_for_information_is_registered_without_a_task(here: Store) -> None:
    (one,) = await proposed(here, replace(read(), errands=(), asks=False))
    assert (one.state, one.doubts) == (ProposalState.OPEN, (Doubt.NO_TASK,))

    done = await confirm(here, one.id)

    assert (done.arrival_number, done.registered.imported, await papers(here)) == (1, None, 1)
    back = await here.write(lambda tx: proposal.undo(tx, one.id, "nhầm", desk(tx), CLERK))
    assert back == Settled(done.proposal), "an arrival number is not taken back"


async def test_a_correction_changes_the_tasks_of_the_document_that_stands(here: Store) -> None:
    (first,) = await proposed(here, read())
    later = read(
        errand(lead=None, due="2026-11-13"),
        number="140/VPCP-KGVX", issued="2026-09-30", ties=(tie(Role.EXTENDS), tie(Role.CORRECTS)),
    )  # fmt: skip

    (one,) = await proposed(here, later, await came(here, "2"))
    assert (one.state, one.about) == (ProposalState.OPEN, first.document)
    assert Doubt.CHANGES in one.doubts
    done = await confirm(here, one.id)

    assert isinstance(done, Confirmed)
    (task,) = await tasks(here)
    assert (task.due, task.document_id) == (date(2026, 11, 13), first.document)
    assert await papers(here) == 2
    (related,) = await here.read(relation.of_document, done.registered.document)
    assert (related.relation, related.id) == ("corrects", first.document)
    imported = done.registered.imported
    assert imported is not None
    await here.write(undoing.undo, imported, "nhầm", CLI)
    assert (await tasks(here))[0].due == date(2026, 10, 23)


async def test_whose_document_is_recalled_by_another_agency_is_said(here: Store) -> None:
    await proposed(here, read())
    instead = read(number="9/UBND-VX", ties=(tie(Role.RECALLS),))
    (paper,) = instead.papers
    others = replace(paper, issuer=found("Ủy ban nhân dân tỉnh Xa"))

    (one,) = await proposed(here, replace(instead, papers=(others,)), await came(here, "2"))
    (own,) = await proposed(here, instead, await came(here, "3"))

    assert (one.state, own.state) == (ProposalState.OPEN, ProposalState.OPEN)
    assert Doubt.OF_OTHERS in one.doubts
    assert Doubt.OF_OTHERS not in own.doubts


async def test_a_recall_withdraws_and_what_replaces_opens_anew(here: Store) -> None:
    (first,) = await proposed(here, read())
    instead = read(
        errand(due="2026-11-20"), number="141/VPCP-KGVX", issued="2026-09-30", ties=(tie(Role.REPLACES),)
    )  # fmt: skip
    (one,) = await proposed(here, instead, await came(here, "2"))

    await confirm(here, one.id)

    old, new = await tasks(here)
    assert (old.state, old.document_id) == (TaskState.RECALLED, first.document)
    assert (new.state, new.due) == (TaskState.ASSIGNED, date(2026, 11, 20))


async def test_the_same_document_with_another_deadline_changes_its_task(here: Store) -> None:
    (first,) = await proposed(here, read())
    (one,) = await proposed(here, read(errand(due="2026-10-30")), await came(here, "2"))
    assert (one.state, one.about, one.doubts) == (ProposalState.OPEN, first.document, ("stands",))

    await confirm(here, one.id)

    (task,) = await tasks(here)
    assert (task.due, await papers(here)) == (date(2026, 10, 30), 1)


async def test_a_mark_of_secrecy_is_registered_by_nobody(here: Store) -> None:
    number = await waiting(here)

    told = await confirm(here, number, Corrections(excerpt="TUYỆT MẬT - kế hoạch"))

    assert isinstance(told, Look)
    assert [(one.code, one.facts) for one in told.draft.errors] == [("secret", {})]
    assert await papers(here) == 0


async def test_a_letter_whose_task_bears_a_mark_is_set_aside_and_nothing_of_it_is_kept(
    here: Store,
) -> None:
    marked = read(errand(content=found("TUYỆT MẬT - kế hoạch phòng thủ")))

    letter = await came(here)
    plain = read(errand(), replace(marked.errands[0], paper=1), opens=False)
    both = replace(plain, papers=(*plain.papers, *read(number="126/VPCP-KGVX").papers))

    for what in (marked, both):
        sent = Sent(letter, SENDER, 0)
        against = await here.read(desk)
        assert await here.write(propose, sent, what, against, NOW) == "secret"

    assert await here.read(proposal.listed, (), 9) == ()


async def test_a_letter_that_is_read_again_changes_what_waits_and_no_more(here: Store) -> None:
    letter = await came(here)
    two = read(errand(), replace(errand(), paper=1), opens=False)
    both = replace(two, papers=(*two.papers, *read(number="126/VPCP-KGVX").papers))
    first, second = await proposed(here, both, letter)
    assert (first.doubts, second.doubts) == (("unsure", "several-documents"),) * 2

    again, gone = await proposed(here, read(), letter)

    assert (again.id, again.state) == (first.id, ProposalState.OPENED)
    assert (gone.id, gone.state, gone.reason) == (second.id, ProposalState.DROPPED, "read-again")
    kept, back = await proposed(here, both, letter)
    assert (kept, back.state, back.reason) == (again, ProposalState.OPEN, None)
