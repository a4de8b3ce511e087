"""What may never stand in a file of ours."""

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, name

TEXT = (
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".lock",
    ".j2",
    ".html",
    ".css",
    ".js",
    ".sh",
    ".service",
    "",
)
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError")
HERE = re.compile(rf"{re.escape(str(ROOT))}|/home/\w+|/root/\.")
URL = re.compile(r"https?://|@ file:")


def found(pattern: re.Pattern[str], paths: tuple[Path, ...]) -> list[str]:
    return [
        f"{name(path)}:{number}: {line.strip()[:80]}"
        for path in paths
        if path != Path(__file__) and path.name != "LICENSE"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("pattern", [UNFINISHED, HERE], ids=["unfinished work", "a path of here"])
def test_no_file_holds(pattern: re.Pattern[str]) -> None:
    assert found(pattern, files(*TEXT)) == []


def test_lock_files_hold_versions_and_hashes_but_no_address() -> None:
    locks = files(".lock")

    assert {name(path) for path in locks} == {"requirements.lock", "requirements-dev.lock"}
    assert found(URL, locks) == []
