"""The examples of RFC 6376 A.2 and RFC 8463 A.3, whole, changed and ill-formed."""

import json

import pytest

from mail.auth.dkim import verify_dkim
from mail.header import split
from mail.sign import Verdict
from tests.mail.auth.judged import hashes_of
from tests.mail.auth.zones import Zones, texts
from tests.mail.sign.letters import NOW
from tests.suites import suite

pytestmark = pytest.mark.suite

EXPECTED = {
    "rfc6376-A.2": ["pass"],
    "rfc6376-A.2-body_modified": ["fail"],
    "rfc6376-A.2-header_subject_modified": ["fail"],
    "rfc6376-A.2-ill_formed-list_id": ["pass"],  # List-ID is not signed
    "rfc6376-A.2-ill_formed-missing_v": ["permerror"],
    "rfc8463-A.3": ["pass", "pass"],
    "rfc8463-A.3-key_algo_mismatch": ["permerror", "permerror"],
}


async def verdicts(name: str, least_rsa_bits: int = 1024) -> tuple[Verdict, ...]:
    folder = suite("dkim")
    records = json.loads((folder / "zone.json").read_text())
    zone = Zones(texts({name: found["TXT"][0].encode() for name, found in records.items()}))
    octets = (folder / f"{name}.eml").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    header, at = split(octets)
    hashes = await hashes_of(octets[at:])
    return await verify_dkim(header, hashes, zone, NOW, least_rsa_bits=least_rsa_bits)


@pytest.mark.parametrize("name", EXPECTED)
async def test_example(name: str) -> None:
    assert [verdict.result for verdict in await verdicts(name)] == EXPECTED[name]


async def test_their_keys_of_1024_bits_get_no_weight_by_our_own_measure() -> None:
    ed25519, rsa = await verdicts("rfc8463-A.3", 2048)

    assert (ed25519.result, ed25519.domain, ed25519.selector) == (
        "pass",
        "football.example.com",
        "brisbane",
    )
    assert (rsa.result, rsa.reason) == ("policy", "the key has only 1024 bits")
