"""Letters in the tray and what was read of them, as the tests of proposals have them."""

import hashlib
from dataclasses import replace
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from store import Store, Tx, intake, proposal, tray
from store.directory import load
from store.directory.agencies import add_agency
from store.directory.people import all_people
from store.directory.units import all_units
from store.intake import Taken
from store.proposing import Sent, propose
from store.schema.authenticity import authenticity
from tests.store.letters import accepted, new_letter
from tests.store.office import NOW, due_on, staffed
from work.agency import Agency
from work.intake import Arrival, Intake, NewIntake
from work.official.found import Errand, Finding, Paper, Read, Role, Tie
from work.proposal import Desk, Opening, Proposal
from work.register_row import Office
from work.roster import Roster

TODAY = date(2026, 10, 1)
SENDER = "vanthu@vpcp.gov.vn"
OPENING = Opening()


def found(value: str, certainty: float = 1.0) -> Finding:
    """Something that stands in the first sheet so."""
    return Finding(value, value, certainty, 0)


def errand(
    lead: str | None = "Vụ Pháp chế", due: str | None = "2026-10-23", **changes: Any
) -> Errand:
    """One thing that is asked for."""
    made = Errand(
        paper=0,
        content=found("báo cáo tình hình cung ứng thuốc"),
        lead=None if lead is None else found(lead),
        helpers=(),
        product=found("Báo cáo"),
        deadline=None if due is None else due_on(due),
        when=None if due is None else found("trước ngày 24/10/2026"),
    )
    return replace(made, **changes)


def read(*errands: Errand, number: str | None = "125/VPCP-KGVX", **changes: Any) -> Read:
    """What was read of a letter of the Government Office; *ties* and *issued* are the paper's."""
    paper = Paper(
        number=None if number is None else found(number),
        issuer=found("Văn phòng Chính phủ"),
        issued=found(changes.pop("issued", "2026-09-28")),
        kind=found("công văn"),
        excerpt=found("V/v báo cáo tình hình cung ứng thuốc"),
        urgency=Finding("normal", "", 1),
        ties=changes.pop("ties", ()),
    )
    made = Read((paper,), errands or (errand(),), asks=True, opens=True)
    return replace(made, **changes)


def tie(role: Role, number: str = "125/VPCP-KGVX") -> Tie:
    """What the paper says of an earlier one."""
    return Tie(role, found(number))


NOTHING = Read((), (), asks=False, opens=False)


async def office(store: Store) -> Store:
    """The ministry, and the Government Office that writes to it."""
    await staffed(store)
    await issuer(store)
    return store


async def issuer(store: Store) -> None:
    """The Government Office, beside the ministry."""
    agency = Agency("G22", "Văn phòng Chính phủ", "VPCP", frozenset({"vpcp.gov.vn"}))
    await store.write(add_agency, agency, NOW)


def desk(tx: Tx, opening: Opening = OPENING) -> Desk:
    """Against what the ministry reads letters."""
    directory = load(tx)
    roster = Roster(directory.agencies.values(), all_units(tx), all_people(tx), TODAY, "G18")
    reading = Office(roster, TODAY, lambda day: day.weekday() > 4, ZoneInfo("Asia/Ho_Chi_Minh"))
    return Desk(reading, "G18", directory.domains, opening)


async def came(
    store: Store, text: str = "1", proved: bool = True, at: datetime = NOW, body: str = ""
) -> Intake:
    """A letter in the tray that our listener took; *proved* that its sender's domain vouches for it."""
    octets = f"From: {SENDER}\r\nMessage-ID: <{text}@vpcp.gov.vn>\r\n\r\n{body or text}".encode()
    digest = hashlib.sha256(octets).digest()
    new = NewIntake(digest, digest, len(octets), f"<{text}@vpcp.gov.vn>", SENDER, text, octets)
    relayed = await accepted(store, new_letter())

    def take(tx: Tx) -> int:
        dmarc = "pass" if proved else "fail"
        results = dict.fromkeys(("spf", "helo", "dkim", "arc", "rule", "source", "results"), "none")
        facts = {"author": "vpcp.gov.vn", "dmarc": dmarc, "action": "mark", "proven": proved}
        tx.run(insert(authenticity).values(letter_id=relayed, **results, **facts))
        taken = intake.take(tx, new, Arrival("inbound", at, letter=relayed))
        assert taken is not None
        return taken.id

    number = await store.write(take)
    one = await store.read(tray.one, number)
    assert one is not None
    return one


LETTER = """VĂN PHÒNG CHÍNH PHỦ
Số: 125/VPCP-KGVX
V/v báo cáo tình hình cung ứng thuốc

Kính gửi: Bộ Y tế.

Vụ Pháp chế báo cáo tình hình cung ứng thuốc, gửi Báo cáo trước ngày 24/10/2026. Các đơn vị phối hợp.
"""


async def written(store: Store, text: str, subject: str = "Công văn", name: str = "") -> Intake:
    """A letter in the tray with that *text*, and a file called *name* with the same where one is named."""
    made = EmailMessage()
    made["From"], made["Subject"] = SENDER, subject
    made.set_content(text)
    if name:
        made.add_attachment(text.encode(), "text", "plain", filename=name)
    octets = made.as_bytes(policy=SMTP)
    digest = hashlib.sha256(octets).digest()
    new = NewIntake(digest, digest, len(octets), None, SENDER, subject, octets)

    def take(tx: Tx) -> Taken | None:
        return intake.take(tx, new, Arrival("inbound", NOW))

    taken = await store.write(take)
    assert taken is not None
    one = await store.read(tray.one, taken.id)
    assert one is not None
    return one


async def proposed(
    store: Store, what: Read, letter: Intake | None = None, opening: Opening = OPENING
) -> tuple[Proposal, ...]:
    """What became of a letter of which that was read."""
    one = letter or await came(store)
    sent = Sent(one, SENDER, 0)

    def do(tx: Tx) -> None:
        propose(tx, sent, what, desk(tx, opening), NOW)

    await store.write(do)
    return await store.read(proposal.of_letter, one.id)
