"""Connections are kept, shared and given up: fast when all is well, never a letter too many or too few."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest

from mail.delivery import Delivery
from mail.route import Destination
from mail.smtp.pool import BUSY, CLOSED
from tests.mail.letters import PREFIX, Begun, delivery, hop, hurried, letter
from tests.mail.peers.script import COMMANDS, GO, GREETING, HELLO, LETTER, OPENING, scripted
from tests.mail.peers.sink import sinking
from work.outcome import Deferred, Delivered, Outcome, Uncertain

TAKEN = (Delivered("2.0.0 taken"),)


async def send(
    made: Delivery, to: Destination, number: int, begin: Begun | None = None
) -> tuple[Outcome, ...]:
    body = f"Subject: {number}\r\n\r\n".encode()
    return await made.deliver(to, letter(body=body, size_bytes=len(body)), begin or Begun())


def held(gate: asyncio.Event) -> Callable[[bytes], Awaitable[str]]:
    async def answer(content: bytes) -> str:
        await gate.wait()
        return "250 2.0.0 taken"

    return answer


async def until(condition: Callable[[], bool]) -> None:
    """Waits for something that is bound to happen."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - the peer has no event to give
            await asyncio.sleep(0.005)


async def test_one_connection_carries_letter_after_letter() -> None:
    async with sinking() as sink, delivery() as made:
        for number in range(5):
            assert await send(made, hop(sink.port), number) == TAKEN

    assert sink.connections == 1
    assert sink.log[-1] == (1, "221 2.0.0 bye")


async def test_many_letters_share_few_connections_and_none_is_lost_or_doubled() -> None:
    begun = [Begun() for _ in range(300)]
    async with sinking() as sink, delivery(connections=4, letters_per_connection=30) as made:
        sent = [send(made, hop(sink.port), number, one) for number, one in enumerate(begun)]
        outcomes = await asyncio.gather(*sent)

    assert outcomes == [TAKEN] * 300
    assert Counter(sink.letters) == Counter(
        PREFIX + f"Subject: {number}\r\n\r\n".encode() for number in range(300)
    )
    assert sink.peak <= 4
    assert {one.times for one in begun} == {1}
    assert Counter(n for n, line in sink.log if line == "<content>").most_common(1)[0][1] <= 30


async def test_the_next_letter_opens_behind_the_dot_but_its_content_waits_for_the_answer() -> None:
    gate = asyncio.Event()
    first, second = Begun(), Begun()
    async with (
        sinking(answer=held(gate)) as sink,
        delivery(connections=1) as made,
        asyncio.TaskGroup() as tasks,
    ):
        tasks.create_task(send(made, hop(sink.port), 1, first))
        await until(lambda: (1, "<content>") in sink.log)
        tasks.create_task(send(made, hop(sink.port), 2, second))
        await asyncio.sleep(0.05)
        assert second.times == 0, "what could be uncertain is one letter for each connection"
        gate.set()

    heard = [line for _, line in sink.log if line[:4] in ("DATA", "<con", "250 ")]
    assert heard.count("<content>") == 2
    assert second.times == 1


async def test_commands_of_the_next_letter_leave_in_the_same_breath_as_the_dot() -> None:
    burst = [
        *HELLO,
        *OPENING,
        "C: .",
        *COMMANDS,
        "S: 250 2.0.0 first",
        *GO,
        "C: .",
        "S: 250 second",
    ]
    async with scripted([*burst, "C: QUIT", "S: 221 bye"]) as peer, delivery(connections=1) as made:
        outcomes = await asyncio.gather(*(send(made, hop(peer.port), n) for n in range(2)))

    assert outcomes == [(Delivered("2.0.0 first"),), (Delivered("second"),)]
    assert peer.surprises == []


