"""Taking letters in: 250 means that it stands in the store, and nothing else does."""

import asyncio
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import extract_parameters
from sqlalchemy import select, text

from mail import password, scram
from mail.consignment import Begin, Consignment
from mail.content import Budget, Collector, Content, Room
from mail.entrance import CROWDED
from mail.policy import Decision
from mail.relay import NEARLY_FULL
from mail.roster import Roster
from mail.smtp.reply import Reply
from store import Tx, body
from store.directory.agencies import add_agency
from store.schema.body import body as bodies
from store.schema.spool import letter
from tests.mail.relaying import (
    BINH,
    CONTENT,
    HOLDER,
    NOW,
    ORIGIN,
    QUICK,
    SENDER,
    Worker,
    eventually,
    taken,
    working,
)
from work import receipt
from work.agency import Agency
from work.directory import Login
from work.letter import Addressee, Envelope, State
from work.outcome import Outcome

ONE = Envelope(SENDER, (Addressee(BINH),))


async def test_250_tells_the_receipt_of_a_letter_that_stands_in_the_store(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        worker.lease[0] = False  # so that it stays there
        reply = await worker.letter(BINH, "hoa@sl.gov.vn")

        def read(tx: Tx) -> tuple[object, ...]:
            row = tx.one(select(letter))
            assert row is not None
            kept = body.data(tx, row.body_id)
            return row.id, row.sender, row.agency, row.digest, row.message_id, kept

        number, *facts = await worker.store.read(read)
        assert reply == Reply(250, "2.0.0", receipt.encode(int(str(number))))
        digest = hashlib.sha256(CONTENT).digest()
        assert facts == [SENDER, "H05", digest, "<1@bn.gov.vn>", CONTENT]
        assert [row.address for row in await worker.rows()] == [BINH, "hoa@sl.gov.vn"]


async def test_a_letter_in_a_strangers_name_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        reply = await worker.letter(content=CONTENT.replace(b"an@bn.gov.vn", b"x@evil.vn"))

        assert (reply.code, reply.status) == (550, "5.7.1")
        assert await worker.rows() == []


async def test_mail_is_answered_by_the_directory(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        refusal = worker.relay.sender(ORIGIN, "x@evil.vn")

        assert worker.relay.sender(ORIGIN, SENDER) is None
        assert refusal is not None
        assert refusal.status == "5.7.1"


async def test_a_letter_that_a_rule_holds_is_told_so_and_goes_nowhere(tmp_path: Path) -> None:
    def hold(_: object) -> Decision:
        return Decision("hold", "first-contact")

    async with working(tmp_path, decide=hold) as worker:
        reply = await worker.letter()
        (row,) = await worker.rows()

        assert reply.text == f"held for release, {receipt.encode(row.letter_id)}"
        assert (reply.code, row.state, row.hold) == (250, State.HELD, "first-contact")
        assert (row.expires_at - NOW).days == 7, "its own age limit"
        assert not worker.hop.letters


async def test_while_the_store_is_nearly_full_letters_are_put_off(tmp_path: Path) -> None:
    async with working(tmp_path, hindrance=lambda: NEARLY_FULL) as worker:
        reply = await worker.letter()

        assert (reply.code, reply.status) == (452, "4.3.1")
        assert await worker.rows() == []


async def test_a_disk_that_fills_up_meanwhile_puts_letters_off_as_well(tmp_path: Path) -> None:
    def fill(tx: Tx) -> None:
        pages = tx.value(text("PRAGMA page_count"))
        tx.run(text(f"PRAGMA max_page_count = {pages}"))

    async with working(tmp_path) as worker:
        await worker.store.write(fill)
        replies = [await worker.letter(content=CONTENT + b"x" * 100_000) for _ in range(5)]
        assert {(reply.code, reply.status) for reply in replies} == {(452, "4.3.1")}

        await worker.store.write(lambda tx: tx.run(text("PRAGMA max_page_count = 1000000")))
        assert (await worker.letter()).code == 250
        await worker.until(State.DELIVERED)


async def test_a_store_that_fails_costs_no_letter_and_no_room(tmp_path: Path) -> None:
    sick = "CREATE TEMP TRIGGER sick BEFORE INSERT ON letter BEGIN SELECT RAISE(ABORT, 'x'); END"
    async with working(tmp_path, bounds=replace(QUICK, letters=2)) as worker:
        await worker.store.write(lambda tx: tx.run(text(sick)))
        replies = [await worker.letter() for _ in range(5)]
        assert {(reply.code, reply.status) for reply in replies} == {(451, "4.3.0")}
        assert "incident" in replies[0].text
        assert "INSERT" not in replies[0].text

        await worker.store.write(lambda tx: tx.run(text("DROP TRIGGER sick")))
        assert (await worker.letter()).code == 250
        await worker.until(State.DELIVERED)


async def test_the_directory_is_read_again_when_it_changes(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        roster = Roster(worker.store)
        following = asyncio.ensure_future(roster.follow())
        agency = Agency("H40", "Phu Tho", "PT", frozenset({"pt.gov.vn"}))
        assert await worker.store.write(add_agency, agency, NOW) is None

        async def known() -> bool:
            return "pt.gov.vn" in roster.directory.domains

        await eventually(known)
        following.cancel()


LONG = CONTENT + b"0123456789abcde\r\n" * 170_000


async def spooled(folder: Path) -> Content:
    """LONG in its file, as the server hands it over."""
    collector = Collector(Room(folder, Budget(1 << 23), Budget(1 << 23), Budget(1)))
    for start in range(0, len(LONG), 65536):
        collector.add(LONG[start : start + 65536])
        if collector.spills:
            await collector.spill()
    content = await collector.finish(eight_bit=False)
    assert content is not None
    return content


async def test_a_long_letter_comes_in_by_chunks_and_leaves_none_behind(tmp_path: Path) -> None:
    content = await spooled(tmp_path)
    async with working(tmp_path) as worker:
        reply = await worker.relay.letter(ORIGIN, ONE, content)
        content.close()
        await worker.until(State.DELIVERED)
        (sent,) = worker.hop.letters["yte.gov.vn"]

        assert reply.code == 250
        assert not isinstance(sent.body, bytes)
        assert sent.size_bytes == len(LONG)
        assert await worker.store.read(lambda tx: tx.all(select(bodies.c.id))) == []


async def test_a_long_letters_chunks_are_read_while_it_is_sent(tmp_path: Path) -> None:
    content = await spooled(tmp_path)
    read: list[bytes] = []

    async def reading(consignment: Consignment, begin: Begin) -> tuple[Outcome, ...]:
        assert not isinstance(consignment.body, bytes)
        read.extend([block async for block in consignment.body()])
        return await taken(consignment, begin)

    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = reading
        await worker.relay.letter(ORIGIN, ONE, content)
        content.close()
        await worker.until(State.DELIVERED)

    assert b"".join(read) == LONG
    assert max(map(len, read)) <= body.CHUNK_OCTETS


async def test_postmaster_alone_is_the_offices(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        await worker.letter("postmaster")

        assert [row.address for row in await worker.rows()] == ["postmaster@bn.gov.vn"]


async def test_a_letter_on_its_way_into_the_store_gets_there_without_its_client(
    tmp_path: Path,
) -> None:
    async with working(tmp_path) as worker:
        client = asyncio.ensure_future(worker.letter())
        await asyncio.sleep(0)  # now its transaction is queued
        client.cancel()

        await worker.until(State.DELIVERED)


async def test_what_does_not_fit_in_hand_waits_in_the_store(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        worker.lease[0] = False
        await worker.letter()
        assert [(row.state, row.holder) for row in await worker.rows()] == [(State.WAITING, None)]

        worker.lease[0] = True
        await worker.until(State.DELIVERED)


async def test_a_letter_is_born_claimed_by_this_worker(tmp_path: Path) -> None:
    held = asyncio.Event()

    async def wait(consignment: Consignment, begin: Begin) -> tuple[Outcome, ...]:
        await held.wait()
        return await taken(consignment, begin)

    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = wait
        await worker.letter()
        (row,) = await worker.rows()
        held.set()

    assert (row.state, row.holder, row.attempts) == (State.CLAIMED, HOLDER, 0)


async def logged_in(
    worker: Worker, name: str, given: str, peer: str = "10.0.0.9", here: bool = True
) -> str | Reply | None:
    return await worker.relay.login(name, given, peer, lambda: here)


async def test_a_login_opens_with_its_password_unless_it_is_disabled(tmp_path: Path) -> None:
    encoded = password.hash("mật khẩu")
    logins = (Login("vanthu", "H05", encoded), Login("cu", "H05", encoded, disabled=True))
    async with working(tmp_path, logins=logins) as worker:
        asked = [
            logged_in(worker, "vanthu", "mật khẩu"),
            logged_in(worker, "vanthu", "khác"),
            logged_in(worker, "cu", "mật khẩu"),
            logged_in(worker, "ai", "mật khẩu"),
        ]

        assert await asyncio.gather(*asked) == ["H05", None, None, None]


async def test_strangers_with_wrong_passwords_do_not_lock_out_another_network(
    tmp_path: Path,
) -> None:
    logins = (Login("vanthu", "H05", password.hash("mật khẩu")),)
    async with working(tmp_path, logins=logins) as worker, asyncio.TaskGroup() as tasks:
        strangers = [
            tasks.create_task(logged_in(worker, "vanthu", "khác", f"192.0.2.{host}"))
            for host in range(100)
        ]
        await asyncio.sleep(0)
        assert await logged_in(worker, "vanthu", "mật khẩu") == "H05"

        assert sum(not stranger.done() for stranger in strangers) > 4, "they still wait"
        assert sum(stranger.done() and stranger.result() == CROWDED for stranger in strangers) == 92


async def test_nothing_is_verified_for_a_client_that_has_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(password, "verify", lambda *_: pytest.fail("it was verified"))
    async with working(tmp_path) as worker:
        assert await logged_in(worker, "vanthu", "mật khẩu", here=False) is None


def relay_keys(given: str) -> tuple[str, scram.Keys]:
    kept = scram.keys(given, b"salt of the test", 4096)
    return str(kept), kept


async def test_a_right_proof_opens_a_login_unless_it_is_disabled(tmp_path: Path) -> None:
    written, kept = relay_keys("mật khẩu")
    logins = (
        Login("vanthu", "H05", "", scram=written),
        Login("cu", "H05", "", disabled=True, scram=written),
    )
    async with working(tmp_path, logins=logins) as worker:
        assert worker.relay.keys("vanthu") == kept
        proved = worker.relay.proved
        assert await proved("vanthu", "10.0.0.9", right=True) == "H05"
        assert await proved("vanthu", "10.0.0.9", right=False) is None
        assert await proved("cu", "10.0.0.9", right=True) is None
        assert await proved("ai", "10.0.0.9", right=True) is None


async def test_who_guesses_by_proof_waits_for_its_networks_turn(tmp_path: Path) -> None:
    async with working(tmp_path) as worker, asyncio.TaskGroup() as tasks:
        asked = [
            tasks.create_task(worker.relay.proved("ai", f"192.0.2.{host}", right=False))
            for host in range(100)
        ]
        await asyncio.sleep(0)
        await asyncio.sleep(0)

        assert sum(one.done() and one.result() == CROWDED for one in asked) == 92


async def test_names_without_keys_are_shown_some_that_stay_the_same(tmp_path: Path) -> None:
    before = Login("cu", "H05", password.hash("mật khẩu"))
    async with working(tmp_path, logins=(before,)) as worker:
        roster = worker.relay._roster
        roster.directory = replace(roster.directory, disguise=b"of this office")
        shown = {name: worker.relay.keys(name) for name in ("ai", "cu", "x" * 10_000, "")}

        assert all(worker.relay.keys(name) == shown[name] for name in shown)
        assert len({one.salt for one in shown.values()}) == 4
        assert {len(one.salt) for one in shown.values()} == {scram.SALT_OCTETS}
        assert {one.iterations for one in shown.values()} == {scram.ITERATIONS}
        roster.directory = replace(roster.directory, disguise=b"of another")
        assert worker.relay.keys("ai").salt != shown["ai"].salt


@pytest.mark.parametrize(
    "written", ["", "SCRAM-SHA-1$1:YQ==$YQ==:YQ==", "SCRAM-SHA-256$1:!$YQ==:="]
)
def test_damaged_keys_open_nothing(written: str) -> None:
    assert scram.read(written) is None


def test_an_unknown_login_costs_as_much_as_a_known_one() -> None:
    assert extract_parameters(password.NOBODY) == extract_parameters(password.hash("x"))
    assert not password.verify(password.NOBODY, "")


def test_a_damaged_hash_opens_nothing() -> None:
    assert not password.verify("$argon2id$v=19$nonsense", "x")
