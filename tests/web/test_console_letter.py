"""The letter beside what was read from it: its words are marked, long ones are cut, nothing in it lives, secrets stay away."""

import json
import re
import tempfile
from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from store import Store, proposal
from tests.demo.browser import chromium
from tests.store.office import HA
from tests.store.read_letters import LETTER, errand, found, office, proposed, read, written
from tests.web.test_console_attacks import SCRIPT, Alive
from tests.web.test_console_browser import looked_at
from tests.web.test_console_intake import fields
from tests.web.visitor import Console, console
from work.official.found import Finding
from work.proposal import ProposalState
from work.secrecy.rules import shipped


@pytest.fixture
async def here(store: Store) -> AsyncIterator[Console]:
    await office(store)
    async with console(store) as made:
        yield made


def marks(page: str) -> dict[str, str]:
    """The words that each number is linked with."""
    told = re.findall(
        r'<mark>((?:<a class="num" id="w\d+".*?</a>)+)(.*?)</mark>', page, flags=re.DOTALL
    )
    return {n: unescape(text) for links, text in told for n in re.findall(r'id="w(\d+)"', links)}


async def test_each_finding_is_linked_with_its_place_in_the_letter(here: Console) -> None:
    await proposed(here.store, read(), await written(here.store, LETTER))
    visitor = await here.entered(HA)
    page = (await visitor.look("/intake/1")).text

    marked = marks(page)
    number = re.search(r'name="number".*?href="#w(\d+)"', page, flags=re.DOTALL)
    due = re.search(r'name="due-1".*?href="#w(\d+)"', page, flags=re.DOTALL)
    assert number is not None
    assert due is not None
    assert marked[number[1]] == "125/VPCP-KGVX"
    assert marked[due[1]] == "trước ngày 24/10/2026"
    for n in marked:
        assert f'id="f{n}" href="#w{n}"' in page, "and back again"
    assert "→ <b>Thứ Sáu 23/10/2026</b>" in page


async def test_a_long_letter_is_cut_around_what_was_found_and_can_be_had_whole(
    here: Console,
) -> None:
    filler = "Căn cứ các quy định hiện hành về cung ứng thuốc và vật tư y tế. " * 2500
    text = f"{filler}\nVụ Pháp chế báo cáo trước ngày 24/10/2026.\n{filler}\nHẾT THƯ\n"
    tasks = tuple(
        errand(content=found(f"việc thứ {number} " + "rà soát nguồn cung thuốc hiếm " * 30))
        for number in range(40)
    )
    await proposed(here.store, read(*tasks), await written(here.store, text))
    visitor = await here.entered(HA)
    page = await visitor.look("/intake/1")
    whole = await visitor.look("/intake/1/text")

    assert len(page.content) < 50_000
    assert "trước ngày 24/10/2026" in "".join(marks(page.text).values())
    assert "HẾT THƯ" not in page.text
    assert "HẾT THƯ" in whole.text
    assert whole.headers["content-type"].startswith("text/plain")


async def test_many_tasks_are_corrected_a_few_at_a_time_and_confirmed_together(
    here: Console,
) -> None:
    tasks = tuple(errand(content=found(f"việc thứ {number}")) for number in range(30))
    await proposed(here.store, read(*tasks), await written(here.store, LETTER))
    visitor = await here.entered(HA)
    page = await visitor.look("/intake/1")
    last = re.findall(r'name="do" value="at-(\d+)"', page.text)[-1]
    changed = {**fields(page.text), "content-2": "Việc hai đã sửa", "do": f"at-{last}"}
    page = await visitor.send("/intake/1/confirm", **changed)
    assert 'name="content-30"' in page.text
    changed = {**fields(page.text), "content-30": "Việc cuối đã sửa", "do": "confirm"}
    done = await visitor.send("/intake/1/confirm", **changed)

    assert done.status_code == 303, done.text
    kept = await here.store.read(proposal.one, 1)
    assert kept is not None
    assert kept.state is ProposalState.CORRECTED
    page = await visitor.look(f"/documents/{kept.document}")
    assert "Việc hai đã sửa" in page.text
    assert "Việc cuối đã sửa" in page.text


