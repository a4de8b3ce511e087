"""The pictures of docs/bot.md: all of them, small, and one of every screen, step and state."""

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.pictures.__main__ import DOCS, KEPT, main
from tests.pictures.album import MOST_BYTES, WIDTH


def test_the_page_shows_every_picture_that_is_kept() -> None:
    shown = re.findall(r"\(pictures/bot/([^)]+)\)", (DOCS / "bot.md").read_text("utf-8"))

    assert sorted(shown) == sorted(path.name for path in KEPT.iterdir())


@pytest.mark.parametrize("path", sorted(KEPT.iterdir()), ids=lambda path: path.name)
def test_a_picture_is_small_and_of_a_phone(path: Path) -> None:
    assert path.stat().st_size <= MOST_BYTES
    with Image.open(path) as picture:
        assert path.stem == "console" or picture.width == WIDTH


@pytest.mark.proof
@pytest.mark.timeout(900)
async def test_every_screen_every_step_and_every_state_has_a_picture(tmp_path: Path) -> None:
    assert await main(tmp_path, frozenset()) == []
