"""Letting logins in while others guess: the same answer and time for all names, and what is remembered."""

import asyncio
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy.exc import OperationalError
from structlog.typing import EventDict

from mail import memoir, password
from mail.guard import PATIENCE
from mail.memoir import Memoir
from mail.smtp.reply import Reply
from mail.turns import LINE
from store import Store, Tx
from store.directory.agencies import add_agency
from store.directory.certificates import add_certificate
from store.directory.logins import add_login, disable_login, login_subject
from store.directory.ways import recent_guesses, ways
from tests.mail.relaying import AGENCIES, NOW, Worker, working
from tests.mail.smtp.certificates import made
from work.directory import Certificate, Login
from work.way import Way

GIVEN = "mật khẩu"
RIGHT, OFF = Login("vanthu", "H05", password.hash(GIVEN)), Login("cu", "H05", password.hash(GIVEN), disabled=True)  # fmt: skip
HOME, STRANGER = "192.0.2.1", "198.51.100.1"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are looked at in no time."""
    monkeypatch.setattr(password, "verify", lambda _, given: given == GIVEN)
    monkeypatch.setattr("mail.entrance.WRONG_PROOF_SECONDS", 0.0)


async def try_in(worker: Worker, name: str, given: str, peer: str) -> str | Reply | None:
    return await worker.relay.login(name, given, peer, lambda: True)


async def attack(worker: Worker, name: str, networks: int = 30) -> None:
    """Wrong guesses from many networks, until it is slowed."""
    for n in range(networks):
        await try_in(worker, name, "khác", f"10.{n}.0.1")


async def test_names_that_exist_or_not_are_answered_in_the_same_time(tmp_path: Path) -> None:
    """Every try comes from another network, so that none waits for its turn or is put off.

    The processor's time is counted, of which nearly all is Argon2's: the clock of a busy
    machine says little.
    """
    took: dict[str, list[float]] = defaultdict(list)
    async with working(tmp_path, logins=(RIGHT, OFF)) as worker:
        for n in range(4):
            for name in ("vanthu", "cu", "ai"):
                began = time.process_time()
                assert await try_in(worker, name, "khác", f"10.{n}.{len(name)}.1") is None
                took[name].append(time.process_time() - began)

    least = [min(spans) for spans in took.values()]
    assert max(least) < 1.5 * min(least)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("name", ["vanthu", "cu", "ai"])
async def test_names_that_exist_or_not_are_put_off_with_the_same_words(
    tmp_path: Path, name: str
) -> None:
    async with working(tmp_path, logins=(RIGHT, OFF)) as worker:
        answers = [
            await try_in(worker, name, "khác", STRANGER) for _ in range(PATIENCE["place"].free + 2)
        ]
        rightly = await try_in(worker, name, GIVEN, STRANGER)
        by_proof = await worker.relay.proved(name, STRANGER, right=True)

    put_off = Reply(454, "4.7.0", "Too many wrong passwords, try again in 1 s")
    assert answers == [None] * PATIENCE["place"].free + [put_off] * 2
    assert rightly == by_proof == put_off, "else a guess would be looked at all the same"


@pytest.mark.usefixtures("quick")
async def test_a_distributed_attack_does_not_lock_out_whom_it_is_aimed_at(tmp_path: Path) -> None:
    async with working(tmp_path, logins=(RIGHT,)) as worker:
        assert await try_in(worker, "vanthu", GIVEN, HOME) == "H05"
        await attack(worker, "vanthu")

        assert isinstance(await try_in(worker, "vanthu", GIVEN, STRANGER), Reply)
        assert await try_in(worker, "vanthu", GIVEN, "192.0.2.77") == "H05"
        assert await worker.relay.proved("vanthu", HOME, right=True) == "H05"


@pytest.mark.usefixtures("quick")
async def test_who_stood_in_line_while_others_guessed_wrong_is_put_off_too(tmp_path: Path) -> None:
    async with working(tmp_path, logins=(RIGHT,)) as worker:
        asked = [try_in(worker, "vanthu", "khác", f"198.51.100.{n}") for n in range(LINE)]
        answers = await asyncio.gather(*asked)

    assert answers[: PATIENCE["place"].free] == [None] * PATIENCE["place"].free
    assert all(isinstance(answer, Reply) for answer in answers[PATIENCE["place"].free :])


@pytest.mark.usefixtures("quick")
async def test_wrong_proofs_count_like_wrong_passwords(tmp_path: Path) -> None:
    async with working(tmp_path, logins=(RIGHT,)) as worker:
        for _ in range(PATIENCE["place"].free):
            assert await worker.relay.proved("vanthu", STRANGER, right=False) is None

        assert isinstance(await try_in(worker, "vanthu", GIVEN, STRANGER), Reply)


async def test_strangers_who_fill_all_lines_do_not_stand_before_who_came_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(_: str, given: str) -> bool:
        return not threading.Event().wait(0.02) and given == GIVEN

    monkeypatch.setattr(password, "verify", slowly)
    async with working(tmp_path, logins=(RIGHT,)) as worker, asyncio.TaskGroup() as tasks:
        worker.relay._guard.came("vanthu", HOME)
        strangers = [
            tasks.create_task(try_in(worker, f"name{n}", "khác", f"10.{n}.0.1")) for n in range(40)
        ]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        put_off = [one for one in strangers if one.done() and one.result() is not None]
        assert len(put_off) == 8, "beyond 32 networks nobody stands in line"
        assert await try_in(worker, "vanthu", GIVEN, HOME) == "H05"


@pytest.fixture
def lines() -> Iterator[list[EventDict]]:
    with structlog.testing.capture_logs() as lines:
        yield lines


@pytest.mark.usefixtures("quick")
async def test_an_attack_on_a_login_is_told_once_and_never_by_name(
    tmp_path: Path, lines: list[EventDict]
) -> None:
    async with working(tmp_path, logins=(RIGHT,)) as worker:
        await attack(worker, "vanthu", 60)
        await attack(worker, "ai", 60)

    (alarm,) = [line for line in lines if line["event"] == "login.under-attack"]
    assert (alarm["log_level"], alarm["login"]) == ("error", login_subject("vanthu"))
    assert "congvu login show" in alarm["remedy"]
    slowed = [line for line in lines if line["event"] == "login.slowed"]
    assert {line["scope"] for line in slowed} == {"login"}
    assert all("vanthu" not in str(line) for line in lines)


async def filled(store: Store) -> None:
    """The directory's rows of what the workers of these tests know."""
    for agency in AGENCIES:
        await store.write(add_agency, agency, NOW)
    for login in (RIGHT, OFF):
        await store.write(add_login, login, NOW)
    await store.write(disable_login, "cu", NOW)


