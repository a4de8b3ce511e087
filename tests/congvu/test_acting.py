"""Commands in somebody's name: what they may, what they are told when they may not, and what the account keeps."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.congvu.office import Office
from tests.congvu.registers import FORM, GOOD, PEOPLE, register

HEAD = "Đỗ Minh,minh@vpcp.gov.vn,G22,,agency-head\nVũ Thư,thu@vpcp.gov.vn,G22,,clerk\n"
ABSENT = "there is no task {}; see congvu task list --as an@vpcp.gov.vn"
NEXT_WEEK = str(date.today() + timedelta(days=7))


@pytest.fixture(scope="module")
def made(fresh_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hoa leads task 2, with which the unit of Bình helps; Minh is head, Thư clerk of the agency."""
    office = Office(shutil.copytree(fresh_office, tmp_path_factory.mktemp("acting") / "office"))
    office.good("person", "import", office.write("people.csv", PEOPLE + HEAD), "--yes")
    office.good("task", "import", register(office.folder, *GOOD), "--yes")
    return office.folder


@pytest.fixture
def staffed(made: Path, tmp_path: Path) -> Office:
    """That office, of which nobody else knows."""
    return Office(shutil.copytree(made, tmp_path / "office"))


def test_a_history_says_to_whom_a_task_went_and_to_which_day_it_moved(staffed: Office) -> None:
    staffed.good("task", "assign", "2", "Vụ Tổng hợp")
    staffed.good("task", "assign", "2", "an@vpcp.gov.vn")
    staffed.good("task", "due", "2", "2036-11-03 16:00", "--reason", "lùi")

    shown = staffed.good("task", "show", "2")

    assert "  assigned to Vụ Tổng hợp  " in shown
    assert "  assigned to Nguyễn Văn An  " in shown
    assert "  deadline changed to 03/11/2036 16:00  " in shown


def test_what_somebody_who_is_disabled_leaves_behind_is_told_of(staffed: Office) -> None:
    told = staffed.good("person", "disable", "hoa@vpcp.gov.vn")

    assert "In 1 open task they have a part yet; congvu person hand-over hoa@vpcp.gov.vn TO" in told


def by(box: str) -> tuple[str, str]:
    return "--as", f"{box}@vpcp.gov.vn"


def test_a_task_goes_its_way_in_the_names_of_its_people(staffed: Office) -> None:
    staffed.good("task", "receive", "2", *by("hoa"))
    staffed.good("task", "extend", "2", "--days", "3", "--reason", "thiếu số liệu", *by("hoa"))
    staffed.good("task", "decide", "2", "grant", *by("minh"))
    staffed.good("task", "submit", "2", *by("hoa"))
    staffed.good("task", "approve", "2", *by("minh"))

    happened = staffed.json("task", "show", "2")["history"]
    numbers = {who["email"].split("@")[0]: who["id"] for who in staffed.json("person", "list")}
    acted = [one["by"].split(",")[0] for one in happened]
    hoa, minh = f"person:{numbers['hoa']}", f"person:{numbers['minh']}"
    assert acted == [hoa, hoa, minh, hoa, minh]
    assert all(",cli:" in one["by"] for one in happened)
    assert "received Lê Thị Hoa" in " ".join(staffed.good("task", "show", "2").split())


def test_a_refusal_is_one_sentence_that_says_who_may(staffed: Office) -> None:
    assert staffed.refused("task", "approve", "2", *by("hoa")) == (
        "approving of task 2 or returning it is for who follows it, the head of the agency that"
        " assigned it or the head of the agency that leads it, where nobody follows it; here that is"
        " minh@vpcp.gov.vn"
    )
    assert staffed.refused("task", "receive", "2", *by("binh")) == (
        "receiving task 2 is for who leads it, the head of the unit that leads it, the head of the"
        " agency that leads it or the clerk of the agency that leads it; here that is hoa@vpcp.gov.vn,"
        " minh@vpcp.gov.vn"
    )
    assert staffed.json("task", "show", "2")["history"] == []


