"""Dated data from TOML files: rows that know their line, and refuse what is wrong with a remedy."""

import functools
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time
from importlib.resources import files
from pathlib import Path
from typing import Any


class DataRefused(Exception):
    """A file of dated data cannot be used; the text names file and line, and what to write."""


@dataclass(frozen=True, slots=True)
class Row:
    """One table of a file; *place* is its file and line."""

    place: str
    values: Mapping[str, Any]

    def refused(self, remedy: str) -> DataRefused:
        """The refusal of this row, to be raised."""
        return DataRefused(f"{self.place}: {remedy}")

    def only(self, *keys: str) -> None:
        """Raises DataRefused for a key that is not one of *keys*."""
        for key in self.values.keys() - set(keys):
            raise self.refused(f'"{key}" is not known here; known are {", ".join(keys)}')

    def day(self, key: str, default: date | None = None) -> date:
        """The date under *key*."""
        value = self.values.get(key, default)
        if type(value) is not date:
            raise self.refused(f"{key} is a date without quotes, such as 2027-02-04")
        return value

    def hour(self, key: str) -> time:
        """The time of day under *key*."""
        value = self.values.get(key)
        if not isinstance(value, time):
            raise self.refused(f"{key} is a time of day without quotes, such as 08:00:00")
        return value

    def number(self, key: str) -> int:
        """The whole number under *key*."""
        value = self.values.get(key)
        if type(value) is not int:
            raise self.refused(f"{key} is a whole number without quotes")
        return value

    def text(self, key: str, allowed: Collection[str] | None = None) -> str:
        """The words under *key*, one of *allowed* where that is given."""
        value = self.values.get(key)
        if not isinstance(value, str) or not value:
            raise self.refused(f"{key} is missing or empty; write it in quotes")
        if allowed is not None and value not in allowed:
            raise self.refused(f"{key} is one of {', '.join(allowed)}")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """The list of words under *key*; empty when it is left out."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or any(not isinstance(one, str) or not one for one in value):
            raise self.refused(f"{key} is a list of words in quotes, in brackets")
        return tuple(value)

    def texts(self, key: str, allowed: Collection[str]) -> tuple[str, ...]:
        """The list under *key*, each of it one of *allowed*; empty when it is left out."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or any(item not in allowed for item in value):
            raise self.refused(f"{key} is a list in brackets, each one of {', '.join(allowed)}")
        return tuple(value)

    def rows(self, key: str) -> tuple["Row", ...]:
        """The tables under *key*, which stand at this row's place."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self.refused(f"write {key} with double brackets")
        return tuple(Row(f"{self.place}, {key} {n}", values) for n, values in enumerate(value, 1))


class DataFile:
    """One file of dated data. Raises DataRefused when it is no TOML, or has tables not in *kinds*."""

    def __init__(self, name: str, text: str, kinds: tuple[str, ...]) -> None:
        self._name = name
        self._lines = text.splitlines()
        try:
            self._table = tomllib.loads(text)
        except ValueError as error:  # TOMLDecodeError, and what int says of too many digits
            raise DataRefused(f"{name}: {error}; mend the TOML") from error
        except RecursionError as error:
            raise DataRefused(
                f"{name}: brackets stand in brackets too deep; mend the TOML"
            ) from error
        Row(name, self._table).only(*kinds)

    @classmethod
    @functools.cache  # nobody writes into what is installed, and some parts read the same file
    def shipped(cls, package: str, name: str, kinds: tuple[str, ...]) -> "DataFile":
        """A file in the folder ``data`` of *package*."""
        text = (files(package) / "data" / name).read_text("utf-8")
        return cls(f"{package}/data/{name}", text, kinds)

    @classmethod
    def at(cls, path: Path, kinds: tuple[str, ...]) -> "DataFile":
        """A file of the office."""
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DataRefused(f"{path}: {error}; give a file in UTF-8 that can be read") from error
        return cls(str(path), text, kinds)

    def rows(self, kind: str) -> tuple[Row, ...]:
        """Every ``[[kind]]`` of the file, or its one ``[kind]``, in order."""
        found = self._table.get(kind, [])
        tables = found if isinstance(found, list) else [found]
        header = re.compile(rf"\s*\[{{1,2}}\s*{kind}\s*\]")
        starts = [n for n, line in enumerate(self._lines, 1) if header.match(line)]
        if len(starts) != len(tables) or not all(isinstance(table, dict) for table in tables):
            raise DataRefused(f"{self._name}: write each {kind} under a [[{kind}]] of its own")
        return tuple(
            Row(f"{self._name}, line {start}", table)
            for start, table in zip(starts, tables, strict=True)
        )
