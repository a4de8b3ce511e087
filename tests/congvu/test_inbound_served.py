"""Letters from outside in a daemon: real clients, a real name server, and what an operator sees."""

import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bench.program import free_port
from store import dmarc
from store.schema.base import EPOCH
from tests.congvu.names import name_server
from tests.congvu.served import Relaying, until
from tests.mail.auth.signers import Hop, mail_dkim, sealed
from tests.mail.dmarc.reports import REPORT
from tests.peers import need

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("inbound")]

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


class Outside(Relaying):
    """An office with a door for the outside world."""

    def __init__(self, folder: Path, names: int) -> None:
        self.front = free_port()
        super().__init__(
            folder,
            f'[[relay.listener]]\naddress = "127.0.0.1:{self.front}"\nkind = "inbound"\ntls = "none"\n'
            f'{RULES}[dns]\nresolvers = ["127.0.0.1:{names}"]\n',
        )
        plain = self.config.read_text("utf-8")
        reports = '[relay]\ndmarc_reports = "dmarc@vpcp.gov.vn"\n'
        self.config.write_text(plain.replace("[relay]\n", reports), "utf-8")

    async def hears(self, sender: str, *options: str, to: str = "an@bn.gov.vn") -> str:
        """What *sender* is answered who writes from 127.0.0.1, or another address."""
        ends = ("--from", sender, "--header", f"From: {sender}", "--to", to)
        return await self.swaks(*ends, *options, door=self.front)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def outside(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Outside]:
    """One that serves, for all tests here: each has a recipient of its own."""
    need("swaks")
    with name_server(ZONE) as names:
        made = Outside(tmp_path_factory.mktemp("outside"), names)
        await made.registered()
        async with made.serving():
            yield made


ELSEWHERE = ("--local-interface", "127.0.0.9")


async def test_letters_from_outside_are_judged_by_what_the_dns_says(outside: Outside) -> None:
    before = len(outside.lines("policy.refused"))
    assert "550 5.7.1 Relaying denied" in await outside.hears("a@hue.vn", to="x@gmail.com")
    assert "250 2.0.0 0" in await outside.hears("a@hue.vn")
    refused = await outside.hears("a@hue.vn", *ELSEWHERE)
    assert "550 5.7.26 Rule lists: nothing proves that the letter is from hue.vn" in refused
    held = await outside.hears("a@held.vn")
    assert "250 2.0.0 held for release, " in held
    assert "550 5.7.26 Rule no-policy: plain.vn" in await outside.hears("a@plain.vn")
    await until(lambda: outside.letters("an@bn.gov.vn"))
    (letter,) = outside.letters("an@bn.gov.vn")

    receipt = held.partition("held for release, ")[2][:6]
    why = await outside.good("queue", "why", receipt)
    assert "DMARC fail; quarantine by the rule dmarc" in why
    assert "From names  held.vn" in why
    assert why.splitlines()[-1].endswith("with no report to its sender")
    await outside.good("queue", "release", receipt)
    await until(lambda: len(outside.letters("an@bn.gov.vn")) == 2)

    top = letter.split(b"Received:")[0].decode()
    assert "Authentication-Results: congvu.vpcp.gov.vn" in top
    assert "dmarc=pass" in top
    assert "spf=pass" in top
    assert [line["rule"] for line in outside.lines("policy.refused")[before:]] == [
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


async def test_signatures_and_chains_are_judged_by_keys_in_the_dns(
    outside: Outside, tmp_path: Path
) -> None:
    letters = {
        "signed": signed(tmp_path),
        "changed": signed(tmp_path).replace(b"Kinh gui", b"Kinh thu"),
        "sealed": handed_on(tmp_path, "dmarc=pass header.from=hue.vn"),
        "sealed-fail": handed_on(tmp_path, "dmarc=fail header.from=hue.vn"),
    }
    to, answers = "binh@bn.gov.vn", {}
    for name, octets in letters.items():
        path = tmp_path / f"{name}.eml"
        path.write_bytes(octets)
        answers[name] = await outside.hears("a@hue.vn", *ELSEWHERE, "--data", f"@{path}", to=to)
    await until(lambda: len(outside.letters(to)) == 2)
    tops = [letter.partition(b"Received:")[0].decode() for letter in outside.letters(to)]

    assert "250 2.0.0 0" in answers["signed"]
    assert "250 2.0.0 0" in answers["sealed"]
    for name in ("changed", "sealed-fail"):
        assert (
            "550 5.7.26 Rule lists: nothing proves that the letter is from hue.vn" in answers[name]
        )
    plain, listed = sorted(tops, key=lambda top: " arc=pass" in top)  # "dmarc=pass" ends so too
    assert all("spf=fail" in top for top in tops)
    assert "dkim=pass" in plain
    assert "dmarc=pass" in plain
    assert "dmarc=fail" in listed, "the reader is told, though the list is believed"


async def test_a_report_that_comes_by_mail_is_read_and_summed_up(
    outside: Outside, tmp_path: Path
) -> None:
    attached = tmp_path / "thu.example!bn.gov.vn!1795564800!1795651199.xml"
    attached.write_bytes(REPORT)
    to, files = "dmarc@vpcp.gov.vn", ("--attach-type", "text/xml", "--attach", f"@{attached}")
    for _ in range(2):
        assert "250 2.0.0 the report is kept" in await outside.hears("a@hue.vn", *files, to=to)
    kept = await outside.read(dmarc.reports, "bn.gov.vn", EPOCH, 10)
    shown = await outside.good("dmarc", "show", "bn.gov.vn", "--since", "2026-11-01")

    assert [(one.number, one.letters, one.proven) for one in kept] == [("2026.1", 123, True)]
    assert shown.splitlines()[1].split()[:3] == ["2001:db8::9", "3", "so.bn.gov.vn"]
    assert outside.letters(to) == []


async def test_policy_inbound_tells_what_would_be_answered(outside: Outside) -> None:
    letter = outside.folder / "letter.eml"
    letter.write_text("From: a@hue.vn\nTo: an@bn.gov.vn\nSubject: a\n\nKính gửi\n", "utf-8")
    ends = ("--from", "a@hue.vn", "--to", "an@bn.gov.vn", "letter.eml")
    asked = ("policy", "inbound", "--client")
    good = await outside.good(*asked, "127.0.0.1", *ends)
    bad = await outside.run(*asked, "203.0.113.9", "--json", *ends)
    nobody = await outside.run(*asked, "x", *ends)
    others = await outside.run(*asked, "::1", "--to", "x@y.com", ends[-1])
    letter.write_text(
        letter.read_text("utf-8").replace("Subject: a", "Subject: [TOI MAT] a"), "utf-8"
    )
    marked = await outside.run(*asked, "127.0.0.1", *ends)

    assert good.splitlines()[0] == "The letter would be let in, with its results as a field on top."
    assert "The rule lists (config.toml) decides, by dmarc=pass." in good
    facts = json.loads(bad.out)
    assert (bad.code, facts["action"], facts["rule"]) == (1, "refuse", "lists")
    assert (facts["spf"], facts["agencies"]) == ("fail", ["H05"])
    assert facts["answer"].startswith("550 5.7.26 ")
    assert (nobody.code, nobody.out) == (2, "")
    assert "is no IP address" in nobody.err
    assert others.out.startswith("The letter would be answered 550 5.7.1 Relaying denied")
    assert marked.out.startswith("The letter would be answered 550 5.7.1 Rule ")
    assert marked.code == 1
