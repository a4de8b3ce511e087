"""Letters from outside in a daemon: real clients, a real name server, and what an operator sees."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bench.program import free_port
from schedules.clock import MachineClock
from store import Store, dmarc
from store.directory.agencies import add_agency
from store.schema.base import EPOCH
from tests.congvu import office as cli
from tests.congvu.names import name_server
from tests.congvu.test_serve import Office, until
from tests.mail.auth.signers import Hop, mail_dkim, sealed
from tests.mail.dmarc.reports import REPORT
from tests.peers import need
from work.agency import Agency

ZONE = {
    "hue.vn": "v=spf1 ip4:127.0.0.1 -all",
    "_dmarc.hue.vn": "v=DMARC1; p=reject",
    "held.vn": "v=spf1 -all",
    "_dmarc.held.vn": "v=DMARC1; p=quarantine",
    "plain.vn": "v=spf1 -all",
}
KEY = generate_private_key(65537, 2048)
RECORD = (
    "v=DKIM1; k=rsa; p="
    + base64.b64encode(
        KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    ).decode()
)
ZONE |= {"s._domainkey.hue.vn": RECORD, "s._domainkey.lists.vn": RECORD}
RULES = """
[[relay.authenticity]]
name = "lists"
header_from = ["hue.vn"]
arc_sealers = ["lists.vn"]

[[relay.authenticity]]
name = "no-policy"
header_from = ["plain.vn"]
none = "refuse"
"""


class Outside(Office):
    """An office with a door for the outside world, one for its agency, and a maildir for each domain."""

    def __init__(self, folder: Path, names: int) -> None:
        self.door, self.inside, self.box = free_port(), free_port(), folder / "box"
        super().__init__(
            folder,
            f'[[relay.listener]]\naddress = "127.0.0.1:{self.door}"\nkind = "inbound"\ntls = "none"\n'
            f'[[relay.listener]]\naddress = "127.0.0.1:{self.inside}"\nkind = "trusted"\ntls = "none"\n'
            'networks = ["127.0.0.0/8"]\nagency = "H05"\n'
            f'[[relay.route]]\ndomain = "*"\nvia = "maildir:{self.box}"\n{RULES}'
            f'[dns]\nresolvers = ["127.0.0.1:{names}"]\n',
        )
        plain = self.config.read_text("utf-8")
        reports = '[relay]\ndmarc_reports = "dmarc@vpcp.gov.vn"\n'
        self.config.write_text(plain.replace("[relay]\n", reports), "utf-8")

    async def swaks(self, sender: str, *options: str, to: str = "an@bn.gov.vn") -> str:
        """The last answers that swaks hears when *sender* writes from 127.0.0.1, or another address."""
        command = [need("swaks"), "--server", f"127.0.0.1:{self.door}", "--helo", "mx.test"]
        process = await asyncio.create_subprocess_exec(
            *command,
            *("--from", sender, "--header", f"From: {sender}", "--to", to, *options),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        async with asyncio.timeout(90):
            said, _ = await process.communicate()
        return said.decode()

    def letters(self) -> list[bytes]:
        """What lies in the maildir."""
        return [path.read_bytes() for path in sorted((self.box / "new").glob("*"))]

    def lines(self, event: str) -> list[dict[str, Any]]:
        """The lines of the log that say *event*."""
        said = [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line]
        return [line for line in said if line["event"] == event]


@asynccontextmanager
async def office(folder: Path) -> AsyncIterator[Outside]:
    """Such an office that serves."""
    with name_server(ZONE) as names:
        made = Outside(folder, names)
        await registered(made)
        async with made.serving():
            yield made


async def registered(office: Outside) -> None:
    """Makes its agency known."""
    store = Store.open(office.url, "test")
    agency = Agency("H05", "Bắc Ninh", "BN", frozenset({"bn.gov.vn"}))
    await store.write(add_agency, agency, MachineClock().now())
    await store.close()


ELSEWHERE = ("--local-interface", "127.0.0.9")


async def test_letters_from_outside_are_judged_by_what_the_dns_says(tmp_path: Path) -> None:
    need("swaks")
    async with office(tmp_path) as outside:
        assert "550 5.7.1 Relaying denied" in await outside.swaks("a@hue.vn", to="x@gmail.com")
        assert "250 2.0.0 0" in await outside.swaks("a@hue.vn")
        refused = await outside.swaks("a@hue.vn", *ELSEWHERE)
        assert "550 5.7.26 Rule lists: nothing proves that the letter is from hue.vn" in refused
        held = await outside.swaks("a@held.vn")
        assert "250 2.0.0 held for release, " in held
        assert "550 5.7.26 Rule no-policy: plain.vn" in await outside.swaks("a@plain.vn")
        await until(lambda: outside.letters())
        (letter,) = outside.letters()

        receipt = held.partition("held for release, ")[2][:6]
        congvu = cli.Office(tmp_path)
        why = await asyncio.to_thread(congvu.good, "queue", "why", receipt)
        assert "DMARC fail; quarantine by the rule dmarc" in why
        assert "From names  held.vn" in why
        assert why.splitlines()[-1].endswith("with no report to its sender")
        await asyncio.to_thread(congvu.good, "queue", "release", receipt)
        await until(lambda: len(outside.letters()) == 2)

    top = letter.split(b"Received:")[0].decode()
    assert "Authentication-Results: congvu.vpcp.gov.vn" in top
    assert "dmarc=pass" in top
    assert "spf=pass" in top
    assert [line["rule"] for line in outside.lines("policy.refused")] == [
        "relaying-denied",
        "lists",
        "no-policy",
    ]


SIGNED = (
    b"From: a@hue.vn\r\nTo: an@bn.gov.vn\r\nSubject: Hoi\r\n"
    b"Date: Tue, 24 Nov 2026 09:00:00 +0700\r\nMessage-ID: <1@hue.vn>\r\n\r\nKinh gui\r\n"
)


def signed(folder: Path) -> bytes:
    """A letter that its author's domain has signed, by another implementation."""
    return mail_dkim(SIGNED, KEY, ("s", "hue.vn"), "relaxed/relaxed", folder)


