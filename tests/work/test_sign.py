"""Numbers and signs in a table, tests/work/signs.tsv: written from the decree's forms before the parser was."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from work.kind import ABBREVIATIONS
from work.sign import Form, read_sign, sign_key

LINES = Path(__file__).with_name("signs.tsv").read_text("utf-8").splitlines()[1:]
TABLE = [tuple(line.split("\t")[:7]) for line in LINES]
SIGNS = [row for row in TABLE if row[1] != "!"]
NO_KIND_OF_SIGNS = {"L", "TT", "TTLT", "PL", "NĐ"}  # with a year alone


@pytest.mark.parametrize(("sign", "form", "ordinal", "year", "kind", "organ", "unit"), TABLE)
def test_the_table_of_signs(
    sign: str, form: str, ordinal: str, year: str, kind: str, organ: str, unit: str
) -> None:
    found = read_sign(sign)

    if form == "!":
        assert found is None
        return
    assert found is not None
    told = (found.form, found.ordinal, found.year, found.kind, found.organ, found.unit)
    expected = (form, ordinal, year or None, kind or None, organ or None, unit or None)
    assert tuple(one if one is None else str(one) for one in told) == expected
    assert found.written == sign


def test_the_table_has_every_kind_and_both_sides() -> None:
    typed = {row[4] for row in SIGNS if row[1] == Form.TYPED}

    assert len(TABLE) >= 120
    assert len(TABLE) - len(SIGNS) >= 40, "false friends"
    assert typed == ABBREVIATIONS - NO_KIND_OF_SIGNS


@pytest.mark.parametrize("sign", [row[0] for row in SIGNS])
def test_characters_taken_apart_are_the_same_sign_and_stay_as_written(sign: str) -> None:
    apart = unicodedata.normalize("NFD", sign)
    found = read_sign(apart)

    assert found is not None
    assert found.written == apart
    assert sign_key(apart) == sign_key(sign)


def test_no_two_signs_are_taken_for_one() -> None:
    keys = [sign_key(row[0]) for row in TABLE]
    told = {row[0] for row in TABLE if keys.count(sign_key(row[0])) > 1}

    assert told == {"123/QĐ-TTg", "123/QÐ-TTg", "30/2020/NĐ-CP", "30/2020/NÐ-CP"}, "Đ and Ð alone"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12/QĐ-BYT", "12/QyĐ-BYT"),
        ("2/ĐA-BTC", "2/DA-BTC"),
        ("8/HĐ-BTC", "8/HD-BTC"),
        ("12/CT-UBND", "12/CTr-UBND"),
        ("12/TT-BYT", "12/TTr-BYT"),
        ("28/2018/QĐ-TTg", "28/QĐ-TTg"),
        ("12/UBND-NC", "12a/UBND-NC"),
        ("80-NQ/TW", "80/NQ-TW"),
        ("15/VPCP-KSTT", "15/vpcp-kstt"),
    ],
)
def test_pairs_that_look_alike_are_never_one(one: str, other: str) -> None:
    assert sign_key(one) != sign_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("05/QĐ-TTg", "5/QÐ-TTg"), ("12A/UBND-NC", "12a/UBND-NC")]
)
def test_zeros_in_front_and_look_alike_letters_are_spelling(one: str, other: str) -> None:
    assert sign_key(one) == sign_key(other)


@given(st.text(alphabet="0123456789/-.&QĐDHTtTrgyBCVPNL ", max_size=24))
def test_any_text_is_a_sign_or_none_and_is_never_altered(text: str) -> None:
    found = read_sign(text)

    assert found is None or (found.written == text and found.ordinal > 0)