HIDDEN = (
    ("show",), ("explain",), ("files",), ("approve",), ("resume",), ("decide", "grant"),
    ("due", "2036-11-01", "--reason", "x"), ("assign", "an@vpcp.gov.vn"),
    ("extend", "--days", "3", "--reason", "x"), ("hand-on", "an@vpcp.gov.vn"),
)  # fmt: skip


def test_what_is_hidden_is_told_as_what_is_absent(staffed: Office) -> None:
    for name, *rest in HIDDEN:
        assert staffed.refused("task", name, "2", *rest, *by("an")) == ABSENT.format(2)
    assert staffed.refused("task", "show", "77", *by("an")) == ABSENT.format(77)


def test_lists_and_exports_hold_what_is_within_reach(staffed: Office) -> None:
    def listed(box: str) -> list[int]:
        return [one["id"] for one in staffed.json("task", "list", *by(box))]

    assert listed("hoa") == [2]
    assert listed("an") == [3]
    assert sorted(listed("binh")) == [1, 2, 3]
    assert sorted(listed("minh")) == [1, 2, 3]
    assert sorted(listed("thu")) == [1, 2, 3], "the clerk, who keeps the register"
    assert staffed.refused("task", "export", "theo-doi.xlsx", *by("an")) == (
        "exporting tasks is for the head of the unit, the head of the agency or the clerk;"
        " here that is binh@vpcp.gov.vn, minh@vpcp.gov.vn, thu@vpcp.gov.vn"
    )
    assert not (staffed.folder / "theo-doi.xlsx").exists()
    assert (
        staffed.good("task", "export", "theo-doi.xlsx", *by("thu"))
        == "Wrote 4 tasks to theo-doi.xlsx.\n"
    )
    assert (
        staffed.good("task", "export", "don-vi.xlsx", *by("binh"))
        == "Wrote 3 tasks to don-vi.xlsx.\n"
    )


def test_documents_are_entered_by_the_clerk(staffed: Office) -> None:
    new = ("--register", "den", "--number", "15/BYT-KH", "--issued", "2026-08-03")
    said = (*new, "--issuer", "Bộ Y tế", "--excerpt", "rà soát thủ tục")

    assert staffed.refused("document", "add", *said, *by("hoa")) == (
        "entering documents is for the clerk; here that is thu@vpcp.gov.vn"
    )
    assert "is entered" in staffed.good("document", "add", *said, *by("thu"))


def test_nobody_acts_who_is_not_there(staffed: Office) -> None:
    assert staffed.refused("task", "receive", "2", "--as", "ma@vpcp.gov.vn") == (
        "nobody has the mailbox ma@vpcp.gov.vn; see congvu person list"
    )
    staffed.good("person", "disable", "hoa@vpcp.gov.vn")
    assert staffed.refused("task", "receive", "2", *by("hoa")) == (
        "hoa@vpcp.gov.vn is disabled and does nothing; see congvu person enable --help"
    )


