"""Letters that came in as work: each is kept once, whichever ways it came, with its cursor."""

import asyncio
import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from store import Store, body, intake, mailbox, secrecy, spool, tray
from store.account import entries_about
from store.schema.body import body as bodies
from store.spool import Key, Settlement
from tests.store.letters import END, MINUTE, NOW, accepted, new_letter
from work.intake import Arrival, NewIntake, Place, TrayState
from work.letter import State
from work.secrecy.incident import Sighting

CONTENT = b"From: a@b.vn\r\nMessage-ID: <1@b.vn>\r\n\r\nKinh gui\r\n"
NAME = ("van-thu", "INBOX")
TERM = timedelta(minutes=5)


def new(content: bytes = CONTENT, **changes: Any) -> NewIntake:
    digest = hashlib.sha256(content).digest()
    made = NewIntake(digest, digest, len(content), "<1@b.vn>", "a@b.vn", "Kính gửi", content)
    return replace(made, **changes)


def place(uid: int, validity: int = 7) -> Place:
    return Place(*NAME, validity, uid)


def came(uid: int, validity: int = 7) -> Arrival:
    return Arrival("imap", NOW, place(uid, validity))


async def take(store: Store, uid: int, content: bytes) -> int:
    head = hashlib.sha256(b"head" + content).digest()
    taken = await store.write(mailbox.take, new(content), came(uid), head)
    assert taken is not None
    return taken.id


async def test_a_letter_is_kept_as_it_came_in_one_commit_with_the_cursor(store: Store) -> None:
    await store.write(mailbox.enrol, [NAME], NOW)
    assert await store.write(mailbox.enter, NAME, 7, 1, NOW) == (7, 0, False)

    number = await take(store, 4, CONTENT)

    (one,) = await store.read(tray.letters, 10)
    assert (one.id, one.state, one.subject, one.twin) == (number, TrayState.NEW, "Kính gửi", None)
    assert one.body is not None
    assert await store.read(body.data, one.body) == CONTENT
    assert await store.write(mailbox.enter, NAME, 7, 5, NOW) == (7, 4, False)
    assert await store.read(mailbox.seen, NAME, 7) == {4}
    (line,) = await store.read(entries_about, f"intake:{number}")
    assert line.codes["sha256"] == hashlib.sha256(CONTENT).hexdigest()


async def test_the_same_letter_is_one_whichever_ways_it_came(store: Store) -> None:
    first = await take(store, 4, CONTENT)
    assert await take(store, 9, CONTENT) == first
    relayed = await accepted(store, new_letter())
    assert await store.write(
        intake.take, new(body=None), Arrival("inbound", NOW, letter=relayed)
    ) == (first, False)

    ways = await store.read(tray.arrivals, first)
    assert [(way.door, way.place and way.place.uid, way.letter) for way in ways] == [
        ("imap", 4, None), ("imap", 9, None), ("inbound", None, relayed),
    ]  # fmt: skip
    assert await store.read(lambda tx: len(tx.all(select(bodies.c.id)))) == 2, "and the relay's"


async def test_the_same_message_id_with_other_content_is_another_letter_that_names_the_first(
    store: Store,
) -> None:
    first = await take(store, 1, CONTENT)
    second = await take(store, 2, CONTENT + b"!")

    found = await store.read(tray.one, second)
    assert found is not None
    assert (second != first, found.twin, found.state) == (True, first, TrayState.NEW)


@pytest.mark.parametrize("named", ["<{}@b.vn>", "<1@b.vn>"])
async def test_letters_of_one_commit_are_what_each_would_be_alone(store: Store, named: str) -> None:
    """With names of their own they share statements; where all bear one name, each is looked at by itself."""
    await store.write(mailbox.enter, NAME, 7, 1, NOW)
    known = await take(store, 1, b"0")
    begun = [store.write(mailbox.begin_first, place(uid), NOW) for uid in range(1, 6)]
    assert await asyncio.gather(*begun) == [False, True, True, True, True]
    letters = [new(b"%d" % n, message_id=named.format(n + 1)) for n in range(4)]
    kept = await asyncio.gather(
        *(
            store.write(mailbox.take, one, came(uid), b"h%d" % uid)
            for uid, one in enumerate(letters, 2)
        )
    )

    assert [one and one.new for one in kept] == [False, True, True, True]
    assert kept[0] == (known, False)
    found = {one.id: one for one in await store.read(tray.letters, 10)}
    for number, one in enumerate(kept):
        assert one is not None
        mine = found[one.id]
        assert mine.body is not None
        assert await store.read(body.data, mine.body) == b"%d" % number
        alike = named == "<1@b.vn>" and number > 0
        assert mine.twin == (known if alike else None)
    assert await store.read(mailbox.seen, NAME, 7) == {1, 2, 3, 4, 5}
    assert (await store.write(mailbox.enter, NAME, 7, 6, NOW)).uid == 5
    assert await store.read(mailbox.untaken) == ()


