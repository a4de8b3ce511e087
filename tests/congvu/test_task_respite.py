"""`congvu task ack` and `snooze`: what they say, what they refuse, and where it is told."""

from tests.congvu.office import Office
from tests.congvu.registers import GOOD, PEOPLE, register
from tests.congvu.test_check import replace

HOA, BINH = "hoa@vpcp.gov.vn", "binh@vpcp.gov.vn"
OWN = """\
[[ladder]]
valid_from = 2024-01-01
source = "Quy chế của cơ quan"
opens = 09:00:00
closes = 16:00:00

[[ladder.rung]]
working_days = -2
to = ["lead"]

[[custom]]
valid_from = 2024-01-01
source = "Quy chế của cơ quan"
{key} = 2
"""


def staffed(office: Office) -> None:
    office.good("person", "import", office.write("people.csv", PEOPLE), "--yes")
    office.good("task", "import", register(office.folder, *GOOD), "--yes")


def test_a_reminder_is_acknowledged_and_put_off_and_both_are_taken_back(office: Office) -> None:
    staffed(office)

    told = office.good("task", "ack", "2", "--by", HOA, "--for", "2", "--reason", "đang trình ký")
    assert told.startswith(f"Task 2 is acknowledged by {HOA} until ")
    office.good("task", "snooze", "2", "--by", HOA, "--for", "1", "--reason", "đi công tác")

    shown = office.good("task", "show", "2")
    assert "acknowledged by Lê Thị Hoa until " in shown
    assert "đang trình ký" in shown
    assert "It is put off by Lê Thị Hoa until " in office.good("task", "explain", "2")
    kinds = [one["kind"] for one in office.json("task", "show", "2")["respites"]]
    assert kinds == ["acknowledged", "snoozed"]

    office.good("task", "ack", "2", "--by", HOA, "--undo")
    told = office.good("task", "snooze", "2", "--by", HOA, "--undo")
    assert told == f"Task 2 is not put off by {HOA} any more.\n"
    assert office.json("task", "explain", "2")["respites"] == []


def test_what_cannot_be_is_refused_with_what_can(office: Office) -> None:
    staffed(office)

    def refused(*arguments: str) -> str:
        return office.refused("task", *arguments)

    assert refused("ack", "2", "--by", "an@vpcp.gov.vn") == (
        "that person is not reminded of task 2; see congvu task explain 2"
    )
    assert refused("ack", "2", "--by", HOA, "--for", "30").startswith(
        "that is too long; it lasts until "
    )
    long_ago = ("ack", "2", "--by", HOA, "--until", "2026-01-05")
    assert refused(*long_ago) == "05/01/2026 08:00 is over; give a later day"
    assert refused("snooze", "2", "--by", HOA, "--undo") == (
        f"nothing of task 2 is put off by {HOA}; see congvu task show 2"
    )
    assert refused("ack", "9", "--by", HOA) == "there is no task 9; see congvu task list"
    assert "task 4 is done already" in refused("ack", "4", "--by", HOA)
    assert "missing option '--reason'" in office.run("task", "snooze", "2", "--by", HOA).err
    both = ("task", "ack", "2", "--by", HOA, "--for", "1", "--until", "2036-10-01")
    assert "--until or --for, and not both" in office.run(*both).err


def test_an_office_lays_its_own_ladder_over_the_shipped_one(office: Office) -> None:
    staffed(office)
    (office.folder / "own.toml").write_text(OWN.format(key="group_over"), "utf-8")
    replace(office, "[telegram]", '[schedules]\nreminders = ["own.toml"]\n[telegram]')

    (ahead,) = office.json("task", "explain", "2")["ahead"]

    assert (ahead["slot"], ahead["at"]) == ("T-2", "2036-10-13T02:00:00+00:00")
    assert "the shipped ladders and 1 of the office" in office.run("check", "--offline").out


def test_a_row_that_is_wrong_is_told_by_its_line(office: Office) -> None:
    staffed(office)
    (office.folder / "own.toml").write_text(OWN.format(key="groups"), "utf-8")
    replace(office, "[telegram]", '[schedules]\nreminders = ["own.toml"]\n[telegram]')

    told = office.refused("task", "explain", "2")

    assert 'own.toml, line 11: "groups" is not known here; known are ' in told
    assert "own.toml, line 11" in office.run("check", "--offline").out
