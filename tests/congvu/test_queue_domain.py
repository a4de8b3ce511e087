"""`congvu queue suspend`, `resume` and `suspended`."""

import asyncio
import re
from datetime import timedelta

from schedules.clock import MachineClock
from store import Store, spool, suspension
from store.spool import Key
from store.suspension import Asleep
from tests.congvu.office import Office
from tests.congvu.test_check import findings
from tests.congvu.test_queue import with_letter
from tests.store.letters import new_letter
from work import receipt
from work.letter import State

ONE = "worker:one"


def test_a_domain_is_suspended_for_a_while_listed_and_resumed(office: Office) -> None:
    assert office.good("queue", "suspended") == "Nothing is suspended.\n"
    told = office.good("queue", "suspend", "Moh.gov.vn", "--for", "2h", "--reason", "bảo trì")
    assert re.fullmatch(
        r"Nothing is sent to moh\.gov\.vn until [0-9:]{5} on [0-9/]{10}; see congvu queue suspended\.\n",
        told,
    )

    (one,) = office.json("queue", "suspended")
    assert (one["domain"], one["reason"]) == ("moh.gov.vn", "bảo trì")
    assert one["by"].startswith("cli:")
    assert one["until"] > one["since"]
    assert "bảo trì" in office.good("queue", "suspended")

    assert office.good("queue", "resume", "moh.gov.vn") == (
        "Letters go to moh.gov.vn again; 0 recipients are due now.\n"
    )
    assert office.json("queue", "suspended") == []
    assert office.refused("queue", "resume", "moh.gov.vn") == (
        "moh.gov.vn is not suspended; nothing is"
    )


def test_why_tells_of_a_suspension_before_the_letters_turn_has_come(office: Office) -> None:
    """It named the next try, which would not have been one."""
    name = with_letter(office, State.WAITING)
    office.good("queue", "suspend", "yte.gov.vn", "--reason", "bảo trì")

    told = office.good("queue", "why", name)

    assert "binh@yte.gov.vn: waits because yte.gov.vn is suspended (congvu queue suspended); given up at" in told  # fmt: skip


def test_what_is_not_suspended_cannot_be_resumed(office: Office) -> None:
    office.good("queue", "suspend", "moh.gov.vn", "--reason", "bảo trì")

    assert office.refused("queue", "resume", "hg.gov.vn") == (
        "hg.gov.vn is not suspended; suspended are moh.gov.vn"
    )
    assert "--reason" in office.refused("queue", "suspend", "hg.gov.vn", code=2)
    assert "is not a length of time" in office.refused(
        "queue", "suspend", "hg.gov.vn", "--for", "soon", "--reason", "x", code=2
    )
    assert office.json("queue", "suspended")[0]["until"] is None


def test_check_and_why_tell_of_it(office: Office) -> None:
    office.good("queue", "suspend", "yte.gov.vn", "--reason", "bảo trì")

    async def parked() -> int:
        store = Store.open(f"sqlite:///{office.folder}/congvu.db", "test")
        now = MachineClock().now()
        kept = await store.write(spool.accept, new_letter(), now, now + timedelta(days=5), ONE)
        assert kept is not None
        await store.write(suspension.park, ONE, [Asleep(Key(kept.letter, 0, 0), "yte.gov.vn")], now)
        await store.close()
        return kept.letter

    name = receipt.encode(asyncio.run(parked()))

    assert "binh@yte.gov.vn: waits because yte.gov.vn is suspended" in office.good(
        "queue", "why", name
    )
    ((level, sentence),) = findings(office, "--offline")["queue yte.gov.vn"]
    assert level == "warning"
    assert sentence.endswith("bảo trì; congvu queue resume yte.gov.vn")
    assert "1 recipient is due now" in office.good("queue", "resume", "yte.gov.vn")


def test_for_no_time_at_all_is_no_suspension(office: Office) -> None:
    said = office.refused("queue", "suspend", "moh.gov.vn", "--for", "0s", "--reason", "no")
    assert said == 'a suspension of "0s" is none; write how long, such as --for 2h'
    assert office.json("queue", "suspended") == []
