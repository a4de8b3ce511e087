"""Finds the configuration file and reads it: a value, or every problem at once."""

import os
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from congvu.config.lines import line_of, lines
from congvu.config.model import Config
from congvu.config.problems import Problem, problems

PLACES = (Path("config.toml"), Path("/etc/congvu/config.toml"))
VARIABLE = "CONGVU_CONFIG"

_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class ConfigRefused(Exception):
    """The configuration cannot be used; each line of the text is one problem and its remedy."""

    def __init__(self, path: Path, found: Sequence[Problem]) -> None:
        self.path = path
        self.problems = tuple(found)
        super().__init__("\n".join(f"{path}:{p.line}: {p.sentence}" for p in found))


class ConfigMissing(Exception):
    """There is no configuration file; the text says what to do."""


def find(given: Path | None) -> Path:
    """The file named by ``--config``, else by CONGVU_CONFIG, else the first of the usual places.

    Raises ConfigMissing.
    """
    named = given or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    for path in (named,) if named else PLACES:
        if path.is_file():
            return path
    if named:
        raise ConfigMissing(_misnamed(named, "--config" if given else VARIABLE))
    usual = " or ".join(str(path) for path in PLACES)
    raise ConfigMissing(
        f"there is no configuration at {usual}; make one with congvu init DIR, or name yours with --config FILE"
    )


def _misnamed(named: Path, by: str) -> str:
    """That nothing stands where *by* points to, and what to name instead."""
    if named.is_dir():
        inside = named / "config.toml"
        todo = f"name the file in it: {inside}" if inside.is_file() else "it holds no config.toml"
        return f"{by} names {named}, which is a folder; {todo}"
    beside = named.parent / "config.toml"
    if beside.is_file():
        return f"{by} names {named}, where there is no file; did you mean {beside}?"
    return (
        f"{by} names {named}, where there is no file; name your configuration,"
        " or make a new office with congvu init DIR"
    )


def load(path: Path) -> Config:
    """The configuration in the file *path*; relative paths in it count from its folder.

    Raises ConfigRefused with every problem.
    """
    text = _text(path)
    document = _parsed(path, text)
    context = {"folder": path.absolute().parent}
    try:
        config = Config.model_validate(document, context=context)
    except ValidationError as error:
        raise ConfigRefused(path, problems(error.errors(), lines(text))) from None
    config._path = path
    if config.relay.rule:
        places = lines(text)
        config._rule_lines = tuple(
            line_of(places, ("relay", "rule", number)) for number in range(len(config.relay.rule))
        )
    return config


def _text(path: Path) -> str:
    try:
        octets = path.read_bytes()
    except OSError as error:
        raise ConfigMissing(f"{path} cannot be read: {error.strerror}") from error
    try:
        return octets.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        raise ConfigRefused(path, [Problem(line, "is not UTF-8; save the file as UTF-8")]) from None


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        sentence = str(error)
        place = _PLACE.search(sentence)
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        what = _PLACE.sub("", sentence)
        raise ConfigRefused(
            path, [Problem(line, f"is not TOML: {what[:1].lower()}{what[1:]}")]
        ) from None
