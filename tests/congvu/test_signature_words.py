"""What is told of a signature says no more than was found."""

import pytest

from congvu.cli.signature_words import VERDICTS, in_words
from papers.signed import Fault
from work.signature import Judgement


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Judgement("0", "smime", "good", "Bộ", is_author=True), "good, vouched for by Bộ"),
        (Judgement("0", "smime", "good", "Bộ"), "good, vouched for by Bộ; whether its author signed is not told"),
        (Judgement("2", "smime", "good", "Bộ", is_author=True), "good, vouched for by Bộ; over that part of the letter alone"),
        (Judgement("2", "pdf", "good", "Bộ"), "good, vouched for by Bộ"),
        (Judgement("0", "smime", "too-slow"), "could not be looked at: took too long to read"),
    ],
)  # fmt: skip
def test_a_good_one_says_of_what_and_by_whom(found: Judgement, words: str) -> None:
    assert in_words(found) == words


@pytest.mark.parametrize("fault", [fault.value for fault in Fault])
def test_every_fault_has_words_of_its_own(fault: str) -> None:
    assert fault in VERDICTS
    assert "good" not in in_words(Judgement("0", "smime", fault))
