"""A daemon seals its account, sends the checkpoint by its own queue, and what arrives is compared with the store."""

from pathlib import Path

from congvu.offline import verify_evidence
from schedules.clock import MachineClock
from tests.congvu.served import Served, until

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
    office = Served(tmp_path, MORE)
    at = MachineClock().now()
    await office.write(lambda tx: tx.audit(at, "evidence", "letter:0"))
    box = tmp_path / "sent/new"

    async with office.serving():
        await until(lambda: box.is_dir() and any(box.iterdir()))
    (letter,) = box.iterdir()

    account = str(tmp_path / "account.jsonl")
    await office.good("audit", "verify", "--against", str(letter))
    await office.good("audit", "export", "--output", account)
    key = str(tmp_path / "keys/audit.pub")
    assert verify_evidence.main([account, "--key", key, "--against", str(letter)]) == 0
