"""The examples of RFC 6376 A.2 and RFC 8463 A.3, whole, changed and ill-formed.

Read from the folder that CONGVU_SUITES names (by default ../shared/suites).
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mail.header import split
from mail.sign import SeenBody, Verdict, verify
from tests.peers import missing

SUITES = Path(os.environ.get("CONGVU_SUITES", Path(__file__).parents[4] / "shared" / "suites"))
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

EXPECTED = {
    "rfc6376-A.2": ["pass"],
    "rfc6376-A.2-body_modified": ["fail"],
    "rfc6376-A.2-header_subject_modified": ["fail"],
    "rfc6376-A.2-ill_formed-list_id": ["pass"],  # List-ID is not signed
    "rfc6376-A.2-ill_formed-missing_v": ["permerror"],
    "rfc8463-A.3": ["pass", "pass"],
    "rfc8463-A.3-key_algo_mismatch": ["permerror", "permerror"],
}


def verdicts(name: str, least_rsa_bits: int) -> tuple[Verdict, ...]:
    folder = SUITES / "dkim"
    if not folder.is_dir():
        missing(f"the DKIM suite is not in {folder}; CONGVU_SUITES names the folder of suites")
    zone = json.loads((folder / "zone.json").read_text())
    records = {
        (place.split("._domainkey.")[0], place.split("._domainkey.")[1]): found["TXT"][0].encode()
        for place, found in zone.items()
    }
    octets = (folder / f"{name}.eml").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    header, at = split(octets)
    relaxed, simple = SeenBody("relaxed"), SeenBody("simple")
    relaxed.update(octets[at:])
    simple.update(octets[at:])
    return verify(
        header,
        relaxed.digest(),
        records,
        NOW,
        simple_hash=simple.digest(),
        least_rsa_bits=least_rsa_bits,
    )


@pytest.mark.parametrize("name", EXPECTED)
def test_example(name: str) -> None:
    assert [verdict.result for verdict in verdicts(name, 1024)] == EXPECTED[name]


def test_their_keys_of_1024_bits_get_no_weight_by_our_own_measure() -> None:
    ed25519, rsa = verdicts("rfc8463-A.3", 2048)

    assert (ed25519.result, ed25519.domain, ed25519.selector) == (
        "pass",
        "football.example.com",
        "brisbane",
    )
    assert (rsa.result, rsa.reason) == ("policy", "the key has only 1024 bits")
