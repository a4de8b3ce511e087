"""Who sent a petition: told to nobody but who handles it, in no letter, and erased whole."""

import base64
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, func, select

from store import (
    Store,
    Tx,
    petition,
    petition_act,
    petition_post,
    petitioner,
    respite,
    retention,
    task,
    worklist,
)
from store import body as bodies
from store.account import entries_about
from store.directory.people import all_people
from store.engine import open_engines
from store.move import Refusal as TaskRefusal
from store.petition_move import Done, Refusal
from store.schema.petition import petitioner as petitioners
from store.schema.spool import letter as letters
from tests.store.office import BINH, CLI, HA, at, staffed
from tests.store.petitions import HUONG, TODAY, done, filed, handled, hands, kept, new, whom
from tests.store.planned import plans_of
from tests.store.sealing import KEY
from work.petition import Depth, Event, Impossible, Kind, State
from work.petition_letter import Letter
from work.petitioner import NOBODY, Petitioner
from work.respite import RespiteKind
from work.retention import Cut
from work.retention import Kind as Kept
from work.task import TaskState

POSTGRESQL_IN_PROOF = True

act = petition_act


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def test_a_letter_leaves_with_its_event_and_bears_nothing_of_who_gets_it(
    office: Store,
) -> None:
    number = await handled(office)
    await done(office, act.ask, number, "bản chụp phiếu khám")
    await done(office, act.supply, number, "đây")
    await done(office, act.answer, number, "Không phải nộp nữa.", "7/BYT")

    sent = await office.read(petition_post.letters, (number,))
    assert [(one.kind, one.states) for one in sent] == [
        (Letter.RECEIPT, ("waiting",)),
        (Letter.SUPPLEMENT, ("waiting",)),
        (Letter.ANSWER, ("waiting",)),
    ]
    contents = await office.read(_bodies)
    assert len(contents) == 3
    assert all(b"To: thuhuong88@example.vn" in head for head, _ in contents)
    texts = [text for _, text in contents]
    assert "Chậm nhất ngày 08/10/2026" in texts[0]
    assert "bản chụp phiếu khám" in texts[1]
    assert "tại văn bản số 7/BYT" in texts[2]
    for text in texts:
        assert not any(value in text for value in _values(HUONG)), text


async def test_who_has_no_mailbox_gets_a_page_and_no_letter(office: Store) -> None:
    who = Petitioner("Lò Văn Pành", "bản Tà Xùa")
    number = await filed(office, who=who)

    (sent,) = await office.read(petition_post.letters, (number,))
    assert (sent.kind, sent.letter) == (Letter.RECEIPT, None)
    assert await office.read(_count, letters) == 0


async def test_each_showing_is_recorded_and_nobody_sees_who_denounces(office: Store) -> None:
    number = await handled(office)
    (binh,) = [one for one in await office.read(all_people) if one.id == BINH]
    (clerk,) = [one for one in await office.read(all_people) if one.id == HA]

    seen = await office.write(act.see, number, "screen", whom(person=binh))
    assert isinstance(seen, Done)
    assert seen.who == HUONG
    told_of = await office.read(entries_about, f"petition:{number}")
    assert [one.event for one in told_of][-1] == "petition.seen"
    *_, last = (await office.read(petition.history, (number,)))[number]
    assert (last.event, last.facts) == (Event.SEE, {"why": "screen"})
    assert await office.write(act.see, number, "screen", whom()) is Refusal.FORBIDDEN
    await done(office, act.classify, number, Kind.DENUNCIATION, Depth.VERIFY)
    assert await office.write(act.see, number, "screen", whom(person=clerk)) is Refusal.SECRET
    shown = (await office.read(petitioner.shown, (number,)))[number]
    assert shown == Petitioner()


