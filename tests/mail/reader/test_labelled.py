"""What the labels of the tuning set say of a letter stands in the text that is read from it."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from mail.reader.letter import letter
from papers.opener import Opener
from tests.mail.reader.letters import labels, octets, plain
from work.official.letter import Letter

SECONDS = 60.0  # the machine may be busy
WORDS = re.compile("« (.*?) »")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def letters() -> AsyncIterator[dict[str, Letter]]:
    """Those that can be read: not refused, and no pictures of paper."""
    wanted = [
        name
        for name, row in labels("official").items()
        if "REFUSE" not in row["remark"] and "SCAN" not in row["remark"]
    ]
    async with Opener(readers=2) as opener:
        yield {name: await letter(octets("official")[name], opener, SECONDS) for name in wanted}


def said(found: Letter) -> str:
    return plain("\n".join(sheet.text for sheet in found.sheets))


async def test_number_and_deadlines_stand_in_the_text_word_for_word(
    letters: dict[str, Letter],
) -> None:
    assert len(letters) > 190
    missing = [
        (name, words)
        for name, found in letters.items()
        for words in (
            *labels("official")[name]["number_sign"].split(" | "),
            *WORDS.findall(labels("official")[name]["deadlines"]),
        )
        if plain(words) not in said(found)
    ]
    assert not missing


@pytest.mark.parametrize("column", ["subject", "issuer"])
async def test_two_columns_of_a_head_are_read_one_after_the_other(
    letters: dict[str, Letter], column: str
) -> None:
    missing = [
        (name, words)
        for name, found in letters.items()
        for words in labels("official")[name][column].split(" | ")
        if plain(words).lower() not in said(found).lower()  # heads are printed in capitals
    ]
    assert not missing


async def test_nothing_stands_in_the_way_of_reading_them(letters: dict[str, Letter]) -> None:
    assert not [(name, found.obstacles) for name, found in letters.items() if found.obstacles]
    assert all(sheet.whole for found in letters.values() for sheet in found.sheets)
