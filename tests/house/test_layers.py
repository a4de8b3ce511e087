"""Each package imports only from below, and each library has one home."""

import ast
import functools
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, name, shipped

HOMES = {
    ("sqlalchemy", "alembic", "sqlite3", "psycopg"): {"store"},
    ("jinja2",): {"templates"},
    (
        "matplotlib",
        "openpyxl",
        "xlsxwriter",
        "python_calamine",
        "pypdf",
        "pyhanko",
        "pyhanko_certvalidator",
        "asn1crypto",
        "lxml",
    ): {"papers"},
    ("telegram", "httpx"): {"bot"},
    ("prometheus_client",): {"web"},
    ("aiosmtpd", "dkim", "dns", "smtplib", "aiosmtplib", "publicsuffixlist", "pkcs11"): {"mail"},
    ("starlette", "uvicorn"): {"web", "demo"},
}
LAZY = "congvu/cli"  # the one place where an import may stand inside a function
INDENTED = re.compile(r"^[ \t]+(?:import|from) ", re.MULTILINE)  # most files need no closer look
IN_PLACE = {"store/migrate.py"}  # Alembic, where a schema must change; see docs/design/0011


@functools.cache
def imports(path: Path) -> frozenset[str]:
    """The top-level packages that *path* imports, wherever in the file."""
    return frozenset(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def package(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


@pytest.mark.parametrize(("libraries", "homes"), HOMES.items(), ids=[names[0] for names in HOMES])
def test_each_library_has_one_home(libraries: tuple[str, ...], homes: set[str]) -> None:
    strays = [
        f"{name(path)} imports {library}"
        for path in shipped(".py")
        if package(path) not in homes
        for library in imports(path) & set(libraries)
    ]

    assert strays == []


def test_the_meaning_needs_the_standard_library_only() -> None:
    strays = {
        f"{name(path)} imports {library}"
        for path in shipped(".py")
        if package(path) == "work"
        for library in imports(path) - {"work"} - sys.stdlib_module_names
    }

    assert strays == set()


def test_the_demo_knows_nothing_of_the_daemon_but_the_meaning() -> None:
    ours = {"bot", "congvu", "mail", "papers", "schedules", "store", "templates", "web"}
    strays = [name(p) for p in shipped(".py") if package(p) == "demo" and ours & imports(p)]

    assert strays == []


def test_imports_stand_at_the_top_but_for_the_command_line() -> None:
    deep = [
        f"{name(path)}:{inner.lineno}"
        for path in shipped(".py")
        if not name(path).startswith(LAZY) and name(path) not in IN_PLACE
        if INDENTED.search(text := path.read_text("utf-8"))
        for outer in ast.walk(ast.parse(text))
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert deep == []
