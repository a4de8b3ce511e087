"""A daemon seals its account, sends the checkpoint by its own queue, and what arrives is compared with the store."""

import asyncio
from pathlib import Path
from threading import Thread

from congvu.cli.main import run
from congvu.offline import verify_evidence
from schedules.clock import MachineClock
from store import Store
from tests.congvu.test_serve import Office, until

MORE = """\
[audit]
send_to = ["luu-tru@archives.gov.vn"]
send_at = "00:00"
[[relay.route]]
domain = "*"
via = "maildir:sent"
"""


async def test_the_letter_that_arrives_proves_the_account_with_and_without_congvu(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path, MORE)
    store = Store.open(office.url, "test")
    at = MachineClock().now()
    await store.write(lambda tx: tx.audit(at, "evidence", "letter:0"))
    await store.close()
    box = tmp_path / "sent/new"

    async with office.serving():
        await until(lambda: box.is_dir() and any(box.iterdir()))
    (letter,) = box.iterdir()

    def asked(*arguments: str) -> int:
        return run(["--config", str(office.config), "audit", *arguments])

    done: list[int] = []
    account = str(tmp_path / "account.jsonl")
    thread = Thread(  # the commands have a loop of their own
        target=lambda: done.extend(
            (asked("verify", "--against", str(letter)), asked("export", "--output", account))
        )
    )
    thread.start()
    await asyncio.to_thread(thread.join)
    assert done == [0, 0]
    key = str(tmp_path / "keys/audit.pub")
    assert verify_evidence.main([account, "--key", key, "--against", str(letter)]) == 0
