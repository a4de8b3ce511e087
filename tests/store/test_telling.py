"""News of what was decided: by mail always, by chat where chats are answered and the reader has one."""

from datetime import date, datetime, timedelta

import pytest

from store import Store, Tx, chat, extension, lease
from store.notice import accounts
from tests.store.office import BINH, CLI, GIANG, NOW, opened, staffed, work
from work.chat import ANSWERING
from work.extension import Ask

POSTGRESQL_IN_PROOF = True

WISH = Ask(date(2026, 10, 23), date(2026, 10, 30), "chờ số liệu", date(2026, 10, 1))


@pytest.fixture
async def office(store: Store) -> Store:
    """Giang, who decides, has linked an account; Bình, who leads, has none."""
    await staffed(store)
    await store.write(chat.link, GIANG, 7002, 7002, NOW)
    await opened(store, work("2026-10-23"))
    return store


async def told(office: Store) -> list[tuple[int, str]]:
    def look(tx: Tx) -> list[tuple[int, str]]:
        return [(one.person, str(one.channel)) for one in accounts(tx, 1)]

    return await office.read(look)


@pytest.mark.parametrize(
    ("answered_until", "channels"),
    [
        (NOW + timedelta(seconds=15), ["mail", "telegram"]),
        (NOW - timedelta(seconds=1), ["mail"]),
    ],
    ids=["chats are answered", "nobody answers chats"],
)
async def test_who_decides_is_told_by_what_is_served(
    office: Store, answered_until: datetime, channels: list[str]
) -> None:
    term = timedelta(seconds=15)
    await office.write(lease.take, ANSWERING, "w1", answered_until - term, term)
    await office.write(extension.ask, 1, WISH, CLI)

    assert await told(office) == [(GIANG, channel) for channel in channels]


async def test_who_has_no_account_is_told_by_mail(office: Store) -> None:
    await office.write(lease.take, ANSWERING, "w1", NOW, timedelta(seconds=15))
    await office.write(extension.ask, 1, WISH, CLI)
    await office.write(extension.refuse, 1, "không có căn cứ", CLI)

    assert (await told(office))[-1] == (BINH, "mail")
