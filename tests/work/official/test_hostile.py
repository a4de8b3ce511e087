"""Letters made to hold the reader up: its time grows with their length, and nothing is lost of them."""

import time
from datetime import UTC, datetime

import pytest

from schedules.official import official_calendar
from schedules.official_letter import read
from work.official.letter import Letter, Sheet
from work.official.page import pages

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
    "one sentence of limits": HEAD + "kể từ ngày 15/10/2026 a trước ngày 15/10/2026 và " * 1200,
    "one sentence of orders": HEAD + "giao Sở A gửi trước ngày 1/1/2027 và " * 1200,
    "figures before a limit": f"{HEAD}Đề nghị Sở A gửi trước ngày 20/10/2026 {'1' * 40000} trước ngày 21/10/2026.",
    "in English": HEAD + "by 20 October 2026 " * 4000,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_length_takes_no_more_than_a_few_times_as_long(shape: str) -> None:
    whole, half = _letter(SHAPES[shape]), _letter(SHAPES[shape][: len(SHAPES[shape]) // 2])

    met = any(_seconds(whole) < 0.2 + 4 * _seconds(half) for _ in range(3))
    assert met, "not even once of three times"


def _letter(text: str) -> Letter:
    sent = datetime(2026, 10, 5, tzinfo=UTC)
    return Letter("a@b.vn", "", (), "", sent, None, (), (Sheet((), "text", text),))


def _seconds(letter: Letter) -> float:
    begun = time.process_time()
    read(letter, official_calendar())
    return time.process_time() - begun


def test_a_sentence_that_is_read_in_pieces_leaves_the_letter_to_a_person() -> None:
    asked = "Đề nghị Sở A báo cáo trước ngày 20/10/2026"
    sent = datetime(2026, 10, 5, tzinfo=UTC)

    def doubts(text: str) -> tuple[str, ...]:
        sheet = Sheet((), "text", f"{HEAD}{text}")
        letter = Letter("a@b.vn", "", (), "", sent, None, (), (sheet,))
        return read(letter, official_calendar()).doubts

    assert "more-times" not in doubts(f"{asked}.")
    assert "more-times" in doubts(f"{asked}.\n{asked}{', thí dụ' * 500}.")


def test_a_letter_that_is_signed_off_without_end_is_cut_in_time_that_grows_with_it() -> None:
    letter = _letter(HEAD + "-- \nA\n" * 50_000)
    begun = time.process_time()
    assert len(pages(letter)) == 1
    assert time.process_time() - begun < 4, "ten times as long, once"
