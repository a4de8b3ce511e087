"""Somebody who walks through the console, and looks at every page on the way."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from templates import word
from tests.demo.browser import Browser, Page
from tests.walks.hand import Hand, Keyboard, Pointer
from tests.walks.step import Step, Walk
from tests.walks.tongue import strange

SCRIPT = (Path(__file__).parent / "browser.js").read_text("utf-8")
PATIENCE_SECONDS = 20
BETWEEN_SECONDS = (
    0.03  # two looks at a page that comes; without a pause looking takes what it needs to come
)
MOST_BYTES = 50_000

AGAIN_SECONDS = (
    3  # after which somebody presses once more what others' doing replaced under the hand
)
REPLACED = "document.documentElement?.dataset.before && self.walker?.target?.isConnected === false"
SILENCE = "self.EventSource = class { static OPEN = 1; readyState = 1; close() {} };"  # a stream that tells nothing


@dataclass(frozen=True, slots=True)
class How:
    """One of the ways in which a walk is gone: width in CSS pixels, whether pages may run scripts, by what language."""

    width: int
    scripts: bool
    language: str
    keyboard: bool = False

    def __str__(self) -> str:
        told = (f"{self.width}px", "scripts" if self.scripts else "no scripts", self.language)
        return ", ".join((*told, "keyboard") if self.keyboard else told)


@dataclass
class Walker:
    """One tab, whose *facts* fill the texts of steps; *wrong* is what was seen that should not be."""

    page: Page
    hand: Hand
    how: How
    url: str
    facts: Callable[[], Mapping[str, str]]
    wrong: list[str] = field(default_factory=list)
    pages: int = 0

    async def walk(self, steps: Walk) -> None:
        """Goes all of it, or as far as it goes."""
        for step in steps:
            try:
                await self._go(step)
            except (AssertionError, KeyError) as trouble:
                seen = await self.page.run("document.body?.innerText.slice(0, 1500)")
                self.wrong.append(f"{self.how}: {step} does not go on: {trouble}\n{seen}")
                return

    async def _go(self, step: Step) -> None:
        for label, value in step.fields.items():
            found = await self._aim("field", label, step.within)
            await self.hand.write(found, self._words(value))
        await self.page.run("document.documentElement.dataset.before = '1'")
        if step.path:
            await self.page.ask("Page.navigate", url=f"{self.url}{self._words(step.path)}")
        elif step.brings:
            await self._aim("button", step.press, step.within)
            found = await self.page.run("walker.fetched()")
            assert found == [200, "PK"], f"no workbook: {found}"
            return
        else:
            await self._press(step)
        await self._sees(step)
        await self._look(step)

    async def _press(self, step: Step) -> None:
        kind = "fold" if step.stays else "button"
        if step.press.startswith("@web.tab."):
            await self._opened(step.press)
        await self.hand.press(await self._aim(kind, step.press, step.within))

    async def _opened(self, tab: str) -> None:
        """Opens the group of pages that the tab is in, if it is in one."""
        group = await self.page.run(f"walker.folded({json.dumps(self._words(tab))})")
        if group:
            await self.hand.press(await self._aim("fold", group, ""))

    async def _aim(self, kind: str, words: str, within: str) -> dict[str, Any]:
        asked = ", ".join(
            json.dumps(one) for one in (kind, self._words(words), self._words(within))
        )
        found: dict[str, Any] | None = await self.page.run(f"walker.aim({asked})")
        assert found is not None, f"no {kind} {self._words(words)!r} {within and 'in ' + within}"
        return found

    async def _sees(self, step: Step) -> None:
        """Waits for the page, and for what it must say."""
        new = "true" if step.stays else "!document.documentElement.dataset.before"
        there = f"if (!(document.body && {new} && document.readyState === 'complete')) return ''; {SCRIPT}; return walker.words()"
        wanted = [self._words(one) for one in step.sees]
        now = asyncio.get_running_loop().time
        text, until, again = "", now() + PATIENCE_SECONDS, now() + AGAIN_SECONDS
        while not text or any(one not in text for one in wanted):
            text = await self._tried(there)
            missing = [one for one in wanted if one not in text]
            assert now() < until, f"not seen: {missing}"
            if not text and now() > again and await self._tried(f"return {REPLACED} || ''"):
                again = until
                await self._press(step)
            elif missing or not text:
                await asyncio.sleep(BETWEEN_SECONDS)

    async def _tried(self, script: str) -> str:
        """What *script* gives; nothing while one page gives way to the next."""
        try:
            return str(await self.page.run(f"(() => {{ {script} }})()"))
        except KeyError:  # the context is gone
            return ""

    async def _look(self, step: Step) -> None:
        """Everything that holds of every page."""
        self.pages += 1
        seen = await self.page.run("walker.look()")
        faults = [
            f"{key}: {one}" for key in ("cut", "small", "unnamed", "elsewhere") for one in seen[key]
        ]
        faults += [f"scrolls sideways by {seen['over']}"] if seen["over"] > 0 else []
        faults += [f"in {seen['lang']}"] if seen["lang"] != self.how.language else []
        faults += [f"{seen['titles']} titles"] if seen["titles"] != 1 else []
        faults += [f"{seen['bytes']} octets"] if seen["bytes"] >= MOST_BYTES else []
        faults += [
            f"in another language: {one}" for one in strange(seen["texts"], self.how.language)
        ]
        faults += await self.hand.survey()
        where = await self.page.run("location.pathname")
        self.wrong += [
            f"{self.how}: {where} after {step.press or step.path}: {one}" for one in faults
        ]

    def _words(self, text: str) -> str:
        if text.startswith("@"):
            return word(text[1:], self.how.language)
        return text.format(**self.facts()) if "{" in text else text


async def walker(
    browser: Browser, how: How, url: str, facts: Callable[[], Mapping[str, str]]
) -> Walker:
    """One with a tab whose cookies are its own."""
    page = await browser.apart(how.width, 800, dark=how.scripts)
    await page.ask("Emulation.setScriptExecutionDisabled", value=not how.scripts)
    await page.ask("Emulation.setFocusEmulationEnabled", enabled=True)
    await page.ask("Network.enable")
    await page.ask("Network.setExtraHTTPHeaders", headers={"accept-language": how.language})
    if how.keyboard:  # a round counts elements, and what others do would put others in their place
        await page.ask("Page.addScriptToEvaluateOnNewDocument", source=SILENCE)
    hand: Hand = Keyboard(page) if how.keyboard else Pointer(page)
    return Walker(page, hand, how, url, facts)
