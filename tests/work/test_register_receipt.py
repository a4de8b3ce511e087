"""The day on which a paper came in, in a column of the register: read, judged, and counted from."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.papers.books import TITLES
from tests.work.test_register import OFFICE, letter, read, row, sheet, told
from work.deadline import Deadline
from work.document import Document
from work.register import read_register
from work.sheet import Value


@pytest.mark.parametrize(
    "title",
    ["Ngày đến", "NGÀY, THÁNG ĐẾN", "Ngày nhận", "Ngày văn bản đến", "Ngày tiếp nhận văn bản"],
)
def test_the_day_of_receipt_is_read_from_a_column_of_its_own(title: str) -> None:
    rows = (*row(), "05/8/2026"), (*row(letter(2)), date(2026, 8, 6)), (*row(letter(3)), None)
    preview = read(*rows, head=(*TITLES, title))

    assert told(preview) == []
    came = [entry.document.received for entry in preview.entries]
    assert came == [date(2026, 8, 5), date(2026, 8, 6), None]


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("hôm qua", "H2 bad-received"),
        (46310, "H2 bad-received"),
        ("31/02/2026", "H2 bad-received"),
        ("02/10/2026", "H2 received-ahead"),
        ("02/8/2026", "H2 received-before-issued"),
    ],
)
def test_a_day_of_receipt_that_cannot_be_is_told(cell: Value, problem: str) -> None:
    preview = read((*row(), cell), (*row(letter(2)), "03/8/2026"), head=(*TITLES, "Ngày đến"))

    assert told(preview) == [problem]
    assert [entry.row for entry in preview.entries] == [3]


def test_a_term_counts_from_the_receipt_that_the_row_or_else_the_office_knows() -> None:
    asked = list[str]()

    def receipts(paper: Document) -> date | None:
        asked.append(paper.number)
        return date(2026, 8, 7) if paper.number == "2/VPCP-KSTT" else None

    def term(text: str, issued: date, received: date | None) -> Deadline | None:
        return None if received is None else Deadline(received + timedelta(7), "days", text)

    rows = [(*row(letter(n), due="7 ngày"), "05/8/2026" if n == 1 else None) for n in (1, 2, 3)]
    office = replace(OFFICE, term=term, receipts=receipts)
    preview = read_register(sheet(*rows, head=(*TITLES, "Ngày đến")), office)

    assert told(preview) == ["D2 counted-received", "D3 counted-received", "D4 deadline-term"]
    dues = [entry.task.deadline and entry.task.deadline.due for entry in preview.entries]
    assert dues == [date(2026, 8, 12), date(2026, 8, 14)]
    assert asked == ["2/VPCP-KSTT", "3/VPCP-KSTT"]
