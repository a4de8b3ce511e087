"""What letters say otherwise of time is looked for only where its words stand, and found wherever it is."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from work.official.rephrased import RULES
from work.official.wordings import WORDINGS

ROWS = [(words.split("|"), pattern) for words, pattern, _ in (*RULES, *WORDINGS)]
SHORTEST = 3  # letters of a word that tells anything


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(ROWS).flatmap(lambda one: st.tuples(st.just(one), st.from_regex(one[1]))))
def test_what_a_pattern_finds_has_one_of_its_words(case: tuple[tuple[list[str], str], str]) -> None:
    (words, pattern), text = case
    assert all(any(word in one[0] for word in words) for one in re.finditer(pattern, text))


def test_every_word_tells_something() -> None:
    assert [word for words, _ in ROWS for word in words if len(word) < SHORTEST] == []
