"""Migrations: they make what the program needs, once, and never touch what is newer."""

import asyncio
import sqlite3
import stat
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from store.engine import StoreRefused, file_system, open_engines
from store.migrate import ensure
from store.schema import metadata
from store.version import KNOWN, SCHEMA


def test_the_migrations_make_the_metadata(url: str) -> None:
    engines = open_engines(url)
    with engines.writer.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, metadata) == []


def test_an_index_of_some_rows_alone_is_that_on_both_engines(url: str) -> None:
    engines = open_engines(url)
    with engines.writer.connect() as connection:
        look = inspect(connection)
        made = [index for table in metadata.tables for index in look.get_indexes(table)]
    written = (index for table in metadata.tables.values() for index in table.indexes)

    assert {
        one["name"]
        for one in made
        if f"{engines.url.get_dialect().name}_where" in one["dialect_options"]
    } == {index.name for index in written if index.dialect_kwargs.get("sqlite_where") is not None}


def test_the_newest_migration_is_the_schema_that_the_program_asks_for() -> None:
    files = Path("store/migrations/versions").glob("[0-9]*.py")

    assert sorted(path.name[:4] for path in files) == list(KNOWN)
    assert SCHEMA == KNOWN[-1]


def test_a_second_look_changes_nothing(url: str) -> None:
    assert ensure(url) is False


def test_a_newer_schema_is_refused_with_what_to_do(url: str) -> None:
    engines = open_engines(url)
    with engines.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreRefused, match="made by a newer Congvu.*restore a backup"):
        ensure(url)


async def test_processes_that_start_at_once_migrate_once(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'new.db'}"
    program = f"from store.migrate import ensure; print(ensure({address!r}))"
    started = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(4)
    ]
    answers = [(await process.communicate())[0].decode().strip() for process in started]

    assert sorted(answers) == ["False", "False", "False", "True"]


def test_an_sqlite_store_is_set_up_to_survive_a_power_cut(tmp_path: Path) -> None:
    path = tmp_path / "congvu.db"
    ensure(f"sqlite:///{path}")
    with open_engines(f"sqlite:///{path}").connect() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "auto_vacuum")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]

    assert found == ["wal", 2, 1, 2, 2]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600, "letters are in it"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite://", "needs a file"),
        ("sqlite:////nowhere/at/all/congvu.db", "folder /nowhere/at/all is missing; make it"),
        ("mysql://localhost/x", "mysql is not known; use sqlite:///… or postgresql://…"),
    ],
)
def test_a_store_that_cannot_be_is_refused_with_what_to_do(url: str, words: str) -> None:
    with pytest.raises(StoreRefused, match=words):
        open_engines(url)


def test_a_network_file_system_is_recognised_by_the_mount_above(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n")

    assert file_system(tmp_path / "deep" / "down", mounts) == "nfs4"
    assert file_system(Path("/"), mounts) == "ext4"


def test_the_file_is_a_plain_sqlite_database(tmp_path: Path) -> None:
    ensure(f"sqlite:///{tmp_path / 'congvu.db'}")
    with sqlite3.connect(tmp_path / "congvu.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_what_stood_as_open_is_assigned_and_what_had_ended_stays(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    _migrate(url, "0020")
    engines = open_engines(url)
    with engines.writer.begin() as connection:
        connection.execute(text(
            "INSERT INTO document (id, number, issuer, issued, excerpt, urgency)"
            " VALUES (1, '1/A', 'A', '2026-01-01', 'x', 'normal')"
        ))  # fmt: skip
        for number, rest in enumerate(
            ("'open', NULL, NULL", "'done', 5, '2026-01-05'", "'cancelled', 5, NULL"), 1
        ):
            connection.execute(text(
                "INSERT INTO task (id, document_id, content, version, opened_at, state, closed_at,"
                f" done_on) VALUES ({number}, 1, 'x', 0, 1, {rest})"
            ))  # fmt: skip

    assert ensure(url)

    with engines.writer.connect() as connection:
        rows = connection.execute(
            text("SELECT state, received_at, stopped_on FROM task ORDER BY id")
        )
        assert [tuple(row) for row in rows] == [
            ("assigned", None, None), ("done", None, None), ("cancelled", None, None),
        ]  # fmt: skip
    engines.dispose()


def _migrate(url: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "store/migrations")
    engines = open_engines(url)
    with engines.writer.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()
    engines.dispose()
