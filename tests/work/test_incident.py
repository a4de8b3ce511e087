"""Incident ids: read over the telephone without a mistake."""

from work.incident import LETTERS, new_incident


def test_an_id_is_short_and_made_of_letters_that_nobody_confuses() -> None:
    first, _, second = new_incident().partition("-")

    assert (len(first), len(second)) == (3, 3)
    assert set(first + second) <= set(LETTERS)
    assert set("01258ABEILMNOQSUVZ").isdisjoint(LETTERS)


def test_ids_differ() -> None:
    assert len({new_incident() for _ in range(1000)}) > 990
