"""What the documents point to is there."""

import re
from pathlib import Path

import pytest

from tests.house.tree import files, name

LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


@pytest.mark.parametrize("path", files(".md"), ids=name)
def test_every_link_of(path: Path) -> None:
    targets = LINK.findall(path.read_text("utf-8"))

    assert [t for t in targets if "://" not in t and not (path.parent / t).exists()] == []
