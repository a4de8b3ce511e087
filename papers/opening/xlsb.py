"""Excel's binary workbooks: the first rows of the sheets, by calamine."""

import io
import itertools
from collections.abc import Iterable

import python_calamine as calamine

from papers.opened import Said, Why
from papers.opening.draft import Budget, Draft, Inner
from papers.opening.office import inside, tell_properties
from papers.opening.package import Package
from papers.opening.xlsx import CELLS, ROWS, SHEET_MOST, SHEETS


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes the first rows of the sheets; gives the files that are embedded."""
    package = Package(octets, budget)
    tell_properties(package, draft)
    draft.obstacle(Why.PARTLY)  # headers, footers and boxes are not read
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(octets))
    for name in book.sheet_names[:SHEETS]:
        draft.field("sheet", name, Said.NAME)
        rows = itertools.islice(book.get_sheet_by_name(name).iter_rows(), ROWS)
        lines = ("\t".join(map(str, row[:CELLS])) for row in rows)
        with draft.portion(SHEET_MOST):
            draft.write("\n".join(lines) + "\n")
    yield from inside(package)
