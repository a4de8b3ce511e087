"""A backup is one snapshot in one file, from either engine and for either."""

import asyncio
import hashlib
import json
import os
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import func, select

from store import Store, backup, body, rows, worker
from store.engine import StoreRefused, open_engines
from store.lease import LONGEST
from store.restore import Order, examine, rehearse, restore
from store.schema import metadata
from store.schema.spool import letter
from store.verify import verify
from store.version import SCHEMA, schema_of
from tests.postgres import Databases
from tests.store.letters import DAY, NOW, accepted, new_letter
from tests.store.office import opened, staffed, work

ENGINES = ("sqlite", "postgresql")


def untold(_what: str, _done: int, _whole: int) -> None:
    """For who is not curious."""


def order(path: Path, url: str, *, replace: bool = False) -> Order:
    return Order(path, url, "cli:1", NOW + DAY, NOW + 8 * DAY, replace)


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for a restored store."""
    if request.param == "sqlite":
        (tmp_path / "elsewhere").mkdir()
        return f"sqlite:///{tmp_path / 'elsewhere' / 'congvu.db'}"
    postgres: Databases = request.getfixturevalue("postgres")
    return postgres.new()


@pytest.fixture
async def kept(store: Store) -> Store:
    """A store with something in it: people, a task, letters with short and long octets."""
    await staffed(store)
    await opened(store, work())
    await accepted(store, new_letter("binh@yte.gov.vn", "dung@yte.gov.vn", body=b"\x00\xff" * 500))
    await accepted(store, new_letter(hold="first-contact"))
    number = await store.write(body.begin_long, NOW)
    await store.write(body.add_chunk, number, 0, bytes(range(256)) * 4000)
    return store


async def test_every_row_of_it_stands_in_what_is_made_of_it(
    kept: Store, url: str, empty: str, tmp_path: Path
) -> None:
    path = tmp_path / "backup"
    taken = await asyncio.to_thread(backup.take, url, path, NOW, untold)
    await asyncio.to_thread(restore, order(path, empty), untold)

    assert everything(empty, but={"entry", "chain", "recipient", "restoration"}) == everything(
        url, but={"entry", "chain", "recipient", "restoration"}
    )
    restored = Store.open(empty, "test")
    assert await accepted(restored, new_letter()) == 3, "numbers go on behind those that are there"
    await restored.close()
    assert taken.counts["recipient"] == 3
    assert stat.S_IMODE(path.stat().st_mode) == 0o600, "letters are in it"
    assert [name for name in os.listdir(tmp_path) if name.startswith(".")] == []


def everything(url: str, but: set[str]) -> dict[str, list[str]]:
    """Every row of every table, in words."""
    with open_engines(url).reader.connect() as connection:
        return {
            table.name: sorted(str(sorted(row.items())) for batch in rows.batches(connection, table) for row in batch)
            for table in metadata.sorted_tables
            if table.name not in but
        }  # fmt: skip


async def test_it_is_one_snapshot_while_others_write(kept: Store, url: str, tmp_path: Path) -> None:
    copy = f"sqlite:///{tmp_path / 'copy.db'}"
    path, stop = tmp_path / "backup", asyncio.Event()
    enough = asyncio.Event()
    begun = 0

    async def load() -> None:
        nonlocal begun
        while not stop.is_set():
            await asyncio.gather(*(accepted(kept, new_letter()) for _ in range(20)))
            begun += 20
            enough.set()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(load(), name="load")
        await enough.wait()
        before = begun
        taken = await asyncio.to_thread(backup.take, url, path, NOW, untold)
        after = begun
        stop.set()

    assert before + 2 <= taken.counts["letter"] <= after + 22
    await asyncio.to_thread(restore, order(path, copy), untold)
    restored = Store.open(copy, "test")
    report = await verify(restored, lambda *_: True)
    await restored.close()
    assert report.faults == [], "the account is of the same moment as the rest"


async def test_a_file_that_is_there_is_never_written_over(
    kept: Store, url: str, tmp_path: Path
) -> None:
    (tmp_path / "backup").write_text("precious")

    with pytest.raises(StoreRefused, match="is there already; name a new file"):
        backup.take(url, tmp_path / "backup", NOW, untold)
    assert (tmp_path / "backup").read_text() == "precious"


def test_a_failure_leaves_nothing_behind(sqlite: Path, tmp_path: Path) -> None:
    def failing(_what: str, _done: int, _whole: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        backup.take(f"sqlite:///{sqlite}", tmp_path / "backup", NOW, failing)
    assert list(tmp_path.iterdir()) == []


def test_what_one_that_was_killed_left_is_removed_by_the_next_unless_another_works_there(
    sqlite: Path, tmp_path: Path
) -> None:
    url, target = f"sqlite:///{sqlite}", tmp_path / "[one].congvu"
    left = [tmp_path / f".{target.name}.0badcafe.part{end}" for end in ("", "-wal")]
    for path in left:
        path.write_bytes(b"letters")

    with backup.private(tmp_path / "two.congvu"):
        backup.take(url, target, NOW, untold)
    assert all(path.exists() for path in left), "somebody may be writing them"

    target.unlink()
    backup.take(url, target, NOW, untold)
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
async def test_a_flipped_bit_is_found(sqlite: Path, tmp_path: Path, place: float) -> None:
    path = tmp_path / "backup"
    backup.take(f"sqlite:///{sqlite}", path, NOW, untold)
    octets = bytearray(path.read_bytes())
    octets[int(len(octets) * place)] ^= 1
    path.write_bytes(octets)

    with pytest.raises(StoreRefused, match=r"changed or damaged|no backup of Congvu"):
        examine(path, untold)


@pytest.mark.parametrize("cut", [1, 100, 5000])
async def test_a_file_that_was_cut_short_is_no_backup(
    sqlite: Path, tmp_path: Path, cut: int
) -> None:
    path = tmp_path / "backup"
    backup.take(f"sqlite:///{sqlite}", path, NOW, untold)
    path.write_bytes(path.read_bytes()[:-cut])

    with pytest.raises(StoreRefused, match=r"no backup|not as long|changed or damaged"):
        examine(path, untold)


def sealed(path: Path, octets: bytes, other: dict[str, object] | None = None) -> None:
    """Makes a backup of *octets* with the last line that fits, as anybody can, or *other*."""
    digest = hashlib.sha256(octets).hexdigest()
    facts: dict[str, object] = {
        "schema": SCHEMA,
        "taken_at": NOW.isoformat(),
        "engine": "sqlite",
        "counts": {},
    }
    facts |= {"octets": len(octets), "sha256": digest, **(other or {})}
    path.write_bytes(octets + b"\n" + json.dumps({"congvu-backup": facts}).encode())


@pytest.mark.parametrize(
    "other",
    [
        {"octets": "471040"},
        {"counts": [1]},
        {"counts": {"letter": "\x1b[2J"}},
        {"schema": ["0014"]},
        {"taken_at": "9999-12-31T23:59:59+00:00"},
        {"taken_at": "2026-01-01T00:00:00"},
        {"engine": []},
        {"engine": [[[[]]]] * 2000},
    ],
)
def test_a_last_line_that_nobody_of_ours_wrote_is_refused_in_a_sentence(
    tmp_path: Path, other: dict[str, object]
) -> None:
    sealed(tmp_path / "backup", b"SQLite format 3", other)

    with pytest.raises(StoreRefused, match="no backup of Congvu"):
        examine(tmp_path / "backup", untold)


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(StoreRefused, match="is no file"):
        examine(tmp_path / "pipe", untold)


@pytest.mark.parametrize(
    "act",
    [
        "CREATE TRIGGER evil AFTER INSERT ON entry BEGIN UPDATE recipient SET state = 'waiting'; END",
        "CREATE VIEW evil AS SELECT 1",
    ],
)
async def test_what_would_act_in_the_store_later_does_not_come_in_by_a_backup(
    sqlite: Path, tmp_path: Path, act: str
) -> None:
    """A trigger lived on in the restored store, and let go whatever waited for a person's word."""
    backup.take(f"sqlite:///{sqlite}", tmp_path / "good", NOW, untold)
    octets = (tmp_path / "good").read_bytes()
    (tmp_path / "evil").write_bytes(octets[: octets.rindex(b"\n{")])
    with closing(sqlite3.connect(tmp_path / "evil")) as file:
        file.execute(act)
    sealed(tmp_path / "backup", (tmp_path / "evil").read_bytes())

    with pytest.raises(StoreRefused, match="evil"):
        rehearse(tmp_path / "backup", untold)
    with pytest.raises(StoreRefused, match="evil"):
        restore(order(tmp_path / "backup", f"sqlite:///{tmp_path / 'new.db'}"), untold)
    assert not (tmp_path / "new.db").exists()


