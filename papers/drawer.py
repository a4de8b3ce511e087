"""The process that draws one picture: `python -m papers.drawer PATH`, its chart on standard input (papers.made)."""

import json
import sys
from pathlib import Path

from papers.bounds import bind
from papers.chart import draw
from work.chart import Chart, Series, Tone


def main(arguments: list[str]) -> int:
    """Draws to the file that is named."""
    (path,) = arguments
    bind()
    told = json.loads(sys.stdin.readline())
    series = (
        Series(one["name"], tuple(one["values"]), Tone(one["tone"])) for one in told["series"]
    )
    draw(Chart(**{**told, "labels": tuple(told["labels"]), "series": tuple(series)}), Path(path))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
