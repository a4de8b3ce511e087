"""Signatures in PDF files: what they cover, who made them and when, who vouches for them, and what is wrong."""

import random
from datetime import timedelta

import pytest
from pyhanko.sign.fields import SigSeedSubFilter

from papers.opened import Why
from papers.opener import Opener
from papers.signed import Anchor, Changes, Coverage, Fault, Revocation, Signature, Signed
from tests.papers.documents import locked, pdf
from tests.papers.signing import (
    NOW,
    authority,
    issued,
    official,
    revocations,
    signed,
    stamped,
    with_other_list,
)
from tests.papers.test_text_pdf import shown

SECONDS = 100.0  # the machine may be busy
PLAIN = pdf(shown("To trinh"))

pytestmark = pytest.mark.asyncio(loop_scope="module")


def anchors() -> tuple[Anchor, ...]:
    other = authority("CA khác")
    return Anchor("Khác", other.pem), Anchor("Ban Cơ yếu", authority().pem)


async def of(opener: Opener, octets: bytes, trusted: bool = True) -> Signed:
    return await opener.signatures(octets, anchors() if trusted else anchors()[:1], NOW, SECONDS)


async def only(opener: Opener, octets: bytes, trusted: bool = True) -> Signature:
    (signature,) = (await of(opener, octets, trusted)).signatures
    return signature


async def test_a_good_signature_tells_who_signed_and_who_vouches(opener: Opener) -> None:
    signature = await only(opener, await signed(PLAIN, official()))

    assert signature.good
    assert (signature.field, signature.signer) == ("Chữ ký", "Nguyễn Văn An")
    assert "Bộ Tư pháp" in signature.subject
    assert (signature.intact, signature.coverage) == (True, Coverage.FILE)
    assert (signature.changes, signature.anchor) == (Changes.NONE, "Ban Cơ yếu")
    assert signature.certificate == official().asn1.sha256.hex()
    assert (signature.stamped, signature.revocation) == (None, Revocation.UNKNOWN)
    assert signature.claimed is not None


async def test_a_signature_that_no_anchor_vouches_for_is_told(opener: Opener) -> None:
    signature = await only(opener, await signed(PLAIN, official()), trusted=False)

    assert (signature.intact, signature.anchor) == (True, "")
    assert signature.fault is Fault.UNTRUSTED
    assert signature.signer == "Nguyễn Văn An"


async def test_a_flipped_octet_breaks_the_signature(opener: Opener) -> None:
    octets = (await signed(PLAIN, official())).replace(b"(To trinh)", b"(To Trinh)")

    signature = await only(opener, octets)

    assert (signature.intact, signature.fault) == (False, Fault.ALTERED)


async def test_what_is_added_after_the_signature_is_told(opener: Opener) -> None:
    octets = await signed(PLAIN, official())
    hidden = octets + revised(octets)

    signature = await only(opener, hidden)

    assert (signature.intact, signature.coverage) == (True, Coverage.REVISION)
    assert (signature.changes, signature.fault) == (Changes.OTHER, Fault.CHANGED)


def revised(octets: bytes) -> bytes:
    """An update that puts other words on the page."""
    last = int(octets.rsplit(b"startxref", 1)[1].split()[0])
    content = shown("Van ban khac").encode()
    place = len(octets) + 1
    made = b"\n11 0 obj\n<</Length %d>>stream\n%s\nendstream\nendobj\n" % (len(content), content)
    table = b"xref\n11 1\n%010d 00000 n \n" % place
    trailer = b"trailer<</Size 400/Root 1 0 R/Prev %d>>\n" % last
    return made + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (len(octets) + len(made))


async def test_two_signatures_are_each_judged(opener: Opener) -> None:
    second = issued("Trần Thị Bình", authority())
    octets = await signed(await signed(PLAIN, official()), second, field="Thứ hai")

    first, last = (await of(opener, octets)).signatures

    assert (first.signer, last.signer) == ("Nguyễn Văn An", "Trần Thị Bình")
    assert (first.coverage, first.changes, first.fault) == (Coverage.REVISION, Changes.FORMS, None)
    assert (last.coverage, last.changes, last.fault) == (Coverage.FILE, Changes.NONE, None)


async def test_a_certificate_that_ended_is_told_unless_a_time_stamp_shows_it_was_good(
    opener: Opener,
) -> None:
    old = issued("Cũ", authority(), end=NOW - timedelta(days=10))
    then = NOW - timedelta(days=20)

    assert (await only(opener, await signed(PLAIN, old))).fault is Fault.EXPIRED
    stamped = await only(opener, await signed(PLAIN, old, stamp=then))
    assert (stamped.fault, stamped.stamped) == (None, then)
    after = await only(opener, await signed(PLAIN, old, stamp=NOW - timedelta(days=5)))
    assert after.fault is Fault.EXPIRED


async def test_a_certificate_that_is_not_valid_yet_is_told(opener: Opener) -> None:
    early = issued("Sớm", authority(), begin=NOW + timedelta(days=10))

    assert (await only(opener, await signed(PLAIN, early))).fault is Fault.NOT_YET


