"""Agencies as a tree, and who acts for one whose code is over."""

from datetime import date

from work.agency import Agency, branches, heir

DAY = date(2026, 10, 1)
OVER = date(2025, 6, 30)


def agency(code: str, parent: str | None = None, successor: str | None = None) -> Agency:
    return Agency(
        code, code, code, parent=parent, valid_to=OVER if successor else None, successor=successor
    )


def known(*agencies: Agency) -> dict[str, Agency]:
    return {one.code: one for one in agencies}


def test_each_stands_below_the_one_that_it_belongs_to() -> None:
    tree = branches(
        [agency("H05.02", "H05"), agency("G22"), agency("H05"), agency("H05.01", "H05")]
    )

    assert [(depth, one.code) for depth, one in tree] == [
        (0, "G22"), (0, "H05"), (1, "H05.01"), (1, "H05.02"),
    ]  # fmt: skip


def test_a_code_that_is_over_leads_through_all_that_followed_it() -> None:
    agencies = known(agency("G05", successor="G12"), agency("G12", successor="G40"), agency("G40"))

    assert heir("G05", agencies, DAY) == agencies["G40"]
    assert heir("G05", agencies, OVER) == agencies["G05"], "it was valid then"


def test_where_nobody_is_known_to_follow_there_is_no_heir() -> None:
    circle = known(agency("G05", successor="G12"), agency("G12", successor="G05"))

    assert heir("G05", circle, DAY) is None
    assert heir("G05", known(agency("G05", successor="G99")), DAY) is None
    assert heir("G77", circle, DAY) is None
