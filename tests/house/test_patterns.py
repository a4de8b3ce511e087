"""Regular expressions that Debian 12's Python (3.11.2) reads wrongly stand nowhere."""

import re

from tests.house.tree import name, shipped

# Python before 3.11.5 loses its place in a possessive repetition of a group (gh-106052), and so
# matches what it should not; ``(?>(?:…)*)`` says the same and is read rightly.
POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{[0-9,]+\})\+")


def test_no_group_is_repeated_possessively() -> None:
    found = [
        f"{name(path)}:{number}"
        for path in shipped(".py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if POSSESSIVE_GROUP.search(line)
    ]

    assert found == []
