"""`congvu person`: added, changed by file, shown."""

from typing import Any

from tests.congvu.office import NOTHING, Office, imported
from tests.papers.books import book

FILE = """\
name,email,agency,unit,position,language
Trần Thị Bình,Binh.TT@vpcp.gov.vn,G22,Vụ Tổng hợp,unit-head,
Nguyễn Văn An,an.nv@vpcp.gov.vn,G22,Vụ Tổng hợp,,en
"""


def test_a_person_is_added_and_shown(office: Office) -> None:
    arguments = ("--agency", "G22", "--unit", "Vụ Tổng hợp", "--position", "clerk")

    told = office.good("person", "add", "Lê Thị Hoa", "Hoa.LT@vpcp.gov.vn", *arguments)

    assert told == "Added person 2, Lê Thị Hoa of G22.\n"
    assert office.json("person", "show", "hoa.lt@vpcp.gov.vn") == {
        "id": 2,
        "name": "Lê Thị Hoa",
        "email": "hoa.lt@vpcp.gov.vn",
        "agency": "G22",
        "unit": "Vụ Tổng hợp",
        "position": "clerk",
        "language": "vi",
        "disabled": False,
    }
    assert "  unit      Vụ Tổng hợp\n" in office.good("person", "show", "hoa.lt@vpcp.gov.vn")


def test_a_chat_is_cut_off_or_erased_and_a_second_time_changes_nothing(office: Office) -> None:
    office.good("person", "add", "Lê Thị Hoa", "hoa.lt@vpcp.gov.vn", "--agency", "G22")
    mailbox = "hoa.lt@vpcp.gov.vn"

    for command, done in (
        ("unlink", "unlinked from Telegram"),
        ("forget-chat", "forgotten by the chat"),
    ):
        assert office.good("person", command, mailbox) == f"{mailbox} was {done} already.\n"
        assert office.refused("person", command, "x@vpcp.gov.vn") == (
            "nobody has the mailbox x@vpcp.gov.vn; see congvu person list"
        )


def test_people_are_imported_and_again_change_nothing(office: Office) -> None:
    path = office.write("people.csv", FILE)

    assert imported(office, "person", path) == "People: 2 added, 0 changed, 0 unchanged."
    assert imported(office, "person", path) == NOTHING
    moved = office.write("people.csv", FILE.replace("Vụ Tổng hợp,unit-head", "Vụ Pháp luật,staff"))
    assert imported(office, "person", moved) == "People: 0 added, 1 changed, 1 unchanged."

    shown = office.json("person", "show", "binh.tt@vpcp.gov.vn")
    assert (shown["unit"], shown["position"]) == ("Vụ Pháp luật", "staff")
    assert office.json("person", "show", "an.nv@vpcp.gov.vn")["language"] == "en"


def test_bad_rows_are_told_with_their_lines_and_nothing_is_kept(office: Office) -> None:
    path = office.write("bad.csv", FILE + "Ai,ai@x.vn,H99,,,\nAi,ai.x.vn,G22,,boss,\n")

    assert office.refused("person", "import", path).split("\n") == [
        'bad.csv:4: agency "H99" is not registered; add it with congvu agency add first',
        'bad.csv:5: email: "ai.x.vn" is no mailbox; write it such as an.nv@bacninh.gov.vn',
        'bad.csv:5: position: "boss" is no position; write one of staff ("chuyên viên"), clerk ("văn thư"),'
        ' unit-head ("trưởng phòng"), agency-head ("thủ trưởng cơ quan"), operator ("quản trị hệ thống")',
        "nothing was kept; mend the file and import it again",
    ]
    path = office.write("bad.csv", FILE + "Ai,ai@x.vn,H99,,,\n")
    assert office.refused("person", "import", path).split("\n")[0] == (
        'bad.csv:4: agency "H99" is not registered; add it with congvu agency add first'
    )
    assert len(office.json("person", "list")) == 1


def test_a_mailbox_belongs_to_one_person(office: Office) -> None:
    told = office.refused("person", "add", "Ai", "admin@vpcp.gov.vn", "--agency", "G22")

    assert told == (
        'email "admin@vpcp.gov.vn" is registered already; see it with `list`, or choose another'
    )


def test_a_person_is_disabled_and_enabled(office: Office) -> None:
    office.good("person", "disable", "admin@vpcp.gov.vn")
    assert office.json("person", "list")[0]["disabled"]
    office.good("person", "enable", "admin@vpcp.gov.vn")
    assert not office.json("person", "list")[0]["disabled"]

    told = office.refused("person", "disable", "nobody@vpcp.gov.vn")
    assert told == "nobody has the mailbox nobody@vpcp.gov.vn; see congvu person list"


