"""Folded text is what was written, letter for letter."""

from hypothesis import given
from hypothesis import strategies as st

from work.official.folded import folded


@given(st.text(st.sampled_from("Đđ Ắẳ\xa0–“Ɖ\u0301\t\n\r1İßﬁΣ☐")))
def test_letters_that_no_office_writes_are_folded_letter_for_letter_too(text: str) -> None:
    one_by_one = "".join(map(folded, text))
    assert folded(text) == one_by_one or "Σ" in text  # whose small letter tells where it stands
