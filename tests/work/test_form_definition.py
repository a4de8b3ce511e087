"""Forms are read from TOML and workbooks, written again the same, and refused with every fault and its place."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers.book import Column, Layout, Page, write_pages
from papers.table import read_table
from tests.work.forms import INDICATORS, form
from work.form.definition import FormRefused, Source, read_form
from work.form.form import Audience, Excuse, Form, Version, in_force
from work.form.period import Due, FormPeriod, PeriodKind
from work.form.toml import read_toml, toml_of
from work.form.workbook import SHEETS, NoHeader, rows_of, sheets_of
from work.sheet import Sheet

RICH = form(
    guide='Theo "sổ" \\ của đơn vị',
    valid_to=date(2027, 12, 31),
    periods=(
        FormPeriod(PeriodKind.MONTH, closes=31),
        FormPeriod(PeriodKind.QUARTER, only=(1, 3), due=Due(day=25, month=-1, before=True)),
        FormPeriod(PeriodKind.YEAR, due=Due(working_days=5), opens=0),
        FormPeriod(PeriodKind.AD_HOC),
    ),
    audience=Audience(("H05", "G18/Vụ Pháp chế", "binh@moh.gov.vn"), ("G18",), ("G22",)),
    excused=(Excuse("H05", "Mới sáp nhập"),),
    indicators=(
        *INDICATORS[:8],
        replace(INDICATORS[8], least=date(2026, 1, 1)),
        replace(INDICATORS[6], code="4b", least=Decimal("0.5"), most=Decimal("1250.75")),
    ),
)
BASE = toml_of(form())


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(FormRefused) as refused:
        read_toml("f.toml", text)
    return refused.value.faults


@pytest.mark.parametrize("one", [form(), RICH], ids=["plain", "rich"])
def test_a_form_is_read_from_toml_as_it_was_written(one: Form) -> None:
    assert read_toml("f.toml", toml_of(one)) == one


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 20_000], ids=["digits", "brackets"])
def test_a_value_that_no_reader_of_toml_can_hold_is_refused_with_a_remedy(value: str) -> None:
    (told,) = faults(BASE.replace("[form]", f"[form]\nguide = {value}", 1))
    assert "mend the TOML" in told


def test_a_form_is_read_from_a_workbook_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_pages(
        path,
        (
            Page(
                name,
                Layout("Bộ", "x", name, tuple(Column(c.title, c.width) for c in columns)),
                rows,
            )
            for name, columns, rows in sheets_of(RICH)
        ),
    )

    tables = {}
    for table, (name, _) in SHEETS.items():
        found = read_table(path, name)
        assert isinstance(found, Sheet)
        tables[table] = rows_of(table, found)

    assert read_form(Source(str(path), tables)) == RICH


def test_a_sheet_without_its_header_is_told() -> None:
    with pytest.raises(NoHeader, match='sheet "Chỉ tiêu" has no line with the title "Mã chỉ tiêu"'):
        rows_of("indicator", Sheet(()))


@given(st.text(max_size=60))
def test_any_name_is_kept_as_it_is_or_refused(name: str) -> None:
    try:
        one = read_toml("f", toml_of(form(name=name)))
    except FormRefused:
        return
    assert read_toml("f", toml_of(one)) == one


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('code = "BC-CCHC"', 'code = "bc"', "line 1: code is of capital letters"),
        ('code = "BC-CCHC"', 'code = "BC-CCHC"\nchu = 1', '"chu" is not known here'),
        ("valid_from = 2026-01-01", 'valid_from = "01/01/2026"', "valid_from is a date without quotes"),
        ("valid_from = 2026-01-01", "valid_from = 9999-12-31", "lies in the years 1945 to 2100"),
        ('kind = "month"', 'kind = "month"\nonly = [13]', "only is a list of numbers from 1 to 12"),
        ('kind = "month"', 'kind = "month"\nclose = 3', '"close" is not known here'),
        ('kind = "month"', 'kind = "month"\ndue_day = 3\ndue_working_days = 1', "not both"),
        ('kind = "month"', 'kind = "week"\ndue_day = 3', "a week is due by due_working_days"),
        ('kind = "month"', 'kind = "month"\ndue_before = true', "go with due_day"),
        ('kind = "month"', 'kind = "month"\ncloses = 0', "closes is a whole number from 1 to 31"),
        ('kind = "month"', 'kind = "ad-hoc"\nopens = 3', "ad-hoc takes nothing else"),
        ('members = ["G18"]', "members = []", "write members, children_of or units_of"),
        ('sum_of = ["1.1", "1.2"]', 'sum_of = ["1.1", "8"]', 'sum_of names "8"'),
        ('sum_of = ["1.1", "1.2"]', 'sum_of = ["1"]', 'sum_of names "1"'),
        ('sum_of = ["1.1", "1.2"]', 'sum_of = ["7"]', "sum_of names 7, which is of kind text"),
        ('not_less_than = ["2.1"]', 'not_less_than = ["6"]', "not_less_than names 6"),
        ("most = 100", "most = -1", "least is more than most"),
        ("most = 100", 'most = "mười"', "most is a value of the indicator's own kind"),
        ('code = "2.1"', 'code = "2"', "indicator 2 stands twice"),
        ('kind = "text"', 'kind = "words"', "kind is one of integer, decimal"),
        ('kind = "text"', 'kind = "text"\ntotal = "sum"', "total is one of none"),
        ("required = true", 'required = "có"', "required is true or false"),
        ("[[period]]", "[[periods]]", '"periods" is not known here'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(was: str, becomes: str, said: str) -> None:
    assert was in BASE

    found = faults(BASE.replace(was, becomes, 1))

    assert said in "\n".join(found)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    text = BASE.replace('kind = "text"', 'kind = "x"').replace('kind = "month"', 'kind = "y"')

    assert len(faults(text)) == 2


def test_a_form_needs_periods_members_and_indicators() -> None:
    text = toml_of(form(periods=(), indicators=()))

    assert [fault.removeprefix("f.toml: ") for fault in faults(text)] == [
        "write at least one [period]",
        "a form has 1 to 500 indicators",
    ]


def test_the_last_version_to_begin_is_in_force_and_a_later_correction_of_it_counts() -> None:
    first = Version(1, form(valid_from=date(2026, 1, 1)))
    wrong = Version(2, form(valid_from=date(2026, 7, 1)))
    right = Version(3, form(valid_from=date(2026, 7, 1), valid_to=date(2026, 12, 31)))
    every = (first, wrong, right)

    days = [date(2025, 12, 31), date(2026, 6, 30), date(2026, 7, 1), date(2027, 1, 1)]
    found = [in_force(every, day) for day in days]

    assert [one and one.number for one in found] == [None, 1, 3, None]
