"""A file fits in one reading, a function in an eye's span."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import files, name

FILE_LINES = 400
FUNCTION_LINES = 50
DOCSTRING = re.compile(r'(?:#.*\n|\n)*r?"""\S')


def long_functions(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{name(path)}:{node.lineno} {node.name}: {lines} lines"


def test_no_file_is_longer_than_a_reading() -> None:
    sizes = {name(path): path.read_bytes().count(b"\n") for path in files(".py")}

    assert {path: lines for path, lines in sizes.items() if lines > FILE_LINES} == {}


def test_no_function_is_longer_than_a_look() -> None:
    written = [path for path in files(".py") if "versions" not in path.parts]  # generated

    assert [found for path in written for found in long_functions(path)] == []


def test_every_file_begins_with_its_job() -> None:
    silent = [
        name(path)
        for path in files(".py")
        if path.stat().st_size and not DOCSTRING.match(path.read_text("utf-8"))
    ]

    assert [path for path in silent if "migrations" not in path] == []
