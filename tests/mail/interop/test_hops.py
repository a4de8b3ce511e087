"""Next hops that misbehave, and one daemon: where each recipient ends, and who hears of it."""

import asyncio
import re
import smtplib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any, cast

from bench.program import free_port
from tests.mail.peers.mischief import ALWAYS, CUT, STALL, Mischief, Stage, misbehaving
from tests.proof.office import Office, made
from tests.proof.waiting import until

FROM = "an@office.example"
LONG = 100_000  # octets, so that it has a middle to be cut in; they may all have left by then
SPANS = 'uncertain_after = "2s"\nretry = ["1s"]\nmax_age = "7s"\n'


@dataclass(frozen=True)
class Case:
    """A hop's misbehaviour; for each recipient its state in the end and how often it got the letter.

    *told* are those whom the sender hears of as failed, *contents* how often the whole letter came.
    """

    name: str
    stage: Stage | None
    answer: str
    times: int
    ends: dict[str, tuple[str, int]]
    told: frozenset[str] = frozenset()
    contents: int = 1
    size: int = 100
    notify: str = ""
    sender: str = FROM


def good(name: str, stage: Stage, answer: str, contents: int = 1, size: int = 100) -> Case:
    """It misbehaves once, and the letter arrives after all."""
    return Case(name, stage, answer, 1, {"binh": ("delivered", 1)}, contents=contents, size=size)


def bad(name: str, stage: Stage | None, answer: str, state: str, contents: int = 0) -> Case:
    """It misbehaves always, and the sender hears of it."""
    return Case(name, stage, answer, ALWAYS, {"binh": (state, 0)}, frozenset({"binh"}), contents)


CASES = (
    Case(
        "mixed",
        None,
        "",
        0,
        {
            "binh": ("delivered", 1),
            "nobody": ("refused", 0),
            "busy": ("expired", 0),
            "grey": ("delivered", 1),
        },
        frozenset({"nobody", "busy"}),
        contents=2,
    ),
    bad("connect-4xx", "connect", "421 4.3.2 busy", "expired"),
    bad("connect-cut", "connect", CUT, "expired"),
    bad("nobody-listens", None, "", "expired"),
    good("ehlo-4xx", "ehlo", "421 4.3.2 busy"),
    good("ehlo-cut", "ehlo", CUT),
    bad("tls-refused", "starttls", "454 4.7.0 not now", "expired"),
    bad("tls-broken", "starttls", "220 go", "expired"),
    good("mail-4xx", "mail", "451 4.3.0 later"),
    bad("mail-5xx", "mail", "550 5.7.1 not you", "refused"),
    good("mail-cut", "mail", CUT),
    good("rcpt-4xx", "rcpt", "450 4.2.1 busy"),
    bad("rcpt-5xx", "rcpt", "550 5.1.1 no such user", "refused"),
    good("rcpt-cut", "rcpt", CUT),
    good("data-4xx", "data", "451 4.3.0 later"),
    bad("data-5xx", "data", "554 5.7.1 no", "refused"),
    good("data-cut", "data", CUT),
    good("content-cut", "content", CUT, size=LONG),
    good("dot-4xx", "dot", "451 4.3.0 later", contents=2),
    bad("dot-5xx", "dot", "554 5.6.0 no", "refused", contents=1),
    good("dot-cut", "dot", CUT, contents=2),
    good("dot-nonsense", "dot", "what?", contents=2),
    Case("dot-always-cut", "dot", CUT, ALWAYS, {"binh": ("held", 0)}, contents=2),
    Case("dot-stall", "dot", STALL, ALWAYS, {"binh": ("sending", 0)}),
    Case("connect-stall", "connect", STALL, ALWAYS, {"binh": ("claimed", 0)}, contents=0),
    Case(
        "silent",
        "rcpt",
        "550 5.1.1 no",
        ALWAYS,
        {"binh": ("refused", 0)},
        contents=0,
        notify="NEVER",
    ),
    Case(
        "null-sender",
        "rcpt",
        "550 5.1.1 no",
        ALWAYS,
        {"binh": ("refused", 0)},
        contents=0,
        sender="",
    ),
)
ROWS = "SELECT l.message_id, r.address, r.state FROM recipient r JOIN letter l ON l.id = r.letter_id WHERE l.kind = 'relayed'"


