"""Words of strangers are masked in time that grows with their length alone, whatever they are made of."""

import time

import pytest

from work.undisclosed import codes, masked


@pytest.mark.parametrize("piece", ["a", '"', '"a\\', "a.", "<", '\\"', "a@"])
def test_an_address_made_to_hold_us_up_is_masked_at_once(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    begun = time.process_time()
    masked(text)
    codes(text)
    assert time.process_time() - begun < 2


def test_whatever_stands_before_a_domain_is_masked() -> None:
    assert masked("a@b@c.vn, mailto:an@d.vn") == "…@c.vn, mailto:…@d.vn"
    assert masked('x"y z"@c.vn') == "x…@c.vn"