FOREIGN = (
    'email "an@gmail.com" lies outside the mail domains of G22; correct it, or let the agency'
    " have that domain: congvu agency domain G22 gmail.com"
)


def test_a_mailbox_outside_the_agencys_domains_is_refused_with_the_remedy(office: Office) -> None:
    path = office.write("bad.csv", FILE + "An,an@gmail.com,G22,,,\n")

    assert office.refused("person", "import", path).split("\n") == [
        f"bad.csv:4: {FOREIGN}",
        "nothing was kept; mend the file and import it again",
    ]
    assert office.refused("person", "add", "An", "an@gmail.com", "--agency", "G22") == FOREIGN
    assert len(office.json("person", "list")) == 1

    office.good("agency", "domain", "G22", "gmail.com")
    assert imported(office, "person", path) == "People: 3 added, 0 changed, 0 unchanged."


def test_a_mailbox_may_lie_in_a_domain_of_the_agency_above_or_below_such_a_one(
    office: Office,
) -> None:
    office.good("agency", "add", "G22.01", "Vụ Tổng hợp", "--parent", "G22")

    office.good("person", "add", "An", "an@vpcp.gov.vn", "--agency", "G22.01")
    office.good("person", "add", "Bình", "binh@th.vpcp.gov.vn", "--agency", "G22.01")


def test_whom_an_import_changes_is_shown_before_it_is_done(office: Office) -> None:
    path = office.write("people.csv", FILE)
    imported(office, "person", path)
    office.write("people.csv", FILE.replace("unit-head", "staff"))

    done = office.run("person", "import", path)

    assert done.code == 1
    assert "  binh.tt@vpcp.gov.vn, position: unit-head → staff\n" in done.out
    assert done.out.endswith("  new        0\n  changed    1\n  unchanged  1\n\n")
    assert office.json("person", "show", "binh.tt@vpcp.gov.vn")["position"] == "unit-head"


def test_a_workbook_as_offices_have_it_is_imported(office: Office) -> None:
    """A title stands above, rows are counted, and positions are in Vietnamese."""
    rows = [
        ("STT", "Họ và tên", "Chức vụ", "Phòng, ban", "Hộp thư", "Mã cơ quan"),
        (1, "Trần Thị Bình", "Trưởng phòng", "Vụ Tổng hợp", "binh.tt@vpcp.gov.vn", "G22"),
        (2, "Nguyễn Văn An", "chuyên viên", "Vụ Tổng hợp", "an.nv@vpcp.gov.vn", "G22"),
        (3, "Vũ Hà", "VĂN THƯ", None, "ha@vpcp.gov.vn", "G22"),
    ]

    def fill(made: Any, sheet: Any, day: Any) -> None:
        sheet.write("B1", "DANH SÁCH CÁN BỘ, CÔNG CHỨC")
        for number, row in enumerate(rows, 2):
            sheet.write_row(number, 0, row)

    path = str(book(office.folder / "nguoi.xlsx", fill))

    assert imported(office, "person", path) == "People: 3 added, 0 changed, 0 unchanged."
    found = {one["email"]: (one["position"], one["unit"]) for one in office.json("person", "list")}
    assert found["binh.tt@vpcp.gov.vn"] == ("unit-head", "Vụ Tổng hợp")
    assert found["an.nv@vpcp.gov.vn"] == ("staff", "Vụ Tổng hợp")
    assert found["ha@vpcp.gov.vn"] == ("clerk", None)
    rows[2] = (2, "An", "Phó phòng", None, "an.nv", "G22")
    rows[3] = (3, "Vũ Hà", "văn thư", None, "ha@vpcp.gov.vn", "H99")
    path = str(book(office.folder / "loi.xlsx", fill))
    told = office.refused("person", "import", path).split("\n")
    assert [line.removeprefix(path)[:14] for line in told[:3]] == [
        ':5: position: ', ":5: email: \"an", ":6: agency \"H9",
    ]  # fmt: skip
    (office.folder / "hong.xlsx").write_text("x")
    assert "is named .xlsx but is none" in office.refused("person", "import", "hong.xlsx")


def test_a_column_that_nobody_knows_is_told_with_those_that_are(office: Office) -> None:
    path = office.write("la.csv", "Họ tên,Hộp thư,Mã cơ quan,Sở thích\nAn,an@vpcp.gov.vn,G22,cờ\n")

    told = office.refused("person", "import", path)

    assert told.startswith(
        'la.csv:1: unknown column "sở thích"; known are name ("họ và tên"), email'
    )
