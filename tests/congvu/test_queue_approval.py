"""`congvu queue approve`, `reject` and `release`, and what is told of a letter that waits for approval."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from email import message_from_bytes, policy
from typing import TypeVar

import pytest
from sqlalchemy import select

from schedules.clock import MachineClock
from store import Store, Tx, approval_asked, spool
from store.schema.body import body
from store.schema.spool import letter
from tests.congvu.office import Office
from tests.congvu.test_check import findings
from tests.store.approvals import ZONE
from tests.store.letters import new_letter
from work import receipt
from work.approval import Asked, Entitled
from work.person import Position

AN, BINH, HOA = "an@vpcp.gov.vn", "binh@vpcp.gov.vn", "hoa@vpcp.gov.vn"
HEADS = (Entitled(agency="G22", position=Position.UNIT_HEAD), Entitled(person=AN))
T = TypeVar("T")


def stored(office: Office, work: Callable[[Store], Awaitable[T]]) -> T:
    """What *work* gives with the office's store open."""

    async def run() -> T:
        store = Store.open(f"sqlite:///{office.folder}/congvu.db", "test")
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


def waiting(office: Office, left: timedelta = timedelta(days=2), then: str | None = None) -> str:
    """The receipt id of a letter of An's that waits for approval."""

    async def ask(store: Store) -> int:
        now = MachineClock().now()
        new = new_letter("x@example.com", sender=AN, hold="outside")
        ready = await store.read(approval_asked.ready, AN, HEADS, frozenset({AN}))
        assert ready.author is not None
        times = (now + timedelta(hours=4), now + left)
        asked = Asked("outside", "G22", ready.author.id, frozenset({AN}), HEADS, *times, then)
        kept = await store.write(approval_asked.accept, new, asked, ZONE, now)
        assert kept is not None
        return kept.letter

    return receipt.encode(stored(office, ask))


def states(office: Office, name: str) -> list[str]:
    return [one["state"] for one in office.json("queue", "show", name)["recipients"]]


def test_a_letter_is_approved_by_a_second_person_and_the_story_says_so(staffed: Office) -> None:
    name = waiting(staffed)
    why = staffed.good("queue", "why", name)
    assert "outside, asked by Nguyễn Văn An at " in why
    assert "unit-head, G22; an@vpcp.gov.vn" in why
    assert "waits for approval until " in why
    assert "is held: the rule outside wants a second person's approval; returned" in why

    told = staffed.good("queue", "approve", name, "--as", "Binh@vpcp.gov.vn")

    shown = staffed.json("queue", "show", name)
    assert told.startswith(f"{name}: approved by Trần Thị Bình at ")
    assert shown["sha256"] in told.replace("\n", "")
    assert states(staffed, name) == ["waiting"]
    decided = shown["approval"]
    assert (decided["decision"], decided["approver"]) == ("approved", "Trần Thị Bình")
    assert decided["by"].startswith("cli:")
    assert decided["content_sha256"] == shown["sha256"]
    why = staffed.good("queue", "why", name)
    assert "the rule outside asks for a second person's approval, told: 1" in why
    assert "person:2 approved it, brought by cli:" in " ".join(why.split())


@pytest.mark.parametrize(
    ("email", "words"),
    [
        (AN, f"{AN} wrote or sent it, and a second person has to decide: unit-head, G22; {AN}"),
        (HOA, f"the rule outside does not name {HOA}; these may decide: unit-head, G22; {AN}"),
        ("ai@vpcp.gov.vn", "ai@vpcp.gov.vn is no mailbox in the directory; see congvu person list"),
    ],
)
def test_who_may_not_decide_is_told_why(staffed: Office, email: str, words: str) -> None:
    name = waiting(staffed)

    for command in (("approve",), ("reject", "--reason", "không")):
        refused = staffed.refused("queue", command[0], name, "--as", email, *command[1:])
        assert words in refused
    assert states(staffed, name) == ["held"]


def test_a_disabled_person_decides_nothing(staffed: Office) -> None:
    name = waiting(staffed)
    staffed.good("person", "disable", BINH)

    assert staffed.refused("queue", "approve", name, "--as", BINH).startswith(
        f"{BINH} is disabled and decides nothing; congvu person enable {BINH}"
    )


