"""A destination gets few connections at first, more with every letter it takes, and fewer when it fails."""

import asyncio

from mail.delivery import Delivery
from mail.route import Exchangers, Hop, Route, Routes
from mail.smtp.window import FIRST, PATIENCE, Window
from tests.mail.letters import Begun, delivery, hop, letter
from tests.mail.peers.sink import Sink, sinking
from work.outcome import Deferred, Delivered, Outcome, Refused, Uncertain

TAKEN = Delivered("2.0.0 taken")
LOST = Deferred("4.4.2", "mx: the connection was lost")
BUSY = Deferred("4.3.2", "mx said: 421 4.3.2 too busy", answer="421 4.3.2 too busy")


class Gate:
    """A sink's answer that comes when the test lets it."""

    def __init__(self) -> None:
        self._open = asyncio.Semaphore(0)

    async def __call__(self, content: bytes) -> str:
        await self._open.acquire()
        return "250 2.0.0 taken"

    def let(self, letters: int) -> None:
        for _ in range(letters):
            self._open.release()


async def stands(sink: Sink, connections: int) -> None:
    """Comes back once so many are open, and makes sure that no more come."""
    async with asyncio.timeout(20):
        while sink.open < connections:  # noqa: ASYNC110 - the peer has no event to give
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.1)
    assert sink.open == connections


async def send(made: Delivery, sink: Sink) -> tuple[Outcome, ...]:
    return await made.deliver(hop(sink.port), letter(), Begun())


async def test_it_begins_with_five_and_each_letter_taken_opens_one_more_up_to_the_bound() -> None:
    gate = Gate()
    async with (
        sinking(answer=gate) as sink,
        delivery(connections=8) as made,
        asyncio.TaskGroup() as tasks,
    ):
        for _ in range(100):
            tasks.create_task(send(made, sink))
        await stands(sink, FIRST)
        gate.let(1)
        await stands(sink, FIRST + 1)
        gate.let(10)
        await stands(sink, 8)
        gate.let(100)

    assert len(sink.letters) == 100
    assert sink.peak == 8


async def test_a_route_bounds_its_own_destination_and_no_other() -> None:
    gate = Gate()
    gate.let(200)
    async with sinking(answer=gate) as few, sinking(answer=gate) as many, delivery() as made:
        routes = Routes([Route("*", f"smtp://127.0.0.1:{few.port}", connections=2)])
        bounded = routes.destination("hg.gov.vn")
        async with asyncio.TaskGroup() as tasks:
            for _ in range(50):
                tasks.create_task(made.deliver(bounded, letter(), Begun()))
                tasks.create_task(send(made, many))

    assert (len(few.letters), few.peak) == (50, 2)
    assert (len(many.letters), many.peak > 2) == (50, True)


async def test_a_peer_that_lets_three_in_is_not_asked_for_a_fourth_with_every_letter() -> None:
    gate = Gate()
    gate.let(90)
    async with sinking(answer=gate, most=3) as sink, delivery() as made:
        outcomes = await asyncio.gather(*(send(made, sink) for _ in range(90)))

    assert outcomes == [(TAKEN,)] * 90
    turned_away = [line for _, line in sink.log if line.startswith("421")]
    assert 0 < len(turned_away) <= FIRST, "those of the first moment, and no more"


def test_a_bound_stands_in_the_destination_that_the_route_leads_to() -> None:
    routes = Routes([Route("a.vn", "mx", connections=3), Route("b.vn", "smtp://10.0.0.1")])

    assert routes.destination("a.vn") == Exchangers("a.vn", "opportunistic", 3)
    assert routes.destination("b.vn") == Hop("smtp", "10.0.0.1", 25, "opportunistic")
    assert routes.destination("c.vn") == Exchangers("c.vn", "opportunistic")


def test_it_grows_by_one_a_letter_until_its_bound() -> None:
    window = Window(20)

    grown = [window.heard([TAKEN]) for _ in range(20)]

    assert grown == [True] * 15 + [False] * 5
    assert window.size == 20


def test_a_refused_letter_counts_like_one_taken_and_a_lost_connection_costs_one() -> None:
    window = Window(20)
    assert window.heard([Refused("5.1.1", "no such user"), TAKEN])
    assert window.heard([Deferred("4.2.2", "full", answer="452 4.2.2 full")])
    assert window.size == FIRST + 2
    for failure in (LOST, BUSY, Uncertain("the line went dead")):
        before = window.size
        assert not window.heard([TAKEN, failure])
        assert window.size == before - 1
    for _ in range(20):
        window.heard([LOST])
    assert window.size == 1, "never none"


def test_after_a_failure_it_grows_with_every_round_and_after_a_refusal_with_a_hundred() -> None:
    window = Window(20)
    window.heard([LOST])
    rounds = [window.heard([TAKEN]) for _ in range(FIRST - 1)]
    assert rounds == [False] * (FIRST - 2) + [True]

    window.refused(3)
    assert window.size == 3
    asked = [window.heard([TAKEN]) for _ in range(PATIENCE)]
    assert asked == [False] * (PATIENCE - 1) + [True]
    window.renew()
    assert window.size == FIRST


def test_a_bound_below_five_is_never_passed() -> None:
    window = Window(2)

    assert not any(window.heard([TAKEN]) for _ in range(300))
    assert window.size == 2
