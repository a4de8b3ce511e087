"""Draws a chart as PNG or SVG: readable at 360 points across, and without telling colours apart.

Letters are those of the library's own font, which has every Vietnamese one, so that a
picture looks alike on every machine. What it shows stands in it as text, too.
"""

import re
import textwrap
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from work.chart import Chart, Series, Tone

WIDTH = 7.2  # inches; 1080 pixels in a PNG, three for each point of a small screen
DPI = 150
FONT = "DejaVu Sans"
SIZE = 15.0  # points; 10 on a small screen
ONE_LINE = 45  # signs that stand side by side below bars

# Okabe and Ito's colours, which differ in lightness and are told apart by those who see no red or green.
_COLOURS = {Tone.GOOD: "#0072B2", Tone.BAD: "#E69F00", Tone.PLAIN: "#6A9FC4"}
_HATCHES = {Tone.GOOD: "", Tone.BAD: "//", Tone.PLAIN: ".."}
_INK, _GRID = "#1b1f24", "#d5d9de"
_STYLE: dict[Any, Any] = {
    "font.family": FONT,
    "font.size": SIZE,
    "axes.edgecolor": _GRID,
    "text.color": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "hatch.linewidth": 1.2,
    "text.parse_math": False,  # names are no formulas
    "svg.fonttype": "path",
    "svg.hashsalt": "congvu",  # the same figures make the same octets
}
_SVG = re.compile(r"<svg[^>]*>")


def draw(chart: Chart, path: Path) -> None:
    """Writes the picture of *chart* to *path*, as its ending says. Raises OSError."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(WIDTH, _height(chart)), dpi=DPI, layout=_room())
        axes = figure.add_subplot()
        (_across if chart.across else _upright)(axes, chart)
        _dress(figure, axes, chart)
        if path.suffix.lower() == ".svg":
            figure.savefig(path, format="svg", metadata={"Date": None})
            _describe(path, chart)
        else:
            about = {"Title": chart.title, "Description": chart.alt, "Software": "Congvu"}
            figure.savefig(path, format="png", metadata=about)


def _room() -> ConstrainedLayoutEngine:
    """Some room at the edges, in inches."""
    return ConstrainedLayoutEngine(w_pad=0.16, h_pad=0.12)


def _height(chart: Chart) -> float:
    return 1.9 + 0.78 * len(chart.labels) if chart.across else 5.4


def _upright(axes: Axes, chart: Chart) -> None:
    """Bars that stand, their values above them."""
    places, count = range(len(chart.labels)), len(chart.series)
    width = 0.8 / count
    for number, one in enumerate(chart.series):
        at = [place + (number - (count - 1) / 2) * width for place in places]
        axes.bar(
            at, [value or 0 for value in one.values], width * 0.94, label=one.name, **_look(one)
        )
        for x, value in zip(at, one.values, strict=True):
            said = f"{value}%" if chart.percent and value is not None else _number(value)
            axes.text(x, value or 0, said, ha="center", va="bottom", size=SIZE * 0.9)
    leans = sum(map(len, chart.labels)) > ONE_LINE
    axes.set_xticks(list(places), chart.labels)
    if leans:
        for label in axes.get_xticklabels():
            label.set(rotation=55, ha="right", rotation_mode="anchor")
    axes.set_ylim(0, (100 if chart.percent else max(chart.highest, 1)) * 1.14)
    axes.set_yticks([])
    axes.margins(x=0.02)


def _across(axes: Axes, chart: Chart) -> None:
    """Bars that lie, each below its label, which so has the whole width; the first one on top."""
    places = [-place for place in range(len(chart.labels))]
    ends = [0] * len(places)
    for one in chart.series:
        values = [value or 0 for value in one.values]
        axes.barh(places, values, 0.44, left=ends, label=one.name, **_look(one))
        ends = [end + value for end, value in zip(ends, values, strict=True)]
    whole = max(chart.highest, 1)
    for place, label, end in zip(places, chart.labels, ends, strict=True):
        axes.text(0, place + 0.27, _cut(label), ha="left", va="bottom", size=SIZE * 0.95)
        parts = [one.values[-place] for one in chart.series]
        axes.text(
            end + whole * 0.015, place, _parts(parts), ha="left", va="center", size=SIZE * 0.9
        )
    axes.set_xlim(0, whole * 1.22)
    axes.set_ylim(-len(places) + 0.6, 0.9)
    axes.set_xticks([])
    axes.set_yticks([])


def _look(one: Series) -> dict[str, Any]:
    colour, hatch = _COLOURS[one.tone], _HATCHES[one.tone]
    return {"color": colour, "hatch": hatch, "edgecolor": "white" if hatch else colour, "lw": 0}


def _dress(figure: Figure, axes: Axes, chart: Chart) -> None:
    for side in ("top", "right", "bottom" if chart.across else "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)
    title = "\n".join(textwrap.wrap(chart.title, 44))
    figure.suptitle(title, x=0.02, ha="left", size=SIZE * 1.15, weight="bold")
    if len(chart.series) > 1:
        figure.legend(
            loc="outside lower left", ncols=2, frameon=False, handlelength=1.4, columnspacing=1.4
        )


def _cut(label: str) -> str:
    return label if len(label) <= 54 else label[:53].rsplit(" ", 1)[0] + "…"


def _parts(values: list[int | None]) -> str:
    """What a bar is made of, in the order of its colours."""
    return " + ".join(map(_number, values)) if len(values) > 1 else _number(values[0])


def _number(value: int | None) -> str:
    """Thousands apart by a point, as offices write them; a dash where there is nothing to count."""
    return "–" if value is None else f"{value:,}".replace(",", ".")


def _describe(path: Path, chart: Chart) -> None:
    """Puts title and description where those look who read a picture aloud (SVG 2, §5.7)."""
    text = path.read_text("utf-8")
    told = f"<title>{escape(chart.title)}</title><desc>{escape(chart.alt)}</desc>"
    named = _SVG.sub(lambda tag: tag[0][:-1] + ' role="img">' + told, text, count=1)
    path.write_text(named, "utf-8")
