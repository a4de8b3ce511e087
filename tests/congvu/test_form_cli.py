"""`congvu form`: a form is kept, asked for, filled in, checked, decided and added up, as an official does it."""

import csv
from pathlib import Path

import openpyxl
import pytest

from tests.congvu.office import HERE, Office
from tests.congvu.registers import FORM
from tests.congvu.terminal import in_terminal

OPEN = ("form", "open", "BC-CCHC", "--period", "2026-10", "--due", "2036-12-01")
GOOD = ("1=1.250", "1.1=1.000", "1.2=250", "2=1.200", "2.1=1.180", "3=98,33", "5=có")


def given(*pairs: str) -> list[str]:
    """Values as options."""
    return [part for pair in pairs for part in ("--set", pair)]


@pytest.fixture
def formed(staffed: Office) -> Office:
    """An office with the form of the documentation."""
    staffed.write("bc.toml", FORM)
    staffed.good("form", "import", "bc.toml", "--yes")
    return staffed


@pytest.fixture
def asked(formed: Office) -> Office:
    """The same, which asked two units for October, of which one is excused."""
    formed.good(*OPEN)
    return formed


def filled(office: Office, name: str, **values: object) -> str:
    """The sheet of request 1, filled in by another program."""
    path = office.folder / name
    office.good("form", "sheet", "1", name)
    book = openpyxl.load_workbook(path)
    for row in book.worksheets[0].iter_rows():
        key = f"v{row[1].value}".replace(".", "_")
        if key in values:
            row[4].value = values[key]  # type: ignore[assignment]
    book.save(path)
    return name


def test_an_office_without_forms_is_told_what_to_do(staffed: Office) -> None:
    assert "congvu form import FILE" in staffed.good("form", "list")
    assert staffed.json("form", "list") == []
    assert "there is no form X" in staffed.refused("form", "show", "X")
    assert "No request is like that" in staffed.good("form", "requests")


def test_the_form_of_the_documentation_is_shown_before_it_is_kept(staffed: Office) -> None:
    staffed.write("bc.toml", FORM)

    found = staffed.json("form", "import", "bc.toml", "--dry-run")

    assert found["version"] == 1
    assert found["members"] == ["unit:1", "unit:2"]
    assert found["excused"] == ["unit:2"]
    assert {one["period"][:4] for one in found["next"]} <= {"2025", "2026", "2027", "2028"}
    assert staffed.json("form", "list") == []


def test_a_form_that_no_daemon_has_dated_names_no_period_that_it_may_not_ask_for(
    formed: Office,
) -> None:
    shown = formed.good("form", "show", "BC-CCHC")

    assert "  next quarter  dated once the daemon runs\n" in shown


def test_a_form_is_kept_once_and_a_change_is_a_version(formed: Office) -> None:
    assert "Nothing is new" in formed.good("form", "import", "bc.toml", "--yes")
    text = (formed.folder / "bc.toml").read_text("utf-8").replace("2026-01-01", "2027-01-01")
    formed.write("new.toml", text)

    assert "version 2, is kept" in formed.good("form", "import", "new.toml", "--yes")

    (found,) = formed.json("form", "list")
    assert (found["version"], found["valid_from"]) == (2, "2027-01-01")
    assert formed.json("form", "show", "BC-CCHC", "--version", "1")["version"] == 1
    assert "version" in formed.refused("form", "show", "BC-CCHC", "--version", "3")


@pytest.mark.parametrize("ending", ["toml", "xlsx"])
def test_a_form_that_was_exported_is_imported_as_the_same(formed: Office, ending: str) -> None:
    formed.good("form", "export", "BC-CCHC", f"out.{ending}")

    assert "Nothing is new" in formed.good("form", "import", f"out.{ending}", "--yes")
    assert "stands already" in formed.refused("form", "export", "BC-CCHC", f"out.{ending}")


