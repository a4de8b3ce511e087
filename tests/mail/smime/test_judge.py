"""Letters signed by openssl, judged as a whole: who signed, whether who wrote it did, and what was changed."""

import asyncio
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime

import pytest
from asn1crypto import cms

from mail.smime.judge import judged
from mail.smime.trust import Trust
from papers.opened import Why
from papers.opener import Opener
from papers.signed import Anchor
from papers.signed import Signed as Answer
from tests.certified import Certified, official, openssl
from tests.mail.smime.conftest import now
from tests.mail.smime.test_search import attached, forwarded, mixed
from tests.papers.documents import pdf
from tests.papers.signing import authority as pdf_authority
from tests.papers.signing import official as pdf_official
from tests.papers.signing import signed as pdf_signed
from tests.papers.test_text_pdf import shown
from work.signature import Judgement

pytestmark = pytest.mark.asyncio(loop_scope="package")

TEXT = b"Content-Type: text/plain\r\n\r\nKinh gui So Y te\r\n"


def letter(
    *words: str, by: Certified | None = None, sender: str = "An <an@bn.gov.vn>", text: bytes = TEXT
) -> bytes:
    """As a program with openssl inside sends it."""
    by = by or official()
    fields = ("-from", sender, "-subject", "Bao cao")
    keys = ("-signer", by.certificate, "-inkey", by.key)
    made = openssl("cms", "-sign", "-binary", *fields, *keys, *words, given=text)
    return made.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


async def of(octets: bytes, opener: Opener, trust: Trust) -> list[Judgement]:
    return list(await judged([octets], trust, opener, now()))


async def only(octets: bytes, opener: Opener, trust: Trust) -> Judgement:
    (found,) = await of(octets, opener, trust)
    return found


@pytest.mark.parametrize("words", [(), ("-nodetach",)], ids=["detached", "opaque"])
async def test_a_letter_signed_by_who_wrote_it_is_good(
    words: tuple[str, ...], opener: Opener, trust: Trust
) -> None:
    found = await only(letter(*words), opener, trust)

    assert (found.kind, found.verdict, found.anchor) == ("smime", "good", "Ban Co yeu")
    assert (found.part, found.signer, found.is_author) == ("0", "Nguyen Van An", True)
    assert found.addresses == ("an@bn.gov.vn",)
    assert found.at is not None


async def test_one_octet_that_is_another_is_found(opener: Opener, trust: Trust) -> None:
    octets = letter().replace(b"Y te", b"Y tE")

    assert (await only(octets, opener, trust)).verdict == "altered"


async def test_a_good_signature_for_another_address_is_told_apart(
    opener: Opener, trust: Trust
) -> None:
    found = await only(letter(sender="binh@bn.gov.vn"), opener, trust)

    assert (found.verdict, found.is_author, found.anchor) == (
        "other-address",
        False,
        "Ban Co yeu",
    )


async def test_a_certificate_without_an_address_cannot_tell(opener: Opener, trust: Trust) -> None:
    found = await only(letter(by=official(address="")), opener, trust)

    assert (found.verdict, found.is_author) == ("good", None)


async def test_without_anchors_nobody_is_believed(opener: Opener) -> None:
    assert (await only(letter(), opener, Trust())).verdict == "untrusted"


async def test_a_forwarded_letter_is_judged_by_its_own_author(opener: Opener, trust: Trust) -> None:
    octets = mixed(forwarded(letter()), fields=b"From: binh@yte.gov.vn\r\n")

    found = await only(octets, opener, trust)

    assert (found.verdict, found.is_author) == ("good", True)


async def test_a_letter_of_ten_mebibytes_is_judged_like_any_other(
    opener: Opener, trust: Trust
) -> None:
    text = b"Content-Type: text/plain\r\n\r\n" + b"Kinh gui So Y te.\r\n" * 550_000

    assert (await only(letter(text=text), opener, trust)).verdict == "good"


async def test_signatures_in_pdf_are_judged_by_the_same_anchors(opener: Opener) -> None:
    document = await pdf_signed(pdf(shown("To trinh")), pdf_official())
    trust = Trust((Anchor("Bo", pdf_authority().pem),))
    octets = mixed(TEXT, attached(document), attached(pdf(shown("khong ky"))))

    found = await of(octets, opener, trust)

    assert [(one.kind, one.part, one.verdict, one.anchor) for one in found] == [
        ("pdf", "2", "good", "Bo")
    ]


class Slow:
    """A reader that takes the time that it is given."""

    def __init__(self) -> None:
        self.given: list[float] = []

    async def signatures(
        self,
        octets: bytes | int,
        anchors: Sequence[Anchor],
        now: datetime,
        seconds: float,
        crls: Sequence[bytes] = (),
    ) -> Answer:
        self.given.append(seconds)
        await asyncio.sleep(seconds)
        return Answer((), Why.TOO_SLOW)

    async def signed_mail(self, *_: object) -> Answer:
        raise AssertionError("there is none")

    signed_package = signed_mail


async def test_a_letter_of_many_slow_documents_lets_others_have_their_turn(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mail.smime.judge.SECONDS", 0.2)
    monkeypatch.setattr("mail.smime.judge.LETTER_SECONDS", 0.5)
    reader = Slow()

    found = await judged([mixed(*[attached(b"%PDF-1.7")] * 40)], trust, reader, now())

    assert len(reader.given) <= 3
    assert sum(reader.given) < 0.51
    assert [one.verdict for one in found][-2:] == ["too-slow", "unchecked"]


async def test_a_signature_that_nobody_made_is_called_broken(opener: Opener, trust: Trust) -> None:
    head, _, rest = letter().partition(b"\r\nMII")
    coded, mark, end = rest.partition(b"\r\n\r\n--")
    whole = cms.ContentInfo.load(b64decode(b"MII" + coded))
    whole["content"]["signer_infos"] = cms.SignerInfos([])
    octets = head + b"\r\n" + b64encode(whole.dump()) + mark + end

    found = await only(octets, opener, trust)
    assert (found.part, found.kind, found.verdict) == ("0", "smime", "broken")


async def test_rubbish_in_the_place_of_a_signature_is_called_broken(
    opener: Opener, trust: Trust
) -> None:
    head, _, rest = letter().partition(b"MII")
    octets = head + b"AAAA" + rest[1:]

    assert (await only(octets, opener, trust)).verdict == "broken"
