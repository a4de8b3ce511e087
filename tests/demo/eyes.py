"""A person in front of a page who knows what is visible in it, presses and types, and counts both."""

import asyncio
import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.demo.browser import PATIENCE_SECONDS, Page

WIDTH, HEIGHT = 360, 760  # a small phone, in CSS pixels
_WHEEL = 400  # pixels that a thumb moves at once
_TIMES = 8  # how often somebody scrolls before giving up

# What is on top at its middle and within the window: words with their lines, and what can be pressed.
_VISIBLE = """(() => {
  const onTop = (box, owner) => {
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    if (!box.width || !box.height || x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return null;
    const top = document.elementFromPoint(x, y);
    return top && (owner.contains(top) || top.contains(owner)) ? { x, y } : null;
  };
  let words = "";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    let seen = "";
    for (const found of text.data.matchAll(/\\n|[^\\S\\n]+|\\S+/g)) {
      const range = document.createRange();
      range.setStart(text, found.index);
      range.setEnd(text, found.index + found[0].length);
      const plain = found[0].trim() === "";
      if (plain || onTop(range.getBoundingClientRect(), text.parentElement)) seen += found[0];
    }
    const inline = getComputedStyle(text.parentElement).display.startsWith("inline");
    if (seen.trim()) words += seen + (inline || text.nextSibling ? "" : "\\n");
  }
  const keys = [...document.querySelectorAll("button, a, [role=menuitem]")].map((key) => {
    const at = key.disabled ? null : onTop(key.getBoundingClientRect(), key);
    return at && { label: (key.innerText || key.ariaLabel || "").trim(), ...at };
  });
  return { words, keys: keys.filter(Boolean) };
})()"""

_STILL = """new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame))
  .then(() => Promise.allSettled(document.getAnimations()
  .filter((one) => one.effect.getTiming().iterations !== Infinity).map((one) => one.finished))).then(() => true)"""


@dataclass(frozen=True, slots=True)
class Key:
    """Something to press, where it lies in the window."""

    label: str
    x: float
    y: float


@dataclass
class Count:
    """What it has taken so far."""

    presses: int = 0
    typed: int = 0


@dataclass
class Reader:
    """Somebody who acts only on what a page shows; *pictures* get one of every step."""

    page: Page
    pictures: Path
    count: Count = field(default_factory=Count)

    async def turn_to(self) -> None:
        """Brings the page to the front, as somebody goes from one program to another."""
        await self.page.ask("Page.bringToFront")

    async def reads(self, pattern: str) -> re.Match[str]:
        """The first place of the visible words that fits, once there is one."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not (found := re.search(pattern, await self._words())):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(
                f"{pattern!r} is not to be seen in: {await self._words()}"
            ) from None
        return found

    async def press(self, label: str) -> None:
        """Presses what bears the *label* in full or as its last words; scrolls up to it where it is not in view."""
        key = await self._found(label)
        await self.keep(label)
        self.count.presses += 1
        where = {"x": key.x, "y": key.y, "button": "left", "clickCount": 1}
        for kind in ("mousePressed", "mouseReleased"):
            await self.page.ask("Input.dispatchMouseEvent", type=kind, **where)

    async def write(self, text: str, send: str) -> None:
        """Types into what has the caret, and presses *send*."""
        self.count.typed += len(text)
        await self.page.ask("Input.insertText", text=text)
        await self.press(send)

    async def _found(self, label: str) -> Key:
        for turn in range(_TIMES):
            for _ in range(1 if turn else 100):
                fitting = [key for key in await self._keys() if _fits(key.label, label)]
                if fitting:
                    return fitting[-1]  # the lowest belongs to the newest message
                await asyncio.sleep(0.05)
            middle = {"x": WIDTH / 2, "y": HEIGHT / 2, "deltaX": 0, "deltaY": -_WHEEL}
            await self.page.ask("Input.dispatchMouseEvent", type="mouseWheel", **middle)
        raise AssertionError(f"no {label!r} to press among {await self._keys()}")

    async def _words(self) -> str:
        return str((await self.page.run(_VISIBLE))["words"])

    async def _keys(self) -> list[Key]:
        return [Key(**key) for key in (await self.page.run(_VISIBLE))["keys"]]

    async def keep(self, name: str) -> None:
        """Takes a picture of how things stand."""
        await self.page.run(_STILL)
        plain = re.sub(r"\W+", "-", name).strip("-")
        path = self.pictures / f"{self.count.presses + 1:02}-{plain}.png"
        path.write_bytes(await self.page.picture())


def _fits(label: str, wanted: str) -> bool:
    return any(line == wanted or line.endswith(f" {wanted}") for line in label.splitlines())
