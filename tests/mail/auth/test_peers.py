"""What others sign, we take: OpenDKIM and Mail::DKIM in every form, and chains that Mail::DKIM sealed hop by hop."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mail.auth.arc import Sealing
from mail.sign import dns_record
from tests.mail.auth import judged, signers
from tests.mail.auth.signers import Hop
from tests.mail.auth.zones import Zones, named, texts
from tests.mail.sign.letters import (
    BODY,
    DOMAIN,
    HEADER,
    LETTERS,
    private_key,
    public_key,
    record_of,
)

FORMS = ("simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed")
NAME = ("theirs", DOMAIN)
LETTER = HEADER + b"\r\n" + BODY
RSA = Zones(texts({named(*NAME): record_of(public_key())}))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("signer", [signers.opendkim, signers.mail_dkim])
async def test_an_rsa_signature_passes_and_over_another_letter_it_fails(
    signer: signers.Signer, form: str, tmp_path: Path
) -> None:
    signed = signer(LETTER, private_key(2048), NAME, form, tmp_path)

    (whole,) = await judged.dkim(signed, RSA)
    (header,) = await judged.dkim(signed.replace(b"Subject: V", b"Subject: v"), RSA)
    (body,) = await judged.dkim(signed + b"x\r\n", RSA)

    assert (whole.result, header.result, body.result) == ("pass", "fail", "fail")


@pytest.mark.parametrize("form", FORMS[2:])  # OpenDKIM takes its own in simple/* for forged
async def test_an_ed25519_signature_by_opendkim_passes(form: str, tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    record = dns_record(key.public_key().public_bytes_raw(), "ed25519")
    server = Zones(texts({named(*NAME): record.encode()}))

    signed = signers.opendkim(LETTER, key, NAME, form, tmp_path)

    (whole,) = await judged.dkim(signed, server)
    (other,) = await judged.dkim(signed.replace(b"Kinh", b"kinh"), server)
    assert (whole.result, other.result) == ("pass", "fail")


async def test_mail_dkim_and_we_see_the_same_simple_octets(tmp_path: Path) -> None:
    letters = [b"\r\n".join(pair) for pair in LETTERS.values()]
    key, form = private_key(2048), "simple/simple"

    signed = signers.all_by_mail_dkim(letters, key, NAME, form, tmp_path)

    verdicts = [verdict for one in signed for verdict in await judged.dkim(one, RSA)]
    assert [verdict.result for verdict in verdicts] == ["pass"] * len(LETTERS)


HOPS = (
    Hop(private_key(2048), "list.example", "a", "spf=pass smtp.mailfrom=vpcp.gov.vn; dkim=pass"),
    Hop(private_key(2048), "list.example", "a", "arc=pass", "Received: from a by b; now\r\n"),
    Hop(private_key(1024), "forward.example", "b", "arc=pass;\r\n dkim=fail (changed)"),
)
KEYS = Zones(
    texts({named(hop.selector, hop.domain): record_of(hop.key.public_key()) for hop in HOPS})
)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The letter as it leaves the last hop."""
    return signers.sealed(LETTER, HOPS, tmp_path_factory.mktemp("sealed"))


async def test_a_chain_of_mail_dkim_holds_and_tells_what_each_hop_had_found(sealed: bytes) -> None:
    chain = await judged.arc(sealed, KEYS)

    assert (chain.result, chain.oldest_pass, chain.signs_author) == ("pass", 0, True)
    assert chain.sealings[0] == Sealing(
        1, "list.example", "a", "list.example; spf=pass smtp.mailfrom=vpcp.gov.vn; dkim=pass"
    )
    assert [one.domain for one in chain.sealings] == [hop.domain for hop in HOPS]


async def test_a_letter_changed_on_its_way_breaks_the_signatures_before_and_not_the_chain(
    tmp_path: Path,
) -> None:
    first = signers.sealed(LETTER, HOPS[:1], tmp_path)
    resealed = signers.sealed(
        first.replace(b"Subject: V", b"Subject: [list] V"), HOPS[2:], tmp_path, chain="pass"
    )

    chain = await judged.arc(resealed, KEYS)

    assert (chain.result, chain.oldest_pass) == ("pass", 2)


TAMPERED = {
    "another subject": (b"Subject: V", b"Subject: v", "signature 3: the header was changed"),
    "another body": (b"Kinh", b"kinh", "signature 3: the body was changed"),
    "another result": (b"i=1; list.example; spf=pass", b"i=1; list.example; spf=fail", "seal 3: "),
    "another signature": (b"-Signature: i=1; a=", b"-Signature: i=1; y=z; a=", "seal 3: "),
    "a set less": (b"i=2;", b"i=4;", "does not stand once"),
    "another status": (b"cv=none", b"cv=pass", "cv= of seal 1 is not none"),
}


@pytest.mark.parametrize("change", TAMPERED)
async def test_a_chain_of_mail_dkim_that_was_tampered_with_fails(
    change: str, sealed: bytes
) -> None:
    before, after, reason = TAMPERED[change]
    assert before in sealed

    chain = await judged.arc(sealed.replace(before, after), KEYS)

    assert chain.result == "fail"
    assert reason in chain.reason