def test_a_form_with_faults_keeps_nothing_and_tells_each(staffed: Office) -> None:
    text = FORM.replace('kind = "text"', 'kind = "x"').replace("least = 0", "least = true", 1)
    staffed.write("bad.toml", text)

    said = staffed.refused("form", "import", "bad.toml", "--yes")

    assert len(said.splitlines()) == 2
    assert "kind is one of" in said
    assert staffed.json("form", "list") == []


def test_a_form_that_names_nobody_here_is_refused(staffed: Office) -> None:
    text = FORM.replace('units_of = ["G22"]', 'members = ["H05", "G22/Vụ Lạ"]')
    staffed.write("bad.toml", text)

    assert "H05, G22/Vụ Lạ" in staffed.run("form", "import", "bad.toml", "--yes").err


def test_a_form_that_bears_a_mark_of_secrecy_is_refused(staffed: Office) -> None:
    text = FORM.replace("Báo cáo công tác", "MẬT. Báo cáo công tác")
    staffed.write("bad.toml", text)

    said = staffed.refused("form", "import", "bad.toml", "--yes")

    assert "mark of secrecy" in said
    assert "Báo cáo" not in said


def test_a_sheet_with_a_mark_of_secrecy_anywhere_is_not_kept(asked: Office) -> None:
    """Notes and further sheets are no values, and yet the file is kept whole."""
    sheet = filled(asked, "bc.xlsx", v1=10, v1_1=4, v1_2=6, v2=3, v2_1=2, v3=98.5)
    path = asked.folder / sheet
    for page, cell in ((0, "F13"), (1, "A1")):
        book = openpyxl.load_workbook(path)
        book.create_sheet("Khác")
        book.worksheets[page][cell] = "TỐI MẬT"
        book.save(asked.folder / "mat.xlsx")

        assert "mark of secrecy" in asked.refused("form", "submit", "1", "mat.xlsx")
    assert asked.json("form", "request", "1")["state"] == "open"
    asked.good("form", "submit", "1", sheet)


def test_everybody_is_asked_once(asked: Office) -> None:
    rows = asked.json("form", "requests")

    assert [(one["member"], one["state"], one["due"]) for one in rows] == [
        ("Vụ Tổng hợp, Văn phòng mẫu", "open", "2036-12-01"),
        ("Vụ Pháp luật, Văn phòng mẫu", "excused", "2036-12-01"),
    ]
    assert "everybody is asked for that already" in asked.refused(*OPEN)
    assert (
        asked.json("form", "requests", "--state", "excused")[0]["reason"] == "Không tiếp nhận hồ sơ"
    )


def test_a_report_is_asked_for_once_by_a_name_and_days_of_its_own(formed: Office) -> None:
    name = ("form", "open", "BC-CCHC", "--period", "BAO-SO-3")

    assert "needs --from, --to and --due" in formed.refused(*name, code=2)
    days = ("--from", "2026-09-20", "--to", "2026-09-24")
    assert "is past" in formed.refused(*name, *days, "--due", "2026-09-25")
    said = formed.good(*name, *days, "--due", "2036-09-25", "--reason", "Bão số 3")

    assert said == "Asked 1 member for BC-CCHC, BAO-SO-3, due 25/09/2036, 1 excused.\n"
    assert "no period" in formed.refused("form", "open", "BC-CCHC", "--period", "tháng 9", code=2)


def test_values_are_typed_kept_in_versions_and_need_a_reason_to_be_sent_again(
    asked: Office,
) -> None:
    assert asked.good("form", "submit", "1", *given(*GOOD)) == "Request 1: version 1 is sent.\n"
    assert "--reason" in asked.refused("form", "submit", "1", *given("2=1.190"))
    again = ("form", "submit", "1", *given("2=1.190"), "--reason", "Đếm lại")

    assert asked.good(*again) == "Request 1: version 2 is sent.\n"

    sent = asked.json("form", "request", "1")["submissions"]
    assert [(one["number"], one["values"]["2"], one["reason"]) for one in sent] == [
        (1, "1200", None),
        (2, "1190", "Đếm lại"),
    ]
    assert sent[1]["values"]["1.1"] == "1000", "what was not given stays"


