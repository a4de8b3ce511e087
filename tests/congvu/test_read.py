"""`congvu read`: whose a letter is, with the name server that is named."""

import asyncio
import json
from pathlib import Path

from mail.sign import txt_strings
from tests.congvu.office import Office
from tests.mail.peers.nameserver import Zone, serving
from tests.mail.sign.letters import BODY, HEADER, records, signatures

SIGNED = b"Return-Path: <vanthu@vpcp.gov.vn>\r\n" + signatures() + HEADER + b"\r\n" + BODY
ZONE: Zone = {
    "vpcp.gov.vn": {"TXT": ['"v=spf1 ip4:192.0.2.7 -all exp=why.vpcp.gov.vn"']},
    "why.vpcp.gov.vn": {"TXT": ['"%{i} is not ours"']},
    "_dmarc.vpcp.gov.vn": {"TXT": ['"v=DMARC1; p=reject"']},
    **{
        f"{selector}._domainkey.{domain}": {
            "TXT": [" ".join(f'"{part}"' for part in txt_strings(record.decode()))]
        }
        for (selector, domain), record in records().items()
    },
}


async def read(office: Office, letter: bytes, *options: str) -> str:
    (office.folder / "letter.eml").write_bytes(letter)
    async with serving(ZONE) as server:
        dns = f"127.0.0.1:{server.port}"
        asked = ("read", "--auth", "--dns", dns, *options, "letter.eml")
        return await asyncio.to_thread(office.good, *asked)


async def test_a_line_for_each_method_tells_result_domain_and_reason(office: Office) -> None:
    told = await read(office, SIGNED, "--client", "192.0.2.7", "--helo", "mx.vpcp.gov.vn")

    assert [line.split() for line in told.splitlines()] == [
        ["METHOD", "RESULT", "DOMAIN", "REASON"],
        [
            "spf",
            "pass",
            "vpcp.gov.vn",
            *["ip4:192.0.2.7", "in", "the", "record", "of", "vpcp.gov.vn"],
        ],
        [
            "spf",
            "helo",
            "none",
            "mx.vpcp.gov.vn",
            *["mx.vpcp.gov.vn", "has", "no", "SPF", "record"],
        ],
        ["dkim", "pass", "vpcp.gov.vn", "good", "signature"],
        ["dkim", "pass", "vpcp.gov.vn", "good", "signature"],
        ["arc", "none", *["there", "is", "no", "ARC", "set"]],
        ["dmarc", "pass", "vpcp.gov.vn", "SPF", "of", "vpcp.gov.vn"],
    ]


async def test_a_forged_letter_is_told_with_what_its_domain_wants(office: Office) -> None:
    letter = HEADER.replace(b"\r\n", b"\n") + b"\n" + BODY
    options = ("--client", "198.51.100.1", "--sender", "vanthu@vpcp.gov.vn")
    told = await read(office, letter, *options)

    assert 'in the record of vpcp.gov.vn; it says "198.51.100.1 is not ours"' in told
    assert "vouches for the author; vpcp.gov.vn wants reject" in told
    found = json.loads(await read(office, letter, *options, "--json"))["auth"]
    assert (found["author"], found["dkim"], found["arc"]["result"]) == ("vpcp.gov.vn", [], "none")
    assert (found["spf"]["result"], found["spf"]["explanation"]) == (
        "fail",
        "198.51.100.1 is not ours",
    )
    assert (found["dmarc"]["result"], found["dmarc"]["policy"]) == ("fail", "reject")


async def test_lines_that_end_as_unix_writes_them_are_the_same_letter(office: Office) -> None:
    told = json.loads(await read(office, SIGNED.replace(b"\r\n", b"\n"), "--json"))["auth"]

    assert [one["result"] for one in told["dkim"]] == ["pass", "pass"]
    assert {one["selector"] for one in told["dkim"]} == {"mua-thu-rsa", "mua-thu-ed"}
    assert (told["spf"]["result"], told["dmarc"]["result"]) == ("none", "pass")


def test_addresses_must_be_some(office: Office) -> None:
    (office.folder / "letter.eml").write_bytes(SIGNED)

    wrong = office.refused("read", "letter.eml", "--auth", "--client", "mx.vn", code=2)
    assert "is no IP address; write it such as 203.0.113.5" in wrong
    wrong = office.refused("read", "letter.eml", "--auth", "--dns", "mx.vn", code=2)
    assert "is not an address" in wrong


async def test_a_name_server_that_is_named_needs_no_configuration(tmp_path: Path) -> None:
    told = json.loads(await read(Office(tmp_path), SIGNED, "--json"))["auth"]

    assert told["dmarc"]["result"] == "pass"


async def test_without_a_client_a_fail_says_that_spf_was_not_asked(office: Office) -> None:
    letter = HEADER + b"\r\n" + BODY

    assert "SPF was not asked" in await read(office, letter)
    assert (
        "SPF was not asked"
        in json.loads(await read(office, letter, "--json"))["auth"]["dmarc"]["reason"]
    )
    assert "SPF was not asked" not in await read(office, letter, "--client", "198.51.100.1")