def submit(port: int, cases: Sequence[Case]) -> None:
    """Hands the daemon one letter for each of *cases*."""
    with smtplib.SMTP("127.0.0.1", port, "client.example", 60) as client:
        for one in cases:
            to = [f"{local}@{one.name}.vn" for local in one.ends]
            head = f"From: {FROM}\r\nDate: Tue, 24 Nov 2026 09:00:00 +0700\r\nMessage-ID: <{one.name}@x.vn>\r\n\r\n"
            text = "a line of this letter\r\n" * (one.size // 20)
            wishes = [f"NOTIFY={one.notify}"] if one.notify else []
            client.sendmail(one.sender, to, (head + text).encode(), rcpt_options=wishes)


def reported(contents: Sequence[bytes]) -> Counter[tuple[str, str]]:
    """Action and address of everybody in the reports that reached the sender."""
    found: Counter[tuple[str, str]] = Counter()
    for octets in contents:
        for part in message_from_bytes(octets).walk():
            if part.get_content_type() == "message/delivery-status":
                for group in cast(list[Message], part.get_payload())[1:]:
                    address = str(group["Final-Recipient"]).partition(";")[2].strip()
                    found[str(group["Action"]), address] += 1
    return found


async def test_each_recipient_ends_as_it_should_and_the_right_people_hear_of_it(
    tmp_path: Path,
) -> None:
    hops = {one.name: Mischief(one.stage, one.answer, one.times) for one in CASES}
    home = Mischief()
    async with misbehaving([*hops.values(), home]):
        hops["nobody-listens"].port = free_port()
        office = Office(made(tmp_path / "office"), home.port)
        configured(office, hops)
        try:
            await office.start()
            await office.serving(1)
            await asyncio.to_thread(submit, office.port, CASES)
            wanted = Counter(
                (f"<{one.name}@x.vn>", f"{local}@{one.name}.vn", state)
                for one in CASES
                for local, (state, _) in one.ends.items()
            )
            await until(lambda: standing(office) == wanted, seconds=45)
            told = Counter(
                ("failed", f"{local}@{one.name}.vn") for one in CASES for local in one.told
            )
            await until(lambda: reported(home.contents).total() >= told.total(), seconds=45)
            log = office.log()
        except TimeoutError:
            raise AssertionError(sorted(set(standing(office)) ^ set(wanted))) from None
        finally:
            await office.end()

    late = Counter({("failed", "binh@dot-always-cut.vn"): 1})  # it was held, and reached its age
    assert reported(home.contents) in (told, told + late)
    for one in CASES:
        hop = hops[one.name]
        copies = {f"{local}@{one.name}.vn": n for local, (_, n) in one.ends.items() if n}
        assert (one.name, dict(hop.taken)) == (one.name, copies)
        assert (one.name, len(hop.contents)) == (one.name, one.contents)
    for name in ("tls-refused", "tls-broken"):
        assert not any(line.startswith("MAIL") for line in hops[name].heard), "never in clear"
    (held,) = (line for line in log if line["event"] == "letter.held")
    assert held["level"] == "error"
    assert "remedy" in held
    names = {line["letter"]: one.name for line, one in zip(accepted(log), CASES, strict=False)}
    uncertain = {names[line["letter"]] for line in log if line["event"] == "letter.uncertain"}
    assert uncertain - {"content-cut"} == {"dot-cut", "dot-nonsense", "dot-always-cut"}
    assert names[held["letter"]] == "dot-always-cut"


def standing(office: Office) -> Counter[tuple[str, str, str]]:
    """Message-ID, address and state of each; one that was held ends with its age, by the next sweep."""
    rows = office.rows(ROWS)
    return Counter(
        (name, to, "held" if "always" in to and state == "expired" else state)
        for name, to, state in rows
    )


def accepted(log: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in log if line["event"] == "letter.accepted"]


def configured(office: Office, hops: dict[str, Mischief]) -> None:
    """Gives the office a route to each hop, and little patience."""
    path = office.folder / "config.toml"
    text = re.sub(r"uncertain_after.*\nretry.*\n", SPANS, path.read_text())
    route = '[[relay.route]]\ndomain = "{}.vn"\nvia = "smtp://127.0.0.1:{}"\n'
    routes = "".join(route.format(name, hop.port) for name, hop in hops.items())
    path.write_text(text.replace("[dns]", f"{routes}[dns]"))
