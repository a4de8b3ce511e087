"""What need not be kept goes in small steps, whole; what is open, young or in doubt stays."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from store import Store, Tx, approval, authenticity, dmarc, notice, secrecy, task
from store import body as bodies
from store import retention as kept
from store import update as updates
from store.account import entries_about
from store.directory.ways import remember
from store.engine import open_engines
from store.schema.approval import approval as questions
from store.schema.chat import chat_update
from store.schema.directory import login_guess, login_way
from store.schema.dmarc import dmarc_report, dmarc_source
from store.schema.notice import notice as notices
from store.schema.spool import letter, recipient
from tests.store import approvals
from tests.store.incidents import SEEN
from tests.store.letters import accepted, new_letter
from tests.store.office import CLI, opened, staffed, work
from tests.store.planned import assert_served
from tests.store.sealing import KEY
from tests.store.test_authenticity import FOUND, outside
from tests.store.test_dmarc import ONE
from tests.store.test_notice import BOTH, new
from tests.store.test_ways import office as office_with_logins
from work.hold import RESTORED
from work.letter import State
from work.retention import Cut, Kind
from work.way import Guesses, Way

TODAY, KEPT_FROM = date(2027, 11, 26), date(2026, 11, 26)
EDGE = datetime(2026, 11, 25, 17, tzinfo=UTC)  # midnight in Hà Nội
TICK = timedelta(microseconds=1)
OLD = EDGE - TICK
ELSEWHERE = (
    "account",
    "petitioners",
    "console",
    "tray",
)  # every chain, once a day; by tests of their own
NOW = datetime(2027, 11, 25, 18, tzinfo=UTC)

office_with_logins = office_with_logins  # a fixture


def cut(kind: Kind, day: date = TODAY) -> Cut:
    return Cut(kind, day, KEPT_FROM, EDGE, EDGE)


async def cleared(store: Store, kind: Kind, day: date = TODAY) -> list[int]:
    """How many went in each transaction, to the last."""
    gone, ended = [], False
    while not ended:
        step = await store.write(kept.step, cut(kind, day), NOW, KEY)
        gone.append(step.gone)
        ended = step.ended
    return gone


def settle_letter(tx: Tx, number: int, at: datetime) -> None:
    """Lets it have come in long ago, and all of it be settled since *at*."""
    body_id = tx.value(select(letter.c.body_id).where(letter.c.id == number))
    tx.run(
        update(letter).where(letter.c.id == number).values(received_at=min(at, OLD), body_id=None)
    )
    bodies.remove(tx, (body_id,))
    end = {"state": State.DELIVERED, "settled_at": at, "hold": None, "holder": None}
    tx.run(update(recipient).where(recipient.c.letter_id == number).values(end))


async def settled(store: Store, *ends: datetime, to: int = 1) -> list[int]:
    """Letters that came in long ago and are settled since *ends*; each for so many."""
    found = []
    for at in ends:
        number = await accepted(store, new_letter(*(f"{n}@yte.gov.vn" for n in range(to))))
        await store.write(settle_letter, number, at)
        found.append(number)
    return found


async def change(store: Store, number: int, position: int, **values: Any) -> None:
    place = (recipient.c.letter_id == number) & (recipient.c.position == position)
    await store.write(lambda tx: tx.run(update(recipient).where(place).values(values)))


async def left(store: Store, column: Any) -> list[Any]:
    return await store.read(lambda tx: sorted(row[0] for row in tx.all(select(column))))


async def test_letters_go_on_the_day_after_the_last_on_which_they_are_kept(store: Store) -> None:
    _old, young, newest = await settled(store, OLD, EDGE, OLD)

    assert await kept.due(store, cut(Kind.LETTERS)) == 1
    assert await cleared(store, Kind.LETTERS) == [1]

    assert await left(store, letter.c.id) == [young, newest], "a number never comes again"
    assert await left(store, recipient.c.letter_id) == [young, newest]


async def test_a_letter_stays_while_anything_of_it_is_open_or_young(store: Store) -> None:
    some = await settled(store, *[OLD] * 7, to=2)
    waiting, held, doubtful, young, body, gone, _newest = some
    await change(store, waiting, 1, state=State.WAITING, settled_at=None)
    await change(store, held, 0, state=State.HELD, hold="outside", settled_at=None)
    await change(store, doubtful, 1, state=State.UNCERTAIN, hold=RESTORED, settled_at=None)
    await change(store, young, 1, settled_at=EDGE)
    (octets,) = await store.write(bodies.put_short, [(1, b"still there")])
    keep = update(letter).where(letter.c.id == body).values(body_id=octets)
    await store.write(lambda tx: tx.run(keep))

    assert await cleared(store, Kind.LETTERS) == [1]

    assert await left(store, letter.c.id) == [n for n in some if n != gone]
    assert len(await left(store, recipient.c.letter_id)) == 12


async def test_an_approval_goes_with_its_letter_and_one_that_is_undecided_stays(
    store: Store,
) -> None:
    await approvals.staffed(store)
    decided, undecided = await approvals.held(store), await approvals.held(store)
    until = approvals.END
    later = until - timedelta(hours=1)
    await store.write(approval.approve, decided, approvals.BINH, "cli:0", later, until)
    for number in (decided, undecided):
        await store.write(settle_letter, number, OLD)
    await settled(store, OLD)

    assert await cleared(store, Kind.LETTERS) == [1]

    assert await left(store, questions.c.letter_id) == [undecided]
    assert decided not in await left(store, letter.c.id)


async def test_letters_go_in_small_steps_and_the_account_says_it_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "WINDOW", 4)
    await settled(store, *[OLD] * 5)
    await settled(store, OLD, to=9)
    await settled(store, *[OLD] * 3, to=2)

    assert await kept.due(store, cut(Kind.LETTERS)) == 8
    assert await cleared(store, Kind.LETTERS) == [4, 1, 1, 2], "bounded by recipients"
    assert await cleared(store, Kind.LETTERS) == [0], "nothing more on this day"

    (line,) = await store.read(entries_about, "retention:letters")
    assert (line.event, line.codes) == (
        "retention.cleared", {"kept_from": "2026-11-26", "rows": 8},
    )  # fmt: skip


async def test_a_walk_goes_on_where_it_was_broken_off_and_begins_anew_the_next_day(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "WINDOW", 2)
    await settled(store, *[OLD] * 6)
    today, tomorrow = cut(Kind.LETTERS), TODAY + timedelta(days=1)

    assert (await store.write(kept.step, today, NOW, KEY)).gone == 2
    assert not await store.read(kept.is_over, (today,))
    assert await cleared(store, Kind.LETTERS, tomorrow) == [2, 1]
    assert await store.read(kept.is_over, (cut(Kind.LETTERS, tomorrow),))
    assert not await store.read(kept.is_over, (today,))

    lines = await store.read(entries_about, "retention:letters")
    assert [line.codes["rows"] for line in lines] == [2, 3]
    await settled(store, OLD)
    await store.write(kept.again, cut(Kind.LETTERS, tomorrow), NOW)
    assert await cleared(store, Kind.LETTERS, tomorrow) == [1], "asked for on the same day"


async def test_a_million_young_letters_are_not_walked(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "WINDOW", 2)
    numbers = await settled(store, *[EDGE] * 6)
    came = update(letter).values(received_at=EDGE)
    await store.write(lambda tx: tx.run(came))

    chosen = await store.read(kept._old_letters, cut(Kind.LETTERS), 0)

    assert chosen == ((), numbers[1], True)


async def test_two_that_clear_at_once_count_each_letter_once(
    pair: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "WINDOW", 2)
    await settled(pair[0], *[OLD] * 9)
    both = [one.write(kept.step, cut(Kind.LETTERS), NOW, KEY) for _ in range(5) for one in pair]

    gone = [(await step).gone for step in both]

    assert sum(gone) == 8
    (line,) = await pair[0].read(entries_about, "retention:letters")
    assert line.codes["rows"] == 8


async def _notice(store: Store, key: str, at: datetime = OLD, **changes: Any) -> list[int]:
    """The numbers of a notice that was sent long ago, by mail and by chat."""
    facts = {"key": key, "at": at, "task": None, **changes}
    before = set(await left(store, notices.c.id))
    one = new(**facts)
    await store.write(notice.add, one, {one.person: BOTH}, OLD)
    numbers = sorted(set(await left(store, notices.c.id)) - before)
    end = {"state": "sent", "settled_at": OLD}
    mine = update(notices).where(notices.c.id.in_(numbers)).values(end)
    await store.write(lambda tx: tx.run(mine))
    return numbers


async def ends(store: Store, number: int, at: datetime | None) -> None:
    end = update(notices).where(notices.c.id == number).values(settled_at=at)
    await store.write(lambda tx: tx.run(end))


async def test_settled_notices_go_but_those_of_open_tasks_and_those_that_wait(
    store: Store,
) -> None:
    await staffed(store)
    await opened(store, work("2026-10-23"))
    of_open = await _notice(store, "open", task=1)
    old = await _notice(store, "old")
    young = await _notice(store, "young", at=EDGE)
    (waits, late) = await _notice(store, "waits")
    await ends(store, waits, None)
    await ends(store, late, EDGE)
    newest = await _notice(store, "newest")

    assert await kept.due(store, cut(Kind.NOTICES)) == 3
    assert await cleared(store, Kind.NOTICES) == [3]

    assert await left(store, notices.c.id) == [*of_open, *young, waits, late, newest[1]]
    assert not set(old) & set(await left(store, notices.c.id))


async def test_notices_of_a_task_go_once_it_is_closed(store: Store) -> None:
    await staffed(store)
    await opened(store, work("2026-10-23"))
    await _notice(store, "its", task=1)
    await _notice(store, "newest", at=EDGE)

    assert await cleared(store, Kind.NOTICES) == [0]
    await store.write(task.cancel, 1, CLI)

    assert await cleared(store, Kind.NOTICES, TODAY + timedelta(days=1)) == [2]


async def test_a_mail_that_stands_in_for_a_chat_stays_when_that_goes(store: Store) -> None:
    await staffed(store)
    mail, chat = await _notice(store, "one")
    (stands_in, _) = await _notice(store, "two", at=EDGE)
    instead = update(notices).where(notices.c.id == stands_in).values(replaces=chat)
    await store.write(lambda tx: tx.run(instead))

    assert await cleared(store, Kind.NOTICES) == [2]

    assert not {mail, chat} & set(await left(store, notices.c.id))
    assert await left(store, func.coalesce(notices.c.replaces, 0)) == [0, 0]


async def test_numbers_of_chat_updates_go_but_the_newest_and_what_is_open_or_in_doubt(
    store: Store,
) -> None:
    await store.write(updates.put, [updates.Received(n, 5, "{}") for n in (1, 2, 3, 4)], OLD)
    await store.write(updates.put, [updates.Received(5, 5, "{}")], EDGE)
    await store.write(updates.put, [updates.Received(6, 5, "{}")], EDGE + TICK)
    for number in (1, 3, 4, 5, 6):
        await store.write(updates.done, number, OLD)
    doubtful = update(chat_update).where(chat_update.c.update_id == 3).values(incident=RESTORED)
    await store.write(lambda tx: tx.run(doubtful))

    assert await kept.due(store, cut(Kind.CHAT_UPDATES)) == 2
    assert await cleared(store, Kind.CHAT_UPDATES) == [2]

    assert await left(store, chat_update.c.update_id) == [2, 3, 5, 6]

    await store.write(lambda tx: tx.run(delete(chat_update).where(chat_update.c.update_id != 5)))
    much_later = replace(cut(Kind.CHAT_UPDATES, TODAY + timedelta(days=99)), machine=NOW)
    assert (await store.write(kept.step, much_later, NOW, KEY)).gone == 0, "it tells the offset"


async def test_ways_and_guesses_go_by_age_also_of_logins_that_come_no_more(
    office_with_logins: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "WINDOW", 2)
    store = office_with_logins
    came = [Way("relay", f"192.0.2.{n}", OLD) for n in range(3)]
    wrong = [Guesses("relay", 1, 0, "192.0.2.1", at) for at in (OLD, EDGE)]
    await store.write(remember, (*came, Way("relay", "192.0.2.9", EDGE)), wrong)

    assert await cleared(store, Kind.LOGIN_WAYS) == [2, 1]
    assert await cleared(store, Kind.LOGIN_GUESSES) == [1]

    assert await left(store, login_way.c.address) == ["192.0.2.9"]
    assert await left(store, login_guess.c.hour) == [EDGE]


async def test_reports_of_others_go_with_their_sources_but_the_newest(store: Store) -> None:
    for number, at in enumerate((OLD, EDGE, OLD)):
        await store.write(dmarc.keep, replace(ONE, number=str(number)), True, at)

    assert await kept.due(store, cut(Kind.DMARC_REPORTS)) == 1
    assert await cleared(store, Kind.DMARC_REPORTS) == [1]

    assert await left(store, dmarc_report.c.number) == ["1", "2"]
    assert set(await left(store, dmarc_source.c.report_id)) == set(
        await left(store, dmarc_report.c.id)
    )


async def test_what_was_found_out_about_a_letter_goes_with_it(store: Store) -> None:
    taken = await store.write(authenticity.accept, outside(), OLD, NOW, None, FOUND)
    assert taken is not None
    await store.write(settle_letter, taken.letter, OLD)
    await settled(store, EDGE)

    assert await cleared(store, Kind.LETTERS) == [1]
    assert await store.read(authenticity.of_letter, taken.letter) is None


async def test_an_index_serves_every_question_and_every_removal(
    office_with_logins: Store, url: str
) -> None:
    store = office_with_logins
    await settled(store, OLD, OLD)
    await staffed(store)
    await _notice(store, "old")
    await store.write(updates.put, [updates.Received(1, 5, "{}")], OLD)
    await store.write(updates.done, 1, OLD)
    await store.write(updates.put, [updates.Received(2, 5, "{}")], EDGE)
    guess = Guesses("relay", 1, 0, "192.0.2.1", OLD)
    await store.write(remember, (Way("relay", "192.0.2.1", OLD),), (guess,))
    for number in "12":
        await store.write(dmarc.keep, replace(ONE, number=number), True, OLD)
    met = await store.write(secrecy.heard, 1, SEEN, OLD)
    await store.write(secrecy.close, met, "cli:0", "xong", OLD)
    engines = open_engines(url)
    for kind in (one for one in Kind if not one.startswith(ELSEWHERE)):
        assert_served(engines, cut(kind), NOW)
    engines.dispose()


async def test_what_is_free_in_an_sqlite_file_is_given_back_in_parts(
    store: Store, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "FREE_PAGES", 8)
    monkeypatch.setattr(kept, "PAGES", 16)
    ids = await store.write(bodies.put_short, [(1, bytes(4096) * 50)])
    await store.write(bodies.remove, tuple(ids))
    if url.startswith("postgresql"):
        assert not await store.write(kept.shrink)
        return
    steps, free = 0, await store.read(Tx.free_pages)
    assert free > 40
    while await store.write(kept.shrink):
        steps += 1
        assert await store.read(Tx.free_pages) >= free - 16 * steps
    assert steps >= 3
    assert await store.read(Tx.free_pages) == 8
