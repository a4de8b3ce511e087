"""The chat in a terminal, drawn as `congvu chat` draws it, and pictured as a page of fixed letters."""

import html
import json
import re

from bot.console import Console, Shown
from congvu.cli.chat_screen import drawn
from store import chat
from tests.pictures.album import small
from tests.pictures.sample import Studio

_WIDE, _HIGH = 710, 860
_STYLES = {"1": "font-weight:bold;color:#fff", "2": "color:#9aa0a6", "32": "color:#81c784"}
_SIGN = re.compile("\x1b\\[([0-9;]*)m")
_PAGE = """document.body.style.cssText = 'margin:0;background:#1e2126;color:#d7dade';
document.body.innerHTML = '<pre style="margin:14px;font:14px/19px monospace">' + %s + '</pre>'"""


async def terminal(s: Studio) -> None:
    """An reports progress and lists what is late, without Telegram."""
    link = await s.office.store.read(chat.present, s.people["an"].id)
    assert link is not None
    shown: list[Shown] = []
    console = Console(s.office.desk(), link, shown.append)
    await console.open()
    lines = ["> viec 25 dc 60%, con thieu so lieu"]
    await console.say("viec 25 dc 60%, con thieu so lieu")
    lines += [*_lines(shown), "> 1"]
    before = len(shown)
    await console.press(str(next(iter(drawn(shown[-1])[1])).data))
    lines += _lines(shown[before:])
    await console.close()
    assert s.album.browser is not None
    page = await s.album.browser.open("about:blank", _WIDE, _HIGH)
    await page.run(_PAGE % json.dumps(_coloured("\n\n".join(lines))))
    s.album.taken.add("console")
    if not s.album.only or "console" in s.album.only:
        (s.album.folder / "console.png").write_bytes(small(await page.picture()))
    await page.close()


def _lines(shown: list[Shown]) -> list[str]:
    return [drawn(one)[0] for one in shown]


def _coloured(text: str) -> str:
    """The terminal's signs as HTML."""
    parts = _SIGN.split(html.escape(text, quote=False))
    made = parts[0]
    for codes, words in zip(parts[1::2], parts[2::2], strict=True):
        style = ";".join(_STYLES.get(code, "") for code in codes.split(";"))
        made += f'</span><span style="{style}">{words}'
    return f"<span>{made}</span>"
