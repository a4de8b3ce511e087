"""Text that was made to take long, or to fail, is read within a moment like any other."""

import random
import time

import pytest

from work.reply.meaning import Doubt
from work.reply.understand import Said, understand
from work.reply.visible import LONGEST, visible

LINES = (
    "Vào Th 2 vào lúc 08:00 A <a@b.vn> đã viết:",
    "Từ: a\nĐến: b",
    "Lưu ý: ",
    "Thông tin trong thư này",
    "Trân trọng.",
    "> > >",
    "-- ",
    "xin ",
    "đề nghị cho phép gia ",
    "da da da hoan ",
    "khoảng 60 khoảng 60 ",
    "(" * 50,
    "số 1/2/3/4-5.6 ",
    "_",
    "-",
    "viết vào ",
    "đến ngày ",
    "\u0301" * 40,
    "a" * 200,
    "?",
    ", ",
)


HEADED = (
    f"1.1.2020, 07:30, {'<@' * 900}",
    f"1.1.2020, 07:30, {'<a@b>' * 380}",
    f"1.1.2020, 07:30, <{'a' * 1900}",
    f"1.1.2020, 07:30, <{'a@' * 900}>",
)  # what begins as an announcement does, each as long as one that is still looked at


@pytest.mark.parametrize("line", HEADED)
def test_what_begins_as_an_announcement_is_read_quickly(line: str) -> None:
    text = f"{line}\n" * 20
    begun = time.process_time()
    own = visible(text)
    assert time.process_time() - begun < 1
    assert own == text.strip()


@pytest.mark.parametrize("line", LINES)
def test_what_repeats_itself_is_read_quickly(line: str) -> None:
    for text in (line * (LONGEST // len(line)), f"{line}\n" * (LONGEST // (len(line) + 1))):
        begun = time.process_time()
        own = visible(text)
        understand(Said(own))
        understand(Said(own[:5000], files=1))
        assert time.process_time() - begun < 5


def test_whatever_is_put_together_never_raises() -> None:
    chance = random.Random(8)
    for _ in range(3000):
        parts = [chance.choice(LINES) for _ in range(chance.randrange(1, 9))]
        text = "".join(part[: chance.randrange(1, 60)] + chance.choice(" \n.") for part in parts)
        found = understand(Said(visible(text), chance.randrange(2)))
        assert found.meanings


@pytest.mark.parametrize("words", ["nhiệm vụ {} xong", "#{}", "đã xong {}%", "số {}/BC-SYT"])
def test_a_number_that_is_longer_than_numbers_may_be_ends_no_reader(words: str) -> None:
    understand(Said(words.format("7" * 4400), task=7))


def test_the_tasks_own_number_names_no_other_task_however_it_is_written() -> None:
    assert understand(Said("Nhiệm vụ 07 đã xong.", task=7)).doubt is not Doubt.OTHER_TASK
    assert understand(Said("Nhiệm vụ 77 đã xong.", task=7)).doubt is Doubt.OTHER_TASK
