"""The order of the exchange's codes, cell by cell from the reference's sentences."""

import itertools

import pytest

from work.exchange import Code, Exchange, Side, Stop, after, moved, read_code

# Written out of "01 -> 02(end) or 03 -> 04 -> 05 -> 06(end); 03 may go straight to 05/06;
# 13 from the sender only, answered by 15/16": a path to each state, and all that may follow it.
ALLOWED = {
    "": "01",
    "01": "02 03 13",
    "01 02": "",
    "01 03": "04 05 06 13",
    "01 03 04": "05 13",
    "01 03 05": "06 13",
    "01 03 04 05": "06 13",
    "01 03 06": "",
    "01 13": "15 16",
    "01 13 15": "",
    "01 13 16": "02 03 13",
    "01 03 13 16": "04 05 06 13",
    "01 03 04 13 16": "05 13",
    "01 03 05 13 16": "06 13",
    "01 03 05 13 16 06": "",
    "01 13 16 13 16": "02 03 13",
}
CELLS = list(itertools.product(ALLOWED, Code))


def codes(path: str) -> list[Code]:
    return [Code(one) for one in path.split()]


def side(code: Code) -> Side:
    return Side.SENDER if code == "13" else Side.RECIPIENT


@pytest.mark.parametrize(("path", "code"), CELLS)
def test_every_code_follows_where_it_may_and_nowhere_else(path: str, code: Code) -> None:
    found = moved(after(codes(path)), code, side(code), "vì")

    if code in ALLOWED[path].split():
        assert isinstance(found, Exchange)
        assert found == after([*codes(path), code])
        assert found.code is code
    else:
        assert found is Stop.ORDER


@pytest.mark.parametrize("code", list(Code))
def test_each_code_is_told_by_one_side_alone(code: Code) -> None:
    other = Side.RECIPIENT if side(code) is Side.SENDER else Side.SENDER

    for path in ALLOWED:
        assert moved(after(codes(path)), code, other, "vì") is Stop.SIDE


def test_who_refuses_or_declines_says_why() -> None:
    asked = after(codes("01 13"))

    assert moved(after(codes("01")), Code.REFUSED, Side.RECIPIENT) is Stop.REASON
    assert moved(asked, Code.DECLINED, Side.RECIPIENT, "") is Stop.REASON
    assert isinstance(moved(asked, Code.AGREED, Side.RECIPIENT), Exchange)


def test_what_was_given_back_is_withdrawn() -> None:
    assert after(codes("01 03 13 15")).withdrawn
    assert not after(codes("01 03 13 16")).withdrawn


def test_the_table_reaches_every_code() -> None:
    assert {code for path in ALLOWED for code in codes(path)} == set(Code)


def test_a_history_that_was_not_allowed_is_a_bug() -> None:
    with pytest.raises(ValueError, match="06 cannot follow 01: order"):
        after(codes("01 06"))


def test_fourteen_is_read_as_fifteen_and_never_written() -> None:
    assert read_code("14") is Code.AGREED
    assert [read_code(str(code)) for code in Code] == list(Code)
    assert [read_code(text) for text in ("", "1", "07", "17", "x")] == [None] * 5
