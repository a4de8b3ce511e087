"""What every command stands on: the configuration, the store, who runs it, and the time."""

import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple

from congvu.cli.refused import Refused

if TYPE_CHECKING:
    from congvu.config import Config
    from store import Store, Tx

Args = TypeVarTuple("Args")
T = TypeVar("T")


def actor() -> str:
    """Who runs this, as the account names them: "cli:1000", or "cli:0 sudo:1000", by their user ids.

    An account's name may be a person's, and the account of what was done holds none (design, section 5).
    """
    behind = os.environ.get("SUDO_UID", "")
    known = os.getuid() == 0 and behind.isascii() and behind.isdecimal()
    return f"cli:{os.getuid()}" + (f" sudo:{behind}" if known else "")


class Shell:
    """One run of one command; everything in it is made when it is asked for."""

    def __init__(self, given: Path | None) -> None:
        self._given = given

    @cached_property
    def config(self) -> "Config":
        """The configuration; Refused with every problem in it."""
        from congvu.config import ConfigMissing, ConfigRefused

        try:
            return self.read_config()
        except (ConfigMissing, ConfigRefused) as error:
            raise Refused(str(error)) from error

    def read_config(self) -> "Config":
        """The configuration. Raises ConfigMissing or ConfigRefused."""
        from congvu.config import find, load

        return load(find(self._given))

    @cached_property
    def now(self) -> datetime:
        """When the command was run."""
        from schedules.clock import MachineClock

        return MachineClock().now()

    @property
    def machine_day(self) -> date:
        """The machine's day in the office's zone: the relay lets agencies and logins in by it.

        Where office time is simulated, tasks have another: task_office.office_day.
        """
        return self.now.astimezone(self.config.office.zone).date()

    def write(self, function: "Callable[[Tx, *Args], T]", *args: *Args) -> T:
        """What the transaction *function* gave, once it is committed."""

        async def write(store: "Store") -> T:
            return await store.write(function, *args)

        return self.with_store(write)

    def read(self, function: "Callable[[Tx, *Args], T]", *args: *Args) -> T:
        """What *function* gives on a snapshot."""

        async def read(store: "Store") -> T:
            return await store.read(function, *args)

        return self.with_store(read)

    def with_store(self, work: "Callable[[Store], Awaitable[T]]") -> T:
        """What *work* gives with the store open; Refused when the store cannot be used or is overtaken."""
        with self.guarded():
            import asyncio

            return asyncio.run(self._opened(work))

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Refused instead of what a store may raise that a user can mend."""
        from store.directory.change import Overtaken
        from store.engine import StoreRefused
        from store.failure import StoreFailed

        try:
            yield
        except StoreRefused as error:
            raise Refused(str(error)) from error
        except Overtaken as error:
            raise Refused(
                "somebody else changed the same thing at this moment; nothing was kept, run it again"
            ) from error
        except StoreFailed as error:
            reason = str(getattr(error, "orig", error)).strip().split("\n")[0]
            raise Refused(f"the store does not answer: {reason}; {self._store_remedy()}") from error

    def _store_remedy(self) -> str:
        """What to do about a store that fails."""
        where = f"correct `url` under [store] in {self.config.path}"
        path = self.config.store.path
        if path is None:
            return f"see that the PostgreSQL server runs and lets this user in, or {where}"
        return f"look at {path}, its disk and permissions, put your copy back, or {where}"

    async def _opened(self, work: "Callable[[Store], Awaitable[T]]") -> T:
        from store import Store

        address = self.config.store.address()
        self._require_store(address)
        store = Store.open(address, actor())
        try:
            return await work(store)
        finally:
            await store.close()

    def _require_store(self, address: str) -> None:
        """Only an empty database is given its tables here: an older one may still be served."""
        from store.engine import open_engines
        from store.migrate import ensure
        from store.version import KNOWN, SCHEMA, schema_of

        if absence := self.config.store.absence():
            raise Refused(absence)
        engines = open_engines(address)
        try:
            found = schema_of(engines)
        finally:
            engines.dispose()
        if found != SCHEMA and found in KNOWN:
            raise Refused(
                f"the store has schema {found}, this program needs {SCHEMA}; take a backup,"
                " then start congvu serve once, which brings it there"
            )
        ensure(address)
