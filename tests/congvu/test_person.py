"""`congvu person`: added, changed by file, shown."""

from tests.congvu.office import Office

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


def test_people_are_imported_and_again_change_nothing(office: Office) -> None:
    path = office.write("people.csv", FILE)

    assert office.good("person", "import", path) == "People: 2 added, 0 changed, 0 unchanged.\n"
    assert office.good("person", "import", path) == "People: 0 added, 0 changed, 2 unchanged.\n"
    moved = office.write("people.csv", FILE.replace("Vụ Tổng hợp,unit-head", "Vụ Pháp luật,staff"))
    assert office.good("person", "import", moved) == "People: 0 added, 1 changed, 1 unchanged.\n"

    shown = office.json("person", "show", "binh.tt@vpcp.gov.vn")
    assert (shown["unit"], shown["position"]) == ("Vụ Pháp luật", "staff")
    assert office.json("person", "show", "an.nv@vpcp.gov.vn")["language"] == "en"


def test_bad_rows_are_told_with_their_lines_and_nothing_is_kept(office: Office) -> None:
    path = office.write("bad.csv", FILE + "Ai,ai@x.vn,H99,,,\nAi,ai.x.vn,G22,,boss,\n")

    assert office.refused("person", "import", path).split("\n") == [
        'bad.csv:5: email: "ai.x.vn" is no mailbox; write it such as an.nv@bacninh.gov.vn',
        'bad.csv:5: position: "boss" is no position; write one of staff, clerk, unit-head, agency-head, operator',
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
        'email "admin@vpcp.gov.vn" is registered already; see `list`, or choose another'
    )


def test_a_person_is_disabled_and_enabled(office: Office) -> None:
    office.good("person", "disable", "admin@vpcp.gov.vn")
    assert office.json("person", "list")[0]["disabled"]
    office.good("person", "enable", "admin@vpcp.gov.vn")
    assert not office.json("person", "list")[0]["disabled"]

    told = office.refused("person", "disable", "nobody@vpcp.gov.vn")
    assert told == "nobody has the mailbox nobody@vpcp.gov.vn; see congvu person list"
