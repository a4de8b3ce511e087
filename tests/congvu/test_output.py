"""What is printed keeps to its columns and loses no letter; and who is named as its author."""

import os
from collections import Counter
from contextlib import redirect_stdout
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.cli import output
from congvu.cli.output import folded, padded, shown_width
from congvu.cli.shell import actor


@given(st.text("aĐệ\u0323 公-", max_size=60), st.integers(2, 20))
def test_folded_text_keeps_to_its_width_and_loses_nothing(text: str, width: int) -> None:
    lines = folded(text, width)

    assert all(shown_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(
    st.lists(st.lists(st.text("aĐệ 公-", max_size=50), min_size=4, max_size=4), max_size=3),
    st.integers(0, 3),
)
def test_a_table_keeps_to_the_screen_and_loses_nothing(rows: list[list[str]], wide: int) -> None:
    header = ("NO", "DUE", "LEAD", "TASK")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as shown:
        patch.setattr(output, "screen_width", lambda: 60)
        output.table(header, rows, wide)

    lines = shown.getvalue().splitlines()
    assert all(shown_width(line) <= 60 for line in lines)
    written = Counter("".join(header) + "".join(map("".join, rows)))
    assert Counter("".join(lines)) - Counter({" ": 10_000}) == written - Counter({" ": 10_000})


@given(st.text("aĐệ\u0323公", max_size=10))
def test_padded_text_fills_its_column(text: str) -> None:
    assert shown_width(padded(text, 30)) == 30


def test_the_author_is_the_user_of_the_machine_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUDO_UID", raising=False)

    assert actor() == f"cli:{os.getuid()}"


@pytest.mark.parametrize(
    ("uid", "behind", "author"),
    [(0, "1000", "cli:0 sudo:1000"), (0, "an", "cli:0"), (1, "1000", "cli:1")],
)
def test_behind_sudo_the_author_is_named_too(
    monkeypatch: pytest.MonkeyPatch, uid: int, behind: str, author: str
) -> None:
    monkeypatch.setenv("SUDO_UID", behind)
    monkeypatch.setattr(os, "getuid", lambda: uid)

    assert actor() == author
