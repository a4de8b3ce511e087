"""Charts as rows of bars, each beside its numbers: a picture and a table in one, that needs no script and no style."""

from typing import Any

from work.chart import Chart

WHOLE = 100.0  # units of the picture's width
THICK = 10.0  # of its height, for each bar that stands by itself


def drawn(chart: Chart) -> dict[str, Any]:
    """What the template wants: titles, the names of the series, and for each label its numbers and bars."""
    most = 100 if chart.percent else max(chart.highest, 1)
    return {
        "title": chart.title,
        "alt": chart.alt,
        "percent": chart.percent,
        "series": [(one.name, str(one.tone)) for one in chart.series],
        "height": THICK if chart.stacked else THICK * len(chart.series),
        "rows": [_row(chart, place, most) for place in range(len(chart.labels))],
    }


def _row(chart: Chart, place: int, most: int) -> dict[str, Any]:
    bars, before = [], 0.0
    for at, one in enumerate(chart.series):
        width = WHOLE * (one.values[place] or 0) / most
        left, top = (before, 0.0) if chart.stacked else (0.0, THICK * at)
        bars.append(
            {"x": round(left, 2), "y": top, "width": round(width, 2), "tone": str(one.tone)}
        )
        before += width
    return {
        "label": chart.labels[place],
        "values": [one.values[place] for one in chart.series],
        "bars": bars,
    }
