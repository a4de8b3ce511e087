"""The sample office: agencies, people, a register and letters, as files beside this one. README.md says what is invented."""

import csv
import io
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from work.agency import Agency

FOLDER = Path(__file__).parent
PEOPLE = FOLDER / "people.csv"
LOGINS = FOLDER / "logins.csv"
REGISTER = FOLDER / "register.xlsx"
PETITION = FOLDER / "petition.toml"

NAME = "Văn phòng Chính phủ (mẫu)"
DOMAIN = "vpcp.gov.example"
AGENCY = "G22"

_COLUMNS = (
    "code",
    "name",
    "short_name",
    "domains",
    "parent",
    "valid_from",
    "valid_to",
    "successor",
)


@dataclass(frozen=True, slots=True)
class Mail:
    """One letter as it is handed in: *octets* with CRLF, *shows* what is special about it.

    *login* is "" for what comes from outside. *successor* is the agency that took over
    from its sender's, which has ended: the relay refuses such a letter.
    """

    name: str
    shows: str
    login: str
    sender: str
    recipients: tuple[str, ...]
    octets: bytes
    successor: str | None = None


@dataclass(frozen=True, slots=True)
class ChatPerson:
    """An account of the Telegram emulator, and the mailbox that its owner has by office."""

    id: int
    name: str
    mailbox: str


def agencies() -> tuple[Agency, ...]:
    """Every agency, those that have ended too."""
    listed = tomllib.loads((FOLDER / "agencies.toml").read_text("utf-8"))["agency"]
    return tuple(_agency(entry) for entry in listed)


def agencies_csv() -> str:
    """The agencies as `congvu agency import` reads them; who took over stands before whom."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for agency in sorted(agencies(), key=lambda agency: agency.successor is not None):
        domains = " ".join(sorted(agency.domains))
        row = (agency.code, agency.name, agency.short_name, domains, agency.parent)
        writer.writerow((*row, agency.valid_from, agency.valid_to, agency.successor))
    return text.getvalue()


def signing_domains() -> tuple[str, ...]:
    """The domains of agencies that still send, without the office's own."""
    sending = (agency for agency in agencies() if agency.successor is None)
    return tuple(sorted({d for agency in sending for d in agency.domains} - {DOMAIN}))


def mails() -> tuple[Mail, ...]:
    """The letters, in the order in which they are handed in."""
    return tuple(_mail(entry) for entry in _listed()["letter"])


def arrivals() -> tuple[Mail, ...]:
    """Official letters that come to the office's clerk from outside, for the tray."""
    return tuple(_mail(entry) for entry in _listed()["arrival"])


def accounts() -> list[dict[str, Any]]:
    """The accounts as the emulator's list of people has them, each with its "mailbox"."""
    found: list[dict[str, Any]] = json.loads((FOLDER / "accounts.json").read_text("utf-8"))
    return found


def chat_people() -> Iterator[ChatPerson]:
    """Whose chats are linked when the tour walks by itself, in the order of their accounts."""
    for one in accounts():
        if one.get("walks", True):
            yield ChatPerson(one["id"], one["name"], one["mailbox"])


def _agency(entry: dict[str, Any]) -> Agency:
    return Agency(
        entry["code"],
        entry["name"],
        entry["short_name"],
        frozenset(entry["domains"]),
        None,
        entry.get("valid_from"),
        entry.get("valid_to"),
        entry.get("successor"),
    )


def _listed() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((FOLDER / "letters.toml").read_text("utf-8"))


def _mail(entry: dict[str, Any]) -> Mail:
    octets = (FOLDER / "letters" / entry["file"]).read_bytes()
    recipients = tuple(entry["recipients"])
    facts = (entry["file"], entry["shows"], entry.get("login", ""), entry["sender"])
    return Mail(*facts, recipients, octets, entry.get("successor"))