async def test_a_list_that_the_document_brings_tells_what_was_not_revoked(opener: Opener) -> None:
    octets = await signed(PLAIN, official(), lists=(revocations(),))

    signature = await only(opener, octets)

    assert (signature.revocation, signature.fault) == (Revocation.GOOD, None)
    assert signature.changes in {Changes.NONE, Changes.UPKEEP}


async def test_a_list_that_stands_in_the_signature_itself_counts_as_well(opener: Opener) -> None:
    kind = SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    octets = await signed(PLAIN, official(), lists=(revocations(),), kind=kind)

    signature = await only(opener, octets)

    assert (signature.revocation, signature.coverage) == (Revocation.GOOD, Coverage.FILE)


async def test_a_document_with_a_password_is_told_as_one(opener: Opener) -> None:
    assert await of(opener, locked(PLAIN, "user")) == Signed((), Why.PASSWORD)
    assert await of(opener, locked(PLAIN, "")) == Signed()


async def test_a_signature_of_a_revoked_certificate_is_told(opener: Opener) -> None:
    octets = await signed(PLAIN, official(), lists=(revocations(),))
    revoked = with_other_list(octets, revocations(official()))

    signature = await only(opener, revoked)

    assert (signature.revocation, signature.fault) == (Revocation.REVOKED, Fault.REVOKED)


async def test_a_time_stamp_from_before_the_revocation_keeps_a_signature_good(
    opener: Opener,
) -> None:
    octets = await signed(PLAIN, official(), stamp=NOW - timedelta(days=20), lists=(revocations(),))
    revoked = with_other_list(octets, revocations(official(), at=NOW - timedelta(days=10)))
    before = with_other_list(octets, revocations(official(), at=NOW - timedelta(days=30)))

    assert (await only(opener, revoked)).fault is None
    assert (await only(opener, before)).fault is Fault.REVOKED


async def test_a_time_stamp_over_the_document_is_told_as_one(opener: Opener) -> None:
    first, stamp = (
        await of(opener, await stamped(await signed(PLAIN, official()), NOW))
    ).signatures

    assert (first.is_stamp, first.changes, first.fault) == (False, Changes.UPKEEP, None)
    assert (stamp.is_stamp, stamp.signer, stamp.fault) == (True, "Dấu thời gian", None)
    assert (stamp.stamped, stamp.anchor) == (NOW, "Ban Cơ yếu")


async def test_without_anchors_nobody_is_trusted_the_machines_own_list_neither(
    opener: Opener,
) -> None:
    found = await opener.signatures(await signed(PLAIN, official()), (), NOW, SECONDS)

    assert [signature.fault for signature in found.signatures] == [Fault.UNTRUSTED]


async def test_an_algorithm_that_is_no_longer_good_enough_is_told(opener: Opener) -> None:
    assert (await only(opener, await signed(PLAIN, official(), hashed="sha1"))).fault is Fault.WEAK


async def test_a_damaged_document_is_a_value_never_an_exception(opener: Opener) -> None:
    good = await signed(PLAIN, official())
    hole = good.index(b"/Contents <") + len(b"/Contents <")  # before it is what was signed
    for seed in range(15):
        chance = random.Random(f"signed {seed}")
        octets = bytearray(good)
        for _ in range(chance.randint(1, 30)):
            octets[chance.randrange(8, hole)] ^= chance.randint(1, 255)

        found = await of(opener, bytes(octets))

        assert found.why in {None, Why.BROKEN}
        assert not any(signature.good for signature in found.signatures)


async def test_a_document_without_signatures_has_none(opener: Opener) -> None:
    assert await of(opener, PLAIN) == Signed()


@pytest.mark.parametrize("octets", [b"%PDF-1.7 and nothing more", b"", b"x" * 1000])
async def test_what_is_no_pdf_says_so(opener: Opener, octets: bytes) -> None:
    assert await of(opener, octets) == Signed((), Why.BROKEN)


async def test_a_signature_that_cannot_be_understood_is_told_as_one(opener: Opener) -> None:
    octets = await signed(PLAIN, official())
    begin = octets.index(b"/Contents <") + len(b"/Contents <")
    broken = octets[:begin] + b"ff" * 40 + octets[begin + 80 :]

    found = await of(opener, broken)

    assert found.why is Why.BROKEN or found.signatures[0].fault is Fault.BROKEN


async def test_a_tree_of_fields_that_goes_round_ends(opener: Opener) -> None:
    octets = pdf(
        shown("x"),
        root="/AcroForm<</Fields[100 0 R]>>",
        objects={
            100: "<</T(a)/Kids[100 0 R 101 0 R]>>",
            101: "<</T(b)/Kids[100 0 R]/Parent 100 0 R>>",
        },
    )

    assert (await of(opener, octets)).signatures == ()


async def test_text_and_signatures_have_readers_of_their_own(opener: Opener) -> None:
    octets = await signed(PLAIN, official())

    assert (await opener.text("a.pdf", octets, SECONDS)).pieces[0].first_page.strip() == "To trinh"
    assert (await only(opener, octets)).good