def test_what_is_wrong_is_told_by_indicator_and_rule_and_nothing_is_kept(asked: Office) -> None:
    done = asked.run("form", "submit", "1", *given("1=10", "1.1=3", "1.2=8", "2.1=1.5", "9=1"))

    assert done.code == 1
    assert 'rule "1 = 1.1 + 1.2": it says 10, the others add up to 11' in done.err
    assert 'indicator 2.1: "1.5" may mean two things' in done.err
    assert "indicator 2: it is required" in done.err
    assert "nothing was kept: 4 faults" in done.err
    assert asked.json("form", "request", "1")["submissions"] == []


def test_a_filled_sheet_is_read_and_kept_as_it_came(asked: Office) -> None:
    name = filled(asked, "r.xlsx", v1=1250, v1_1=1000, v1_2="250", v2=1200, v3="98,33")

    assert asked.good("form", "submit", "1", name, "--dry-run") == ""
    assert asked.json("form", "request", "1")["state"] == "open"
    assert "version 1 is sent" in asked.good("form", "submit", "1", name)

    (sent,) = asked.json("form", "request", "1")["submissions"]
    assert sent["values"] == {"1": "1250", "1.1": "1000", "1.2": "250", "2": "1200", "3": "98.33"}
    assert sent["file"] == "r.xlsx"


def test_a_sheet_with_wrong_cells_is_told_cell_by_cell_and_nothing_is_half_taken(
    asked: Office,
) -> None:
    name = filled(asked, "r.xlsx", v1=1250, v1_1=1000, v1_2="hai trăm", v2=1200, v2_1=1300)

    done = asked.run("form", "submit", "1", name)

    assert done.code == 1
    assert 'sheet "Form", cell E14, indicator 1.2: "hai trăm" is no number' in done.err
    assert 'cell E15, indicator 2: rule "not less than indicator 2.1"' in done.err
    assert asked.json("form", "request", "1")["submissions"] == []
    told = asked.run("form", "submit", "1", name, "--json")
    assert '"column": 4' in told.out


@pytest.mark.proof
def test_a_sheet_of_another_request_is_refused(asked: Office) -> None:
    more = ("--from", "2026-09-20", "--to", "2026-09-24", "--due", "2036-09-25")
    asked.good("form", "open", "BC-CCHC", "--period", "BAO-SO-3", *more)
    other = asked.json("form", "requests", "--period", "BAO-SO-3", "--state", "open")[0]["id"]

    done = asked.run("form", "submit", str(other), filled(asked, "r.xlsx", v1=1))

    assert done.code == 1
    assert "is of another request or version" in done.err


def test_what_is_accepted_may_be_returned_and_sent_again(asked: Office) -> None:
    asked.good("form", "submit", "1", *given(*GOOD))
    assert "is sent and waits" in asked.refused("form", "excuse", "1", "--reason", "x")
    asked.good("form", "accept", "1", "--note", "Tốt")
    assert "accepted; possible now: congvu form return" in asked.refused(
        "form", "submit", "1", *given("1=1")
    )
    asked.good("form", "return", "1", "--reason", "Sai tổng", "--due", "2036-12-03")

    found = asked.json("form", "request", "1")

    assert (found["state"], found["due"]) == ("returned", "2036-12-03")
    assert [one["event"] for one in found["history"]] == ["open", "submit", "accept", "return"]
    assert all(one["by"].startswith("cli:") for one in found["history"])


@pytest.mark.proof
def test_excused_ones_are_asked_again(asked: Office) -> None:
    asked.good("form", "ask-again", "2", "--reason", "Có phát sinh")

    assert asked.json("form", "request", "2")["state"] == "open"
    assert "there is no request 9" in asked.refused("form", "accept", "9")


