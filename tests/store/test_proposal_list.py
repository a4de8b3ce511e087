"""The list of proposals: counted by state, leafed through, and which comes next; letters that may be seen and read again."""

from sqlalchemy import update

from store import Store, Tx, letter_desk, proposal, proposal_list, tray
from store.schema.intake import intake_letter
from tests.store.office import BINH, HA, NOW
from tests.store.read_letters import NOTHING, came, desk, office, proposed, read
from work.access import Denied
from work.act import Act
from work.assignee import Assigned, read_assignees
from work.intake import TrayState
from work.proposal import Proposal, ProposalState

CLERK, OFFICIAL = Act(f"person:{HA}", NOW, HA), Act(f"person:{BINH}", NOW, BINH)


async def filled(store: Store, waiting: int) -> None:
    await office(store)
    for number in range(waiting):
        letter = await came(store, str(number), proved=False)
        await proposed(store, read(number=f"{number + 1}/VPCP-KGVX"), letter)


async def test_states_are_counted_and_pages_end_where_proposals_do(store: Store) -> None:
    await filled(store, 5)
    await proposed(store, NOTHING, await came(store, "nothing", proved=False))

    counts = await store.read(proposal_list.counts)
    last = await store.read(proposal_list.page, ProposalState.OPEN, 9, 2)
    every = await store.read(proposal_list.page, None, 1, 10)

    assert (counts[ProposalState.OPEN], counts[ProposalState.NOTHING]) == (5, 1)
    assert counts[ProposalState.DROPPED] == 0
    assert [one.id for one in last.shown] == [1]
    assert (last.total, last.first, last.number, last.pages) == (5, 5, 3, 3)
    assert [one.id for one in every.shown] == [6, 5, 4, 3, 2, 1]


async def test_the_next_is_the_older_one_that_waits_and_then_the_newest(store: Store) -> None:
    await filled(store, 3)

    def drop(tx: Tx) -> object:
        return proposal.drop(tx, 2, "gửi nhầm", desk(tx), CLERK)

    assert isinstance(await store.write(drop), Proposal)
    found = [await store.read(proposal_list.following, number) for number in (3, 2, 1)]
    before = [await store.read(proposal_list.before, number) for number in (3, 2, 1)]

    assert found == [1, 1, 3]
    assert before == [None, 3, 3]


async def test_what_secrecy_holds_is_neither_shown_nor_read_again(store: Store) -> None:
    await office(store)
    letter, held = await came(store, "1"), await came(store, "2")

    def aside(tx: Tx) -> None:
        for one, reason in ((letter, "failed"), (held, "secrecy:mark:subject")):
            new = {"state": TrayState.ASIDE, "reason": reason}
            tx.run(update(intake_letter).where(intake_letter.c.id == one.id).values(new))

    await store.write(aside)
    shown = [await store.read(letter_desk.shown, one.id, "G18", CLERK) for one in (letter, held)]
    assert [one is not None for one in shown] == [True, False]
    assert await store.read(letter_desk.shown, letter.id, "G18", OFFICIAL) is None
    assert await store.read(letter_desk.unread) == 2

    assert isinstance(await store.write(letter_desk.retry, letter.id, "G18", OFFICIAL), Denied)
    assert await store.write(letter_desk.retry, letter.id, "G18", CLERK) is TrayState.ASIDE
    assert await store.write(letter_desk.retry, held.id, "G18", CLERK) is None
    again = [await store.read(tray.one, one.id) for one in (letter, held)]
    assert [one.state for one in again if one] == [TrayState.NEW, TrayState.ASIDE]


async def test_every_name_that_is_offered_is_read_back_as_whom_it_means(store: Store) -> None:
    await office(store)
    made = await store.read(desk)
    roster = made.office.roster

    for name in roster.offered():
        found = read_assignees(name, roster)
        assert isinstance(found, Assigned), name
        assert roster.called(found.parties[0]) == name
    assert "Vụ Pháp chế" in roster.offered()
    assert "Trần Thị Bình (Vụ Kế hoạch - Tài chính)" in roster.offered()
    assert "Văn phòng Chính phủ" in roster.offered()
