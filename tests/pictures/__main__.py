"""Takes every picture of docs/bot.md, and fails where a screen, a step or a state has none.

`python -m tests.pictures [NAME…]`: all of them, or only those of these names are kept.
`python -m tests.pictures console [NAME…]`: those of docs/console.md instead.
"""

import asyncio
import sys
from pathlib import Path

from tests.pictures.album import Album, unshown
from tests.pictures.console import consoles
from tests.pictures.deciding import deciding
from tests.pictures.doing import doing
from tests.pictures.heading import forms, heading, petitions
from tests.pictures.incoming import incoming
from tests.pictures.reading import linking, many, reading
from tests.pictures.sample import studio
from tests.pictures.talking import states, talking
from tests.pictures.telling import telling
from tests.pictures.terminal import terminal

DOCS = Path(__file__).parents[2] / "docs"
KEPT = DOCS / "pictures" / "bot"
KEPT_CONSOLE = DOCS / "pictures" / "console"
SCENES = (linking, reading, doing, telling, deciding, heading, petitions, forms, incoming, talking, states, terminal, many)  # fmt: skip


async def main(folder: Path, only: frozenset[str]) -> list[str]:
    """What is missing, once all pictures were taken into *folder*."""
    album = Album(folder, only=only)
    async with studio(album) as there:
        for scene in SCENES:
            await scene(there)
    return [*album.missing(), *unshown(album.taken, DOCS / "bot.md")]


async def of_console(folder: Path, only: frozenset[str]) -> list[str]:
    """The same of the console."""
    taken = await consoles(folder, only)
    return unshown(taken, DOCS / "console.md", "console")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["console", *names]:
            taking = of_console(KEPT_CONSOLE, frozenset(names))
        case names:
            taking = main(KEPT, frozenset(names))
    if lacking := asyncio.run(taking):
        sys.exit("\n".join(lacking))
