"""The hour of the morning digest that each has chosen."""

from store import Store, digest_choice, reply
from store.account import entries_about
from store.directory.people import all_people
from tests.store.office import BINH, CUONG, DUNG, NOW, at, opened, work
from tests.store.telling import live, sent
from tests.store.test_tell import DIGEST, office
from work.digest_mark import Mark, mark, read_mark

__all__ = ["office"]

POSTGRESQL_IN_PROOF = True


async def test_the_digest_comes_at_the_hour_that_each_has_chosen_and_not_to_who_wants_none(
    office: Store,
) -> None:
    await opened(office, work("2026-10-21"), work("2026-10-20", DUNG, 2))
    await office.write(digest_choice.choose, 1, "09:30", NOW)
    await office.write(digest_choice.choose, CUONG, "", NOW)
    await live(office, at("2026-10-22", "07:00"), at("2026-10-22", "17:00"), DIGEST)

    told = [one for one in await sent(office, at("2026-10-22", "07:00")) if one[2] == "digest"]
    assert told == [("10-22 08:00", "dung", "digest", ""), ("10-22 09:30", "binh", "digest", "")]


async def own(store: Store, person: int) -> Mark:
    """The mark in the digests of that person."""
    people = {one.id: one.email for one in await store.read(all_people)}
    found = read_mark(mark(await store.read(reply.key), person, people[person], NOW.date()))
    assert found is not None
    return found


async def test_the_mark_of_a_digest_ends_it_and_no_reminder_of_duty(office: Store) -> None:
    """Two who have the same to do: what one is told singly, the other reads in the digest."""
    await opened(office, work("2026-10-21"), work("2026-10-21", DUNG, 2))
    found = await office.write(digest_choice.stop, await own(office, BINH), NOW)
    assert found is not None
    assert found.id == BINH
    assert await office.read(digest_choice.hours, (BINH, CUONG, DUNG)) == {BINH: ""}
    await live(office, NOW, at("2026-10-23", "17:00"), DIGEST)

    told = await sent(office)
    assert "digest" not in {kind for _, who, kind, _ in told if who == "binh"}
    assert "digest" in {kind for _, who, kind, _ in told if who == "dung"}
    slots = {
        who: {slot for _, one, _, slot in told if one == who and slot} for who in ("binh", "dung")
    }
    assert {"T-3", "T-1", "T"} <= slots["binh"], told
    assert slots["dung"] < slots["binh"]


async def test_a_mark_is_good_for_nobody_else_and_twice_is_once(office: Store) -> None:
    mine = await own(office, BINH)
    for forged in (
        mine._replace(person=DUNG),
        mine._replace(person=999),
        mine._replace(day=mine.day + 1),
        mine._replace(proof="a" * 16),
    ):
        assert await office.write(digest_choice.stop, forged, NOW) is None
    assert await office.read(digest_choice.hours, (BINH, DUNG)) == {}
    assert await office.read(digest_choice.marked, mine, NOW) is not None
    assert await office.read(digest_choice.hours, (BINH,)) == {}, "who looks changes nothing"
    for _ in range(2):
        assert await office.write(digest_choice.stop, mine, NOW) is not None
    entries = await office.read(entries_about, f"person:{BINH}")
    assert [one.codes["hour"] for one in entries if one.event == "person.digest-chosen"] == ["none"]
