"""What waits for the clerk, and what came of it, as the tests of their flow have it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from store import Store, proposal, worklist
from store.worklist import Wanted
from tests.bot.office import AN, Chats, Office
from tests.store.read_letters import came, errand, proposed, read
from work.official.found import Read
from work.proposal import Proposal, ProposalState
from work.task import Task

LETTER = read(errand(lead="Vụ Pháp chế"), opens=False, doubts=("lead-doubtful",))


async def waits(store: Store, what: Read = LETTER, text: str = "1") -> int:
    """A letter has come: the number of its proposal."""
    (one,) = await proposed(store, what, await came(store, text))
    assert one.state is ProposalState.OPEN
    return one.id


async def kept(store: Store, number: int) -> Proposal:
    """The proposal as it is kept."""
    one = await store.read(proposal.one, number)
    assert one is not None
    return one


async def tasks(store: Store) -> list[Task]:
    """Every task of the office."""
    page = await store.read(worklist.page, Wanted(None), 1, 100)
    return sorted(page.tasks, key=lambda one: one.id)


async def opened(chats: Chats, label: str = "1") -> dict[str, Any]:
    """The card of a proposal, out of the list by its number there."""
    await chats.ask(AN, "/vanbanden")
    return await chats.tap(AN, label)


@asynccontextmanager
async def facing(
    clerks: Office, chats: Chats, what: Read = LETTER, text: str = "1"
) -> AsyncIterator[int]:
    """While the block runs An has the card of a letter that has come: the number of its proposal."""
    number = await waits(clerks.store, what, text)
    async with clerks.open():
        await opened(chats)
        yield number


async def corrected(chats: Chats, part: str, words: str) -> dict[str, Any]:
    """The card once An has said that *part* otherwise."""
    await chats.tap(AN, "Sửa")
    await chats.tap(AN, part)
    return await chats.ask(AN, words)
