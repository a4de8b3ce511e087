"""`congvu person invite` and `congvu console`: accounts invited, listed, locked, unlocked."""

from tests.congvu.office import Office

BOX = "hoa.lt@vpcp.gov.vn"


def test_an_account_is_invited_listed_locked_and_unlocked(office: Office) -> None:
    assert "Invite somebody" in office.good("console", "list")
    assert office.refused("person", "invite", BOX) == (
        f"nobody active has the mailbox {BOX}; see congvu person list"
    )
    office.good("person", "add", "Lê Thị Hoa", BOX, "--agency", "G22")

    invited = office.good("person", "invite", BOX)

    assert invited == f"{BOX} is invited; a letter with a link to http://127.0.0.1:8025 goes out.\n"
    (listed,) = office.json("console", "list")
    assert (listed["email"], listed["password"], listed["second"]) == (BOX, False, False)
    assert "none yet       invited" in office.good("console", "list")
    assert office.good("console", "sessions", BOX) == f"{BOX} is logged in nowhere.\n"
    assert office.good("console", "log-out", BOX) == f"{BOX}: 0 sessions ended.\n"

    assert office.good("console", "lock", BOX).startswith(f"{BOX} is locked")
    assert office.json("console", "list")[0]["locked"] == "operator"
    assert office.good("console", "lock", BOX) == f"{BOX} was locked already.\n"
    unlocked = office.good("console", "unlock", BOX)
    assert unlocked == f"{BOX} is unlocked; it was locked because an operator locked it.\n"
    assert office.good("console", "unlock", BOX) == f"{BOX} was not locked.\n"
    assert "at the next login" in office.good("console", "forget-second", BOX)


def test_what_is_done_to_an_account_stands_in_the_account_of_everything(office: Office) -> None:
    office.good("person", "add", "Lê Thị Hoa", BOX, "--agency", "G22")
    office.good("person", "invite", BOX)
    office.good("console", "lock", BOX)
    office.good("console", "unlock", BOX)

    told = office.good("audit", "export")

    for event in ("console.invited", "console.locked", "console.unlocked"):
        assert event in told
    assert BOX not in told


def test_who_has_no_account_cannot_be_locked(office: Office) -> None:
    assert office.refused("console", "lock", BOX) == (
        f"{BOX} has no account of the console; see congvu person invite --help"
    )
