"""What becomes of encrypted letters is the office's choice, and each agency's."""

from mail.smime.encrypted import Wishes


def test_without_a_word_a_person_sees_them() -> None:
    assert Wishes().of("H05") == "hold"


def test_an_agency_may_want_something_else() -> None:
    wishes = Wishes("refuse", {"H05": "pass"})

    assert (wishes.of("H05"), wishes.of("H06"), wishes.of(None)) == ("pass", "refuse", "refuse")
