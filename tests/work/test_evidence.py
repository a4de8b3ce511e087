"""What is hashed and signed has one form, which any program can write."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from work.evidence import canonical

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(VALUES)
def test_it_is_json_with_sorted_keys_and_no_blanks(value: object) -> None:
    assert canonical(value) == json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


@pytest.mark.parametrize("value", [float("nan"), b"x", object()])
def test_what_json_does_not_know_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical(value)
