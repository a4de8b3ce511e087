"""People browse while the relay is pressed and the chat is asked: nothing is lost, pages stay small, and the relay goes on."""

from datetime import date
from pathlib import Path

import pytest

from bench.browse import MOST_OCTETS, measured, relay_ratio
from bench.browse_people import SHARES, browsing
from bench.chat_office import TOP, Filling
from work.person import Position

FILLING = Filling(1_000, 4_000, date(2026, 11, 27))
LEAST = 0.6  # of the relay's rate without: forty people, on a machine that others may use as well


def test_who_browses_are_people_of_every_position_and_leaders_of_the_largest_agency_first() -> None:
    found = browsing(FILLING, 200)

    assert len({one.token for one in found}) == 200
    assert {one.who.position for one in found} == set(SHARES)
    leaders = [one.who for one in found if one.who.position is Position.AGENCY_HEAD]
    assert [one.agency for one in leaders[:4]] == [TOP] * 4


@pytest.mark.proof
@pytest.mark.timeout(600)
async def test_people_who_browse_leave_the_relay_most_of_its_rate(tmp_path: Path) -> None:
    rest, browsed = await measured(tmp_path, FILLING, 40, 15, 2)

    seen = [one for span in browsed for one in span.seen]
    assert len(seen) > 40
    assert not [one for one in seen if one.lost]
    assert not any(span.chat.lost for span in (*rest, *browsed))
    assert max(one.octets for one in seen) < MOST_OCTETS
    assert relay_ratio(rest, browsed) >= LEAST
