"""`congvu agency`: added, changed by file, shown; whole files or nothing."""

from tests.congvu.office import NOTHING, Office, imported

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

    assert imported(office, "agency", path) == "Agencies: 3 added, 0 changed, 0 unchanged."
    assert imported(office, "agency", path) == NOTHING

    listed = {agency["code"]: agency for agency in office.json("agency", "list")}
    assert listed["H05"]["domains"] == ["bacninh.gov.vn", "bn.gov.vn"]
    assert (listed["H05.07"]["short_name"], listed["H05.07"]["parent"]) == ("Sở Y tế", "H05")
    assert (listed["H22"]["state"], listed["H22"]["valid_to"]) == ("expired", "2025-06-30")
    assert "ended 2025-06-30 → H60" in office.good("agency", "list")


def test_a_file_comes_from_standard_input_too(office: Office) -> None:
    told = office.good(
        "agency", "import", "-", "--yes", stdin="\ufeffcode,name\nH05,Tỉnh Bắc Ninh\n"
    )

    assert told.endswith("Agencies: 1 added, 0 changed, 0 unchanged.\n")


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


def test_what_an_import_adds_and_changes_is_shown_before_it_is_done(office: Office) -> None:
    imported(office, "agency", office.write("agencies.csv", FILE))
    new = "code;name;short_name;domains\nH05;Tỉnh Bắc Ninh mới;Bắc Ninh;\nH05.07;Sở Y tế;;\nH06;Tỉnh Bạc Liêu;;bl.gov.vn\n"
    path = office.write("agencies.csv", new)

    done = office.run("agency", "import", path)

    assert done.code == 1
    assert done.err == "nothing was changed; add --yes to add and change without being asked\n"
    assert done.out.split("\n") == [
        "New",
        "  H06, Tỉnh Bạc Liêu, bl.gov.vn",
        "",
        "Changed",
        "  H05, name: Tỉnh Bắc Ninh → Tỉnh Bắc Ninh mới; domains: bacninh.gov.vn bn.gov.vn → nothing",
        "  H05.07, parent: H05 → nothing",
        "",
        "agencies.csv",
        "  new        1",
        "  changed    2",
        "  unchanged  0",
        "",
        "",
    ]
    assert office.json("agency", "show", "H05")["name"] == "Tỉnh Bắc Ninh"
    assert office.good("agency", "import", path, "--dry-run") == done.out
    shown = office.json("agency", "import", path)
    assert shown["changed"][1] == {
        "line": 3, "name": "H05.07", "columns": {"parent": {"was": "H05", "now": ""}}
    }  # fmt: skip
    assert len(office.json("agency", "list")) == 4

    assert imported(office, "agency", path) == "Agencies: 1 added, 2 changed, 0 unchanged."
    assert office.json("agency", "show", "H05")["domains"] == []


def test_of_a_long_import_twenty_rows_are_shown_and_the_counts_last(office: Office) -> None:
    rows = "".join(f"H{number},Tỉnh {number}\n" for number in range(10, 35))
    told = office.good(
        "agency", "import", office.write("many.csv", f"code,name\n{rows}"), "--dry-run"
    )

    lines = told.rstrip("\n").split("\n")
    assert sum(line.startswith("  H") for line in lines) == 20
    assert "  and 5 more; --json prints all" in lines
    assert lines[-3:] == ["  new        25", "  changed    0", "  unchanged  0"]


def test_an_agency_gets_one_more_domain(office: Office) -> None:
    told = office.good("agency", "domain", "G22", "chinhphu.vn")

    assert told.startswith("Agency G22 is writing from chinhphu.vn from now on.\n")
    assert "congvu dkim new chinhphu.vn" in told
    assert office.json("agency", "show", "G22")["domains"] == ["chinhphu.vn", "vpcp.gov.vn"]
    assert "already" in office.good("agency", "domain", "G22", "chinhphu.vn")
    office.good("agency", "add", "H05", "Bắc Ninh")
    assert office.refused("agency", "domain", "H05", "chinhphu.vn") == (
        'domain "chinhphu.vn" belongs to G22; take it from there first'
    )
    assert "see congvu agency list" in office.refused("agency", "domain", "H99", "a.vn")
