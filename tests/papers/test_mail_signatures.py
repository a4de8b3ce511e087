"""Signatures of letters made by openssl: who signed, who vouches, and what is wrong with those that are not good."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import cms

from papers.opened import Why
from papers.opener import Opener
from papers.signed import Anchor, Fault, Revocation, Signature, Signed
from tests.certified import (
    ADDRESS,
    Certified,
    authority,
    intermediate,
    official,
    openssl,
    revoked,
    rsa,
    signature,
)

SECONDS = 100.0  # the machine may be busy
CONTENT = b"Content-Type: text/plain\r\n\r\nKinh gui\r\n"

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def of(
    opener: Opener,
    octets: bytes,
    content: bytes | None = CONTENT,
    roots: tuple[Certified, ...] = (),
    later: timedelta = timedelta(),
    crls: tuple[bytes, ...] = (),
) -> Signed:
    named = [("Khac", authority("CA khac")), ("Ban Co yeu", authority())]
    anchors = [Anchor("?", one.pem) for one in roots] or [Anchor(n, o.pem) for n, o in named]
    now = datetime.now(UTC) + timedelta(minutes=1) + later
    return await opener.signed_mail(octets, content, anchors, now, SECONDS, crls)


async def only(opener: Opener, octets: bytes, content: bytes | None = CONTENT) -> Signature:
    (found,) = (await of(opener, octets, content)).signatures
    return found


@pytest.mark.parametrize("key", [rsa(), None], ids=["rsa", "ecdsa"])
async def test_a_good_signature_tells_who_signed_and_who_vouches(
    opener: Opener, key: tuple[str, ...] | None
) -> None:
    by = official(key) if key else official()
    found = await only(opener, signature(CONTENT, by))

    assert found.good
    assert (found.signer, found.emails, found.anchor) == ("Nguyen Van An", (ADDRESS,), "Ban Co yeu")
    assert found.revocation is Revocation.UNKNOWN
    assert found.claimed is not None
    assert abs(found.claimed - datetime.now(UTC)) < timedelta(minutes=10)


@pytest.mark.parametrize("words", [(), ("-stream",)], ids=["der", "streamed"])
async def test_what_is_signed_may_stand_inside(opener: Opener, words: tuple[str, ...]) -> None:
    inside = signature(CONTENT, official(), "-nodetach", *words)

    assert (await only(opener, inside, None)).good


async def test_a_signature_without_signed_attributes_is_judged_too(opener: Opener) -> None:
    plain = signature(CONTENT, official(), "-noattr")

    assert (await only(opener, plain)).good
    assert (await only(opener, plain, CONTENT + b"x")).fault is Fault.ALTERED


async def test_one_octet_that_is_another_is_told(opener: Opener) -> None:
    octets, altered = signature(CONTENT, official()), CONTENT.replace(b"gui", b"guI")

    found = await only(opener, octets, altered)

    assert (found.intact, found.fault) == (False, Fault.ALTERED)
    assert found.anchor == ""


async def test_a_signature_whose_own_octets_are_others_is_not_valid(opener: Opener) -> None:
    octets = bytearray(signature(CONTENT, official(rsa())))
    octets[-20] ^= 1

    assert (await only(opener, bytes(octets))).fault is Fault.INVALID


async def test_who_is_vouched_for_by_nobody_configured_is_not_trusted(opener: Opener) -> None:
    (found,) = (
        await of(opener, signature(CONTENT, official()), roots=(authority("CA khac"),))
    ).signatures

    assert (found.intact, found.fault, found.anchor) == (True, Fault.UNTRUSTED, "")


async def test_without_the_intermediate_certificate_nobody_vouches(opener: Opener) -> None:
    by = official(below=True)
    alone = signature(CONTENT, by)
    whole = signature(CONTENT, by, "-certfile", intermediate().certificate)

    assert (await only(opener, alone)).fault is Fault.UNTRUSTED
    assert (await only(opener, whole)).good


async def test_a_certificate_that_ended_is_told(opener: Opener) -> None:
    octets = signature(CONTENT, official(), "-nodetach")

    (found,) = (await of(opener, octets, None, later=timedelta(days=4000))).signatures

    assert found.fault is Fault.EXPIRED


@pytest.mark.parametrize(
    "by",
    [
        {"purpose": "extendedKeyUsage=serverAuth\n"},
        {"usage": "keyUsage=critical,keyEncipherment\n"},
    ],
    ids=["purpose", "usage"],
)
async def test_a_certificate_for_something_else_is_told(opener: Opener, by: dict[str, str]) -> None:
    assert (await only(opener, signature(CONTENT, official(**by)))).fault is Fault.USAGE


@pytest.mark.parametrize(
    "by",
    [{"purpose": ""}, {"purpose": "extendedKeyUsage=anyExtendedKeyUsage\n"}, {"usage": ""}],
    ids=["no purpose", "any purpose", "no usage"],
)
async def test_a_certificate_that_does_not_narrow_itself_is_good(
    opener: Opener, by: dict[str, str]
) -> None:
    assert (await only(opener, signature(CONTENT, official(**by)))).good


async def test_what_is_too_weak_is_told(opener: Opener) -> None:
    old = await only(opener, signature(CONTENT, official(), "-md", "sha1"))
    short = await only(opener, signature(CONTENT, official(rsa(1024))))

    assert (old.intact, old.fault) == (True, Fault.WEAK)
    assert (short.intact, short.fault) == (True, Fault.WEAK)


async def test_a_list_says_who_is_revoked_and_who_is_not(opener: Opener) -> None:
    an, other = official(), official(address="binh@bn.gov.vn")
    lists = (revoked(other),)

    (good,) = (await of(opener, signature(CONTENT, an), crls=lists)).signatures
    (bad,) = (await of(opener, signature(CONTENT, other), crls=lists)).signatures

    assert (good.fault, good.revocation) == (None, Revocation.GOOD)
    assert (bad.fault, bad.revocation) == (Fault.REVOKED, Revocation.REVOKED)


async def test_each_of_several_signers_is_judged_apart(opener: Opener) -> None:
    stranger = official(purpose="extendedKeyUsage=serverAuth\n")
    second = ("-signer", stranger.certificate, "-inkey", stranger.key)

    found = (await of(opener, signature(CONTENT, official(), *second))).signatures

    assert sorted(str(one.fault) for one in found) == ["None", "usage"]
    assert [one.field for one in found] == ["1", "2"]


def unsigned(*words: str) -> bytes:
    """The same with all that a signature has but a signer."""
    whole = cms.ContentInfo.load(signature(CONTENT, official(), *words))
    whole["content"]["signer_infos"] = cms.SignerInfos([])
    return bytes(whole.dump())


async def test_a_signature_without_a_signer_is_a_broken_one(opener: Opener) -> None:
    for octets, content in ((unsigned(), CONTENT), (unsigned("-nodetach"), None)):
        (found,) = (await of(opener, octets, content)).signatures
        assert (found.fault, found.good) == (Fault.BROKEN, False)


async def test_certificates_that_are_handed_on_are_no_signature(opener: Opener) -> None:
    assert await of(opener, unsigned(), None) == Signed(())


async def test_what_is_encrypted_says_so(opener: Opener) -> None:
    words = ("-encrypt", "-aes256", "-outform", "DER", official(rsa()).certificate)
    sealed = openssl("cms", *words, given=CONTENT)

    assert await of(opener, sealed, None) == Signed((), Why.PASSWORD)


def many(certificates: int) -> bytes:
    """A signature that brings so many certificates along."""
    whole = cms.ContentInfo.load(signature(CONTENT, official()))
    one = whole["content"]["certificates"][0].dump() * certificates
    packed = b"\x31\x84" + len(one).to_bytes(4, "big") + one
    whole["content"]["certificates"] = cms.CertificateSet.load(packed)
    return bytes(whole.dump())


def deep(levels: int) -> bytes:
    """Sequences in one another."""
    nested = b"\x30\x00"
    for _ in range(levels):
        size = len(nested)
        nested = b"\x30\x84" + size.to_bytes(4, "big") + nested
    return nested


@pytest.mark.parametrize(
    "octets",
    [b"", b"\x30", b"\x30\x84\xff\xff\xff\xff", bytes(range(256)) * 400, b"\xff" * 1000],
    ids=["nothing", "cut", "long", "noise", "ones"],
)
async def test_rubbish_is_called_broken(opener: Opener, octets: bytes) -> None:
    assert await of(opener, octets) == Signed((), Why.BROKEN)


async def test_a_signature_cut_anywhere_is_never_good(opener: Opener) -> None:
    octets = signature(CONTENT, official())

    for end in range(1, len(octets), len(octets) // 12):
        found = await of(opener, octets[:end])
        assert found.why is Why.BROKEN or not any(one.good for one in found.signatures)


async def test_hostile_signatures_cost_the_loop_nothing(opener: Opener) -> None:
    hostile = (deep(20_000), many(101), many(10_000), b"\x30\x80" * 200_000)
    longest, over = 0.0, asyncio.Event()

    async def watch() -> None:
        nonlocal longest
        while not over.is_set():
            begun = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - begun)
            await asyncio.sleep(0.001)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(watch())
        answers = [await of(opener, octets) for octets in hostile]
        over.set()

    assert longest < 0.05
    assert [answer.why for answer in answers] == [
        Why.BROKEN,
        Why.TOO_MANY,
        Why.TOO_LARGE,
        Why.BROKEN,
    ]
