"""Each role walks through the console in a real browser, in every way that the office's people have."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from store import Store
from tests.congvu.served import Served
from tests.demo.browser import chromium
from tests.walks import clerk, head, operator, program, staff
from tests.walks.office import START, Ground, grounds
from tests.walks.step import Walk
from tests.walks.walker import How, walker

WALKS: Mapping[str, Walk] = {
    "staff": staff.WALK,
    "head": head.WALK,
    "clerk": clerk.WALK,
    "operator": operator.WALK,
    "program": program.WALK,
}
SPREAD = (How(360, False, "vi"), How(768, True, "en"), How(1440, True, "vi"))
EVERY = tuple(
    How(width, scripts, language)
    for width in (360, 768, 1440)
    for scripts in (False, True)
    for language in ("vi", "en")
)
BY_KEYBOARD = (How(1440, True, "vi", keyboard=True),)
AT_ONCE = 3  # tabs: more than two cores can show
PEOPLE = """\
[[relay.route]]
domain = "*"
via = "maildir:out"
"""


async def walked(folder: Path, hows: tuple[How, ...], *, sparing: bool = False) -> list[str]:
    """What was seen that should not be, on every walk in each of these ways; *sparing*, in all but one of them in turn."""
    served = Served(folder, PEOPLE)
    text = served.config.read_text("utf-8")
    served.config.write_text(
        text.replace('domain = "vpcp.gov.vn"', 'domain = "moh.gov.vn"'), "utf-8"
    )
    store = Store.open(served.url, "test")
    found = await grounds(store, folder, tuple(one.language for one in hows))
    await store.close()
    clock = ("--roles", "web,schedules", "--clock-start", START, "--clock-speed", "1")
    async with served.serving(*clock), chromium(folder / "chromium") as browser:
        url, turn, wrong = (
            f"http://127.0.0.1:{served.port}",
            asyncio.Semaphore(AT_ONCE),
            list[str](),
        )

        async def go(how: How, ground: Ground, role: str) -> None:
            async with turn:
                one = await walker(browser, how, url, ground.facts(role, folder))
                await one.walk(WALKS[role])
                await one.page.close()
                wrong.extend(one.wrong)

        async with asyncio.TaskGroup() as group:
            for way, (how, ground) in enumerate(zip(hows, found, strict=True)):
                for number, role in enumerate(WALKS):
                    if not (sparing and number % len(hows) == way):
                        group.create_task(go(how, ground, role))
        return [*wrong, *browser.complaints]


@pytest.mark.timeout(300)
async def test_roles_walk_at_every_width_with_and_without_scripts_in_both_languages(
    tmp_path: Path,
) -> None:
    """Each in two of three ways, so that each way is gone by three or four; in all of them below."""
    wrong = await walked(tmp_path, SPREAD, sparing=True)

    assert not wrong, "\n".join(wrong)


@pytest.mark.proof
@pytest.mark.timeout(1800)
async def test_every_role_walks_in_every_way_there_is(tmp_path: Path) -> None:
    wrong = await walked(tmp_path, EVERY)

    assert not wrong, "\n".join(wrong)


@pytest.mark.proof
@pytest.mark.timeout(900)
async def test_every_role_walks_by_keyboard_alone(tmp_path: Path) -> None:
    """Every stop shows where it is, everything is reached, and no page holds the keyboard."""
    wrong = await walked(tmp_path, BY_KEYBOARD)

    assert not wrong, "\n".join(wrong)