async def test_any_program_for_sqlite_reads_it(sqlite: Path, tmp_path: Path) -> None:
    backup.take(f"sqlite:///{sqlite}", tmp_path / "backup", NOW, untold)

    with closing(sqlite3.connect(f"file:{tmp_path / 'backup'}?mode=ro", uri=True)) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert file.execute("PRAGMA journal_mode").fetchone() == ("delete",), "it is one file"


def test_a_backup_of_a_newer_schema_is_refused(sqlite: Path, tmp_path: Path) -> None:
    path, empty = tmp_path / "backup", f"sqlite:///{tmp_path / 'new.db'}"
    backup.take(f"sqlite:///{sqlite}", path, NOW, untold)
    path.write_bytes(path.read_bytes().replace(b'"schema": "00', b'"schema": "99'))

    with pytest.raises(StoreRefused, match="made by a newer Congvu; this one knows up to"):
        restore(order(path, empty), untold)


def test_one_of_an_older_schema_is_brought_to_ours(tmp_path: Path, empty: str) -> None:
    old = f"sqlite:///{tmp_path / 'old.db'}"
    config = Config()
    config.set_main_option("script_location", "store/migrations")
    with open_engines(old).writer.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        connection.commit()

    taken = backup.take(old, tmp_path / "backup", NOW, untold)
    restore(order(tmp_path / "backup", empty), untold)

    assert (taken.schema, schema_of(open_engines(empty))) == ("0003", SCHEMA)


