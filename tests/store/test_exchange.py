"""What two systems tell each other of a document, kept in order for each recipient."""

import asyncio

import pytest

from store import Store, document, exchange
from store.account import entries_about
from store.directory.agencies import add_agency
from store.exchange import Absent, News
from tests.store.office import CLI, NOW, paper, staffed
from work.act import Act
from work.agency import Agency
from work.exchange import SIDES, Code, Exchange, Side, Stop


async def sent(store: Store) -> int:
    await staffed(store)
    await store.write(add_agency, Agency("H05", "UBND tỉnh Bắc Ninh", "Bắc Ninh"), NOW)
    found = await store.write(document.add, paper("7/BYT-VP", arrival_number=None), CLI)
    assert isinstance(found, document.Kept)
    return found.id


async def tell(
    store: Store, number: int, agency: str, code: str, reason: str | None = None
) -> object:
    news = News(Code(code), SIDES[Code(code)], reason)
    return await store.write(exchange.tell, number, agency, news, Act("person:5", CLI.now))


async def test_each_recipient_has_a_history_of_its_own(store: Store) -> None:
    number = await sent(store)

    for code in ("01", "03", "13"):
        await tell(store, number, "H05", code)
    await tell(store, number, "G18", "01")
    assert await tell(store, number, "G18", "02", "sai địa chỉ") == Exchange(
        Code.REFUSED, Code.REFUSED
    )
    assert await tell(store, number, "H05", "15") == Exchange(Code.AGREED, Code.ACCEPTED)

    told = await store.read(exchange.history, number)
    assert [(one.agency, one.code, one.reason) for one in told] == [
        ("G18", "01", None), ("G18", "02", "sai địa chỉ"),
        ("H05", "01", None), ("H05", "03", None), ("H05", "13", None), ("H05", "15", None),
    ]  # fmt: skip
    assert {(one.at, one.by) for one in told} == {(NOW, "person:5")}
    *_, line = await store.read(entries_about, f"document:{number}")
    assert (line.event, line.codes) == (
        "document.exchanged", {"by": "person:5", "agency": "H05", "code": "15"},
    )  # fmt: skip
    assert "sai" not in str([one.codes for one in await store.read(entries_about, "document:1")])


async def test_what_cannot_follow_is_refused_and_leaves_nothing(store: Store) -> None:
    number = await sent(store)
    await tell(store, number, "H05", "01")

    assert await tell(store, number, "H05", "06") is Stop.ORDER
    assert await tell(store, number, "H05", "02") is Stop.REASON
    by_sender = News(Code.ACCEPTED, Side.SENDER)
    assert await store.write(exchange.tell, number, "H05", by_sender, CLI) is Stop.SIDE
    assert await tell(store, 999, "H05", "01") is Absent.DOCUMENT
    assert await tell(store, number, "G99", "01") is Absent.AGENCY

    assert len(await store.read(exchange.history, number)) == 1


@pytest.mark.parametrize("codes", [("02", "03"), ("03", "03")])
async def test_of_two_codes_at_once_one_follows(
    pair: tuple[Store, Store], codes: tuple[str, str]
) -> None:
    number = await sent(pair[0])
    await tell(pair[0], number, "H05", "01")

    found = await asyncio.gather(
        *(tell(store, number, "H05", code, "vì") for store, code in zip(pair, codes, strict=True))
    )

    assert sum(isinstance(one, Exchange) for one in found) == 1
    assert sum(one is Stop.ORDER for one in found) == 1