async def test_a_letter_is_begun_only_once_the_one_before_it_is_known() -> None:
    known: list[str] = []
    async with sinking() as sink, delivery(connections=1) as made:

        async def one(number: int) -> None:
            begin = Begun(then=lambda: known.append(f"begun {number}"))
            await send(made, hop(sink.port), number, begin)
            known.append(f"known {number}")

        await asyncio.gather(*map(one, range(20)))

    assert [word.split()[0] for word in known] == ["begun", "known"] * 20


async def test_a_peer_without_pipelining_gets_one_letter_after_the_other() -> None:
    async with sinking(extensions=()) as sink, delivery(connections=2) as made:
        outcomes = await asyncio.gather(*(send(made, hop(sink.port), n) for n in range(40)))

    assert outcomes == [TAKEN] * 40
    assert sink.peak <= 2
    after = dict.fromkeys(range(1, sink.connections + 1), "")
    for number, line in sink.log:
        if line.startswith(("MAIL", "RCPT", "DATA", "QUIT")):
            assert after[number][:3] in ("250", "354"), "it waited for the answer before"
        after[number] = line


@pytest.mark.parametrize("end", ["close", "abort", "rest"])
async def test_a_kept_connection_found_dead_costs_another_one_and_no_time(end: str) -> None:
    first = [*HELLO, *LETTER, *(["C: MAIL"] if end != "close" else []), f"X: {end}"]
    second = [*HELLO, *LETTER, "C: QUIT", "S: 221 bye"]
    begin = Begun()
    async with scripted(first, second) as peer, delivery(timeouts=hurried(mail=0.3)) as made:
        await made.deliver(hop(peer.port), letter(), Begun())
        outcomes = await made.deliver(hop(peer.port), letter(), begin)

    assert outcomes == (Delivered("2.0.0 taken as 1"),)
    assert begin.times == 1
    assert len(peer.heard) == 2


async def test_421_to_a_kept_connection_costs_another_one() -> None:
    first = [*HELLO, *LETTER, *COMMANDS, "S: 421 4.4.2 idle for too long", "X: close"]
    second = [*HELLO, *LETTER, "C: QUIT", "S: 221 bye"]
    async with scripted(first, second) as peer, delivery() as made:
        await made.deliver(hop(peer.port), letter(), Begun())
        outcomes = await made.deliver(hop(peer.port), letter(), Begun())

    assert outcomes == (Delivered("2.0.0 taken as 1"),)


async def test_a_kept_connection_that_dies_after_the_dot_is_not_tried_again() -> None:
    first = [*HELLO, *LETTER, *OPENING, "C: .", "X: close"]
    async with scripted(first, [*HELLO, *LETTER]) as peer, delivery() as made:
        await made.deliver(hop(peer.port), letter(), Begun())
        (outcome,) = await made.deliver(hop(peer.port), letter(), Begun())

    assert isinstance(outcome, Uncertain)
    assert len(peer.heard) == 1


async def test_a_kept_connection_that_answered_mail_and_died_defers() -> None:
    first = [*HELLO, *LETTER, *COMMANDS, GO[0], "X: close"]
    async with scripted(first, [*HELLO, *LETTER]) as peer, delivery() as made:
        await made.deliver(hop(peer.port), letter(), Begun())
        (outcome,) = await made.deliver(hop(peer.port), letter(), Begun())

    assert isinstance(outcome, Deferred)
    assert len(peer.heard) == 1


async def test_a_letter_behind_an_uncertain_one_goes_out_on_another_connection() -> None:
    first = [*HELLO, *OPENING, "C: .", *COMMANDS, "X: abort"]
    second = [*HELLO, *LETTER, "C: QUIT", "S: 221 bye"]
    begun = Begun(), Begun()
    async with scripted(first, second) as peer, delivery(connections=1) as made:
        sent = (send(made, hop(peer.port), n, begin) for n, begin in enumerate(begun))
        outcomes = await asyncio.gather(*sent)

    assert [type(outcome) for (outcome,) in outcomes] == [Uncertain, Delivered]
    assert [begin.times for begin in begun] == [1, 1]