@pytest.mark.usefixtures("quick")
async def test_what_was_learnt_outlives_the_process(tmp_path: Path) -> None:
    async with working(tmp_path, logins=(RIGHT,)) as worker:
        await filled(worker.store)
        await try_in(worker, "vanthu", GIVEN, HOME)
        await attack(worker, "vanthu")
        await attack(worker, "ai")
        await worker.relay.memoir.write()
        found = await worker.store.read(recent_guesses, "vanthu", NOW)

    assert found is not None
    assert (found.wrong, found.put_off, found.address) == (PATIENCE["login"].free, 10, "10.29.0.1")
    async with working(tmp_path, logins=(RIGHT,)) as worker:
        await worker.relay.memoir.refresh()
        await attack(worker, "vanthu")
        assert await try_in(worker, "vanthu", GIVEN, HOME) == "H05"


@pytest.mark.usefixtures("quick")
async def test_nothing_is_written_of_a_way_that_was_written_today(tmp_path: Path) -> None:
    async with working(tmp_path, logins=(RIGHT,)) as worker:
        await filled(worker.store)
        kept = worker.relay.memoir
        await try_in(worker, "vanthu", GIVEN, HOME)
        await kept.write()
        for _ in range(3):
            await try_in(worker, "vanthu", GIVEN, HOME)
            worker.clock.forward(timedelta(hours=7))
        assert not kept._came

        worker.clock.forward(timedelta(hours=7))
        await try_in(worker, "vanthu", GIVEN, HOME)
        await kept.write()
        assert await worker.store.read(ways, NOW) == (
            Way("vanthu", HOME, NOW + timedelta(hours=28)),
        )


