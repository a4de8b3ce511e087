"""Somebody is told once, again after hours, and when it moves again; what comes and goes is one incident."""

from congvu.vigil import WATCHES, Vigil, Word

HOUR = 3600.0
LIMIT = WATCHES["due"].limit_seconds


def told(vigil: Vigil, *ages: float, start: float = 0.0) -> list[tuple[int, str]]:
    """What is told at which look; there is one a minute."""
    found: list[tuple[int, str]] = []
    for minute, age in enumerate(ages):
        now = start + 60.0 * minute
        found += [(minute, word.change) for word in vigil.look({"due": age}, now)]
    return found


def test_what_moves_is_not_told() -> None:
    assert told(Vigil(4 * HOUR), *[LIMIT - 1] * 10, 0.0) == []


def test_what_is_stuck_is_told_once_and_at_the_second_look() -> None:
    vigil = Vigil(4 * HOUR)

    assert told(vigil, *[LIMIT + 60 * n for n in range(100)]) == [(1, "stuck")]
    assert vigil.stuck() == {"due": LIMIT + 60 * 99}


def test_one_look_alone_tells_nothing() -> None:
    assert told(Vigil(4 * HOUR), LIMIT, 0, LIMIT, 0, 0, LIMIT, 0) == []


def test_it_is_told_again_after_hours_while_it_lasts() -> None:
    assert told(Vigil(2 * HOUR), *[LIMIT] * 250) == [(1, "stuck"), (121, "still"), (241, "still")]


def test_that_it_moves_is_told_once_it_does_for_three_looks() -> None:
    vigil = Vigil(4 * HOUR)

    assert told(vigil, LIMIT, LIMIT, 0, 0, 0, 0, 0) == [(1, "stuck"), (4, "moves")]
    assert vigil.stuck() == {}


def test_what_comes_and_goes_is_one_incident() -> None:
    ages = [LIMIT, LIMIT, *[0, 0, LIMIT] * 20, 0, 0, 0]

    assert told(Vigil(4 * HOUR), *ages) == [(1, "stuck"), (64, "moves")]


def test_kinds_are_told_apart_and_of_what_nothing_is_known_nothing_is_told() -> None:
    vigil = Vigil(4 * HOUR)
    both = {"due": LIMIT, "store": 1000.0}
    vigil.look(both, 0.0)

    assert vigil.look(both, 1.0) == (Word("due", "stuck", LIMIT), Word("store", "stuck", 1000.0))
    assert [vigil.look({"store": 1000.0}, float(n)) for n in range(2, 9)] == [()] * 7
    assert set(vigil.stuck()) == {"due", "store"}


def test_what_somebody_else_watches_is_left_without_a_word() -> None:
    vigil = Vigil(4 * HOUR)
    told(vigil, LIMIT, LIMIT)
    vigil.leave(["due", "tick"])

    assert vigil.stuck() == {}
    assert told(vigil, 0, 0, 0, 0) == []