async def test_two_processes_that_take_a_letter_at_once_keep_one(pair: tuple[Store, Store]) -> None:
    for uid in range(1, 20):
        content = CONTENT + b"%d" % uid
        numbers = await asyncio.gather(*(take(one, uid, content) for one in pair))
        assert len(set(numbers)) == 1
    rows = await pair[0].read(lambda tx: tx.all(select(bodies.c.id)))
    assert len(rows) == 19, "nobody's octets are left over"


@pytest.mark.parametrize(("validity", "next_uid"), [(8, 5), (7, 3)])
async def test_numbered_anew_or_gone_back_the_folder_is_looked_through_again(
    store: Store, validity: int, next_uid: int
) -> None:
    await store.write(mailbox.enter, NAME, 7, 1, NOW)
    number = await take(store, 4, CONTENT)
    assert await store.write(mailbox.enter, NAME, validity, next_uid, NOW) == (validity, 0, True)

    head = hashlib.sha256(b"head" + CONTENT).digest()
    assert await store.read(mailbox.untaken) == ()
    numbered = (head, b"?")
    if validity == 7:  # the folder went back, and its letters lie where they lay
        assert await store.read(mailbox.seen, NAME, validity) == frozenset()
        assert await take(store, 4, CONTENT + b"another") == number + 1
        return
    assert await store.read(intake.known, NAME, validity, numbered) == {head: [number]}
    await store.write(mailbox.pass_known, [(place(1, validity), head, number)], NOW)
    assert await store.read(intake.known, NAME, validity, numbered) == {head: []}, "once"
    assert await store.write(mailbox.enter, NAME, validity, 9, NOW) == (validity, 1, False)


async def test_tries_are_counted_before_they_are_made_and_wait_longer_each_time(
    store: Store,
) -> None:
    await store.write(mailbox.enter, NAME, 7, 1, NOW)
    await take(store, 4, CONTENT)
    await store.write(mailbox.begin, place(6), NOW)
    assert await store.read(mailbox.untaken) == (), "its turn has only begun"
    assert [await store.write(mailbox.begin, place(5), NOW) for _ in range(3)] == [1, 2, 3]

    await store.write(mailbox.fail, place(5), "lost", NOW)
    (one,) = await store.read(mailbox.untaken, NAME[0])
    assert (one.tries, one.reason, one.not_before) == (3, "lost", NOW + 8 * MINUTE)
    assert await store.write(mailbox.enter, NAME, 7, 9, NOW) == (7, 5, False), "others go on"
    assert await store.write(mailbox.try_again, NAME[0], "cli:0", NOW) == 1
    assert (await store.read(mailbox.untaken))[0].not_before == NOW

    await take(store, 5, CONTENT + b"5")
    assert await store.read(mailbox.untaken) == ()


async def test_a_refused_letter_leaves_hash_and_rule_and_an_incident_once(store: Store) -> None:
    seen = Sighting("refused", "imap", "stamp", "subject", "mat", "a@b.vn", ("c@d.vn",), b"\1" * 32)
    refused = new(body=None, refused="stamp", seen=seen)
    for uid in (1, 2):
        await store.write(mailbox.take, refused, came(uid), b"h")

    (one,) = await store.read(tray.letters, 10)
    assert (one.state, one.reason, one.body) == (TrayState.REFUSED, "stamp", None)
    assert (one.author, one.subject, one.message_id) == ("", "", None)
    (incident,) = await store.read(secrecy.incidents, 10)
    assert (incident.sighting, incident.times) == (seen, 1)
    assert await store.write(tray.retry, one.id, "cli:0", NOW) is TrayState.REFUSED
    assert await store.write(tray.take, "me", NOW, TERM, 9) == ()


async def test_the_relay_lets_go_of_a_letter_whose_octets_stay_here(store: Store) -> None:
    both = await store.write(spool.accept, new_letter(body=CONTENT), NOW, END, "w")
    assert both is not None
    arrival = Arrival("inbound", NOW, letter=both.letter)
    taken = await store.write(intake.take, new(body=both.body), arrival)
    assert taken is not None

    end = Settlement(Key(both.letter, 0, 0), State.DELIVERED, "2.0.0", "", was=State.CLAIMED)
    await store.write(spool.settle, "w", [end], NOW)

    assert await store.read(body.data, both.body) == CONTENT


