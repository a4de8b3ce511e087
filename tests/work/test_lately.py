"""What was found counts for five seconds, and not before it was found."""

from datetime import UTC, datetime, timedelta

import pytest

from work.lately import Lately

THEN = datetime(2026, 10, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "known"), [(0, "desk"), (5, "desk"), (5.001, None), (-1, None)]
)
def test_it_counts_for_five_seconds(seconds: float, known: str | None) -> None:
    lately = Lately[str]()
    assert lately.at(THEN) is None
    assert lately.keep("desk", THEN) == "desk"

    assert lately.at(THEN + timedelta(seconds=seconds)) == known
