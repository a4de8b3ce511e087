"""`congvu console token` and `congvu webhook`: what programs are let do, and what they are told of."""

import sqlite3

from tests.congvu.office import Office

BOX = "hoa.lt@vpcp.gov.vn"


def staffed(office: Office) -> None:
    office.good("person", "add", "Lê Thị Hoa", BOX, "--agency", "G22")


def test_a_token_is_shown_once_listed_and_revoked(office: Office) -> None:
    assert "Make one" in office.good("console", "token", "list")
    new = ("console", "token", "new", BOX, "--name", "Phần mềm văn bản", "--scope", "tasks:read")
    assert office.refused(*new) == f"nobody active has the mailbox {BOX}; see congvu person list"
    staffed(office)

    made = office.good(*new)
    secret = made.splitlines()[-1]
    assert secret.startswith("cvt_")
    assert len(secret) == 47
    assert made.count(secret) == 1
    (listed,) = office.json("console", "token", "list")
    assert (listed["email"], listed["scopes"], listed["state"]) == (BOX, ["tasks:read"], "active")
    assert secret not in office.good("console", "token", "list")
    assert office.good("console", "token", "revoke", "1") == "Token 1 is revoked.\n"
    assert office.good("console", "token", "revoke", "1") == "Token 1 was revoked already.\n"
    assert office.json("console", "token", "list")[0]["state"] == "revoked"
    assert office.refused("console", "token", "revoke", "7") == (
        "there is no token 7; see congvu console token list"
    )


def test_nothing_of_a_secret_is_kept_but_its_hash(office: Office) -> None:
    staffed(office)
    new = ("console", "token", "new", BOX, "--name", "X", "--scope", "tasks:read")
    secret = office.json(*new)["token"]
    office.good("webhook", "add", BOX, "https://example.vn/in", "--event", "task.done")

    with sqlite3.connect(office.folder / "congvu.db") as store:
        told = "\n".join(store.iterdump())
    assert secret not in told
    assert secret not in office.good("audit", "export")
    events = office.good("audit", "export")
    assert "token.made" in events
    assert "webhook.made" in events


def test_a_token_has_a_last_day_that_is_neither_over_nor_far(office: Office) -> None:
    staffed(office)
    new = ("console", "token", "new", BOX, "--name", "X", "--scope", "tasks:read", "--until")
    assert "is over" in office.refused(*new, "2020-01-01", code=2)
    assert "at most" in office.refused(*new, "2099-01-01", code=2)


def test_a_webhook_is_added_listed_tried_and_removed(office: Office) -> None:
    staffed(office)
    assert "Add one" in office.good("webhook", "list")
    add = ("webhook", "add", BOX)
    event = ("--event", "task.done", "--event", "task.late")
    assert "https" in office.refused(*add, "http://example.vn/in", *event, code=2)

    made = office.good(*add, "https://example.vn/in", *event)
    assert made.count("cvw_") == 1
    assert "A trial goes to webhook 1" in office.good("webhook", "test", "1")
    (listed,) = office.json("webhook", "list")
    assert (listed["url"], listed["events"]) == (
        "https://example.vn/in",
        ["task.done", "task.late"],
    )
    assert (listed["state"], listed["waiting"]) == ("active", 1)
    assert office.good("webhook", "enable", "1") == "Webhook 1 was not disabled.\n"
    assert office.good("webhook", "remove", "1") == "Webhook 1 is removed.\n"
    assert office.json("webhook", "list") == []
    for act in ("test", "enable", "remove"):
        assert office.refused("webhook", act, "1") == (
            "there is no webhook 1; see congvu webhook list"
        )