def test_twice_too_late_or_of_another_letter_is_refused(staffed: Office) -> None:
    name, late = waiting(staffed), waiting(staffed, left=timedelta(0))
    staffed.good("queue", "approve", name, "--as", BINH)
    staffed.good("queue", "hold", name)

    for again in (("approve",), ("reject", "--reason", "không")):
        told = staffed.refused("queue", again[0], name, "--as", BINH, *again[1:])
        assert told.startswith(f"{name}: approved by Trần Thị Bình at ")
        assert "a letter is decided on once" in told
    assert "its time to be approved was over at " in staffed.refused(
        "queue", "approve", late, "--as", BINH
    )
    report = receipt.encode(_plain(staffed))
    assert staffed.refused("queue", "approve", report, "--as", BINH) == (
        f"{report}: no release rule holds it, so nobody has to approve; see congvu queue why {report}"
    )
    assert "there is no letter" in staffed.refused("queue", "approve", "99", "--as", BINH)


def _plain(office: Office) -> int:
    async def put(store: Store) -> int:
        now = MachineClock().now()
        kept = await store.write(spool.accept, new_letter(), now, now + timedelta(days=1), None)
        assert kept is not None
        return kept.letter

    return stored(office, put)


def test_a_rejected_letter_goes_back_with_rule_and_reason(staffed: Office) -> None:
    name = waiting(staffed)

    told = staffed.good("queue", "reject", name, "--as", BINH, "--reason", "sai phụ lục 2")

    assert told.startswith(f"{name}: rejected by Trần Thị Bình at ")
    assert states(staffed, name) == ["refused"]
    (back,) = [one for one in staffed.json("queue", "list") if one["kind"] == "dsn"]

    def octets(tx: Tx) -> bytes:
        joined = select(body.c.data).join(letter, letter.c.body_id == body.c.id)
        found: bytes = tx.value(joined.where(letter.c.id == back["letter"]))
        return found

    async def read(store: Store) -> bytes:
        return await store.read(octets)

    report = message_from_bytes(stored(staffed, read), policy=policy.default)
    text, status, _ = report.iter_parts()
    assert report["To"] == f"<{AN}>" or report["To"] == AN
    assert "theo quy tắc outside" in text.get_content()
    assert "Lý do: sai phụ lục 2" in text.get_content()
    assert "Reason: sai phụ lục 2" in text.get_content()
    assert "Status: 5.7.1" in status.as_string()
    assert "sai phụ lục 2" in staffed.good("queue", "show", name)


def test_an_operator_releases_it_only_by_saying_that_nobody_approved(staffed: Office) -> None:
    name = waiting(staffed)

    refused = staffed.refused("queue", "release", name)
    assert refused.startswith(f"{name}: the rule outside lets it go only with a second person's")
    assert "congvu queue approve" in refused
    assert states(staffed, name) == ["held"]
    for alone in (("--without-approval",), ("--reason", "khẩn")):
        assert "belong together" in staffed.refused("queue", "release", name, *alone, code=2)

    told = staffed.good("queue", "release", name, "--without-approval", "--reason", "bão số 12")

    assert told.startswith(f"{name}: waived by cli:")
    assert states(staffed, name) == ["waiting"]
    assert "bão số 12" in staffed.good("queue", "show", name)
    why = " ".join(staffed.good("queue", "why", name).split())
    assert "let it go without a second person's approval" in why


def test_another_rule_still_holds_it_and_that_is_said(staffed: Office) -> None:
    name = waiting(staffed, then="first-contact")

    told = staffed.good("queue", "approve", name, "--as", BINH)

    assert "and stays held by the rule first-contact" in " ".join(told.split())
    assert staffed.good("queue", "release", name) == f"{name}: 1 recipient is released.\n"


RULE = '\n[[relay.release]]\nname = "outside"\noutside = ["gov.vn"]\napprovers = [{}]\n'


@pytest.mark.parametrize(
    ("approvers", "level", "words"),
    [
        (
            '{ position = "unit-head" }',
            "warning",
            "one active official alone may approve, so what they write",
        ),
        (
            '{ position = "unit-head" }, { person = "an@vpcp.gov.vn" }',
            "ok",
            "may approve: 2 active officials",
        ),
        (
            '{ position = "agency-head" }',
            "error",
            "nobody can approve of letters of G22, so they are put off; congvu person add",
        ),
        (
            '{ position = "unit-head" }, { person = "ai@vpcp.gov.vn" }',
            "warning",
            "nobody answers to the approver (ai@vpcp.gov.vn); congvu person add",
        ),
        (
            '{ position = "unit-head" }, { agency = "H99", position = "clerk" }',
            "warning",
            "the agency H99 is not registered; add it, or correct the rule",
        ),
    ],
)
def test_check_tells_of_approvers_whom_nobody_answers_to(
    staffed: Office, approvers: str, level: str, words: str
) -> None:
    config = staffed.folder / "config.toml"
    config.write_text(config.read_text("utf-8") + RULE.format(approvers), "utf-8")

    found = findings(staffed, "--offline")["release outside"]

    assert found[0][0] == level
    assert found[0][1].startswith(words)
