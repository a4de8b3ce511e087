"""Guessing passwords is slowed by login and by network, and never in the way of who came in before."""

from collections import Counter

import pytest

from mail.guard import FORGOTTEN_SECONDS, PATIENCE, Guard, Rise

HOME, NEIGHBOUR, STRANGER = "192.0.2.1", "192.0.2.99", "198.51.100.1"
FREE = {scope: patience.free for scope, patience in PATIENCE.items()}
LONGEST = PATIENCE["place"].longest_seconds
HOUR = 3600.0


def guess(guard: Guard, name: str, peer: str, now: float, times: int) -> list[Rise]:
    """So many wrong guesses, each as soon as it is looked at."""
    return [rise for _ in range(times) for rise in guard.failed(name, peer, now)]


def admitted(guard: Guard, name: str, peers: list[str], seconds: int, every: int = 1) -> int:
    """How many guesses are looked at, if somebody at each of *peers* tries *every* so many seconds."""
    count = 0
    for now in range(0, seconds, every):
        for peer in peers:
            if not guard.wait_seconds(name, peer, now):
                guard.failed(name, peer, now)
                count += 1
    return count


def test_a_few_mistakes_cost_nothing() -> None:
    guard = Guard()
    guess(guard, "relay", STRANGER, 0, FREE["place"] - 1)

    assert guard.wait_seconds("relay", STRANGER, 0) == 0


def test_each_guess_more_waits_twice_as_long_up_to_a_quarter_of_an_hour() -> None:
    guard, waits, now = Guard(), [], 0.0
    guess(guard, "relay", STRANGER, now, FREE["place"] - 1)
    for _ in range(12):
        guard.failed("relay", STRANGER, now)
        waits.append(guard.wait_seconds("relay", STRANGER, now))
        now += waits[-1] - 0.001
        assert guard.wait_seconds("relay", STRANGER, now) > 0
        now += 0.001
        assert guard.wait_seconds("relay", STRANGER, now) == pytest.approx(0, abs=1e-6)
        now += 0.001

    assert waits[:11] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, LONGEST]


def test_one_address_gets_a_hundred_guesses_a_day_at_most() -> None:
    assert admitted(Guard(), "relay", [STRANGER], 24 * 3600, 5) <= 110


def test_addresses_of_one_network_count_together() -> None:
    for address in ("198.51.100.{}", "2001:db8::{}"):
        peers = [address.format(n) for n in range(1, 30)]
        assert admitted(Guard(), "relay", peers, 3600, 10) < 20


def test_a_network_that_tries_many_names_is_slowed_as_a_whole() -> None:
    guard = Guard()
    for n in range(FREE["network"]):
        guard.failed(f"name{n}", STRANGER, 0)

    assert guard.wait_seconds("another", STRANGER, 0) == 1
    assert guard.wait_seconds("another", HOME, 0) == 0


def test_a_login_that_many_networks_guess_at_is_slowed_from_everywhere() -> None:
    guard = Guard()
    peers = [f"10.{n}.0.1" for n in range(100)]

    assert admitted(guard, "relay", peers, 600) < FREE["login"] + 20, "not 100 times as many"
    assert guard.wait_seconds("relay", "203.0.113.1", 600) > 0
    assert guard.wait_seconds("other", "203.0.113.1", 600) == 0


def test_from_where_a_login_came_in_before_its_way_is_free() -> None:
    guard = Guard()
    guard.came("relay", HOME)
    admitted(guard, "relay", [f"10.{n}.0.1" for n in range(100)], 600, 10)
    guess(guard, "many", HOME, 600, 30)

    assert guard.wait_seconds("relay", HOME, 600) == 0
    assert guard.wait_seconds("relay", NEIGHBOUR, 600) == 0
    assert guard.wait_seconds("relay", STRANGER, 600) > 0
    assert guard.wait_seconds("other", HOME, 600) > 0, "another login did not come from there"


def test_who_guesses_beside_the_rightful_one_locks_out_itself_alone() -> None:
    guard = Guard()
    guard.came("relay", HOME)

    assert admitted(guard, "relay", [NEIGHBOUR], 3600) < 20
    assert guard.wait_seconds("relay", NEIGHBOUR, 3600) > 0
    assert guard.wait_seconds("relay", "192.0.2.50", 3600) == 0
    assert guard.wait_seconds("relay", HOME, 3600) == 0


def test_a_program_with_an_old_password_does_not_lock_out_its_own_address() -> None:
    guard = Guard()
    guard.came("relay", HOME)
    assert guess(guard, "relay", HOME, 0, 1000) == []

    assert guard.wait_seconds("relay", HOME, 0) == 0
    assert guard.wait_seconds("relay", STRANGER, 0) == 0


def test_the_right_password_forgets_what_was_mistyped_there() -> None:
    guard = Guard()
    guess(guard, "relay", STRANGER, 0, FREE["place"] + 3)
    guard.came("relay", STRANGER)
    guard.learn([])

    assert guard.wait_seconds("relay", STRANGER, 0) == 0
    guess(guard, "relay", STRANGER, 0, FREE["place"] - 1)
    assert guard.wait_seconds("relay", STRANGER, 0) == 0


def test_an_own_login_does_not_wash_a_network_clean() -> None:
    """Else a thief with one password would guess at all others between two logins of his own."""
    guard = Guard()
    for n in range(FREE["network"] * 2):
        guard.failed(f"name{n}", STRANGER, 0)
        guard.came("his", STRANGER)

    assert guard.wait_seconds("another", STRANGER, 0) > 60


def test_what_is_long_ago_is_forgotten() -> None:
    guard = Guard()
    guess(guard, "relay", STRANGER, 0, 1000)
    # The most that is counted, so that nobody waits for days.
    later = FORGOTTEN_SECONDS * (FREE["network"] + 10)

    assert guard.wait_seconds("relay", STRANGER, LONGEST) == 0
    assert guess(guard, "relay", STRANGER, later, FREE["place"] - 1) == []


def test_an_attack_is_told_once_until_it_has_passed() -> None:
    guard, told = Guard(), []
    for now in range(0, 7200, 60):
        told += [rise for rise in guard.failed("relay", f"10.{now // 60}.0.1", now) if rise.first]
    day = [rise for rise in guard.failed("relay", STRANGER, 24 * HOUR) if rise.first]

    assert Counter(rise.scope for rise in told) == {"login": 1}
    assert day == []


def test_names_and_networks_without_end_take_no_more_room() -> None:
    guard = Guard(table=100)
    for n in range(5000):
        guard.failed("x" * 10_000 + str(n), f"10.{n // 250}.{n % 250}.1", n)

    sizes = {scope: len(tally._counts) for scope, tally in guard._tallies.items()}
    assert sizes == {"place": 100, "network": 100, "login": 100}
    assert max(len(key) for tally in guard._tallies.values() for key in tally._counts) <= 32


def test_under_a_flood_of_names_the_one_that_is_attacked_stays_counted() -> None:
    guard = Guard(table=100)
    for n in range(5000):
        guard.failed("relay" if n % 10 == 0 else f"name{n}", f"10.{n // 250}.{n % 250}.1", n / 100)

    assert guard.wait_seconds("relay", STRANGER, 50) > 0
