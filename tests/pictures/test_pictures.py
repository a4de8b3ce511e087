"""The pictures of docs/bot.md and docs/console.md: all of them, small, and one of every screen, step and state."""

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.pictures.__main__ import DOCS, KEPT, KEPT_CONSOLE, main, of_console
from tests.pictures.album import MOST_BYTES, WIDTH
from tests.pictures.console import HEIGHTS, PHONE, WIDE
from tests.pictures.console import MOST_BYTES as MOST_OF_A_PAGE


def test_the_page_shows_every_picture_that_is_kept() -> None:
    shown = re.findall(r"\(pictures/bot/([^)]+)\)", (DOCS / "bot.md").read_text("utf-8"))

    assert sorted(shown) == sorted(path.name for path in KEPT.iterdir())


@pytest.mark.parametrize("path", sorted(KEPT.iterdir()), ids=lambda path: path.name)
def test_a_picture_is_small_and_of_a_phone(path: Path) -> None:
    assert path.stat().st_size <= MOST_BYTES
    with Image.open(path) as picture:
        assert path.stem == "console" or picture.width == WIDTH


@pytest.mark.parametrize("path", sorted(KEPT_CONSOLE.iterdir()), ids=lambda path: path.name)
def test_a_picture_of_the_console_is_shown_and_of_the_size_it_is_taken_in(path: Path) -> None:
    assert f"(pictures/console/{path.name})" in (DOCS / "console.md").read_text("utf-8")
    assert path.stat().st_size <= MOST_OF_A_PAGE
    with Image.open(path) as picture:
        assert picture.width in (PHONE, WIDE)
        assert picture.height == (HEIGHTS.get(path.stem) or picture.height)


@pytest.mark.proof
@pytest.mark.timeout(600)
async def test_every_page_that_the_console_s_document_shows_can_be_taken(tmp_path: Path) -> None:
    assert await of_console(tmp_path, frozenset()) == []


@pytest.mark.proof
@pytest.mark.timeout(900)
async def test_every_screen_every_step_and_every_state_has_a_picture(tmp_path: Path) -> None:
    assert await main(tmp_path, frozenset()) == []
