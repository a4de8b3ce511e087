"""`congvu queue suppress`, `allow` and `suppressed`."""

import re

from tests.congvu.office import Office

AN = "an.nv@bacninh.gov.vn"


def test_an_address_is_suppressed_for_a_while_listed_and_allowed(office: Office) -> None:
    assert office.good("queue", "suppressed") == "Nothing is suppressed.\n"
    told = office.good("queue", "suppress", "An.NV@BacNinh.gov.vn", "--reason", "đã nghỉ hưu")
    assert re.fullmatch(
        rf"No letters are taken for {re.escape(AN)} until [0-9:]{{5}} on [0-9/]{{10}};"
        r" see congvu queue suppressed\.\n",
        " ".join(told.split()) + "\n",
    )

    (one,) = office.json("queue", "suppressed")
    assert (one["address"], one["reason"], one["learned"]) == (AN, "đã nghỉ hưu", False)
    assert one["by"].startswith("cli:")
    assert one["until"] > one["since"]
    assert "đã nghỉ hưu" in office.good("queue", "suppressed")

    assert office.good("queue", "allow", AN) == f"Letters are taken for {AN} again.\n"
    assert office.json("queue", "suppressed") == []


def test_all_of_one_domain_are_allowed(office: Office) -> None:
    for name in ("a", "b"):
        office.good("queue", "suppress", f"{name}@bacninh.gov.vn", "--reason", "x", "--for", "1d")

    assert office.good("queue", "allow", "--domain", "bacninh.gov.vn") == (
        "Letters are taken for all of bacninh.gov.vn again; 2 addresses were suppressed.\n"
    )
    assert office.json("queue", "suppressed") == []


def test_what_is_wrong_is_said(office: Office) -> None:
    assert office.refused("queue", "allow", AN) == (
        f"{AN} is not suppressed; see congvu queue suppressed"
    )
    zero = office.refused("queue", "suppress", AN, "--reason", "x", "--for", "0s")
    assert zero == '"0s" is no time at all; write how long, such as --for 30d'
    assert "name an address" in office.refused("queue", "allow", code=2)
    assert "--reason" in office.refused("queue", "suppress", AN, code=2)
    assert "is no mailbox" in office.refused("queue", "suppress", "an", "--reason", "x", code=2)
