"""A receipt id can be read to somebody over the telephone, and a slip is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from work.receipt import SYMBOLS, decode, encode

letters = st.integers(0, 2**63 - 1)


@given(letters)
def test_it_leads_back_to_the_letter(letter: int) -> None:
    assert decode(encode(letter)) == letter


def test_it_is_short_and_has_its_own_shape() -> None:
    assert (encode(0), encode(17), encode(123456789)) == ("000000", "0000HX", "3NQK8N1")


@pytest.mark.parametrize("heard", ["3nqk8n1", "3NQK-8N1", " 3NQK 8NI ", "3nqk8nl"])
def test_case_blanks_and_lookalikes_do_not_matter(heard: str) -> None:
    assert decode(heard) == 123456789


@given(letters, st.data())
def test_one_wrong_symbol_is_always_noticed(letter: int, data: st.DataObject) -> None:
    receipt = encode(letter)
    at = data.draw(st.integers(0, len(receipt) - 1))
    wrong = data.draw(st.sampled_from(SYMBOLS.replace(receipt[at], "")))

    assert decode(receipt[:at] + wrong + receipt[at + 1 :]) is None


def test_two_exchanged_symbols_are_noticed_but_for_one_pair_in_hundreds() -> None:
    swapped = [
        receipt[:at] + receipt[at + 1] + receipt[at] + receipt[at + 2 :]
        for receipt in map(encode, range(1_000_003, 40_000_000, 40_009))
        for at in range(len(receipt) - 1)
        if receipt[at] != receipt[at + 1]
    ]

    missed = [receipt for receipt in swapped if decode(receipt) is not None]

    assert len(swapped) > 4000
    assert len(missed) < len(swapped) / 200


@pytest.mark.parametrize(
    "text", ["", "0", "U", "0000H", "0000HU", "công văn", "0" * 15, "0000HX\n"]
)
def test_what_is_no_receipt_id_leads_nowhere(text: str) -> None:
    assert decode(text) is None


@given(st.text(max_size=20))
def test_no_text_raises(text: str) -> None:
    decode(text)