@pytest.mark.usefixtures("quick")
async def test_news_wait_for_a_store_that_fails_and_are_added_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(tx: Tx, *_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("disk I/O error"))

    async with working(tmp_path, logins=(RIGHT,)) as worker:
        await filled(worker.store)
        kept = worker.relay.memoir
        await try_in(worker, "vanthu", "khác", STRANGER)
        await try_in(worker, "vanthu", GIVEN, HOME)
        with monkeypatch.context() as broken:
            broken.setattr("store.directory.ways.remember", failing)
            with pytest.raises(OperationalError):
                await kept.write()
        await try_in(worker, "vanthu", "khác", STRANGER)
        await kept.write()

        found = await worker.store.read(recent_guesses, "vanthu", NOW)
        assert found is not None
        assert found.wrong == 2
        assert [way.address for way in await worker.store.read(ways, NOW)] == [HOME]


@pytest.mark.usefixtures("quick")
async def test_the_loop_writes_and_learns_and_writes_once_more_at_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memoir, "PAUSE_SECONDS", 0.01)
    async with working(tmp_path, logins=(RIGHT,)) as worker:
        await filled(worker.store)
        other = Memoir(worker.store, worker.clock, worker.relay._guard)
        async with asyncio.TaskGroup() as tasks:
            loop = tasks.create_task(worker.relay.memoir.follow())
            other.came("vanthu", STRANGER)
            await other.write()
            async with asyncio.timeout(20):
                while not worker.relay._guard.knows("vanthu", STRANGER):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            worker.relay.memoir.came("vanthu", HOME)
            loop.cancel()
        assert {way.address for way in await worker.store.read(ways, NOW)} == {STRANGER, HOME}


async def test_a_certificate_opens_its_login_while_it_is_in_force(
    tmp_path: Path, lines: list[EventDict]
) -> None:
    shown = {
        "good": ("vanthu", made()),
        "off": ("cu", made()),
        "ended": ("vanthu", made(days=(-9, -2))),
        "early": ("vanthu", made(days=(2, 9))),
    }
    async with working(tmp_path) as worker:
        await filled(worker.store)
        before = worker.relay.certificates()
        for login, one in shown.values():
            span = (one.certificate.not_valid_before_utc, one.certificate.not_valid_after_utc)
            new = Certificate(login, one.fingerprint, one.der, *span)
            await worker.store.write(add_certificate, new, NOW)
        await worker.relay._roster.refresh()
        known = worker.relay.certificates()
        await worker.relay._roster.refresh()
        assert worker.relay.certificates() is known, "the listeners look no further"
        assert worker.relay.bearer(shown["good"][1].fingerprint) == "vanthu"
        assert worker.relay.bearer("ff") is None
        said = {key: worker.relay.borne(one.fingerprint, HOME) for key, (_, one) in shown.items()}
        nobody = worker.relay.borne("ff", HOME)

    assert before == {}
    assert known == {one.fingerprint: one.der for _, one in shown.values()}
    assert said == {
        "good": "H05",
        "off": None,
        "ended": Reply(535, "5.7.8", "your certificate ended 2026-11-22; show a new one"),
        "early": Reply(535, "5.7.8", "your certificate is valid from 2026-11-26 on only"),
    }
    assert nobody is None
    accepted = [line for line in lines if line["event"] == "login.accepted"]
    assert [line["certificate"] for line in accepted] == [shown["good"][1].fingerprint]