def test_totals_name_who_is_missing_and_do_not_count_them(asked: Office) -> None:
    asked.good("form", "ask-again", "2", "--reason", "Có phát sinh")
    asked.good("form", "submit", "1", *given(*GOOD))

    said = asked.good("form", "total", "BC-CCHC", "--period", "2026-10")
    found = asked.json("form", "total", "BC-CCHC", "--period", "2026-10")

    assert "1 of 2 have reported, 1 missing, 0 excused" in said
    assert "Vụ Pháp luật, Văn phòng mẫu: not sent" in said
    by_code = {row["code"]: row for row in found["rows"]}
    assert (by_code["1"]["total"], by_code["1"]["reported"]) == ("1250", 1)
    assert by_code["4"]["total"] is None
    assert [one["member"] for one in found["missing"]] == ["Vụ Pháp luật, Văn phòng mẫu"]
    none = asked.json("form", "total", "BC-CCHC", "--period", "2026-10", "--accepted")
    assert none["reported"] == 0
    assert "nobody was asked" in asked.refused("form", "total", "BC-CCHC", "--period", "2026-09")


@pytest.mark.proof
def test_totals_stand_beside_the_period_before(asked: Office) -> None:
    asked.good("form", "submit", "1", *given(*GOOD))
    asked.good("form", "open", "BC-CCHC", "--period", "2026-11", "--due", "2036-12-02")
    (later,) = asked.json("form", "requests", "--period", "2026-11", "--state", "open")
    asked.good("form", "submit", str(later["id"]), *given("1=1.500", "1.1=1.000", "1.2=500", "2=1"))

    found = asked.json("form", "total", "BC-CCHC", "--period", "2026-11")

    row = found["rows"][0]
    assert (row["total"], row["before"], row["change"], row["rate"]) == (
        "1500",
        "1250",
        "250",
        "20",
    )


def test_totals_are_written_for_programs_and_for_print(asked: Office) -> None:
    words = given(*GOOD, "6==cmd|' /C calc'!A0")
    asked.good("form", "submit", "1", *words)
    for name in ("t.csv", "t.xlsx"):
        asked.good("form", "total", "BC-CCHC", "--period", "2026-10", "--output", name)

    text = (asked.folder / "t.csv").read_text("utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    assert rows[0] == ["Member", "State", "1", "1.1", "1.2", "2", "2.1", "3", "4", "5", "6"]
    mine = next(row for row in rows if row[0].startswith("Vụ Tổng hợp"))
    assert mine[2:6] == ["1250", "1000", "250", "1200"]
    assert mine[-1].startswith("'="), "no formula for whoever opens it"
    assert rows[-1][:4] == ["TOTAL", "", "1250", "1000"]
    book = openpyxl.load_workbook(asked.folder / "t.xlsx")
    assert book.sheetnames == ["Totals", "By member", "Missing"]
    assert book["Totals"]["E7"].value == 1250
    assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)


def test_words_with_a_mark_of_secrecy_are_not_kept(asked: Office) -> None:
    said = asked.refused("form", "submit", "1", *given(*GOOD, "6=Tài liệu TUYỆT MẬT"))

    assert "mark of secrecy" in said
    assert asked.json("form", "request", "1")["submissions"] == []


@pytest.mark.proof
def test_it_all_fits_a_terminal_of_a_hundred_columns(asked: Office) -> None:
    asked.good("form", "submit", "1", *given(*GOOD))

    for command in (
        ("list",),
        ("show", "BC-CCHC"),
        ("requests",),
        ("request", "1"),
        ("total", "BC-CCHC", "--period", "2026-10"),
    ):
        lines = in_terminal(asked, 100, "form", *command)
        assert [line for line in lines if len(line) > 100] == [], command


def test_the_sample_of_the_documentation_is_the_one_that_is_told_of() -> None:
    page = Path(HERE / "docs/report-forms.md").read_text("utf-8")

    assert "report-forms.toml" in page
