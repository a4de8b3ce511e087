"""Two ways to use a page, both by real input: a pointer that must meet what it presses, and the keyboard alone."""

import json
from typing import Any, Protocol

from tests.demo.browser import Page

LONGEST_ROUND = 400  # stops: no page has so many
TYPED = "this.value = %s; this.dispatchEvent(new Event('input', {bubbles: true})); this.dispatchEvent(new Event('change', {bubbles: true}))"
CODES = {"Tab": 9, "Enter": 13, " ": 32, "ArrowDown": 40}


class Hand(Protocol):
    """What a walker does on a page; *found* is what `walker.aim` tells of its target."""

    async def press(self, found: dict[str, Any]) -> None: ...
    async def write(self, found: dict[str, Any], text: str) -> None: ...
    async def survey(self) -> list[str]:
        """What is wrong with the page for who uses it so."""


class Pointer:
    """A finger or a mouse."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def press(self, found: dict[str, Any]) -> None:
        """Presses the middle of it."""
        assert found["met"], f"something lies over it: {found}"
        for kind in ("mousePressed", "mouseReleased"):
            await self._page.ask("Input.dispatchMouseEvent", type=kind, x=found["x"], y=found["y"],
                                 button="left", clickCount=1)  # fmt: skip

    async def write(self, found: dict[str, Any], text: str) -> None:
        """Chooses, ticks or types; a day and a choice as their pickers would set them."""
        if found["type"] in ("radio", "checkbox"):
            await self.press(found)
        elif found["type"] == "file":
            await chosen(self._page, text)
        elif found["type"] == "select-one":
            await self._page.run(_choice(text))
        elif found["type"] == "date":
            await self._page.run(
                f"(function () {{ {TYPED % json.dumps(text)} }}).call(walker.target)"
            )
        else:
            await self.press(found)
            await self._page.run("walker.target.select()")
            await self._page.ask("Input.insertText", text=text)

    async def survey(self) -> list[str]:
        """Nothing but what everybody looks at."""
        return []


class Keyboard:
    """Tab, Enter, Space, arrows, and typing."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._wrong: list[str] = []

    async def press(self, found: dict[str, Any]) -> None:
        """Goes there by Tab, and presses Enter."""
        await self._reach()
        await self._key("Enter", "\r")

    async def write(self, found: dict[str, Any], text: str) -> None:
        """Goes there by Tab, and types."""
        await self._reach()
        match found["type"]:
            case "radio":
                await self._key("ArrowDown")
                while not await self._page.run("walker.target.checked"):
                    await self._key("ArrowDown")
            case "checkbox":
                await self._key(" ", " ")
            case "file":
                await chosen(self._page, text)  # Enter would open the system's own dialog
            case "select-one":
                await self._type(text)
            case "date":
                year, month, day = text.split("-")
                await self._type(f"{month}{day}{year}")
            case _:
                await self._page.run("walker.target.select()")
                await self._page.ask("Input.insertText", text=text)

    async def survey(self) -> list[str]:
        """Goes round the page once: everything is reached, every stop shows, and there is a way out."""
        await self._page.run("walker.begin()")
        for _ in range(LONGEST_ROUND):
            stop = await self._tab()
            if stop["home"]:
                break
            if not stop["shows"]:
                self._wrong.append(f"does not show that the keyboard is there: {stop['what']}")
        else:
            self._wrong.append("the keyboard does not come out again")
        self._wrong += [f"not reached: {one}" for one in await self._page.run("walker.left()")]
        found, self._wrong = self._wrong, []
        return found

    async def _reach(self) -> None:
        for _ in range(LONGEST_ROUND):
            if (await self._page.run("walker.stop()"))["here"]:
                return
            await self._tab()
        raise AssertionError("the keyboard does not get there")

    async def _tab(self) -> dict[str, Any]:
        await self._key("Tab")
        found: dict[str, Any] = await self._page.run("walker.stop()")
        return found

    async def _type(self, text: str) -> None:
        for one in text:
            await self._key(one, one)

    async def _key(self, name: str, text: str = "") -> None:
        code = CODES.get(name, ord(name.upper()) if len(name) == 1 and name.isalnum() else 0)
        for kind in ("keyDown", "keyUp"):
            typed = {"text": text} if text and kind == "keyDown" else {}
            await self._page.ask("Input.dispatchKeyEvent", type=kind, key=name, windowsVirtualKeyCode=code, **typed)  # fmt: skip


async def chosen(page: Page, path: str) -> None:
    """Gives the target the file at *path*, as the system's dialog would."""
    found = await page.ask("Runtime.evaluate", expression="walker.target")
    await page.ask("DOM.setFileInputFiles", files=[path], objectId=found["result"]["objectId"])


def _choice(text: str) -> str:
    words = json.dumps(text)
    find = f"[...this.options].find((one) => one.textContent.includes({words})).value"
    return f"(function () {{ this.value = {find}; this.dispatchEvent(new Event('change', {{bubbles: true}})) }}).call(walker.target)"