async def test_the_reader_has_a_letter_alone_and_one_that_kills_it_twice_is_set_aside(
    pair: tuple[Store, Store],
) -> None:
    one, other = pair
    first, second = await take(one, 1, CONTENT), await take(one, 2, CONTENT + b"2")

    got = await asyncio.gather(
        *(s.write(tray.take, f"r{n}", NOW, TERM, 1) for n, s in enumerate(pair))
    )
    by = {letter.id: f"r{n}" for n, some in enumerate(got) for letter in some}
    assert sorted(by) == [first, second]
    assert await one.write(tray.take, "r2", NOW, TERM, 1) == ()

    assert await one.write(tray.read, second, by[second], NOW)
    later = NOW + 2 * TERM
    (again,) = await other.write(tray.take, "r3", later, TERM, 1)
    assert (again.id, again.tries) == (first, 2)
    assert not await one.write(tray.read, first, by[first], later), "it is another's now"
    assert await one.write(tray.take, "r4", later + 2 * TERM, TERM, 1) == ()
    dead = await one.read(tray.one, first)
    assert dead is not None
    assert (dead.state, dead.reason) == (TrayState.ASIDE, tray.KILLS)

    assert await one.write(tray.retry, first, "cli:0", later) is TrayState.ASIDE
    (back,) = await one.write(tray.take, "r5", later, TERM, 1)
    assert (back.id, back.tries) == (first, 1)
    assert await one.write(tray.put_aside, first, "r5", "no-text", later)
    assert await one.read(tray.waiting, 9) == ((TrayState.ASIDE, 1),)


async def test_who_is_in_hand_beside_a_letter_that_kills_is_not_set_aside_in_its_stead(
    store: Store,
) -> None:
    numbers = [await take(store, uid, CONTENT + b"%d" % uid) for uid in range(1, 5)]
    killer, read, now = numbers[1], list[int](), NOW
    while some := await store.write(tray.take, f"r{now}", now, TERM, 3, bool(read) and now == NOW):
        if killer in [letter.id for letter in some]:
            now += 2 * TERM  # whoever had them is dead
            continue
        for letter in some:
            assert await store.write(tray.read, letter.id, f"r{now}", now)
            read.append(letter.id)

    assert read == [one for one in numbers if one != killer]
    (dead,) = await store.read(tray.letters, 9, TrayState.ASIDE)
    assert dead.id == killer


async def test_a_reader_that_could_not_say_that_it_lives_did_not_die_of_what_it_has(
    store: Store,
) -> None:
    """The store was away for longer than the term: its own second try of a letter set it aside under its hands."""
    number = await take(store, 1, CONTENT)
    await store.write(tray.take, "dead", NOW, TERM, 9)
    (mine,) = await store.write(tray.take, "me", NOW + 2 * TERM, TERM, 9)
    later = NOW + 4 * TERM

    assert (mine.id, mine.tries) == (number, 2)
    assert await store.write(tray.take, "me", later, TERM, 9) == ()
    assert await store.read(tray.letters, 9, TrayState.ASIDE) == ()
    assert await store.write(tray.read, number, "me", later)


async def test_a_reader_that_ends_in_order_gives_back_what_it_had_as_if_it_had_not_begun(
    store: Store,
) -> None:
    first, second = [await take(store, uid, CONTENT + b"%d" % uid) for uid in (1, 2)]
    assert len(await store.write(tray.take, "r", NOW, TERM, 1)) == 1

    assert await store.write(tray.give_back, "r") == 1

    again = await store.write(tray.take, "other", NOW, TERM, 9)
    assert [(one.id, one.tries) for one in again] == [(first, 1), (second, 1)]


async def test_a_mailbox_that_is_watched_no_more_is_nobodys_silence(store: Store) -> None:
    await store.write(mailbox.enrol, [NAME, ("old", "INBOX")], NOW)
    await store.write(mailbox.prove, NAME, NOW + MINUTE)
    await store.write(mailbox.trouble, ("old", "INBOX"), "refused")
    assert await store.read(mailbox.silent_since) == NOW
    assert [(one.mailbox, one.trouble) for one in await store.read(mailbox.watched)] == [
        ("old", "refused"), ("van-thu", None),
    ]  # fmt: skip

    await store.write(mailbox.enrol, [NAME], NOW + MINUTE)
    assert await store.read(mailbox.silent_since) == NOW + MINUTE


async def test_a_letter_that_comes_to_the_desk_for_petitions_too_is_read_once_more_and_hidden(
    store: Store,
) -> None:
    number = await take(store, 4, CONTENT)
    (held,) = await store.write(tray.take, "reader", NOW, TERM, 9)
    assert held.id == number
    as_petition = new(petition=True, author="", subject="")
    again = await store.write(intake.take, as_petition, Arrival("inbound", NOW, letter=9))
    assert again == intake.Taken(number, False)

    assert not await store.write(tray.read, number, "reader", NOW), "it is no more that reader's"
    (one,) = await store.write(tray.take, "reader", NOW, TERM, 9)
    assert (one.id, one.petition, one.author, one.subject) == (number, True, "", "")
    assert await store.write(tray.read, number, "reader", NOW)
    await store.write(intake.take, as_petition, Arrival("inbound", NOW, letter=10))
    found = await store.read(tray.one, number)
    assert found is not None
    assert found.state is TrayState.READ
