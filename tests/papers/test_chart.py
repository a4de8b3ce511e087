"""Pictures of figures: of a size and with letters that can be read, and told to those who cannot see them."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font
from PIL import Image

from papers.chart import FONT, draw
from papers.csv_table import _LETTERS
from work.chart import Chart, Series, Tone

UPRIGHT = Chart(
    "Tỷ lệ hoàn thành đúng hạn",
    ("9/26", "10/26"),
    (Series("đúng hạn", (50, None), Tone.GOOD), Series("quá hạn", (100, 10), Tone.BAD)),
    "Đạt 50% & hơn <b>",
)
LYING = Chart(
    "Nhiệm vụ theo đơn vị $x$",
    ("Cục Kiểm soát thủ tục hành chính của một cơ quan rất dài", "Sở Y tế", "Vụ Tổng hợp"),
    (Series("quá hạn", (12, 0, 0), Tone.BAD), Series("trong hạn", (1, 1, 0), Tone.GOOD)),
    "Ba đơn vị.",
    across=True,
    stacked=True,
)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("chart", [UPRIGHT, LYING], ids=["upright", "lying"])
def test_a_picture_is_three_pixels_for_each_point_of_a_small_screen(
    chart: Chart, tmp_path: Path
) -> None:
    draw(chart, tmp_path / "a.png")

    with Image.open(tmp_path / "a.png") as made:
        assert made.width == 1080
        assert made.info["Title"] == chart.title
        assert made.info["Description"] == chart.alt
        colours = {colour for _, colour in made.convert("RGB").getcolors(1 << 24) or ()}
    assert {(0x00, 0x72, 0xB2), (0xE6, 0x9F, 0x00)} <= colours


def test_a_drawing_says_what_it_shows(tmp_path: Path) -> None:
    draw(UPRIGHT, tmp_path / "a.svg")

    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    assert root.get("role") == "img"
    assert (root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")) == (
        UPRIGHT.title, UPRIGHT.alt,
    )  # fmt: skip
    assert root.findall(f".//{SVG}text") == [], "letters are shapes, whatever fonts there are"


def test_the_same_figures_make_the_same_drawing(tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        draw(LYING, tmp_path / name)

    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_the_font_has_every_vietnamese_letter_and_comes_with_the_library() -> None:
    path = font_manager.findfont(FONT, fallback_to_default=False)
    font = FT2Font(path)

    assert "mpl-data" in path
    assert [one for one in sorted(_LETTERS) if not font.get_char_index(ord(one))] == []


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"):
        draw(UPRIGHT, tmp_path / "none" / "a.png")
