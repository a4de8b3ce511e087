"""`congvu retention`: what goes, by which rule, and that it goes when it is asked for."""

import asyncio
from datetime import UTC, datetime, timedelta

from store import Store
from store.schema.spool import letter
from tests.congvu.office import Office
from tests.congvu.test_check import findings, replace
from tests.store.letters import accepted, new_letter
from tests.store.test_retention import left, settle_letter
from work.retention import Kind

OVERLAY = """[[keep]]
kind = "letters"
months = {months}
valid_from = 2026-01-01
source = "Quyết định của cơ quan"
"""


async def _letters(url: str) -> None:
    store = Store.open(url, "test")
    long_ago = datetime.now(UTC) - timedelta(days=200)
    for _ in range(3):
        number = await accepted(store, new_letter())
        await store.write(settle_letter, number, long_ago)
    await store.close()


async def _left(url: str) -> list[int]:
    store = Store.open(url, "test")
    found = await left(store, letter.c.id)
    await store.close()
    return found


def test_what_would_go_is_listed_and_goes_when_it_is_asked_for(office: Office) -> None:
    url = f"sqlite:///{office.folder / 'congvu.db'}"
    asyncio.run(_letters(url))
    letters, *others = office.json("retention", "list")
    assert (letters["kind"], letters["kept"], letters["goes_today"]) == ("letters", "12 months", 0)
    assert [one["goes_today"] for one in others] == [0] * (len(Kind) - 1)

    (office.folder / "own.toml").write_text(OVERLAY.format(months=6), "utf-8")
    replace(office, "[telegram]", '[schedules]\nretention = ["own.toml"]\n[telegram]')
    letters = office.json("retention", "list")[0]
    assert (letters["kept"], letters["goes_today"]) == ("6 months", 2)
    assert letters["source"] == "Quyết định của cơ quan"
    assert "6 months" in office.good("retention", "list")

    assert office.good("retention", "run").splitlines()[0] == "letters: 2 went."
    assert asyncio.run(_left(url)) == [3]
    assert office.good("retention", "run").splitlines()[0] == "letters: 0 went."
    office.good("audit", "verify")


def test_a_rule_below_the_law_is_told_with_file_and_line(office: Office) -> None:
    (office.folder / "own.toml").write_text(OVERLAY.replace("months = {months}", "days = 7"))
    replace(office, "[telegram]", '[schedules]\nretention = ["own.toml"]\n[telegram]')

    ((level, sentence),) = findings(office, "--offline")["retention"]

    assert level == "error"
    assert sentence.startswith(f"{office.folder}/own.toml, line 1: ")
    assert office.refused("retention", "list") == sentence
