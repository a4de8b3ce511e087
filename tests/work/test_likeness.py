"""Documents that may be one: told by agency, number and sign, and day or year."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from work.document import Document, Urgency
from work.likeness import Likeness, likeness, those_alike

PAPER = Document("05/QĐ-BYT", "Bộ Y tế", date(2026, 3, 2), "phê duyệt", issuer_code="G18")


@pytest.mark.parametrize(
    ("changes", "how"),
    [
        ({}, Likeness.SAME),
        ({"number": "5/QÐ-BYT"}, Likeness.SAME),
        ({"issuer": "BYT"}, Likeness.SAME),
        ({"issuer": "BỘ Y TẾ", "issuer_code": None}, Likeness.SAME),
        ({"excerpt": "việc khác"}, Likeness.SAME),
        ({"issued": date(2026, 12, 31)}, Likeness.SAME_YEAR),
        ({"issued": date(2025, 3, 2)}, None),
        ({"number": "05/QyĐ-BYT"}, None),
        ({"number": "05/2026/QĐ-BYT"}, None),
        ({"number": "6/QĐ-BYT"}, None),
        ({"issuer": "Sở Y tế", "issuer_code": None}, None),
        ({"issuer": "Sở Y tế", "issuer_code": "H05"}, None),
    ],
)
def test_agency_number_and_day_or_year_make_documents_alike(
    changes: dict[str, object], how: Likeness | None
) -> None:
    other = replace(PAPER, **changes)  # type: ignore[arg-type]

    assert likeness(PAPER, other) is how
    assert likeness(other, PAPER) is how


def test_those_that_are_the_same_in_all_come_first() -> None:
    year = replace(PAPER, issued=date(2026, 4, 1))
    other = replace(PAPER, number="6/QĐ-BYT")

    found = those_alike(PAPER, ((1, year), (2, other), (3, PAPER)))

    assert [(one.id, one.likeness) for one in found] == [(3, "same"), (1, "same-year")]


def test_only_a_timed_document_has_an_hour() -> None:
    hour = datetime(2026, 11, 26, 8, tzinfo=UTC)

    timed = replace(PAPER, urgency=Urgency.TIMED_EXPRESS, deliver_by=hour)
    assert timed.deliver_by == hour
    with pytest.raises(ValueError, match="express has no hour"):
        replace(PAPER, urgency=Urgency.EXPRESS, deliver_by=hour)
