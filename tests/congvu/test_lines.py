"""The line of every value, whatever the way a TOML document writes it."""

import json
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.config.lines import Loc, line_of, lines

DOCUMENT = '''\
top = 1
a.b.c = "dotted"        # 2

[relay]
hostname = "x # no comment"
retry = [
  "5m",
  # between
  "10m", { deep = [1,
    2] },
]
"quoted key" = """
three
lines"""
after = \'\'\'lit
eral\'\'\'

[[relay.listener]]
tls = "none"
limits = { a = 1, "b.c" = [ "]", "}" ] }

  [[ relay . listener ]]
  address = 1979-05-27 07:32:00

[relay.listener.inner]
x = 'a\\'
[[relay.listener.more]]
[[relay.listener.more]]
y = true
'''


@pytest.mark.parametrize(
    ("loc", "line"),
    [
        (("top",), 1),
        (("a",), 2),
        (("a", "b", "c"), 2),
        (("relay",), 4),
        (("relay", "hostname"), 5),
        (("relay", "retry"), 6),
        (("relay", "retry", 0), 7),
        (("relay", "retry", 1), 9),
        (("relay", "retry", 2, "deep", 1), 10),
        (("relay", "quoted key"), 12),
        (("relay", "after"), 15),
        (("relay", "listener", 0), 18),
        (("relay", "listener", 0, "tls"), 19),
        (("relay", "listener", 0, "limits", "b.c", 1), 20),
        (("relay", "listener", 1), 22),
        (("relay", "listener", 1, "address"), 23),
        (("relay", "listener", 1, "inner", "x"), 26),
        (("relay", "listener", 1, "more", 1, "y"), 29),
    ],
)
def test_every_value_has_its_line(loc: Loc, line: int) -> None:
    tomllib.loads(DOCUMENT)

    assert lines(DOCUMENT)[loc] == line


def test_what_is_missing_is_placed_at_its_table() -> None:
    found = lines(DOCUMENT)

    assert line_of(found, ("relay", "listener", 1, "kind")) == 22
    assert line_of(found, ("absent", "section")) == 1


KEYS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=6)
VALUES = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.text("a\"\\'#[]{},=\n\té", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, st.dictionaries(KEYS, VALUES, max_size=4), max_size=4))
def test_any_document_is_walked_to_its_end(document: dict[str, dict[str, Any]]) -> None:
    text, expected = "", {}
    for section, options in document.items():
        text += f"[{quoted(section)}]\n"
        for option, value in options.items():
            expected[section, option] = text.count("\n") + 1
            text += f"{quoted(option)} = {written(value)} # ]\n"
    assert tomllib.loads(text) == document

    found = lines(text)

    assert {loc: found[loc] for loc in expected} == expected


def quoted(text: str) -> str:
    return json.dumps(text).replace("\x7f", "\\u007f") if text.isascii() else toml_string(text)


def toml_string(text: str) -> str:
    return '"' + "".join(f"\\U{ord(c):08x}" for c in text) + '"'


def written(value: Any) -> str:
    """TOML for *value*: lists over several lines, tables inline, some strings as literals."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case str() if "'" not in value and "\n" not in value:
            return f"'{value}'"
        case str() if "\\" not in value and '"' not in value and not value.endswith("'"):
            return f'"""\n{value}"""'
        case str():
            return quoted(value)
        case list():
            return "[\n" + ",\n".join(written(item) for item in value) + "\n# ]\n]"
        case _:
            return "{" + ", ".join(f"{quoted(k)} = {written(v)}" for k, v in value.items()) + "}"