async def test_an_idle_connection_is_ended_with_quit() -> None:
    async with sinking() as sink, delivery(timeouts=hurried(idle=0.05)) as made:
        await send(made, hop(sink.port), 1)
        await until(lambda: sink.open == 0)

    assert (1, "QUIT") in sink.log


async def test_a_peer_that_grants_few_connections_is_used_with_those() -> None:
    async with sinking(most=2) as sink, delivery(connections=10) as made:
        await send(made, hop(sink.port), 0)
        outcomes = await asyncio.gather(*(send(made, hop(sink.port), n) for n in range(60)))

    assert outcomes == [TAKEN] * 60


async def test_who_waits_longer_than_allowed_is_deferred() -> None:
    gate = asyncio.Event()
    async with (
        sinking(answer=held(gate)) as sink,
        delivery(connections=1, timeouts=hurried(turn=0.2)) as made,
        asyncio.TaskGroup() as tasks,
    ):
        for number in range(2):  # one that is being sent, one behind it
            tasks.create_task(send(made, hop(sink.port), number))
        await until(lambda: (1, "<content>") in sink.log)
        assert await send(made, hop(sink.port), 3) == (BUSY,)
        gate.set()


async def test_no_more_wait_than_allowed() -> None:
    gate = asyncio.Event()
    async with (
        sinking(answer=held(gate)) as sink,
        delivery(connections=1, queue_limit=2) as made,
        asyncio.TaskGroup() as tasks,
    ):
        first = tasks.create_task(send(made, hop(sink.port), 0))
        await until(lambda: (1, "<content>") in sink.log)
        rest = [tasks.create_task(send(made, hop(sink.port), n)) for n in range(1, 5)]
        await until(rest[3].done)
        gate.set()

    assert [one.result() for one in (first, *rest)] == [TAKEN] * 4 + [(BUSY,)]


async def test_letters_are_served_in_the_order_they_came() -> None:
    async with sinking() as sink, delivery(connections=1) as made:
        await asyncio.gather(*(send(made, hop(sink.port), number) for number in range(50)))

    assert sink.letters == [PREFIX + f"Subject: {n}\r\n\r\n".encode() for n in range(50)]


async def test_a_letter_that_is_called_back_disturbs_neither_neighbour() -> None:
    gate = asyncio.Event()
    async with (
        sinking(answer=held(gate)) as sink,
        delivery(connections=1) as made,
        asyncio.TaskGroup() as tasks,
    ):
        first = tasks.create_task(send(made, hop(sink.port), 1))
        await until(lambda: (1, "<content>") in sink.log)
        behind = tasks.create_task(send(made, hop(sink.port), 2))
        waiting = tasks.create_task(send(made, hop(sink.port), 3))
        last = tasks.create_task(send(made, hop(sink.port), 4))
        await asyncio.sleep(0.05)
        behind.cancel()
        waiting.cancel()
        await asyncio.sleep(0.05)
        gate.set()

    assert (first.result(), last.result()) == (TAKEN, TAKEN)
    assert [content[len(PREFIX) :][9:10] for content in sink.letters] == [b"1", b"4"]


async def test_a_letter_that_is_called_back_before_its_turn_leaves_no_trace() -> None:
    started, gate = asyncio.Event(), asyncio.Event()

    async def slowly() -> bool:
        started.set()
        await gate.wait()
        return True

    async with sinking() as sink, delivery(connections=1) as made:
        async with asyncio.TaskGroup() as tasks:
            first = tasks.create_task(made.deliver(hop(sink.port), letter(), slowly))
            await started.wait()
            behind = tasks.create_task(send(made, hop(sink.port), 2))
            await asyncio.sleep(0.05)
            behind.cancel()
            await asyncio.sleep(0)
            gate.set()
        third = await send(made, hop(sink.port), 3)

    assert (first.result(), third) == (TAKEN, TAKEN)
    assert sink.connections == 1


