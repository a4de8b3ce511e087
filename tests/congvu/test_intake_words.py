"""What `congvu intake` says where nothing came, and of a mailbox whose server was never heard."""

import asyncio
from datetime import UTC, datetime, timedelta

from store import Store, mailbox
from tests.congvu.office import Office


def test_an_empty_tray_is_told_in_the_offices_language(office: Office) -> None:
    assert office.good("intake", "list") == "Chưa có thư nào vào khay.\n"
    told = office.good("intake", "list", "--state", "aside")
    assert told == "Không có thư nào ở trạng thái “chờ người xem”.\n"


def test_a_server_that_never_answered_was_never_heard(office: Office) -> None:
    """It was heard so many seconds ago, which was when the daemon began to try."""
    now = datetime.now(UTC)

    async def tried() -> None:
        store = Store.open(f"sqlite:///{office.folder / 'congvu.db'}", "test")
        await store.write(mailbox.enrol, [("a", "INBOX"), ("b", "INBOX")], now)
        await store.write(mailbox.trouble, ("a", "INBOX"), "silent")
        await store.write(mailbox.enter, ("b", "INBOX"), 7, 1, now)
        await store.write(mailbox.prove, ("b", "INBOX"), now - timedelta(minutes=5))
        await store.close()

    asyncio.run(tried())
    _, never, heard = office.good("intake", "mailboxes").splitlines()
    assert "never" in never
    assert "s ago" in heard
    assert [one["heard_at"] is None for one in office.json("intake", "mailboxes")] == [True, False]
