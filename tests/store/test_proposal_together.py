"""Letters that were read together are proposed by statements that they share, and come to what each would alone."""

from collections.abc import Sequence
from typing import Any

import pytest

from store import Store, Tx, proposal
from store.proposing import Proposing, Sent, ready
from store.together import done
from tests.store.office import NOW
from tests.store.read_letters import SENDER, came, desk, office, read, tie
from work.official.found import Role
from work.proposal import ProposalState


@pytest.fixture
async def here(store: Store) -> Store:
    return await office(store)


async def test_letters_that_were_read_together_come_to_what_each_does_alone_by_fewer_statements(
    here: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    changing = read(number="7/VPCP-TH", ties=(tie(Role.CORRECTS),))
    brought = [
        (await came(here, "1"), read()),
        (await came(here, "2"), read(number="126/VPCP-TH")),
        (await came(here, "3", proved=False), read(number="127/VPCP-TH")),
        (await came(here, "4"), changing),  # speaks of the first
        (await came(here, "5"), read(number="128/VPCP-TH")),
        (await came(here, "6"), read(number="128/VPCP-TH")),
    ]
    inserts, hot_rows = list[int](), Tx.hot_rows

    def counted(tx: Tx, sql: str, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        inserts.extend([len(rows)] if "INTO proposal " in sql else [])
        return hot_rows(tx, sql, rows)

    monkeypatch.setattr(Tx, "hot_rows", counted)

    def together(tx: Tx) -> list[str | None]:
        against = desk(tx)
        sent = [(Sent(one, SENDER, 0), what) for one, what in brought]
        return done(
            tx,
            [(Proposing(one, ready(one, what, against), against), NOW) for one, what in sent],
        )

    assert await here.write(together) == [None] * len(brought)

    each = [await here.read(proposal.of_letter, one.id) for one, _ in brought]
    assert [(one.state, one.doubts) for (one,) in each] == [
        (ProposalState.OPENED, ()),
        (ProposalState.OPENED, ()),
        (ProposalState.OPEN, ("unproved",)),
        (ProposalState.OPEN, ("changes",)),
        (ProposalState.OPENED, ()),
        (ProposalState.NOTHING, ("stands",)),
    ]
    ((first,), *_, (last,), (copy,)) = each
    assert (each[3][0].about, copy.about) == (first.document, last.document)
    assert sorted(inserts) == [1, 1, 1, 1, 2]
    assert await here.write(together) == [None] * len(brought), "and nothing twice"
    assert [await here.read(proposal.of_letter, one.id) for one, _ in brought] == each