async def test_who_joined_a_denunciation_denounces_too(office: Store) -> None:
    head, before, after = await filed(office), await filed(office), await filed(office)
    await done(office, act.join, before, head)
    await done(office, act.classify, head, Kind.DENUNCIATION, Depth.VERIFY)
    await done(office, act.join, after, head)

    shown = await office.read(petitioner.shown, (head, before, after))
    assert set(shown.values()) == {Petitioner()}


async def test_words_that_tell_who_sent_it_are_refused_wherever_all_may_read_them(
    office: Store,
) -> None:
    titled = new(title="đơn của Phạm Thị Thu Hương")
    assert await office.write(petition.open_, titled, hands(), CLI) is None
    number = await handled(office)
    acts: tuple[tuple[Any, ...], ...] = (
        (act.ask, "bà PHAM THI THU HUONG gửi thêm"),
        (act.answer, "gọi 0912.345.678", None),
        (act.answer, "x", "CCCD 001 088 012 345"),
        (act.forward, "12 Lê Lợi, Việt Trì, Phú Thọ", None),
        (act.refuse, "unclear", "thuhuong88@example.vn"),
        (act.withdraw, "Phạm thị  thu hương rút"),
    )
    for function, *args in acts:
        assert await office.write(function, number, *args, whom()) is Refusal.BEARS
    before = (await office.read(petition.history, (number,)))[number]
    assert [one.event for one in before] == [Event.REGISTER, Event.CLASSIFY, Event.ASSIGN]


async def test_erasing_empties_who_sent_it_and_leaves_history_and_account_whole(
    office: Store,
) -> None:
    number = await handled(office)
    assert await office.write(act.erase, number, "x", whom()) == Impossible(State.HANDLING)
    await done(office, act.answer, number, "xong", None)
    await done(office, act.close, number)
    before = await office.read(entries_about, f"petition:{number}")
    await done(office, act.erase, number, "theo yêu cầu")

    assert await office.read(petitioner.whole, number) == NOBODY
    row = str(await office.read(_row, number))
    assert not any(value in row for value in _values(HUONG))
    assert await office.read(petitioner.alike, HUONG) == ()
    after = await office.read(entries_about, f"petition:{number}")
    assert after[: len(before)] == before
    assert [one.event for one in after[len(before) :]] == ["petition.erased"]
    found = await office.read(petition.one, number)
    assert found is not None
    assert (found.erased, found.title) == (True, "giấy tờ khi khám bệnh")
    assert await office.write(act.erase, number, "x", whom()) is Refusal.ERASED


async def test_alike_petitions_are_told_of_and_left_alone(office: Store) -> None:
    one = (await kept(office)).id
    words = Petitioner(words="tôi phản ánh  việc khám bệnh phải nộp bản sao HỘ KHẨU.")
    phone = Petitioner(phone="+84 912.345.678", words="khác")

    assert await office.read(petitioner.alike, words) == ((one, "same-words"),)
    assert await office.read(petitioner.alike, phone) == ((one, "same-sender"),)
    assert await office.read(petitioner.alike, NOBODY) == ()
    assert await office.read(petitioner.alike, HUONG, one) == ()
    found = await office.read(petition.one, one)
    assert found is not None
    assert found.state is State.RECEIVED


async def test_who_sent_it_goes_by_itself_once_it_has_ended_long_ago(office: Store) -> None:
    open_, ended = await handled(office), (await kept(office)).id
    joined, head = (await kept(office)).id, await handled(office)
    await done(office, act.refuse, ended, "unclear", None)
    await done(office, act.join, joined, head)
    midnight = at("2026-10-02", "00:00")
    early, late = (
        Cut(Kept.PETITIONERS, day, day, edge, edge)
        for day, edge in ((TODAY, at("2026-10-01", "00:00")), (date(2026, 10, 2), midnight))
    )

    for cut in (early, late):
        assert (await office.write(retention.step, cut, midnight, KEY)).ended
        gone = {number for number in (open_, ended, joined, head) if await _erased(office, number)}
        assert gone == ({ended} if cut is late else set())
    await done(office, act.answer, head, "xong", None)
    await done(office, act.close, head)
    await office.write(retention.again, late, midnight)
    await office.write(retention.step, late, midnight, KEY)
    assert await _erased(office, joined)
    assert not await _erased(office, open_)


