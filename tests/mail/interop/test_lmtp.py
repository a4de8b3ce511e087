"""Dovecot takes LMTP from us, by TCP and by a Unix socket: one answer for each recipient."""

from pathlib import Path

import pytest

from mail.route import Route
from tests.mail.interop.relay import sending, signing_keys
from tests.mail.interop.table import LETTERS, digest_of
from tests.mail.peers.daemon import Tls
from tests.mail.peers.dovecot import dovecot
from tests.mail.sign.judges import mail_dkim, opendkim
from work.letter import State


@pytest.mark.parametrize("way", ["tcp", "socket"])
async def test_each_recipient_gets_the_answer_that_dovecot_gave_for_it(
    way: str, tmp_path: Path, tls: Tls
) -> None:
    records, letter = signing_keys(tmp_path), LETTERS[0]
    to = ("binh@hg.gov.vn", "khong-co@hg.gov.vn", "full@hg.gov.vn", "hoa@hg.gov.vn")
    async with dovecot(tmp_path / "dovecot") as peer:
        via = f"lmtp://127.0.0.1:{peer.port}" if way == "tcp" else f"lmtp://{peer.socket}"
        box = Route("bn.gov.vn", f"maildir:{tmp_path / 'reports'}")
        async with sending(tmp_path, [Route("hg.gov.vn", via), box], tls) as worker:
            content = letter.content("hg.gov.vn")
            number = await worker.number(*to, content=content)
            states = (State.DELIVERED, State.REFUSED, State.REFUSED, State.DELIVERED)
            await worker.until(*states, number=number)
            rows = await worker.rows(number)
            await worker.until(*states, State.DELIVERED)  # one report of both

    assert [row.status for row in rows] == ["2.0.0", "5.1.1", "5.2.2", "2.0.0"]
    assert peer.letters("full@hg.gov.vn") == []
    for address in ("binh@hg.gov.vn", "hoa@hg.gov.vn"):
        (octets,) = peer.letters(address)
        assert digest_of(octets) == letter.digest
        wire = octets.replace(b"\n", b"\r\n")
        assert mail_dkim([wire], records, tmp_path) == ["pass"]
        assert opendkim(wire, records, tmp_path) == {"rsa": "pass", "ed25519": "pass"}
    reports = b"".join(path.read_bytes() for path in (tmp_path / "reports/new").iterdir())
    assert b"khong-co@hg.gov.vn" in reports
    assert b"full@hg.gov.vn" in reports
