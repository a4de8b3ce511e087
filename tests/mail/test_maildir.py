"""Letters in a maildir, read back by Python's own mailbox module."""

import errno
import mailbox
import os
import stat
from functools import partial
from pathlib import Path

import pytest

from mail.route import Box
from tests.mail.letters import BINH, BODY, PREFIX, SENDER, Begun, blocks, delivery, letter
from work.outcome import Deferred, Delivered, Refused, Uncertain

FIELDS = f"Return-Path: <{SENDER}>\r\nDelivered-To: {BINH}\r\n".encode()


def files(box: Path) -> list[Path]:
    return sorted(path for path in box.rglob("*") if path.is_file())


async def test_a_letter_stands_there_octet_for_octet_behind_what_was_added(tmp_path: Path) -> None:
    async with delivery() as made:
        (outcome,) = await made.deliver(Box(f"{tmp_path}/box"), letter(), Begun())

    box = mailbox.Maildir(tmp_path / "box", create=False)
    ((key, found),) = box.items()
    assert outcome == Delivered(f"maildir {key}")
    assert found.get_subdir() == "new"
    assert found["Delivered-To"] == BINH
    (path,) = files(tmp_path)
    assert path.read_bytes() == FIELDS + PREFIX + BODY
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "box" / "new").stat().st_mode) == 0o700


async def test_a_long_letter_is_written_block_by_block(tmp_path: Path) -> None:
    parts = [b"x" * 998 + b"\r\n"] * 3000
    long = letter(body=blocks(*parts), size_bytes=3_000_000)
    async with delivery() as made:
        await made.deliver(Box(str(tmp_path)), long, Begun())

    (path,) = files(tmp_path)
    assert path.read_bytes() == FIELDS + PREFIX + b"".join(parts)


async def test_recipients_share_one_file_that_names_them_all(tmp_path: Path) -> None:
    async with delivery() as made:
        outcomes = await made.deliver(Box(str(tmp_path)), letter("a@x.vn", "b@x.vn"), Begun())

    ((_, found),) = mailbox.Maildir(tmp_path, create=False).items()
    assert len(set(outcomes)) == 1
    assert found.get_all("Delivered-To") == ["a@x.vn", "b@x.vn"]


async def test_letters_never_take_each_others_name(tmp_path: Path) -> None:
    async with delivery() as made:
        for _ in range(50):
            await made.deliver(Box(str(tmp_path)), letter(), Begun())

    assert len(mailbox.Maildir(tmp_path, create=False)) == 50


async def test_names_sort_as_the_letters_came(tmp_path: Path) -> None:
    def written(after_us: int) -> None:
        (draft,) = (tmp_path / "tmp").iterdir()
        os.utime(draft, ns=(0, 1_800_000_000_000_000_000 + after_us * 1000))

    moments_us = (7, 99_999, 100_000, 1_000_000)
    async with delivery() as made:
        for after_us in moments_us:
            (outcome,) = await made.deliver(
                Box(str(tmp_path)), letter(), Begun(then=partial(written, after_us))
            )
            assert isinstance(outcome, Delivered)

    came = [path.stat().st_mtime_ns // 1000 for path in files(tmp_path)]
    assert came == [1_800_000_000_000_000 + after_us for after_us in moments_us]


async def test_a_letter_that_is_no_longer_ours_leaves_nothing(tmp_path: Path) -> None:
    async with delivery() as made:
        outcomes = await made.deliver(Box(str(tmp_path)), letter(), Begun(answer=False))

    assert outcomes == (Deferred("4.3.0", "the letter was no longer ours to send"),)
    assert files(tmp_path) == []


async def test_a_letter_is_begun_when_it_is_written_and_not_yet_to_be_seen(tmp_path: Path) -> None:
    seen: list[str] = []
    begin = Begun(then=lambda: seen.extend(path.parent.name for path in files(tmp_path)))
    async with delivery() as made:
        await made.deliver(Box(str(tmp_path)), letter(), begin)

    assert seen == ["tmp"]


async def test_a_shortened_content_is_not_delivered(tmp_path: Path) -> None:
    short = letter(body=blocks(BODY), size_bytes=len(BODY) + 1)
    async with delivery() as made:
        (outcome,) = await made.deliver(Box(str(tmp_path)), short, Begun())

    assert isinstance(outcome, Refused)
    assert files(tmp_path) == []


async def test_a_box_that_cannot_be_written_defers(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("not a folder")
    async with delivery() as made:
        (outcome,) = await made.deliver(Box(str(tmp_path)), letter(), Begun())

    assert isinstance(outcome, Deferred)
    assert outcome.status == "4.3.0"


async def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    async with delivery() as made:
        await made.deliver(Box(str(tmp_path)), letter(), Begun())
        monkeypatch.setattr("mail.maildir.os.fsync", full)
        (outcome,) = await made.deliver(Box(str(tmp_path)), letter(), Begun())

    assert outcome == Deferred("4.3.1", "maildir: No space left on device")
    assert len(files(tmp_path)) == 1


async def test_a_rename_that_could_not_be_synced_is_uncertain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(folder: Path) -> None:
        raise OSError(errno.EIO, "the disk is ill")

    async with delivery() as made:
        await made.deliver(Box(str(tmp_path)), letter(), Begun())
        monkeypatch.setattr("mail.maildir._sync_folder", failing)
        (outcome,) = await made.deliver(Box(str(tmp_path)), letter(), Begun())

    assert isinstance(outcome, Uncertain)


async def test_everything_is_synced_before_it_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def watched(descriptor: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        real(descriptor)

    monkeypatch.setattr("mail.maildir.os.fsync", watched)
    async with delivery() as made:
        await made.deliver(Box(f"{tmp_path}/box"), letter(), Begun())

    made_folders, draft, folder = synced[:3], synced[3], synced[4]
    assert made_folders == [f"{tmp_path}/box"] * 3
    assert draft.startswith(f"{tmp_path}/box/tmp/")
    assert folder == f"{tmp_path}/box/new"
