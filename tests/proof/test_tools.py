"""The tools of the proofs: what a recording says, what a disk keeps, what a strict sink does not take."""

import asyncio
import random
from pathlib import Path

import pytest

from tests.proof.disk import Disk
from tests.proof.recording import Call, calls
from tests.proof.sink import sinking

FOLDER = Path("/office")
OLD, NEW = b"old." * 1024, b"new." * 1024  # a block each


def test_a_recording_gives_calls_with_their_begin_and_their_end(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    trace.write_text(
        '7  pwrite64(3</a\\x62>, "\\x41\\x42", 2, 16 <unfinished ...>\n'
        '8  sendto(5<TCP:[127.0.0.1:25->127.0.0.1:99]>, "\\x32", 1, 0, NULL, 0) = 1\n'
        "7  <... pwrite64 resumed>)             = 2\n"
        "7  fdatasync(3</ab>) = -1 EIO (Input/output error)\n"
        "7  +++ killed by SIGKILL +++\n".replace("/a\\x62", "\\x2f\\x61\\x62"),
        encoding="ascii",
    )

    assert list(calls(trace)) == [
        Call("sendto", 1, 1, "TCP:[127.0.0.1:25->127.0.0.1:99]", b"2", 0),
        Call("pwrite64", 0, 2, "/ab", b"AB", 16),
    ]


def write(place: int, octets: bytes = NEW, at: int = 0, name: str = "db") -> Call:
    return Call("pwrite64", place, place, f"{FOLDER}/{name}", octets, at)


def sync(began: int, ended: int, name: str = "/db") -> Call:
    return Call("fdatasync", began, ended, f"{FOLDER}{name}", b"", 0)


def found(
    cut: int, keep: str, *seen: Call, before: bytes | None = OLD, seed: int = 1
) -> bytes | None:
    """The file "db" after the power went at the line *cut*."""
    return Disk({"db": before}, FOLDER, seen).after(cut, random.Random(seed), keep).get("db")


def test_what_was_synced_stands_and_nothing_else_need() -> None:
    seen = (write(1), sync(2, 3), write(4, OLD))

    assert [found(cut, "none", *seen) for cut in (2, 3, 4, 5)] == [OLD, OLD, NEW, NEW]
    assert [found(cut, "all", *seen) for cut in (1, 2, 5)] == [OLD, NEW, OLD]


def test_a_sync_does_not_cover_what_was_written_while_it_ran() -> None:
    assert found(9, "none", sync(1, 5), write(3)) == OLD


def test_of_what_was_not_synced_each_block_may_be_there_by_itself() -> None:
    seen = [write(at, at=at * 4096) for at in range(4)]
    states = {found(9, "some", *seen, before=OLD * 4, seed=seed) for seed in range(40)}
    whole = {state for state in states if state and set(_blocks(state)) <= {OLD, NEW}}

    assert {OLD + NEW + OLD + NEW, NEW + OLD + OLD + OLD} & whole
    assert states - whole, "with sectors a block may be torn"


def test_a_new_file_is_there_once_its_folder_was_synced() -> None:
    seen = (write(1), sync(2, 3), sync(4, 5, ""))

    assert found(5, "none", *seen, before=None) is None
    assert found(6, "none", *seen, before=None) == NEW
    assert {found(5, "some", *seen, before=None, seed=seed) for seed in range(9)} == {None, NEW}


def test_a_file_that_was_cut_is_so_once_that_was_synced() -> None:
    seen = (Call("ftruncate", 1, 1, f"{FOLDER}/db", b"", 4), sync(2, 3))

    assert [found(cut, "none", *seen) for cut in (3, 4)] == [OLD, b"old."]


@pytest.mark.parametrize("name", ["rename", "mmap", "write"])
def test_what_cannot_be_played_is_not_passed_over(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be played"):
        found(9, "none", Call(name, 1, 1, f"{FOLDER}/db", b"", 0))


@pytest.mark.parametrize(
    "words",
    [
        b"MAIL FROM:<a@b.vn>\r\n",
        b"EHLO a\r\nDATA\r\n",
        b"EHLO a\r\nMAIL FROM: <a@b.vn>\r\n",
        b"EHLO a\r\nMAIL FROM:<a@b.vn>\r\nRCPT TO:<b@c.vn>\r\nDATA\r\nMessage-ID: <1>\n\r\n.\r\n",
    ],
)
async def test_a_sink_takes_nothing_that_is_not_smtp(words: bytes) -> None:
    async with sinking() as sink:
        reader, writer = await asyncio.open_connection("127.0.0.1", sink.port)
        writer.write(words)
        await reader.read()
        writer.close()

    assert len(sink.surprises) == 1
    assert (sink.arrivals, sink.cut) == ([], {1})


def _blocks(octets: bytes) -> list[bytes]:
    return [octets[at : at + 4096] for at in range(0, len(octets), 4096)]
