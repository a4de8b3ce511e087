"""Malformed and foreign letters: each is read in bounded time, whatever it holds, and kept octet for octet."""

import time
import unicodedata
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
import pytest_asyncio

from mail.imap.gather import gathered
from mail.imap.taker import Taker, Way
from mail.reader.letter import letter
from papers.opened import Why
from papers.opener import Opener
from store import Store, body, tray
from tests.mail.imap.watching import ZONE
from tests.mail.reader.foreign import letters
from tests.store.letters import NOW
from tests.stores import empty_store
from tests.suites import suite
from work.intake import Place

SEED = 20261126
SECONDS = 10.0  # that files in a letter are opened in
MOST = 20.0  # seconds for all of a letter, on a machine that is busy
SUITE = 103
FEW, MANY = 160, 1_200


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opener() -> AsyncIterator[Opener]:
    async with Opener(readers=1) as opener:
        yield opener


def published() -> Iterable[tuple[str, bytes]]:
    """Each message of a public collection."""
    folder = suite("mime") / "emails"
    found = [(path.name, path.read_bytes()) for path in sorted(folder.rglob("*.eml"))]
    assert len(found) == SUITE
    return found


async def all_read(opener: Opener, given: Iterable[tuple[str, bytes]]) -> None:
    """Every one is read in time, into text that others can rely on."""
    for name, octets in given:
        begun = time.monotonic()
        found = await letter(octets, opener, SECONDS)
        assert time.monotonic() - begun < MOST, name
        assert {why for _, why in found.obstacles} <= set(map(str, Why)), name
        for text in (found.subject, found.author, found.called, *found.recipients, *found.answers):
            assert text.encode().decode() == text, name
        for sheet in found.sheets:
            assert "\n".join((sheet.text, *sheet.place)).encode(), name
            assert unicodedata.is_normalized("NFC", sheet.text), name
            assert "\r" not in sheet.text, name
            assert "\0" not in sheet.text, name
        assert found.sent is None or found.sent.tzinfo, name


async def all_kept(folder: Path, given: Iterable[tuple[str, bytes]]) -> None:
    """Every one comes out of the archive as it went in, by the door of a watched mailbox; copies of one once."""
    store = Store.open(empty_store(folder), "archive")
    copies: set[bytes] = set()
    taker = Taker(store, None, folder, ZONE)
    try:
        for uid, (name, octets) in enumerate(given, 1):

            async def part(begin: int, most: int, octets: bytes = octets) -> bytes:
                return octets[begin : begin + most]

            content = await gathered(part, folder, 1 << 26)
            assert content is not None
            way = Way(Place("van-thu", "INBOX", 7, uid), "vanthu@a.vn", b"%d" % uid)
            taken = await taker.taken(content, way, NOW)
            content.close()
            assert taken is not None, name
            found = await kept(store, taken.id)
            assert found == octets if taken.new else found in copies, name
            copies.add(octets)
    finally:
        await store.close()


async def kept(store: Store, number: int) -> bytes:
    """The letter of that number in the tray, as the archive has it."""
    one = await store.read(tray.one, number)
    assert one is not None
    assert one.body is not None
    whole = await store.read(body.data, one.body)
    parts, position = [whole or b""], 0
    while whole is None and (part := await store.read(body.chunk, one.body, position)):
        parts.append(part)
        position += 1
    return b"".join(parts)


@pytest.mark.suite
async def test_published_messages_are_read(opener: Opener) -> None:
    await all_read(opener, published())


@pytest.mark.suite
async def test_published_messages_come_out_of_the_archive_as_they_went_in(tmp_path: Path) -> None:
    await all_kept(tmp_path, published())


async def test_malformed_letters_are_read(opener: Opener) -> None:
    await all_read(opener, letters(SEED, FEW))


async def test_malformed_letters_come_out_of_the_archive_as_they_went_in(tmp_path: Path) -> None:
    await all_kept(tmp_path, letters(SEED, FEW))


@pytest.mark.proof
@pytest.mark.timeout(1_800)
async def test_a_thousand_malformed_letters_are_read_and_kept(
    tmp_path: Path, opener: Opener
) -> None:
    await all_read(opener, letters(SEED + 1, MANY))
    await all_kept(tmp_path, letters(SEED + 1, MANY))
