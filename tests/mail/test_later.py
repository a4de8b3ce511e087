"""A letter for later: kept, not sent, then sent; and late only from then on."""

from datetime import timedelta
from pathlib import Path

from mail.policy import Decision
from tests.mail.relaying import BINH, NOW, Says, Worker, eventually, working
from work.letter import State
from work.outcome import Deferred

DAY = timedelta(days=1)
LATER = NOW + 2 * DAY


async def settled(worker: Worker, state: State, attempts: int) -> None:
    """Comes back once the recipient of the first letter stands so."""

    async def so() -> bool:
        row, *_ = await worker.rows()
        return (row.state, row.attempts) == (state, attempts)

    await eventually(so)


async def test_it_goes_when_its_sender_wants(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        reply = await worker.letter(release_at=LATER)
        await worker.letter("hoa@sl.gov.vn")
        await worker.until(State.WAITING, State.DELIVERED)
        (waiting, _) = await worker.rows()

        assert reply.code == 250
        assert (waiting.not_before, waiting.expires_at) == (LATER, LATER + 5 * DAY)
        assert not worker.hop.letters["yte.gov.vn"]
        worker.clock.forward(2 * DAY)
        await worker.until(State.DELIVERED, State.DELIVERED)


async def test_its_delay_counts_from_then(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(Deferred("4.2.1", "later"))
        await worker.letter(BINH, release_at=LATER)
        worker.clock.forward(2 * DAY)
        await settled(worker, State.WAITING, 1)
        assert await worker.kinds() == ["relayed"]

        worker.clock.forward(timedelta(hours=5))
        await settled(worker, State.WAITING, 2)
        assert await worker.kinds() == ["relayed", "dsn"]


async def test_one_that_a_rule_holds_has_its_age_limit_from_then(tmp_path: Path) -> None:
    def hold(_: object) -> Decision:
        return Decision("hold", "first-contact")

    async with working(tmp_path, decide=hold) as worker:
        await worker.letter(release_at=LATER)
        (row,) = await worker.rows()

        assert (row.state, row.expires_at) == (State.HELD, LATER + 7 * DAY)
