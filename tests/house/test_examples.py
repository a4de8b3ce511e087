"""Examples in docstrings are run, and hold."""

import doctest
import importlib
from pathlib import Path

import pytest

from tests.house.tree import name, shipped

WITH_EXAMPLES = [path for path in shipped(".py") if ">>> " in path.read_text("utf-8")]


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=name)
def test_the_examples_of(path: Path) -> None:
    module = importlib.import_module(name(path).removesuffix(".py").replace("/", "."))

    assert doctest.testmod(module).failed == 0
