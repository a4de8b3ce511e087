"""What is looked for only where its words stand is found wherever it is."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from work.official.folded import folded
from work.official.rephrased import _RULES
from work.official.sought import Sought, words_of
from work.official.wordings import WORDINGS

PATTERNS = [pattern for pattern, _ in (*_RULES, *WORDINGS)]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PATTERNS).flatmap(lambda one: st.tuples(st.just(one), st.from_regex(one))))
def test_what_a_pattern_finds_has_its_words(case: tuple[str, str]) -> None:
    pattern, text = case
    found = [one.span() for one in re.finditer(pattern, text)]
    assert found
    assert [one.span() for one in Sought(pattern).every(text)] == found


def test_every_wording_has_words_without_which_it_is_not_looked_for() -> None:
    assert [one for one in PATTERNS if not words_of(one)] == []


def test_a_choice_of_which_one_branch_tells_nothing_asks_for_no_word() -> None:
    assert words_of(r"(?:truoc|\d) ngay (?:hop)? \d") == ((" ngay ",),)


@given(st.text(st.sampled_from("Đđ Ắẳ\xa0–“Ɖ\u0301\t\n\r1İßﬁΣ☐")))
def test_letters_that_no_office_writes_are_folded_letter_for_letter_too(text: str) -> None:
    one_by_one = "".join(map(folded, text))
    assert folded(text) == one_by_one or "Σ" in text  # whose small letter tells where it stands
