"""The loop over the tray: each letter is read once, and what cannot be read holds up nobody."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from mail.reader import loop
from mail.reader.came import Came, Handler, Settle
from mail.reader.loop import Reading
from papers.opener import Opener
from schedules.clock import Clock, MachineClock
from store import Store, Tx, body, intake, tray
from store.directory.change import Overtaken
from store.schema.intake import intake_letter
from store.schema.lease import lease
from store.together import Together
from store.writer import CommitUnknown
from tests.congvu.served import until
from tests.stores import full
from work.intake import Arrival, NewIntake, TrayState

NOW = datetime(2026, 10, 1, 2, tzinfo=UTC)
LATER = NOW.replace(year=2027)


async def take(store: Store, subject: str, long: bool = False) -> int:
    octets = f"From: an@hue.vn\r\nSubject: {subject}\r\n\r\nKinh gui\r\n".encode()
    digest = hashlib.sha256(octets).digest()
    held: bytes | int = octets
    if long:
        held = await store.write(body.begin_long, NOW)
        for position, part in enumerate((octets[:20], octets[20:])):
            await store.write(body.add_chunk, held, position, part)
        await store.write(body.finish_long, held, len(octets))
    new = NewIntake(digest, digest, len(octets), None, "an@hue.vn", subject, held)
    taken = await store.write(intake.take, new, Arrival("inbound", NOW, letter=1))
    assert taken is not None
    return taken.id


class Sort:
    """A handler that knows letters of one subject, and leaves a row for each that is settled."""

    def __init__(self, subject: str, do: Callable[[Came], None] = lambda came: None) -> None:
        self.subject, self.do = subject, do
        self.known = 0

    async def settle(self, came: Came) -> Settle | None:
        if self.subject not in came.letter.subject:
            return None
        self.known += 1
        self.do(came)
        await asyncio.sleep(60 if "slow" in came.letter.subject else 0)
        row = {"name": f"{self.subject}:{came.intake.id}", "holder": "-", "expires_at": LATER}
        return lambda tx, now: _leave(tx, row)


class Moved:
    """The machine's clock, so much ahead."""

    ahead = timedelta()

    def now(self) -> datetime:
        return MachineClock().now() + self.ahead


def _leave(tx: Tx, row: dict[str, object]) -> None:
    tx.run(insert(lease).values(row))


async def settled(store: Store) -> list[str]:
    return sorted(await store.read(lambda tx: [row.name for row in tx.all(select(lease.c.name))]))


async def states(store: Store) -> dict[int, tuple[str, str | None]]:
    found = await store.read(tray.letters, 10_000)
    return {one.id: (one.state, one.reason) for one in found}


@asynccontextmanager
async def reading(
    store: Store, *handlers: Handler, clock: Clock | None = None
) -> AsyncIterator[asyncio.Task[None]]:
    async with Opener() as opener:
        reader = Reading(store, opener, handlers, clock or MachineClock(), "reader")
        task = asyncio.create_task(reader.run())
        try:
            yield task
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def until_none_waits(store: Store) -> None:
    async def none() -> bool:
        return not {"new", "reading"} & {state for state, _ in (await states(store)).values()}

    await until(none)


async def test_each_letter_is_read_once_and_the_first_that_knows_it_answers(store: Store) -> None:
    before = [await take(store, f"bao cao {n}", long=n % 20 == 0) for n in range(60)]
    first, last = Sort("hop"), Sort("")
    async with reading(store, first, last):
        after = [await take(store, f"moi hop {n}") for n in range(20)]
        await until_none_waits(store)

    assert {state for state, _ in (await states(store)).values()} == {TrayState.READ}
    assert await settled(store) == sorted([f":{n}" for n in before] + [f"hop:{n}" for n in after])
    assert (first.known, last.known) == (20, 60)


async def test_what_fails_is_set_aside_with_a_reason_and_read_once_it_was_mended(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "SECONDS", 3)

    def fail(came: Came) -> None:
        raise ZeroDivisionError

    broken = Sort("hong", fail)
    numbers = [await take(store, subject) for subject in ("hong", "slow", "la", "dung")]
    async with reading(store, broken, Sort("slow"), Sort("dung")):
        await until_none_waits(store)
        assert list((await states(store)).items())[::-1] == [
            (numbers[0], (TrayState.ASIDE, "failed")),
            (numbers[1], (TrayState.ASIDE, "too-slow")),
            (numbers[2], (TrayState.ASIDE, "unknown-sort")),
            (numbers[3], (TrayState.READ, None)),
        ]
        broken.do = lambda came: None
        await store.write(tray.retry, numbers[0], "cli:0", NOW)
        await until_none_waits(store)

    assert await settled(store) == sorted([f"hong:{numbers[0]}", f"dung:{numbers[3]}"])


