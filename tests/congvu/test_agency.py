"""`congvu agency`: added, changed by file, shown; whole files or nothing."""

from tests.congvu.office import Office

FILE = """\
code;name;short_name;domains;parent;valid_from;valid_to;successor
H05;Tỉnh Bắc Ninh;Bắc Ninh;bacninh.gov.vn BN.gov.vn;;;;
H05.07;Sở Y tế;;;H05;;;
H22;Tỉnh Hà Giang;Hà Giang;hagiang.gov.vn;;01/01/2020;30/06/2025;H60
"""


def test_an_agency_is_added_and_shown(office: Office) -> None:
    told = office.good(
        "agency", "add", "000.00.00.G18", "  Bộ   Y tế ", "--domain", "MOH.gov.vn", "--short-name", "BYT"
    )  # fmt: skip

    assert told.startswith("Added agency G18, Bộ Y tế.\n")
    assert "congvu login add NAME --agency G18" in told
    shown = office.json("agency", "show", "G18")
    assert (shown["name"], shown["short_name"], shown["domains"]) == ("Bộ Y tế", "BYT", ["moh.gov.vn"])  # fmt: skip
    assert (shown["state"], shown["logins"], shown["people"]) == ("good", [], 0)


def test_a_name_typed_in_parts_is_kept_composed(office: Office) -> None:
    office.good("agency", "add", "G18", "Bo\u0323\u0302 Y te\u0302\u0301")

    assert office.json("agency", "show", "G18")["name"] == "Bộ Y tế"


def test_a_taken_domain_is_refused_with_its_holder(office: Office) -> None:
    told = office.refused("agency", "add", "G18", "Bộ Y tế", "--domain", "vpcp.gov.vn")

    assert told == 'domain "vpcp.gov.vn" belongs to G22; take it from there first'


def test_a_file_of_agencies_is_imported_and_again_changes_nothing(office: Office) -> None:
    path = office.write("agencies.csv", FILE)

    assert office.good("agency", "import", path) == "Agencies: 3 added, 0 changed, 0 unchanged.\n"
    assert office.good("agency", "import", path) == "Agencies: 0 added, 0 changed, 3 unchanged.\n"

    listed = {agency["code"]: agency for agency in office.json("agency", "list")}
    assert listed["H05"]["domains"] == ["bacninh.gov.vn", "bn.gov.vn"]
    assert (listed["H05.07"]["short_name"], listed["H05.07"]["parent"]) == ("Sở Y tế", "H05")
    assert (listed["H22"]["state"], listed["H22"]["valid_to"]) == ("expired", "2025-06-30")
    assert "ended 2025-06-30 → H60" in office.good("agency", "list")


def test_a_file_comes_from_standard_input_too(office: Office) -> None:
    told = office.good("agency", "import", "-", stdin="\ufeffcode,name\nH05,Tỉnh Bắc Ninh\n")

    assert told == "Agencies: 1 added, 0 changed, 0 unchanged.\n"


def test_every_bad_cell_is_told_with_line_and_column_and_nothing_is_kept(office: Office) -> None:
    path = office.write(
        "bad.csv",
        'code,name,valid_to,domains\nh05,Tỉnh Bắc Ninh,31/02/2025,vn\nH06,"hai\ndòng",,\nH07,,,\n'
        "H08,Tỉnh Bạc Liêu,,a.vn,extra\n",
    )

    assert office.refused("agency", "import", path).split("\n") == [
        'bad.csv:2: code: "h05" is no agency code; write it as in Quyết định 20/2020/QĐ-TTg, such as H05 or G22.01',
        'bad.csv:2: valid_to: "31/02/2025" is no date; write it such as 2025-03-01 or 01/03/2025',
        'bad.csv:2: domains: "vn" is no mail domain; write it without "@", such as bacninh.gov.vn',
        "bad.csv:5: name is empty; fill it in",
        "bad.csv:6: has 5 cells, the header 4; quote commas",
        "nothing was kept; mend the file and import it again",
    ]
    assert len(office.json("agency", "list")) == 1


def test_rows_that_cannot_stand_beside_others_are_told_with_their_lines(office: Office) -> None:
    path = office.write(
        "bad.csv", "code,name,domains,parent\nH05,A,vpcp.gov.vn,\n\nH06,B,,H99\nH06,B,,\n"
    )

    assert office.refused("agency", "import", path).split("\n") == [
        'bad.csv:2: domain "vpcp.gov.vn" belongs to G22; take it from there first',
        'bad.csv:4: parent "H99" is not registered; add it first',
        'bad.csv:5: code "H06" stands twice in the file; remove one',
        "nothing was kept; mend the file and import it again",
    ]
    assert len(office.json("agency", "list")) == 1


def test_a_wrong_header_is_told_with_the_nearest_name(office: Office) -> None:
    path = office.write("bad.csv", "code,nam\nH05,A\n")

    assert office.refused("agency", "import", path).split("\n")[:2] == [
        'bad.csv:1: unknown column "nam"; did you mean "name"?',
        'bad.csv:1: the column "name" is missing; add it',
    ]


def test_a_file_in_another_encoding_is_refused_with_its_line(office: Office) -> None:
    (office.folder / "old.csv").write_bytes("code,name\nH05,Hà Nội\n".encode("cp1258", "ignore"))

    assert office.refused("agency", "import", "old.csv") == (
        'old.csv:2: is not UTF-8; save it from the spreadsheet as "CSV UTF-8"'
    )


def test_a_file_that_is_no_csv_is_refused_with_its_line(office: Office) -> None:
    path = office.write("bad.csv", f'code,name\nH05,A\nH06,"{"x" * 200_000}\n')

    told = office.refused("agency", "import", path)

    assert told.startswith("bad.csv:3: is no CSV (field larger than field limit")


def test_a_file_without_rows_is_refused(office: Office) -> None:
    path = office.write("empty.csv", "code,name\n,,\n")

    told = "empty.csv holds no row below its header; nothing was changed"
    assert office.refused("agency", "import", path) == told


def test_a_disabled_agency_may_not_send_until_it_is_enabled(office: Office) -> None:
    assert office.good("agency", "disable", "G22") == "Agency G22 is disabled from now on.\n"
    assert office.good("agency", "disable", "G22") == "Agency G22 was disabled already.\n"
    assert office.json("agency", "show", "G22")["state"] == "disabled"
    assert office.good("agency", "enable", "G22") == "Agency G22 is enabled from now on.\n"
    assert office.json("agency", "show", "G22")["state"] == "good"
    assert office.refused("agency", "disable", "H99") == (
        "agency H99 is not registered; see congvu agency list"
    )


def test_a_domain_is_kept_as_dns_and_addresses_have_it(office: Office) -> None:
    office.good("agency", "add", "G18", "Bộ Y tế", "--domain", "faß.vn")

    assert office.json("agency", "show", "G18")["domains"] == ["xn--fa-hia.vn"]