async def test_script_in_letter_file_names_and_findings_stays_words(here: Console) -> None:
    text = f"{LETTER}\n{SCRIPT}\n</textarea></details><script>alert(3)</script>"
    letter = await written(here.store, text, f"Công văn {SCRIPT}", f"{SCRIPT}.txt")
    words = Finding(SCRIPT, SCRIPT, 0.5, 0)
    task = errand(SCRIPT, content=words, product=words, when=words, helpers=(words,))
    made = read(task)
    paper = replace(made.papers[0], number=words, issuer=words, excerpt=words, signer=words)
    await proposed(here.store, replace(made, papers=(paper,), doubts=(SCRIPT,)), letter)
    visitor = await here.entered(HA)
    seen = [await visitor.look(path) for path in ("/intake", "/intake/1")]
    typed = dict.fromkeys(fields(seen[1].text), SCRIPT) | {f"{SCRIPT}-1": SCRIPT, "do": "check"}
    typed |= {f"content-{'9' * 5000}": SCRIPT, "lead-²": SCRIPT, "content--1": SCRIPT}
    typed.pop("form")
    seen.append(await visitor.send("/intake/1/confirm", **typed))
    seen.append(await visitor.look(f"/intake?state={SCRIPT}&page={SCRIPT}&done={SCRIPT}"))
    good = {"number": "1/VPCP-KGVX", "lead-1": "Vụ Pháp chế", "helpers-1": "", "issuer": "VPCP"}
    page = fields(seen[1].text)
    done = await visitor.send(
        "/intake/1/confirm", **{**page, **good, "due-1": "30/10/2026", "do": "confirm"}
    )
    assert done.status_code == 303, done.text
    seen += [await visitor.look(path) for path in ("/intake/1", "/intake/rules")]
    seen.append(await visitor.send("/intake/1/undo", text=SCRIPT))
    seen.append(await visitor.look("/intake/1"))
    seen.append(await visitor.send("/intake/1/drop", text=SCRIPT))
    seen.append(await visitor.look("/intake/1"))

    assert [Alive(page.text).found for page in seen if Alive(page.text).found] == []
    assert "<script>alert" not in "".join(page.text for page in seen)
    assert "&lt;script&gt;alert(1)" in seen[1].text
    plain = await visitor.look("/intake/1/text")
    assert plain.headers["content-type"] == "text/plain; charset=utf-8"
    assert plain.headers["x-content-type-options"] == "nosniff"
    original = await visitor.look("/intake/letters/1/original")
    assert original.headers["content-disposition"] == 'attachment; filename="1.eml"'


async def test_what_bears_a_mark_of_secrecy_is_shown_nowhere(here: Console) -> None:
    text = f"Độ mật: TỐI MẬT\n\n{LETTER}\nnội dung riêng"
    letter = await written(here.store, text)
    await proposed(here.store, read(), letter)
    here.desk.discretion.exchange(shipped())
    visitor = await here.entered(HA)
    page = await visitor.look("/intake/1")

    assert "không hiển thị ở đây" in page.text
    assert "nội dung riêng" not in page.text
    assert "cung ứng thuốc" not in page.text
    for path in ("/intake/1/text", f"/intake/letters/{letter.id}/original"):
        assert (await visitor.look(path)).status_code == 404, path


@pytest.mark.parametrize(("width", "scripts"), [(360, False), (768, True), (1440, True)])
async def test_every_page_fits_and_everything_can_be_hit(
    here: Console, width: int, scripts: bool
) -> None:
    doubtful = errand("các đơn vị", due=None)
    letter = await written(here.store, LETTER, "Công văn", "một tên tệp rất dài " * 6 + ".txt")
    await proposed(here.store, read(errand(), doubtful), letter)
    visitor = await here.entered(HA)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with chromium(Path(folder)) as browser:
            page = await browser.open("about:blank", width, 800, dark=scripts)
            await page.ask("Emulation.setScriptExecutionDisabled", value=not scripts)
            await page.ask("Network.enable")
            await page.ask("Network.setCookie", name="congvu", value=visitor.cookie, url=here.url)
            for path, title in (
                ("/intake", "Thư đến"),
                ("/intake/1", "Đề xuất số 1"),
                ("/intake/rules", "Quy tắc"),
            ):
                await page.ask("Page.navigate", url=f"{here.url}{path}")
                await looked_at(page, title)


async def test_the_tray_is_gone_through_by_keyboard_alone(here: Console) -> None:
    for number in ("1", "2"):
        letter = await written(here.store, LETTER.replace("125/", f"{number}/"))
        await proposed(here.store, read(number=f"{number}/VPCP-KGVX"), letter)
    visitor = await here.entered(HA)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with chromium(Path(folder)) as browser:
            page = await browser.open("about:blank", 1440, 900)
            await page.ask("Network.enable")
            await page.ask("Network.setCookie", name="congvu", value=visitor.cookie, url=here.url)

            async def press(key: str, at: str) -> None:
                """A key, as somebody's finger has it; returns once the browser is *at* that address."""
                text = "\r" if key == "Enter" else key
                where = {"key": key, "text": text, "windowsVirtualKeyCode": ord(text.upper())}
                await page.ask("Input.dispatchKeyEvent", type="keyDown", **where)
                await page.ask("Input.dispatchKeyEvent", type="keyUp", **where)
                there = f"location.pathname + location.search === {json.dumps(at)}"
                await page.until(f"{there} && document.readyState === 'complete'")

            await page.ask("Page.navigate", url=f"{here.url}/intake")
            listens = "document.querySelector('.keys')?.hidden === false"
            await page.until(f"{listens} && document.readyState === 'complete'")
            assert await page.run("document.querySelectorAll('.list tbody a').length") == 2
            await press("j", "/intake")
            await press("Enter", "/intake/2")
            await press("c", "/intake/2")
            assert await page.run("document.activeElement.value") == "confirm"
            await press("Enter", "/intake/1?done=2")
            await press("x", "/intake/1?done=2")
            for key in ("z", "c", "j"):  # while typing they are letters
                await press(key, "/intake/1?done=2")
            assert await page.run("document.activeElement.value") == "zcj"
            await press("Enter", "/intake?done=1")
            assert browser.complaints == []

    states = [await here.store.read(proposal.one, number) for number in (1, 2)]
    assert [str(one.state) for one in states if one] == ["dropped", "confirmed"]