def test_a_stand_in_is_named_acts_and_ends(staffed: Office) -> None:
    assert "Nobody stands in for anybody" in staffed.good("stand-in", "list")
    hoa, an = "hoa@vpcp.gov.vn", "an@vpcp.gov.vn"
    said = staffed.good(
        "stand-in", "add", hoa, an, "--to", NEXT_WEEK, "--document", "2/GUQ", *by("hoa")
    )
    assert said.startswith(f"{an} stands in for {hoa} from ")

    staffed.good("task", "receive", "2", *by("an"))
    assert "Nguyễn Văn An for Lê Thị Hoa" in staffed.good("task", "show", "2", *by("an"))
    assert sorted(one["id"] for one in staffed.json("task", "list", *by("an"))) == [2, 3]
    assert "in force" in staffed.good("stand-in", "list")
    assert staffed.refused(
        "stand-in", "add", an, "binh@vpcp.gov.vn", "--to", NEXT_WEEK, "--reason", "x"
    ) == (
        f"a stand-in has no stand-in, and {an} or binh@vpcp.gov.vn is part of another term at that"
        " time; see congvu stand-in list"
    )
    assert "naming who stands in for binh@vpcp.gov.vn is for the head of the unit" in staffed.refused(
        "stand-in", "add", "binh@vpcp.gov.vn", "minh@vpcp.gov.vn", "--to", NEXT_WEEK, "--reason", "x",
        *by("hoa"),
    )  # fmt: skip
    assert staffed.refused(
        "stand-in", "add", an, "binh@vpcp.gov.vn", "--to", NEXT_WEEK, "--reason", "x", *by("binh")
    ) == (
        f"nobody names themselves in the place of another; let {an}, or somebody else who may, name"
        " binh@vpcp.gov.vn"
    )
    assert staffed.good("stand-in", "end", "1") == f"{an} stands in for {hoa} no more.\n"
    assert staffed.refused("task", "show", "2", *by("an")) == ABSENT.format(2)
    assert [one["state"] for one in staffed.json("stand-in", "list", "--all")] == ["over"]


def test_work_is_shown_handed_over_and_given_back(staffed: Office) -> None:
    hoa, an = "hoa@vpcp.gov.vn", "an@vpcp.gov.vn"
    assert staffed.refused_after("person", "hand-over", hoa, an) == (
        "nothing was changed; add --yes to do it without being asked"
    )
    shown = staffed.good("person", "hand-over", hoa, an, "--dry-run")
    assert shown.splitlines()[:3] == [f"{hoa} → {an}", "  tasks  1", "  led    1"]

    staffed.good("event", "add", "--title", "Giao ban", "--start", NEXT_WEEK, "--person", hoa)
    said = staffed.good("person", "hand-over", hoa, an, "--yes", "--reason", "nghỉ hưu")
    assert "1 task went over; 3 people are told." in said
    assert f"1 event to come still asks {hoa}" in " ".join(said.split())
    assert staffed.json("task", "show", "2")["parties"][0]["person_name"] == "Nguyễn Văn An"
    assert staffed.json("task", "show", "4")["parties"][0]["person_name"] == "Lê Thị Hoa"
    assert [one["from_name"] for one in staffed.json("person", "hand-overs")] == ["Lê Thị Hoa"]
    assert staffed.good("person", "hand-back", "1") == "1 task went back.\n"
    assert staffed.json("task", "show", "2")["parties"][0]["person_name"] == "Lê Thị Hoa"
    assert staffed.refused("person", "hand-back", "1") == (
        "that was given back already; see congvu person hand-overs"
    )


def test_an_agency_is_succeeded_and_the_tree_shows_it(staffed: Office) -> None:
    staffed.good("agency", "add", "G30", "Văn phòng mới", "--domain", "vpm.gov.vn")
    staffed.good("agency", "add", "G22.01", "Cục Kiểm soát", "--parent", "G22")
    said = staffed.good("agency", "succeed", "G22", "G30", "--on", "2026-01-01", "--yes")
    assert "3 tasks went over" in said
    assert "whose code is over" not in staffed.run("check", "--offline").out

    tree = staffed.good("agency", "tree", "--units")
    assert "G22  Văn phòng mẫu  ended 31/12/2025 → G30\n" in tree
    assert "G30  Văn phòng mới\n" in tree
    assert "  G22.01  Cục Kiểm soát\n" in tree
    assert "    Vụ Tổng hợp: 1 unit head, 1 staff\n" in tree
    assert staffed.refused("person", "add", "Ai", "ai@vpcp.gov.vn", "--agency", "G22") == (
        "the code G22 is not valid today; use G30, Văn phòng mới, see congvu agency tree"
    )
    assert "G30" in staffed.refused("task", "assign", "2", "Văn phòng mẫu")
    assert staffed.refused_after(
        "agency", "succeed", "G30", "G22", "--on", "2026-01-01", "--yes"
    ) == ("the code G22 is not valid on that day; see congvu agency show G22")


