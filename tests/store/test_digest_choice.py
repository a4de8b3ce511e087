"""The hour of the morning digest that each has chosen."""

from store import Store, digest_choice
from tests.store.office import CUONG, DUNG, NOW, at, opened, work
from tests.store.telling import live, sent
from tests.store.test_tell import DIGEST, office

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
