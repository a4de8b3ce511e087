"""What a watched mailbox brings is a petition where the mailbox, or a field of the letter, is of the address for those."""

from pathlib import Path

import pytest

from mail.imap.gather import gathered
from mail.imap.taker import Taker, Way
from store import Store, tray
from tests.mail.imap.watching import ZONE
from tests.store.letters import NOW
from work.intake import Place

DESK = "tiepdan@a.vn"


@pytest.mark.parametrize(
    ("mailbox", "fields", "petition"),
    [
        (DESK, "To: vanthu@a.vn", True),
        ("vanthu@a.vn", f"To: Tiep dan <{DESK.upper()}>", True),
        ("vanthu@a.vn", f"Delivered-To: {DESK}\r\nTo: undisclosed:;", True),
        ("vanthu@a.vn", "To: vanthu@a.vn", False),
    ],
)
async def test_a_petition_is_known_by_where_it_came(
    store: Store, tmp_path: Path, mailbox: str, fields: str, petition: bool
) -> None:
    octets = f"From: Pành <panh@example.vn>\r\nSubject: Don\r\n{fields}\r\n\r\nxin\r\n".encode()

    async def part(begin: int, most: int) -> bytes:
        return octets[begin : begin + most]

    content = await gathered(part, tmp_path, 1 << 20)
    assert content is not None
    way = Way(Place("hop-thu", "INBOX", 7, 1), mailbox, b"head")
    taken = await Taker(store, None, tmp_path, ZONE, frozenset({DESK})).taken(content, way, NOW)
    content.close()
    assert taken is not None
    one = await store.read(tray.one, taken.id)
    assert one is not None
    assert one.petition is petition
    assert bool(one.author or one.subject) is not petition