async def test_what_fails_as_it_is_settled_leaves_nothing_and_an_overtaken_one_is_tried_again(
    store: Store,
) -> None:
    class Late:
        tries = 0

        async def settle(self, came: Came) -> Settle | None:
            def do(tx: Tx, now: datetime) -> None:
                _leave(tx, {"name": came.letter.subject, "holder": "-", "expires_at": LATER})
                self.tries += 1
                if came.letter.subject == "hong":
                    raise ZeroDivisionError
                if self.tries < 3:
                    raise Overtaken("document")

            return do

    number = await take(store, "cham")
    async with reading(store, Late()):
        await until_none_waits(store)
        assert (await states(store))[number] == (TrayState.READ, None)
        broken = await take(store, "hong")
        await until_none_waits(store)

    assert (await states(store))[broken] == (TrayState.ASIDE, "failed")
    assert await settled(store) == ["cham"]


async def test_a_store_that_is_away_for_a_moment_is_no_fault_of_its_letters(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that started again had all letters that were in hand set aside as failed."""
    monkeypatch.setattr(loop, "AWAY_SECONDS", (0.01, 0.01, 0.01))
    starts = [OperationalError("", None, Exception("the database system is starting up"))] * 2
    unanswered, write = [CommitUnknown("the commit did not answer, but it held")], store.write
    knows = Sort("")

    async def held(done: Awaitable[object]) -> object:
        await done
        raise unanswered.pop()

    def sick(function: Callable[..., object], *args: object) -> Awaitable[object]:
        settles = isinstance(function, Together)
        if settles and starts:
            raise starts.pop()
        done = write(function, *args)
        return held(done) if settles and unanswered else done

    monkeypatch.setattr(store, "write", sick)
    numbers = [await take(store, subject) for subject in ("mot", "hai", "ba")]
    async with reading(store, knows):
        await until_none_waits(store)

    assert await states(store) == dict.fromkeys(numbers, (TrayState.READ, None))
    assert await settled(store) == sorted(f":{n}" for n in numbers)
    assert (starts, unanswered) == ([], [])


async def test_a_store_that_is_away_for_longer_than_any_try_waits_sets_nothing_aside(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An absence of one to two minutes had all letters in hand set aside as failed, a longer one ended the loop."""
    monkeypatch.setattr(loop, "AWAY_SECONDS", (0.01, 0.01))
    monkeypatch.setattr(loop, "RENEWAL_SECONDS", 0.02)
    write, refused = store.write, Counter[str]()

    def sick(function: Callable[..., object], *args: object) -> Awaitable[object]:
        settles = isinstance(function, Together)
        if settles or 0 < refused.total() < 50:
            refused["settling" if settles else getattr(function, "__name__", "")] += 1
            if refused.total() <= 50:
                raise OperationalError("", None, Exception("connection refused"))
        return write(function, *args)

    numbers = [await take(store, subject) for subject in ("mot", "hai", "ba")]
    monkeypatch.setattr(store, "write", sick)
    async with reading(store, Sort("")) as task:
        await until_none_waits(store)
        assert not task.done()

    assert await states(store) == dict.fromkeys(numbers, (TrayState.READ, None))
    assert refused["renew"] > 3


async def test_a_disk_that_is_full_for_what_is_new_sets_nothing_aside(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lease could be renewed and no proposal kept: after seven tries the letters counted as failed."""
    monkeypatch.setattr(loop, "AWAY_SECONDS", (0.01, 0.02))
    write, refused = store.write, list[object]()

    def sick(function: Callable[..., object], *args: object) -> Awaitable[object]:
        if isinstance(function, Together) and len(refused) < 20:
            refused.append(function)
            raise full()
        return write(function, *args)

    numbers = [await take(store, subject) for subject in ("mot", "hai")]
    monkeypatch.setattr(store, "write", sick)
    with capture_logs() as said:
        async with reading(store, Sort("")):
            await until_none_waits(store)

    assert await states(store) == dict.fromkeys(numbers, (TrayState.READ, None))
    assert len(refused) == 20
    for number in numbers:
        levels = [one["log_level"] for one in said if one.get("intake") == number]
        assert levels == ["warning"] + ["error"] * (len(levels) - 1)
        assert len(levels) > 2


async def test_a_letter_that_fails_where_others_do_not_is_set_aside_however_it_looks(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "AWAY_SECONDS", (0.01, 0.01))

    class Sick:
        async def settle(self, came: Came) -> Settle | None:
            def do(tx: Tx, now: datetime) -> None:
                if came.letter.subject == "hong":
                    raise OperationalError("", None, Exception("stack depth limit exceeded"))

            return do

    numbers = [await take(store, subject) for subject in ("hong", "dung")]
    async with reading(store, Sick()):
        await until_none_waits(store)

    assert [(await states(store))[one] for one in numbers] == [
        (TrayState.ASIDE, "failed"),
        (TrayState.READ, None),
    ]


async def test_letters_are_taken_up_once_the_store_is_there_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was begun is never forgotten between the commit that says so and its text."""
    monkeypatch.setattr(loop, "AWAY_SECONDS", (0.01, 0.01, 0.01))
    away: set[object] = {tray.take, tray.put_aside, body.short}

    def sick(do: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[object]]:
        def asked(function: Callable[..., object], *args: object) -> Awaitable[object]:
            if function in away:
                away.remove(function)
                raise OperationalError("", None, Exception("database or disk is full"))
            return do(function, *args)

        return asked

    monkeypatch.setattr(store, "write", sick(store.write))
    monkeypatch.setattr(store, "read", sick(store.read))
    number = await take(store, "la")
    async with reading(store, Sort("khac")):
        await until_none_waits(store)

    assert (await states(store))[number] == (TrayState.ASIDE, "unknown-sort")
    assert not away


async def test_a_letter_that_is_set_aside_as_it_is_settled_is_not_read(store: Store) -> None:
    class Refusing:
        async def settle(self, came: Came) -> Settle | None:
            return lambda tx, now: "not-theirs"

    number = await take(store, "cham")
    async with reading(store, Refusing()):
        await until_none_waits(store)

    assert (await states(store))[number] == (TrayState.ASIDE, "not-theirs")


async def test_a_reader_that_is_stopped_gives_back_what_it_had(store: Store) -> None:
    number = await take(store, "slow")
    knows = Sort("slow")
    async with reading(store, knows):
        await until(lambda: knows.known)

    async def waits() -> bool:
        return (await states(store))[number] == (TrayState.NEW, None)

    await until(waits)
    (again,) = await store.write(tray.take, "other", NOW, loop.TERM, 9)
    assert (again.id, again.tries) == (number, 1)
    assert await settled(store) == []


async def test_a_loop_that_begins_anew_reads_what_the_one_before_could_not_give_back(
    store: Store,
) -> None:
    number = await take(store, "dung")
    assert len(await store.write(tray.take, "reader", MachineClock().now(), loop.TERM, 9)) == 1
    async with reading(store, Sort("dung")):
        await until_none_waits(store)

    assert (await states(store))[number] == (TrayState.READ, None)


async def test_long_letters_that_wait_for_others_are_kept_and_read_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each waits for its turn: two minutes on, the same letters were taken once more, and then set aside."""
    monkeypatch.setattr(loop, "RENEWAL_SECONDS", 0.05)
    clock, goes_on, begun = Moved(), asyncio.Event(), list[int]()

    class Long:
        async def settle(self, came: Came) -> Settle | None:
            begun.append(came.intake.id)
            await goes_on.wait()
            return lambda tx, now: None

    numbers = [await take(store, f"dai {n}", long=True) for n in range(4)]
    async with reading(store, Long(), clock=clock):
        await until(lambda: len(begun) == loop.LONG_AT_ONCE)
        for _ in range(2):
            clock.ahead += loop.TERM * 0.9
            late = clock.now() + loop.TERM * 0.5

            async def kept(late: datetime = late) -> bool:
                held = select(intake_letter.c.id).where(intake_letter.c.until > late)
                return len(await store.read(lambda tx: tx.all(held))) == len(numbers)

            await until(kept)
        assert await store.write(tray.take, "other", clock.now(), loop.TERM, 9) == ()
        goes_on.set()
        await until_none_waits(store)

    assert sorted(begun) == numbers, "each once"
    assert {state for state, _ in (await states(store)).values()} == {TrayState.READ}
