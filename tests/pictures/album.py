"""Takes the pictures, and knows which screens and which steps of dialogs were on them."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from bot.acts import COURSES
from bot.place import Name, Wish
from bot.rooms import SCREENS, Shows
from bot.screen import Screen
from store import dialog
from tests.bot.office import Chats, Office, until
from tests.demo.browser import Browser, Page
from work.chat import Link

WIDTH = 360  # CSS pixels
LOWEST, HIGHEST = 300, 1000
ZONE = "Asia/Ho_Chi_Minh"
MOST_BYTES = 40_000
COLOURS = (160, 96, 64, 48)  # as many as the file has room for
STATES = ("empty", "denied", "stale", "conflict", "error", "slow")  # each a picture of that name
# The last messages alone, with no gradient behind them, which no palette has room for.
_CROP = """(last) => {
  const list = document.querySelector("#messages");
  list.style.background = "#e6ecf1";
  const rest = `.messages li:not(:nth-last-child(-n+${last})), .messages .day { display: none }`;
  const sheet = new CSSStyleSheet(); // the page's policy takes no style from elsewhere
  sheet.replaceSync(rest);
  document.adoptedStyleSheets = [sheet];
  document.activeElement.blur();
  const shown = [...list.children].filter((item) => item.offsetHeight);
  return innerHeight - list.clientHeight + 28 + shown.reduce((sum, item) => sum + item.offsetHeight + 6, 0);
}"""


@dataclass
class Album:
    """Pictures in a *folder*; *only* these are kept, or all."""

    folder: Path
    browser: Browser | None = None
    only: frozenset[str] = frozenset()
    taken: set[str] = field(default_factory=set)
    screens: set[str] = field(default_factory=set)
    steps: set[tuple[str, str]] = field(default_factory=set)
    _shown: dict[int, tuple[str, tuple[str, str] | None]] = field(default_factory=dict)

    def watch(self, office: Office, chats: Chats, url: str) -> Mapping[Name, Shows]:
        """The bot's screens, with somebody who looks on while they are shown."""
        self._chats, self._url = chats, url
        return {name: self._watched(name, shows, office) for name, shows in SCREENS.items()}

    async def take(self, name: str, user_id: int, last: int) -> None:
        """Keeps the chat's *last* messages as NAME.png."""
        if (shown := self._shown.pop(user_id, None)) is not None:
            self.screens.add(shown[0])
            self.steps |= {shown[1]} if shown[1] else set()
        self.taken.add(name)
        if not self.only or name in self.only:
            await self.crop(name, await self.page(user_id), last)

    async def crop(self, name: str, page: Page, last: int) -> None:
        """Keeps the *last* messages that the *page* shows, and closes it."""
        self.taken.add(name)
        if self.only and name not in self.only:
            await page.close()
            return
        height = min(max(int(await page.run(f"({_CROP})({last})")), LOWEST), HIGHEST)
        size = {"width": WIDTH, "height": height, "deviceScaleFactor": 1, "mobile": True}
        await page.ask("Emulation.setDeviceMetricsOverride", **size)
        bottom = "document.querySelector('#messages').scrollTop = 1e6"
        await page.run(f"new Promise(requestAnimationFrame).then(() => {{ {bottom}; }})")
        (self.folder / f"{name}.png").write_bytes(small(await page.picture()))
        await page.close()

    def missing(self) -> list[str]:
        """What has no picture: screens, steps of dialogs, states."""
        names = [f"screen {name}" for name in SCREENS if name not in self.screens]
        wanted = {(kind, step) for kind, one in COURSES.items() for step in one.texts}
        steps = [f"dialog {kind}, step {step}" for kind, step in sorted(wanted - self.steps)]
        kinds = {kind for kind, step in self.steps if step not in COURSES[kind].texts}
        ends = [f"dialog {kind}, a step to confirm" for kind in COURSES if kind not in kinds]
        return names + steps + ends + [f"state {one}" for one in STATES if one not in self.taken]

    async def page(self, user_id: int) -> Page:
        """The chat page of that account, as it stands now."""
        assert self.browser is not None
        page = await self.browser.open(f"{self._url}/#{user_id}", WIDTH, 760, zone=ZONE)

        async def settled() -> bool:
            messages = (await self._chats.chat(user_id))["messages"]
            shown = await page.run("document.querySelectorAll('li.message').length")
            return bool(shown == len(messages))

        await until(settled)
        return page

    def _watched(self, name: Name, shows: Shows, office: Office) -> Shows:
        async def show(desk: Any, link: Link, wish: Wish) -> Screen:
            screen = await shows(desk, link, wish)
            step = None
            if name is Name.ASK and wish.to.arg.isdecimal():
                now = desk.machine.now()
                one = await office.store.read(dialog.one, int(wish.to.arg), link.person.id, now)
                step = None if one is None else (one.kind, one.step)
            self._shown[link.user_id] = (name, step)
            return screen

        return show


def small(octets: bytes, most_bytes: int = MOST_BYTES) -> bytes:
    """The picture with a palette, in as many colours as *most_bytes* have room for."""
    image = Image.open(io.BytesIO(octets)).convert("RGB")
    for colours in COLOURS:
        made = io.BytesIO()
        plain = image.quantize(colours, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        plain.save(made, "PNG", optimize=True)
        if made.tell() <= most_bytes:
            return made.getvalue()
    raise ValueError(f"a picture has {made.tell()} octets, more than {most_bytes}")


def unshown(taken: set[str], page: Path, kept: str = "bot") -> list[str]:
    """Pictures that *page* does not show, and such as it shows and nobody takes."""
    text = page.read_text("utf-8")
    shown = {part.partition(".png")[0] for part in text.split(f"](pictures/{kept}/")[1:]}
    return [f"{name}.png is not shown" for name in sorted(taken - shown)] + [
        f"{name}.png is not taken" for name in sorted(shown - taken)
    ]
