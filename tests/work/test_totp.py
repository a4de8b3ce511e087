"""Codes of authenticators, by the test values of RFC 6238 and RFC 4226."""

from datetime import UTC, datetime

import pytest

from work import totp

SECRET = b"12345678901234567890"  # RFC 6238, Appendix B
SEEN = datetime.fromtimestamp(1111111109, UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert totp.code(SECRET, totp.step_of(datetime.fromtimestamp(seconds, UTC))) == code


@pytest.mark.parametrize(
    ("drift", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_half_a_minute_off(drift: int, right: bool) -> None:
    code = totp.code(SECRET, totp.step_of(SEEN) + drift)

    assert (totp.matching(SECRET, code, SEEN, 0) is not None) == right


def test_a_step_that_was_used_is_not_taken_again_nor_one_before_it() -> None:
    here = totp.step_of(SEEN)

    assert totp.matching(SECRET, totp.code(SECRET, here), SEEN, here) is None
    assert totp.matching(SECRET, totp.code(SECRET, here - 1), SEEN, here) is None
    assert totp.matching(SECRET, totp.code(SECRET, here + 1), SEEN, here) == here + 1


@pytest.mark.parametrize("given", ["", "28708", "２８７０８２", "287082\n", "-87082"])
def test_what_is_no_code_is_wrong(given: str) -> None:
    assert totp.matching(SECRET, given, datetime.fromtimestamp(59, UTC), 0) is None


def test_the_address_for_the_square_names_office_and_mailbox() -> None:
    told = totp.address(SECRET, "an.nv@moh.gov.vn", "Bộ Y tế")

    assert told == (
        "otpauth://totp/B%E1%BB%99%20Y%20t%E1%BA%BF:an.nv@moh.gov.vn"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=B%E1%BB%99%20Y%20t%E1%BA%BF"
    )