async def test_an_index_serves_what_looks_for_them(office: Store, url: str) -> None:
    for _ in range(3):
        number = (await kept(office)).id
    await done(office, act.withdraw, number, None)
    engines = open_engines(url)
    seen: list[tuple[str, Any]] = []

    def looked(_c: object, _u: object, sql: str, params: Any, *_: object) -> None:
        seen.append((sql, params))

    event.listen(engines.reader, "before_cursor_execute", looked)
    with engines.reader.connect() as connection:
        tx = Tx(connection, None)
        cut = Cut(Kept.PETITIONERS, TODAY, TODAY, at("2026-10-02"), at("2026-10-02"))
        assert retention._old_petitioners(tx, cut, 0).numbers == [number]
        petitioner.alike(tx, HUONG)
        petition.one(tx, number)
    plans = plans_of(engines, seen)
    engines.dispose()
    walked = [one for one in plans.splitlines() if "Seq Scan on" in one or one.startswith("SCAN")]
    assert walked == [], plans


async def test_who_denounces_is_not_told_by_another_petition_of_theirs(office: Store) -> None:
    open_, secret = await filed(office), await filed(office, Kind.DENUNCIATION)
    other = await filed(office)

    assert await office.read(petitioner.alike, HUONG, open_) == ((other, "same-words"),)
    assert await office.read(petitioner.alike, HUONG, secret) == ()
    assert await office.read(petitioner.alike, HUONG) == (
        (other, "same-words"),
        (open_, "same-words"),
    )


async def test_no_word_of_its_task_tells_who_sent_it(office: Store) -> None:
    number = await handled(office)
    found = await office.read(petition.one, number)
    assert found is not None
    before = await office.read(worklist.one, found.task)
    told = f"đã trả lời bà {HUONG.name.upper()}"
    today = TODAY

    for said in (
        task.Submission(today, today, None, told),
        task.Submission(today, today, told, None),
    ):
        assert await office.write(task.submit, found.task, said, CLI) is TaskRefusal.BEARS
    assert await office.read(worklist.one, found.task) == before
    until = at("2026-10-05")
    asked = (
        found.task,
        BINH,
        RespiteKind.SNOOZED,
        before.version if before else 0,
        until,
        CLI,
        told,
    )
    assert await office.write(respite.add, *asked) is TaskRefusal.BEARS
    plain = task.Submission(today, today, "7/BYT", "đã trả lời người gửi")
    assert await office.write(task.submit, found.task, plain, CLI) is TaskState.SUBMITTED
    assert await office.write(task.send_back, found.task, told, CLI) is TaskRefusal.BEARS


async def _erased(store: Store, number: int) -> bool:
    found = await store.read(petition.one, number)
    whole = await store.read(petitioner.whole, number)
    assert found is not None
    assert found.erased is (whole == NOBODY)
    return found.erased


def _values(who: Petitioner) -> list[str]:
    return [who.name, who.address, who.phone, who.id_number, who.email, who.words]


def _row(tx: Tx, number: int) -> Any:
    return tx.one(select(petitioners).where(petitioners.c.petition_id == number))


def _count(tx: Tx, table: Any) -> int:
    return int(tx.value(select(func.count()).select_from(table)))


def _bodies(tx: Tx) -> list[tuple[bytes, str]]:
    rows = tx.all(select(letters.c.body_id).order_by(letters.c.id))
    return [_parts(bodies.data(tx, row.body_id) or b"") for row in rows]


def _parts(octets: bytes) -> tuple[bytes, str]:
    head, _, text = octets.partition(b"\r\n\r\n")
    return head, base64.b64decode(text).decode()
