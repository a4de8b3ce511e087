"""What the documents point to is there."""

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, name

LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


@pytest.mark.parametrize("path", files(".md"), ids=name)
def test_every_link_of(path: Path) -> None:
    targets = LINK.findall(path.read_text("utf-8"))

    assert [t for t in targets if "://" not in t and not (path.parent / t).exists()] == []


def test_every_decision_stands_in_their_list_in_order() -> None:
    folder = ROOT / "docs/design"
    listed = LINK.findall((folder / "README.md").read_text("utf-8"))

    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))
