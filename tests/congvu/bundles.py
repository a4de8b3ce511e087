"""Letters that are evidence, and bundles about them judged by the script that is handed out."""

import asyncio
import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from congvu.audit_key import AuditKey
from congvu.evidence import script
from congvu.offline import verify_evidence
from store import Store, spool
from store.account import seal
from store.spool import Key, Settlement
from tests.congvu.office import Office
from tests.store.letters import new_letter
from work.evidence import ending
from work.letter import State

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PLAIN = (os.path.realpath(sys.executable), "-I", "-S")  # Python with its own library alone
BODY = "From: an@bn.gov.vn\r\nSubject: Báo cáo\r\n\r\nKính gửi\r\n".encode()
BINH, LAN = "binh@yte.gov.vn", "lan@hg.gov.vn"

Work = Callable[[Store], Any]


def in_store(office: Office, work: Work) -> Any:
    async def run() -> Any:
        store = Store.open(f"sqlite:///{office.folder}/congvu.db", "test")
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


def ended(number: int, salt: bytes, position: int, state: State, said: str) -> Settlement:
    facts = ending("mx.yte.gov.vn", "TLSv1.3", said, "ab" * 32)
    status = "2.0.0" if state is State.DELIVERED else "5.1.1"
    return Settlement(
        Key(number, position, 1), state, status, said, via="smtp", facts=facts, salt=salt
    )


def relayed(office: Office) -> int:
    """A letter to two, one of whom got it; sealed before, between and after."""
    key = AuditKey.read(office.folder / "keys/audit.pem")

    async def work(store: Store) -> int:
        await store.write(seal, key, NOW - MINUTE)
        new = new_letter(BINH, LAN, body=BODY)._replace(message_id="<1@bn.gov.vn>")
        accepted = await store.write(spool.accept, new, NOW, NOW + 5 * 1440 * MINUTE, "w")
        assert accepted is not None
        await store.write(seal, key, NOW + MINUTE)
        number, salt = accepted.letter, accepted.salt
        await store.write(spool.begin, "w", [Key(number, place, 0) for place in (0, 1)])
        one = ended(number, salt, 0, State.DELIVERED, "250 2.0.0 taken as 17")
        two = ended(number, salt, 1, State.REFUSED, "550 5.1.1 no such user")
        await store.write(spool.settle, "w", [one], NOW + 2 * MINUTE)
        await store.write(seal, key, NOW + 11 * MINUTE)
        await store.write(spool.settle, "w", [two], NOW + 12 * MINUTE)
        return number

    return int(in_store(office, work))


def kept(office: Office) -> int:
    """The same, of which the second recipient still waits, so that its octets are kept."""
    key = AuditKey.read(office.folder / "keys/audit.pem")

    async def work(store: Store) -> int:
        new = new_letter(BINH, LAN, body=BODY)
        accepted = await store.write(spool.accept, new, NOW, NOW + 5 * 1440 * MINUTE, "w")
        assert accepted is not None
        await store.write(spool.begin, "w", [Key(accepted.letter, 0, 0)])
        one = ended(accepted.letter, accepted.salt, 0, State.DELIVERED, "250 2.0.0 taken as 17")
        await store.write(spool.settle, "w", [one], NOW + 2 * MINUTE)
        await store.write(seal, key, NOW + 11 * MINUTE)
        return accepted.letter

    return int(in_store(office, work))


def judged(folder: Path, *arguments: str) -> tuple[int, str]:
    """What the script says; run in this process, which spares a fifth of a second."""
    said = io.StringIO()
    with contextlib.chdir(folder.parent), contextlib.redirect_stdout(said):
        return verify_evidence.main(arguments), said.getvalue()


def judged_plainly(folder: Path, *arguments: str) -> tuple[int, str]:
    """The same by a Python without anything but its own library, at a place of its own."""
    program = folder.parent / "judge.py"
    program.write_bytes(script())
    done = subprocess.run(
        [*PLAIN, str(program), *arguments], cwd=folder.parent, capture_output=True, check=False
    )
    assert done.stderr == b"", done.stderr.decode()
    return done.returncode, done.stdout.decode()


def wrong(folder: Path, *arguments: str) -> str:
    """What it says is wrong."""
    code, said = judged(folder, str(folder), *arguments)
    assert code == 1, said
    return said.removeprefix("KHÔNG KHỚP / DOES NOT HOLD: ").rstrip("\n")


def lines_of(bundle: Path) -> list[dict[str, Any]]:
    text = (bundle / "account.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]
