"""What a letter's page says: what happened, by which rule, and what comes next, in the reader's language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from store.account import Entry
from store.outlook import Next, Outlook, is_reported
from store.queue import Standing
from templates import sentence, word
from templates.worth import where
from web.console.visit import Visit
from work import receipt
from work.hold import doubt
from work.suspension import suspended_domain

_CODES = [
    "recipients",
    "octets",
    "rule",
    "spf",
    "dkim",
    "arc",
    "dmarc",
    "action",
    "attempt",
    "status",
    "approvers",
    "approver",
    "by",
    "verdicts",
]
_BY_KIND = {"cli": "cli", "serve": "serve", "worker": "worker"}


def happened(visit: Visit, entry: Entry, names: Mapping[int, str]) -> str:
    """One line of the account in words."""
    language, codes = visit.language, entry.codes
    facts: dict[str, Any] = {code: str(codes.get(code, "?")) for code in _CODES}
    facts["by"] = who(str(codes.get("by", "")), names, language)
    facts["approver"] = who(str(codes.get("approver", "")), names, language)
    facts["dsn"] = receipt.encode(int(codes.get("dsn", 0)))
    try:
        said = sentence(f"web.story.{entry.event}", facts, language)
    except (KeyError, TypeError):
        said = entry.event
    if "rules" in codes:
        rules = str(codes["rules"]).replace(",", ", ")
        said += sentence("web.story.under", {"rules": rules}, language)
    if "release" in codes:
        release = datetime.fromisoformat(str(codes["release"]))
        said += sentence("web.story.asked", {"at": at(visit, release)}, language)
    return said


def who(by: str, names: Mapping[int, str], language: str) -> str:
    """Who did it: a person by name with for whom, else the operator of the machine or the daemon itself."""
    said = []
    for part in by.split(","):
        kind, _, number = part.partition(":")
        if kind in ("person", "for") and number.isdecimal():
            said.append(names.get(int(number), part))
        elif not said and kind:
            known = kind in _BY_KIND
            said.append(word(f"web.by.{kind}", language) if known else by)
    joint = word("web.by.for", language)
    return f" {joint} ".join(dict.fromkeys(said)) or word("web.by.nobody", language)


def people_in(by: str) -> set[int]:
    """The numbers of the people that *by* names."""
    parts = (part.partition(":") for part in by.split(","))
    return {int(n) for kind, _, n in parts if kind in ("person", "for") and n.isdecimal()}


def why_kept(rule: str, language: str) -> str:
    """The rule that keeps a recipient from going, in words, with what a person can do; of a configured one its name."""
    if domain := suspended_domain(rule):
        return sentence("web.hold.suspended", {"domain": domain}, language)
    if doubted := doubt(rule):
        found, place = doubted
        return sentence(
            "web.hold.secrecy", {"rule": found, "place": where(place, language)}, language
        )
    try:
        return word(f"web.hold.{rule}", language)
    except KeyError:
        return sentence("web.hold.rule", {"rule": rule}, language)


def next_step(visit: Visit, standing: Standing, found: Outlook) -> str:
    """What happens next to a recipient, and when."""
    language, end = visit.language, at(visit, standing.expires_at)
    key = "returned" if is_reported(standing) else "unreported"
    facts = {
        "at": at(visit, found.at),
        "end": end,
        "over": sentence(f"web.next.{key}", {"end": end}, language),
        "holder": standing.holder or "",
        "domain": found.domain,
        "state": word(f"overview.state.{standing.state}", language)
        if found.next is Next.OVER
        else "",
        "why": why_kept(standing.rule or "", language),
    }
    return sentence(f"web.next.{found.next}", facts, language)


def at(visit: Visit, moment: datetime | None) -> str:
    """An instant by the office's wall clock."""
    return "?" if moment is None else f"{visit.desk.calendar.local(moment):%H:%M %d/%m/%Y}"