def test_check_tells_of_work_that_stands_with_an_agency_that_ended(staffed: Office) -> None:
    rows = "code,name,domains,valid_to,successor\nG22,Văn phòng mẫu,vpcp.gov.vn,2025-12-31,G30\n"
    staffed.good("agency", "import", staffed.write("agencies.csv", rows), "--yes")

    found = staffed.run("check", "--offline").out

    assert (
        "3 open tasks of G22, whose code is over; congvu agency succeed G22 G30 --on DATE"
    ) in " ".join(found.split())


def test_events_reports_and_registers_are_done_by_right(staffed: Office) -> None:
    meeting = ("event", "add", "--title", "Giao ban", "--start", "2036-10-13 08:00")
    staffed.write("bc.toml", FORM)
    report = ("form", "import", "bc.toml", "--yes")

    assert staffed.refused(*meeting, *by("hoa")) == (
        "planning or changing an event of G22 is for the head of the unit, the head of the agency,"
        " the clerk or whom it concerns; here that is minh@vpcp.gov.vn, thu@vpcp.gov.vn"
    )
    asking = "asking for reports is for the head of the agency or the clerk"
    assert staffed.run(*report, *by("hoa")).err.startswith(asking)
    entering = "entering a register is for the clerk; here that is thu@vpcp.gov.vn"
    assert staffed.run("task", "import", "--undo", "1", "--yes", *by("minh")).err == f"{entering}\n"

    staffed.good(*meeting, "--chair", "hoa@vpcp.gov.vn", *by("hoa"))
    staffed.good("event", "change", "1", "--place", "Phòng 2", "--yes", *by("minh"))
    staffed.good(*report, *by("thu"))
    staffed.good(
        "form", "open", "BC-CCHC", "--period", "2026-10", "--due", "2036-12-01", *by("thu")
    )
    staffed.good("task", "import", "--undo", "1", "--yes", *by("thu"))

    numbers = {who["email"].split("@")[0]: who["id"] for who in staffed.json("person", "list")}
    acted = [one["by"].split(",")[0] for one in staffed.json("event", "show", "1")["history"]]
    assert acted == [f"person:{numbers['hoa']}", f"person:{numbers['minh']}"]
    shown = staffed.good("event", "show", "1")
    assert "planned by Lê Thị Hoa\n" in shown
    staffed.good("event", "answer", "1", "accept", "--as", "hoa@vpcp.gov.vn")
    assert "Lê Thị Hoa comes, noted by cli:" in staffed.good("event", "show", "1")
    names = {who["email"]: who["name"] for who in staffed.json("person", "list")}
    asked = f"asked for by {names['thu@vpcp.gov.vn']}"
    assert asked in staffed.good("form", "request", "1")
    assert staffed.json("task", "list") == []


def test_a_report_is_sent_by_who_is_asked_for_it(staffed: Office) -> None:
    staffed.write("bc.toml", FORM)
    staffed.good("form", "import", "bc.toml", "--yes")
    staffed.good("form", "open", "BC-CCHC", "--period", "2026-10", "--due", "2036-12-01")
    values = ("1=1.250", "1.1=1.000", "1.2=250", "2=1.200", "2.1=1.180", "3=98,33", "5=có")
    send = ("form", "submit", "1", *(part for one in values for part in ("--set", one)))

    said = staffed.refused(*send, *by("hoa"))
    assert said.startswith("sending the report of request 1 is for the head of the unit, the head")
    staffed.good(*send, *by("minh"))
    assert staffed.refused("form", "accept", "1", *by("hoa")).startswith(
        "asking for reports is for"
    )
    staffed.good("form", "accept", "1", *by("thu"))
