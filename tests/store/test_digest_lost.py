"""Digests that machines lose: one that never left on its day, and rounds of a clock that ran ahead."""

from datetime import time

import pytest

from schedules.tick import release
from store import Store, task
from tests.store.office import CLI, at, due_on, opened, staffed, work
from tests.store.telling import PLAN, live, send, sent, with_customs

POSTGRESQL_IN_PROOF = True

DIGEST = with_customs(PLAN, digest_at=time(8))


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def test_what_a_digest_that_never_left_was_to_tell_is_told_the_next_day(
    office: Store,
) -> None:
    """Giang is told of T+3 alone; the machine stops when the digest is made, and starts a day later."""
    await opened(office, work("2026-10-23"))
    await live(office, at("2026-10-22", "07:00"), at("2026-10-28", "07:00"), DIGEST)
    while (await office.write(release, DIGEST, at("2026-10-28"))).more:
        pass
    await send(office, at("2026-10-29", "07:00"))
    await live(office, at("2026-10-29", "07:00"), at("2026-11-06"), DIGEST)

    theirs = [one for one in await sent(office, at("2026-10-28")) if one[1] == "giang"]
    assert theirs == [("10-29 07:30", "giang", "reminder", "T+3")]


async def test_digests_go_on_after_a_clock_that_ran_a_year_ahead(office: Store) -> None:
    await opened(office, work("2028-10-23"))
    for now in (at("2027-10-20"), at("2027-10-21")):
        await office.write(release, DIGEST, now)
    await office.write(task.change_due, 1, due_on("2026-10-23"), "đồng hồ đã chỉnh lại", CLI)

    await live(office, at("2026-10-21", "09:00"), at("2026-10-24"), DIGEST)

    assert ("10-23 08:00", "binh", "digest", "") in await sent(office)