async def test_a_store_that_holds_something_is_replaced_only_when_that_is_said(
    kept: Store, url: str, tmp_path: Path
) -> None:
    path = tmp_path / "backup"
    await asyncio.to_thread(backup.take, url, path, NOW, untold)
    await accepted(kept, new_letter())
    with pytest.raises(StoreRefused, match="not empty; to put the backup in its place, say --repl"):
        restore(order(path, url), untold)
    assert await letters(kept) == 3
    await kept.close()

    done = await asyncio.to_thread(restore, order(path, url, replace=True), untold)

    again = Store.open(url, "test")
    assert await letters(again) == 2
    await again.close()
    if done.aside:
        before = Store.open(f"sqlite:///{done.aside}", "test")
        assert await letters(before) == 3, "what was there is kept beside it"
        await before.close()
    assert (done.aside is None) == url.startswith("postgresql")


async def letters(store: Store) -> int:
    found: int = await store.read(lambda tx: tx.value(select(func.count()).select_from(letter)))
    return found


async def test_a_store_that_a_daemon_serves_is_not_replaced(
    kept: Store, url: str, tmp_path: Path
) -> None:
    await asyncio.to_thread(backup.take, url, tmp_path / "backup", NOW, untold)
    await kept.write(worker.join, "worker:1", NOW + DAY, LONGEST, NOW)

    with pytest.raises(StoreRefused, match="a daemon serves this store; stop it"):
        await asyncio.to_thread(restore, order(tmp_path / "backup", url, replace=True), untold)
    assert await letters(kept) == 2


async def test_a_store_that_a_process_has_open_is_not_replaced_although_it_stands_still(
    sqlite: Path, tmp_path: Path
) -> None:
    """A daemon behind a SIGSTOP had no lease, and answered 250 into the file put aside once it went on."""
    url = f"sqlite:///{shutil.copy(sqlite, tmp_path / 'congvu.db')}"
    await asyncio.to_thread(backup.take, url, tmp_path / "backup", NOW, untold)
    asleep = Store.open(url, "test")
    await accepted(asleep, new_letter())
    held = await letters(asleep)

    with pytest.raises(StoreRefused, match=r"has .* open, perhaps one that stands still"):
        await asyncio.to_thread(restore, order(tmp_path / "backup", url, replace=True), untold)

    assert await letters(asleep) == held
    await accepted(asleep, new_letter())
    await asleep.close()
    await asyncio.to_thread(restore, order(tmp_path / "backup", url, replace=True), untold)


def test_an_empty_store_is_no_backup(empty: str, tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="the store is empty"):
        backup.take(empty, tmp_path / "backup", NOW, untold)