def handed_on(folder: Path, found: str) -> bytes:
    """The same through a mailing list, which breaks the signature, and seals what it had found."""
    changed = signed(folder).replace(b"Subject: Hoi", b"Subject: [list] Hoi")
    return sealed(changed, [Hop(KEY, "lists.vn", "s", found)], folder)


async def test_signatures_and_chains_are_judged_by_keys_in_the_dns(tmp_path: Path) -> None:
    letters = {
        "signed": signed(tmp_path),
        "changed": signed(tmp_path).replace(b"Kinh gui", b"Kinh thu"),
        "sealed": handed_on(tmp_path, "dmarc=pass header.from=hue.vn"),
        "sealed-fail": handed_on(tmp_path, "dmarc=fail header.from=hue.vn"),
    }
    answers = {}
    async with office(tmp_path) as outside:
        for name, octets in letters.items():
            path = tmp_path / f"{name}.eml"
            path.write_bytes(octets)
            answers[name] = await outside.swaks("a@hue.vn", *ELSEWHERE, "--data", f"@{path}")
        await until(lambda: len(outside.letters()) == 2)
        tops = [letter.partition(b"Received:")[0].decode() for letter in outside.letters()]

    assert "250 2.0.0 0" in answers["signed"]
    assert "250 2.0.0 0" in answers["sealed"]
    for name in ("changed", "sealed-fail"):
        assert (
            "550 5.7.26 Rule lists: nothing proves that the letter is from hue.vn" in answers[name]
        )
    plain, listed = sorted(tops, key=lambda top: "arc=pass" in top)
    assert all("spf=fail" in top for top in tops)
    assert "dkim=pass" in plain
    assert "dmarc=pass" in plain
    assert "dmarc=fail" in listed, "the reader is told, though the list is believed"


async def test_a_report_that_comes_by_mail_is_read_and_summed_up(tmp_path: Path) -> None:
    attached = tmp_path / "thu.example!bn.gov.vn!1795564800!1795651199.xml"
    attached.write_bytes(REPORT)
    files = ("--attach-type", "text/xml", "--attach", f"@{attached}")
    async with office(tmp_path) as outside:
        for _ in range(2):
            said = await outside.swaks("a@hue.vn", *files, to="dmarc@vpcp.gov.vn")
            assert "250 2.0.0 the report is kept" in said
        kept = await outside.read(dmarc.reports, "bn.gov.vn", EPOCH, 10)
        congvu = cli.Office(tmp_path)
        since = ("--since", "2026-11-01")
        shown = await asyncio.to_thread(congvu.good, "dmarc", "show", "bn.gov.vn", *since)

    assert [(one.number, one.letters, one.proven) for one in kept] == [("2026.1", 123, True)]
    assert shown.splitlines()[1].split()[:3] == ["2001:db8::9", "3", "so.bn.gov.vn"]
    assert outside.letters() == []


def test_policy_inbound_tells_what_would_be_answered(tmp_path: Path) -> None:
    letter = tmp_path / "letter.eml"
    letter.write_text("From: a@hue.vn\nTo: an@bn.gov.vn\nSubject: a\n\nKính gửi\n", "utf-8")
    ends = ("--from", "a@hue.vn", "--to", "an@bn.gov.vn", "letter.eml")
    with name_server(ZONE) as names:
        asyncio.run(registered(Outside(tmp_path, names)))
        office = cli.Office(tmp_path)
        good = office.good("policy", "inbound", "--client", "127.0.0.1", *ends)
        bad = office.run("policy", "inbound", "--client", "203.0.113.9", "--json", *ends)
        nobody = office.refused("policy", "inbound", "--client", "x", *ends, code=2)
        others = office.run("policy", "inbound", "--client", "::1", "--to", "x@y.com", ends[-1])
        letter.write_text(
            letter.read_text("utf-8").replace("Subject: a", "Subject: [TOI MAT] a"), "utf-8"
        )
        marked = office.run("policy", "inbound", "--client", "127.0.0.1", *ends)

    assert good.splitlines()[0] == "The letter would be let in, with its results as a field on top."
    assert "The rule lists (config.toml) decides, by dmarc=pass." in good
    facts = json.loads(bad.out)
    assert (bad.code, facts["action"], facts["rule"]) == (1, "refuse", "lists")
    assert (facts["spf"], facts["agencies"]) == ("fail", ["H05"])
    assert facts["answer"].startswith("550 5.7.26 ")
    assert "is no IP address" in nobody
    assert others.out.startswith("The letter would be answered 550 5.7.1 Relaying denied")
    assert marked.out.startswith("The letter would be answered 550 5.7.1 Rule ")
    assert marked.code == 1