async def test_closing_lets_letters_on_the_way_finish_and_defers_those_that_wait() -> None:
    gate = asyncio.Event()
    async with sinking(answer=held(gate)) as sink, delivery(connections=1) as made:
        async with asyncio.TaskGroup() as tasks:
            sent = [tasks.create_task(send(made, hop(sink.port), n)) for n in range(3)]
            await until(lambda: (1, "<content>") in sink.log)
            closing = tasks.create_task(made.close())
            await until(sent[2].done)
            gate.set()
        after = await send(made, hop(sink.port), 9)

    assert [one.result() for one in sent] == [TAKEN, TAKEN, (CLOSED,)]
    assert closing.done()
    assert after == (CLOSED,)
    assert (1, "QUIT") in sink.log


async def test_closing_can_be_cut_short() -> None:
    async with (
        sinking(answer=held(asyncio.Event())) as sink,
        delivery() as made,
        asyncio.TaskGroup() as tasks,
    ):
        sent = tasks.create_task(send(made, hop(sink.port), 1))
        await until(lambda: (1, "<content>") in sink.log)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await made.close()

    assert [type(outcome) for outcome in sent.result()] == [Uncertain]


async def test_all_who_wait_for_a_dead_host_learn_it_at_once() -> None:
    async with scripted([*GREETING, "X: close"]) as peer, delivery(connections=2) as made:
        outcomes = await asyncio.gather(*(send(made, hop(peer.port), n) for n in range(100)))

    assert {type(outcome) for (outcome,) in outcomes} == {Deferred}
    assert len(peer.heard) <= 4


async def test_lmtp_answers_for_each_recipient() -> None:
    answers = iter(["250 2.0.0 for a", "452 4.2.2 b is full", "550 5.2.1 c is closed"])

    async def answer(content: bytes) -> str:
        return next(answers)

    async with sinking(answer=answer, lmtp=True) as sink, delivery() as made:
        outcomes = await made.deliver(hop(sink.port, "lmtp"), letter("a@x", "b@x", "c@x"), Begun())

    assert [type(outcome).__name__ for outcome in outcomes] == ["Delivered", "Deferred", "Refused"]
    assert sink.log[1] == (1, "LHLO relay.example")


async def test_lmtp_that_dies_between_its_answers_leaves_the_rest_uncertain() -> None:
    hello = (
        "S: 220 x",
        "C: LHLO",
        "S: 250-x",
        "S: 250 PIPELINING",
        "C: ",
        "C: ",
        "C: ",
        "C: ",
        "C: ",
    )
    answers = (
        GO[0],
        GO[1],
        "S: 550 5.1.1 no such user",
        GO[1],
        GO[2],
        "C: .",
        "S: 250 2.0.0 for a",
    )
    async with scripted([*hello, *answers, "X: close"]) as peer, delivery() as made:
        to = letter("a@x", "b@x", "c@x")
        outcomes = await made.deliver(hop(peer.port, "lmtp"), to, Begun())

    assert [type(outcome).__name__ for outcome in outcomes] == ["Delivered", "Refused", "Uncertain"]


@pytest.mark.parametrize("seed", range(5))
async def test_whatever_dies_when_the_outcomes_tell_the_truth(seed: int) -> None:
    chance = random.Random(seed)
    begun = [Begun() for _ in range(300)]
    async with (
        sinking(dies=lambda: chance.random() < 0.03) as sink,
        delivery(connections=5, letters_per_connection=20) as made,
    ):
        sent = [send(made, hop(sink.port), number, one) for number, one in enumerate(begun)]
        outcomes = await asyncio.gather(*sent)

    arrived = Counter(sink.letters)
    seen: set[type[Outcome]] = set()
    for number, (outcome,) in enumerate(outcomes):
        seen.add(type(outcome))
        times = arrived[PREFIX + f"Subject: {number}\r\n\r\n".encode()]
        match outcome:
            case Delivered():
                assert times == 1
            case Uncertain():
                assert times <= 1
            case _:
                assert times == 0
        assert begun[number].times == 1 or (begun[number].times == 0 and times == 0)
    assert seen == {Delivered, Deferred, Uncertain}
