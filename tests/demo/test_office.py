"""The sample office: whole, in official form, plainly marked as sample data, and its files agree."""

import csv
import re
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from openpyxl import load_workbook

from demo import office
from demo.office import Mail
from tests.demo import register_book
from tests.demo.judge import reminders, smime
from tests.demo.judge.week import MONDAY, SUNDAY
from work.form.toml import read_toml

MAILS = office.mails()
COMING = office.arrivals()
ALL = MAILS + COMING
NAMES = [mail.name for mail in ALL]
FROM_THE_REPORT = {"G22", "G18", "H22", "H05", "H23", "H44", "H52"}  # who the project began with
SAMPLE = re.compile(r"Thư mẫu của Congvu|A sample letter of Congvu")


def people() -> list[dict[str, str]]:
    with office.PEOPLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def message(mail: Mail) -> EmailMessage:
    return message_from_bytes(mail.octets, policy=policy.default)


def text(mail: Mail) -> str:
    """Every readable part of a letter."""
    parts = [part for part in message(mail).walk() if part.get_content_maintype() == "text"]
    return "\n".join(str(part.get_content()) for part in parts)


def domain(address: str) -> str:
    return address.rpartition("@")[2]


def test_the_agencies_are_those_the_project_began_with_and_their_successors() -> None:
    agencies = {agency.code: agency for agency in office.agencies()}

    assert agencies.keys() == FROM_THE_REPORT | {"H60", "H24"}
    ended = {code: a.successor for code, a in agencies.items() if a.valid_to == date(2025, 6, 30)}
    assert ended == {"H22": "H60", "H23": "H24"}
    assert {a.successor for a in agencies.values()} == {None, "H60", "H24"}


def test_the_example_of_a_report_form_names_units_of_the_office() -> None:
    text = (Path(__file__).parents[2] / "docs/report-forms.toml").read_text("utf-8")
    form = read_toml("report-forms.toml", text)
    named = {one.member for one in form.excused} | set(form.audience.members)
    assert named <= {f"{person['agency']}/{person['unit']}" for person in people()}
    assert set(form.audience.units_of) <= {agency.code for agency in office.agencies()}


def test_no_mail_domain_can_exist() -> None:
    addresses = [person["email"] for person in people()]
    addresses += [a for mail in ALL for a in (mail.sender, *mail.recipients) if a]
    domains = {domain(address) for address in addresses}
    domains |= {d for agency in office.agencies() for d in agency.domains}

    assert [name for name in domains if not name.endswith(".example")] == []


def test_people_work_where_there_is_an_agency_and_write_from_its_domain() -> None:
    domains = {agency.code: agency.domains for agency in office.agencies()}

    strangers = [p for p in people() if domain(p["email"]) not in domains[p["agency"]]]

    assert strangers == []
    assert {"vi", "en"} == {person["language"] for person in people()}


def test_the_shipped_register_is_what_its_source_says(tmp_path: Path) -> None:
    made = tmp_path / "register.xlsx"
    register_book.make(made)

    assert made.read_bytes() == office.REGISTER.read_bytes(), (
        "run python -m tests.demo.register_book"
    )


def test_the_register_read_by_another_library_has_the_rows_of_the_source() -> None:
    sheet = load_workbook(office.REGISTER).worksheets[0]
    header, *rows = register_book.source_rows()
    found = [
        [_shown(cell) for cell in row]
        for row in sheet.iter_rows(min_row=register_book.FIRST_ROW, values_only=True)
    ]

    assert found == [[_shown(register_book.value(cell)) for cell in row] for row in rows]
    assert len(found) == 40
    assert [c.value for c in sheet[register_book.HEADER_ROW]] == header
    assert "MẪU" in str(sheet["A1"].value)
    assert all(row[-1].startswith("Mẫu") for row in rows)


def _shown(value: object) -> str:
    return "" if value is None else str(value).removesuffix(" 00:00:00")


def test_twenty_letters_are_taken_and_one_is_not() -> None:
    refused = [mail for mail in MAILS if mail.successor is not None]

    assert len(MAILS) == 21
    assert [(mail.login, mail.successor) for mail in refused] == [("hagiang-relay", "H60")]
    assert len({mail.login for mail in MAILS}) == 8


@pytest.mark.parametrize("mail", ALL, ids=NAMES)
def test_a_letter_is_one_that_may_be_sent(mail: Mail) -> None:
    assert b"\n" not in mail.octets.replace(b"\r\n", b""), "only CRLF ends a line"
    assert max(map(len, mail.octets.split(b"\r\n"))) <= 998
    head = message(mail)
    for name in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version"):
        assert len(head.get_all(name, [])) == 1, name
    assert domain(head["From"].addresses[0].addr_spec) == domain(mail.sender or "@moh.gov.example")
    assert [d for part in head.walk() for d in part.defects] == []


@pytest.mark.parametrize("mail", ALL, ids=NAMES)
def test_a_letter_says_that_it_is_a_sample(mail: Mail) -> None:
    assert SAMPLE.search(text(mail))


def test_the_letters_differ_in_what_relays_get_wrong() -> None:
    kinds = {message(mail).get_content_type() for mail in MAILS}
    encodings = {
        part["Content-Transfer-Encoding"] for mail in MAILS for part in message(mail).walk()
    }

    assert kinds >= {"text/plain", "multipart/mixed", "multipart/signed", "multipart/report"}
    assert encodings >= {"7bit", "8bit", "base64", "quoted-printable"}
    assert any(b"\r\n." in mail.octets for mail in MAILS)
    assert any(mail.octets.endswith(b"\r\n\r\n\r\n") for mail in MAILS)
    assert any(len(line) > 900 for mail in MAILS for line in mail.octets.split(b"\r\n"))
    assert any(mail.sender == "" for mail in MAILS)
    assert max(len(mail.recipients) for mail in MAILS) == 5


def test_the_signed_letter_is_truly_signed(tmp_path: Path) -> None:
    (signed,) = (m for m in MAILS if message(m).get_content_type() == "multipart/signed")

    assert smime.holds(signed.octets, tmp_path)
    assert not smime.holds(signed.octets.replace(b"S=C6=A1n La", b"S=C6=A1n  La"), tmp_path)


def test_the_table_of_reminders_names_people_tasks_and_days_that_there_are() -> None:
    mailboxes = {person["email"] for person in people()}
    chats = {person.mailbox for person in office.chat_people()}
    table = reminders.expected()

    assert {told.person for told in table} <= mailboxes
    assert {told.person for told in table if told.channel == "chat"} == chats
    assert all(MONDAY <= told.day <= SUNDAY and 1 <= told.task <= 40 for told in table)
    assert len(set(table)) == len(table)
