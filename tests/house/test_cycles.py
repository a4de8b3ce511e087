"""No module needs, while it is read, one that needs it: which of them is imported first must not matter."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.house.tree import PACKAGES, ROOT


def test_no_modules_import_each_other_in_a_circle() -> None:
    files = {_name(path): path for package in PACKAGES for path in (ROOT / package).rglob("*.py")}
    needs = {name: set(_needed(name, path, files)) for name, path in files.items()}

    assert _circle(needs) == []


def test_a_circle_is_found() -> None:
    assert _circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": set()}) != []


def _circle(needs: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _needed(name: str, path: Path, files: dict[str, Path]) -> Iterator[str]:
    """The modules that *path* imports while it is read: not in functions, nor for types alone."""
    for node in ast.parse(path.read_text("utf-8")).body:
        match node:
            case ast.Import(names):
                yield from (one.name for one in names if one.name in files)
            case ast.ImportFrom(module=str(module), names=names):
                inner = [f"{module}.{one.name}" for one in names]
                yield from (one for one in inner if one in files)
                if any(one not in files for one in inner) and module in files and module != name:
                    yield module
