"""`congvu task nudge`: who is told, that once a day is enough, and where it is explained."""

from tests.congvu.office import Office
from tests.congvu.test_task_respite import HOA, staffed


def test_who_leads_is_reminded_by_hand_once_a_day_and_it_is_explained(office: Office) -> None:
    staffed(office)

    said = office.good("task", "nudge", "2")
    assert said == "1 person is reminded of task 2; see congvu task explain 2.\n"

    shown = office.good("task", "explain", "2")
    assert "Reminded by hand" in shown
    assert "Lê Thị Hoa" in shown.partition("Reminded by hand")[2].partition("To be told")[0]
    (one,) = office.json("task", "explain", "2")["nudges"]
    assert (one["kind"], one["channel"]) == ("nudge", "mail")
    assert office.refused("task", "nudge", "2").startswith(
        "who leads task 2 was reminded by hand today; once a day is enough"
    )


def test_what_nobody_has_to_do_and_whoever_may_not_is_refused(office: Office) -> None:
    staffed(office)

    assert office.refused("task", "nudge", "9") == "there is no task 9; see congvu task list"
    assert "task 4 is done already" in office.refused("task", "nudge", "4")
    assert "reminding who leads task 2 is for" in office.refused("task", "nudge", "2", "--as", HOA)
