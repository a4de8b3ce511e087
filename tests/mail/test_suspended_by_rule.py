"""An answer that a rule names leaves the domain alone for a while: every letter of it, in every worker."""

import random
import re
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import structlog

from mail.backoff import Rule, suspensions
from mail.delivery import Delivery
from mail.dns import Resolver
from mail.route import Route, Routes
from mail.schedule import Schedule
from store import suspension
from store.account import entries_about
from tests.mail.letters import SETTINGS
from tests.mail.peers.script import GREETING, scripted
from tests.mail.peers.sink import sinking
from tests.mail.relaying import BINH, NOW, Says, Worker, eventually, working
from work.letter import State
from work.outcome import Deferred, Delivered, Refused
from work.suspension import BY_RULE, Suspension

HOUR = timedelta(hours=1)
RULE = Rule(re.compile("too much mail|^421"), HOUR, suspends=True)
RULES = Schedule(rules=(RULE,))
SAID = "450 4.7.1 <an@bn.gov.vn> sends too much mail"
TOO_MUCH = Deferred("4.7.1", f"mx.yte.gov.vn said: {SAID}", answer=SAID)


async def standing(worker: Worker) -> dict[str, Suspension]:
    return dict(await worker.store.read(suspension.standing, worker.clock.now()))


async def suspended(worker: Worker) -> Suspension:
    """The domain's suspension, once it stands."""

    async def so() -> bool:
        return "yte.gov.vn" in await standing(worker)

    await eventually(so)
    return (await standing(worker))["yte.gov.vn"]


async def test_the_domain_is_suspended_by_the_rule_with_what_was_said(tmp_path: Path) -> None:
    with structlog.testing.capture_logs() as lines:
        async with working(tmp_path, schedule=RULES) as worker:
            answer = worker.hop.answers["yte.gov.vn"] = Says(TOO_MUCH)
            number = await worker.number()
            found = await suspended(worker)
            more = [await worker.number(BINH, "ok@x.vn") for _ in range(3)]
            for one in more:
                await worker.until(State.WAITING, State.DELIVERED, number=one)

            (row,) = await worker.rows(number)
            asked, answer.outcomes = answer.asked, [Delivered("ok")]
            told = await worker.store.read(entries_about, "domain:yte.gov.vn")
            worker.clock.forward(HOUR)
            await worker.until(State.DELIVERED, *[State.DELIVERED, State.DELIVERED] * 3)

    assert (found.by, found.since, found.until) == (BY_RULE, NOW, NOW + HOUR)
    assert found.reason == (
        "mx.yte.gov.vn said: 450 4.7.1 <…@bn.gov.vn> sends too much mail"
        ' ([[relay.backoff]] pattern "too much mail|^421")'
    )
    assert asked == 1, "what came after it waited"
    assert (row.hold, row.not_before) == ("suspended:yte.gov.vn", NOW + HOUR)
    assert [(one.event, one.codes["by"]) for one in told] == [("queue.suspend", BY_RULE)]
    events = [line for line in lines if line["event"] == "domain.suspended"]
    assert [(line["domain"], "an@" in line["reason"]) for line in events] == [("yte.gov.vn", False)]


async def test_it_is_told_once_however_many_letters_are_answered_so(tmp_path: Path) -> None:
    with structlog.testing.capture_logs() as lines:
        async with working(tmp_path, schedule=RULES) as worker:
            worker.hop.answers["yte.gov.vn"] = Says(TOO_MUCH)
            for _ in range(20):
                await worker.number()
            await worker.until(*[State.WAITING] * 20)
            await suspended(worker)

    assert [line["event"] for line in lines].count("domain.suspended") == 1


async def test_a_persons_word_goes_before_the_rule_and_can_undo_it(tmp_path: Path) -> None:
    async with working(tmp_path, schedule=RULES) as worker:
        answer = worker.hop.answers["yte.gov.vn"] = Says(TOO_MUCH)
        await worker.number()
        await suspended(worker)
        answer.outcomes = [Delivered("ok")]
        await worker.store.write(suspension.resume, "yte.gov.vn", "cli:0", NOW)
        await worker.until(State.DELIVERED)

        mine = Suspension("yte.gov.vn", NOW, None, "bảo trì", "cli:0")
        await worker.store.write(suspension.suspend, mine)
        ruled = Suspension("yte.gov.vn", NOW, NOW + HOUR, "x", BY_RULE)
        assert not await worker.store.write(suspension.suspend_by_rule, ruled)
        assert await standing(worker) == {"yte.gov.vn": mine}


def through(port: int) -> dict[str, object]:
    """A worker whose letters all go to 127.0.0.1:*port*, really."""
    routes = Routes([Route("*", f"smtp://127.0.0.1:{port}")])
    deliverer = Delivery(SETTINGS, Resolver([]), random.Random(1))
    return {"routes": routes, "deliverer": deliverer, "schedule": RULES}


async def test_a_greeting_of_421_is_an_answer_as_well(tmp_path: Path) -> None:
    async with (
        sinking(most=0) as sink,
        working(tmp_path, **through(sink.port)) as worker,  # type: ignore[arg-type]
    ):
        await worker.number()
        await worker.until(State.WAITING)

        assert "421 4.7.0 too many connections" in (await suspended(worker)).reason


async def test_so_is_what_is_said_to_ehlo(tmp_path: Path) -> None:
    async with (
        scripted([*GREETING, "S: 421 4.3.2 busy"]) as peer,
        working(tmp_path, **through(peer.port)) as worker,  # type: ignore[arg-type]
    ):
        await worker.number()
        await worker.until(State.WAITING)

        assert "421 4.3.2 busy" in (await suspended(worker)).reason


@pytest.mark.parametrize(
    "outcome",
    [
        Deferred("4.4.1", "421 nobody said this"),
        Deferred("4.2.2", "mx said: 452 full", answer="452 full"),
        Refused("5.7.1", "mx said: 550 too much mail"),
        Delivered("too much mail"),
    ],
)
def test_only_a_temporary_answer_that_fits_suspends(outcome: Deferred | Refused) -> None:
    assert suspensions((RULE,), [(BINH, outcome)], NOW) == ()


def test_a_rule_that_only_waits_suspends_nothing() -> None:
    waits = Rule(RULE.pattern, HOUR)

    assert suspensions((waits, RULE), [(BINH, TOO_MUCH)], NOW) == ()
    (found,) = suspensions((RULE, waits), [(BINH, TOO_MUCH), ("hoa@YTE.gov.vn", TOO_MUCH)], NOW)
    assert found.domain == "yte.gov.vn"


def test_a_long_answer_of_one_word_is_told_as_fast_as_one_of_many() -> None:
    """32 KiB without a blank, which a next hop may say, held up the whole worker for twelve seconds."""

    def seconds(words: str) -> float:
        said = f"mx said: 421 too much mail {words}"
        times = []
        for _ in range(3):
            begun = time.perf_counter()
            assert suspensions((RULE,), [(BINH, replace(TOO_MUCH, reason=said))], NOW)
            times.append(time.perf_counter() - begun)
        return min(times)

    assert seconds("x" * 20_000) < 50 * seconds("x " * 10_000)
