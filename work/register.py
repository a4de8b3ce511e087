"""Reads the register that tracks incoming documents (Sổ theo dõi giải quyết văn bản đến) into a preview.

Nothing is kept here: rows that can be opened stand beside what is wrong with the
others, each by row and column.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date

from work.kind import cites_number
from work.preview import Entry, Preview, Problem, Weight, identities, in_order
from work.register_form import (
    HEADER_WITHIN,
    NAMES,
    TITLES,
    Field,
    Header,
    find_header,
    is_numbering,
)
from work.register_row import Office, RowReader, shown
from work.secrecy.finding import Place, Verdict, worst
from work.secrecy.judge import Judge
from work.sheet import Flaw, Line, Merge, Sheet
from work.spelling import unsteered
from work.written_day import only_day

Progress = Callable[[int], None]

_FEW = 3  # dates of each kind; fewer may be so by chance
_MONTHS = 12


def read_register(sheet: Sheet, office: Office, progress: Progress = lambda rows: None) -> Preview:
    """What can be opened of *sheet*, and what is wrong with the rest.

    A row that bears a mark of secrecy is refused and quoted nowhere, and so is
    the whole sheet where its title does. *progress* is called now and then with
    the number of rows read.
    """
    first = sheet.lines[:HEADER_WITHIN]
    header = find_header(first)
    faults = tuple(_header_faults(first, header, office.judge))
    if header is None or any(fault.weight is Weight.ERROR for fault in faults):
        return Preview((), faults, 0)
    covered = _covered(sheet.merges)
    entries: list[Entry] = []
    problems = list(faults)
    body = [line for line in sheet.lines if line.number > header.row and not is_numbering(line)]
    for count, line in enumerate(body, 1):
        entry, told = _row(line, header, office, covered)
        problems += told
        if entry is not None:
            entries.append(entry)
        if count % 500 == 0:
            progress(count)
    withdrawn = tuple(entry for entry in entries if entry.withdrawn)
    kept, repeated = _each_once([entry for entry in entries if not entry.withdrawn])
    left_out = _left_out(body, {entry.row: entry for entry in kept}, header)
    swapped = _swapped_dates(body, header)
    every = in_order((*problems, *repeated, *left_out, *swapped))
    return Preview(tuple(kept), every, len(body), withdrawn)


def _header_faults(
    first: tuple[Line, ...], header: Header | None, judge: Judge
) -> Iterator[Problem]:
    if header is None:
        needed = tuple(f'"{title}"' for title in TITLES.values())
        yield Problem(Weight.ERROR, 0, None, "no-header", {"needed": needed})
        return
    if any(_secret(line, judge) for line in first if line.number < header.row):
        yield Problem(Weight.ERROR, 0, None, "secret-register")
        return
    found = [NAMES[field] for field in header.columns] + list(header.extra.values())
    for title in header.missing:
        yield Problem(
            Weight.ERROR, header.row, None, "column-missing", {"title": title, "found": found}
        )
    for column, title in header.twice.items():
        yield Problem(Weight.ERROR, header.row, column, "column-twice", {"title": title})
    for column, title in header.extra.items():
        yield Problem(Weight.WARNING, header.row, column, "extra-column", {"title": title})


def _row(
    line: Line, header: Header, office: Office, covered: Callable[[int, int], Merge | None]
) -> tuple[Entry | None, list[Problem]]:
    if _secret(line, office.judge):
        return None, [Problem(Weight.ERROR, line.number, None, "secret")]
    own = [c for c in header.columns.values() if line.cell(c) is not None]
    if not own:
        return None, []
    if len(own) == 1 and not cites_number(words := shown(line.cell(own[0]))):
        facts = {"cell": words}
        return None, [Problem(Weight.LEFT_OUT, line.number, own[0], "heading", facts)]
    reader = RowReader(line, header, office)
    entry = reader.read(covered)
    if entry is None or entry.withdrawn:
        return entry, [one for one in reader.problems if one.weight is not Weight.WARNING]
    return entry, reader.problems


def _secret(line: Line, judge: Judge) -> bool:
    """Whether it bears a mark, or what may be one: a person then looks at the paper."""
    cells = (unsteered(cell) for cell in line.cells if isinstance(cell, str))
    return any(worst(judge.text(cell, Place.SUBJECT)) >= Verdict.PERSON for cell in cells)


def _covered(merges: tuple[Merge, ...]) -> Callable[[int, int], Merge | None]:
    """Which merge covers a place whose value stands elsewhere; merges do not overlap."""
    by_column: dict[int, list[Merge]] = defaultdict(list)
    for merge in sorted(merges, key=lambda merge: merge.top):
        for column in range(merge.left, min(merge.right, merge.left + 50) + 1):
            by_column[column].append(merge)
    tops = {column: [merge.top for merge in found] for column, found in by_column.items()}

    def covering(row: int, column: int) -> Merge | None:
        place = bisect_right(tops.get(column, ()), row) - 1
        if place < 0:
            return None
        merge = by_column[column][place]
        is_first = (merge.top, merge.left) == (row, column)
        return merge if merge.bottom >= row and not is_first else None

    return covering


def _each_once(entries: list[Entry]) -> tuple[list[Entry], list[Problem]]:
    """The entries without those that repeat a document and its lead.

    A document that stands again for somebody else assigns one more task.
    """
    kept: list[Entry] = []
    told: list[Problem] = []
    seen: dict[object, list[Entry]] = defaultdict(list)
    for entry in entries:
        keys = identities(entry.document)
        before = [other for key in keys for other in seen[key]]
        same = next((other for other in before if _lead(other) == _lead(entry)), None)
        if same is not None:
            told.append(_told(entry, same, Weight.LEFT_OUT, "repeated"))
            continue
        if before:
            told.append(_told(entry, before[0], Weight.WARNING, "one-more-task"))
        kept.append(entry)
        for key in keys:
            seen[key].append(entry)
    return kept, told


def _left_out(body: list[Line], entries: dict[int, Entry], header: Header) -> Iterator[Problem]:
    """What nothing has room for in the rows to open: notes, and the progress of what is open.

    Also that arrival numbers were counted by formulas: their last values are taken.
    """
    opened = [(line, entries[line.number]) for line in body if line.number in entries]
    for field, code in _LEFT_OUT.items():
        column = header.columns.get(field)
        if column is None:
            continue
        count = sum(_is_left_out(field, line, column, entry) for line, entry in opened)
        if count:
            facts = {"title": TITLES[field], "count": count}
            yield Problem(Weight.WARNING, header.row, column, code, facts)


_LEFT_OUT = {
    Field.ARRIVAL: "formula-taken",
    Field.PROGRESS: "left-out",
    Field.NOTES: "left-out",
}


def _is_left_out(field: Field, line: Line, column: int, entry: Entry) -> bool:
    if field is Field.ARRIVAL:
        return line.flaws.get(column) is Flaw.FORMULA
    told = field is Field.PROGRESS and entry.closing is not None
    return line.cell(column) is not None and not told


def _swapped_dates(body: list[Line], header: Header) -> Iterator[Problem]:
    """A spreadsheet that reads 05/10/2026 as the tenth of May leaves 15/10/2026 a text: that shows here."""
    column = header.columns[Field.DEADLINE]
    cells = [line.cell(column) for line in body]
    dates = [cell for cell in cells if isinstance(cell, date)]
    written = [only_day(cell) for cell in cells if isinstance(cell, str)]
    texts = [one.day for one in written if one is not None and one.day is not None]
    if len(dates) < _FEW or len(texts) < _FEW:
        return
    if all(day.day <= _MONTHS for day in dates) and all(day.day > _MONTHS for day in texts):
        facts = {"dates": len(dates), "texts": len(texts)}
        yield Problem(Weight.WARNING, header.row, column, "dates-swapped", facts)


def _lead(entry: Entry) -> tuple[str, int | None, int | None]:
    lead = entry.task.parties[0]
    return lead.agency, lead.unit, lead.person


def _told(entry: Entry, before: Entry, weight: Weight, code: str) -> Problem:
    facts = {"number": entry.document.number, "before": before.row}
    return Problem(weight, entry.row, entry.column, code, facts)
