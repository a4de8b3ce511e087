"""Letters made to hold the reader up: its time grows with their length, and nothing is lost of them."""

import time
from datetime import UTC, datetime

import pytest

from schedules.official import official_calendar
from schedules.official_letter import read
from work.official.letter import Letter, Sheet

HEAD = "SỞ THÍ DỤ\nSố: 12/STD-VP\nV/v báo cáo\n\nKính gửi: Sở A\n\n"
SHAPES = {
    "asked without end": HEAD + "Đề nghị Sở A báo cáo trước ngày 20/10/2026. " * 2000,
    "numbers": "Số: 1/A\n" * 20000,
    "strokes": "Số: " + "1/" * 60000,
    "capitals": "SỞ Y TẾ " * 20000,
    "cells": "a\tb\tc\n" * 20000,
    "names": "Kính gửi: " + "- a;\n" * 20000,
    "brackets": HEAD + "(" * 60000,
    "orders": HEAD + "giao Sở " * 10000,
    "limits": HEAD + "trước " * 20000,
    "events": HEAD + "Họp ngày 20/10/2026. Gửi trước ngày họp 02 ngày. " * 2000,
    "rules": HEAD + ("_" * 12 + "\n") * 5000,
    "days in one sentence": HEAD + "Hạn 20/10/2026 " * 1500,
    "in English": HEAD + "by 20 October 2026 " * 4000,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_length_takes_no_more_than_a_few_times_as_long(shape: str) -> None:
    whole, half = _letter(SHAPES[shape]), _letter(SHAPES[shape][: len(SHAPES[shape]) // 2])

    limit = 0.2 + 4 * min(_seconds(half) for _ in range(3))
    assert any(_seconds(whole) < limit for _ in range(3)), "not even once of three times"


def _letter(text: str) -> Letter:
    sent = datetime(2026, 10, 5, tzinfo=UTC)
    return Letter("a@b.vn", "", (), "", sent, None, (), (Sheet((), "text", text),))


def _seconds(letter: Letter) -> float:
    begun = time.process_time()
    read(letter, official_calendar())
    return time.process_time() - begun
