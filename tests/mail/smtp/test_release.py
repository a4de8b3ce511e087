"""HOLDFOR and HOLDUNTIL: what they may say, and what becomes of it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.smtp.release import instant, interval, release_at, zulu
from mail.smtp.reply import Reply
from tests.mail.smtp.office import (
    NOW,
    SUBMISSION,
    Client,
    Office,
    client,
    limited,
    serving,
)

PLAIN = "AUTH PLAIN AHbEg250aMawAG3huq10IGto4bqpdQ=="
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("2026-11-25T02:00:00Z", NOW + DAY),
        ("2026-11-25t02:00:00z", NOW + DAY),
        ("2026-11-25T09:00:00+07:00", NOW + DAY),
        ("2026-11-25T02:00:00.25Z", NOW + DAY + timedelta(milliseconds=250)),
        ("2026-11-25", None),
        ("2026-11-25T02:00:00", None),
        ("2026-11-25T02:00Z", None),
        ("2026-11-25 02:00:00Z", None),
        ("20261125T020000Z", None),
        ("2026-W48-3T02:00:00Z", None),
        ("2026-02-30T02:00:00Z", None),
        ("2026-11-25T24:00:00Z", None),
        ("0001-01-01T00:00:00+01:00", None),
        ("9999-12-31T23:59:59-01:00", None),
        ("", None),
    ],
)
def test_an_instant_is_written_as_rfc_3339_says(value: str, meant: datetime | None) -> None:
    assert instant(value) == meant


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("1", 1), ("999999999", 999_999_999), ("0", None), ("01", None), ("1000000000", None),
     ("-1", None), ("1.5", None), ("", None), ("١", None)],
)  # fmt: skip
def test_an_interval_is_written_in_seconds(value: str, seconds: int | None) -> None:
    assert interval(value) == (None if seconds is None else timedelta(seconds=seconds))


@given(st.text(max_size=30))
def test_any_value_is_answered(value: str) -> None:
    assert isinstance(instant(value), datetime | None)
    assert isinstance(interval(value), timedelta | None)


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1000, 1, 1)))
def test_what_is_announced_can_be_asked_for(moment: datetime) -> None:
    assert instant(zulu(moment)) == moment.replace(microsecond=0)


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (timedelta(seconds=1), NOW + timedelta(seconds=1)),
        (DAY, NOW + DAY),
        (NOW + DAY, NOW + DAY),
        (DAY + timedelta(seconds=1), None),
        (NOW + DAY + timedelta(microseconds=1), None),
        (NOW, None),
        (NOW - DAY, None),
    ],
)
def test_it_lies_ahead_and_not_beyond_the_limit(
    wish: timedelta | datetime, found: datetime | None
) -> None:
    at = release_at(wish, NOW, DAY)

    assert at == found or (found is None and isinstance(at, Reply) and at.code == 501)


async def logged_in(peer: Client) -> None:
    await peer.ask("EHLO client.test")
    assert (await peer.ask(PLAIN)).startswith("235")


async def test_the_envelope_says_when() -> None:
    office = Office()
    async with serving(office, SUBMISSION) as server, client(server) as peer:
        await logged_in(peer)
        for wish in ("HOLDFOR=3600", "HOLDUNTIL=2026-11-24T10:00:00+07:00", "SIZE=1"):
            assert (await peer.ask(f"MAIL FROM:<a@b.vn> {wish}")).startswith("250")
            await peer.ask("RCPT TO:<b@b.vn>")
            await peer.ask("DATA")
            assert (await peer.ask(".")).startswith("250")

    hour = NOW + timedelta(hours=1)
    assert [letter.envelope.release_at for letter in office.letters] == [hour, hour, None]


async def test_a_wish_ends_with_its_transaction() -> None:
    office = Office()
    async with serving(office, SUBMISSION) as server, client(server) as peer:
        await logged_in(peer)
        await peer.ask("MAIL FROM:<a@b.vn> HOLDFOR=3600")
        await peer.ask("RSET")
        await peer.ask("MAIL FROM:<a@b.vn>")
        await peer.ask("RCPT TO:<b@b.vn>")
        await peer.ask("DATA")
        assert (await peer.ask(".")).startswith("250")

    assert office.letters[0].envelope.release_at is None


async def test_where_nothing_is_kept_nothing_is_offered() -> None:
    limits = limited(future_release=timedelta(0))
    async with serving(Office(), SUBMISSION, limits) as server, client(server) as peer:
        assert "FUTURERELEASE" not in await peer.ask("EHLO client.test")
        await peer.ask(PLAIN)
        assert (await peer.ask("MAIL FROM:<a@b.vn> HOLDFOR=1")).startswith("555 5.5.4 ")
