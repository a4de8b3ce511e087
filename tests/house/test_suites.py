"""What puts a published suite before the code is run by `make proof` too."""

import ast
from pathlib import Path

from tests.house.tree import ROOT, name

READERS = {"suite", "arc_cases"}  # of tests.suites


def asks(path: Path) -> bool:
    """Whether the tests in *path* read a published suite."""
    text = path.read_text("utf-8")
    return "tests.suites" in text and any(
        isinstance(node, ast.ImportFrom)
        and node.module == "tests.suites"
        and READERS & {alias.name for alias in node.names}
        for node in ast.parse(text).body
    )


def test_whoever_reads_a_published_suite_is_marked() -> None:
    asking = [path for path in (ROOT / "tests").rglob("test_*.py") if asks(path)]

    assert [name(p) for p in asking if "pytest.mark.suite" not in p.read_text("utf-8")] == []
    assert len(asking) >= 5
