"""Letters that an agency's gateway has signed: openssl verifies them, and what they say is what was written."""

import email
import email.policy
from email.message import EmailMessage, Message
from pathlib import Path

import pytest

from mail import header
from mail.smime.search import find
from mail.smime.wrapping import obstacle, wrapped
from tests.certified import authority, official, openssl, rsa
from tests.mail.smime.conftest import gateway_key

FROM = b"From: An <an@bn.gov.vn>\r\nSubject: =?utf-8?q?B=C3=A1o_c=C3=A1o?=\r\n"
PLAIN = FROM + b"\r\nKinh gui\r\n\r\n"
VIETNAMESE = "Kính gửi Sở Y tế,\r\n. một dòng có dấu chấm\r\n".encode()
UTF8 = FROM + b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
EIGHT_BIT = UTF8 + b"Content-Transfer-Encoding: 8bit\r\n\r\n" + VIETNAMESE


def mixed() -> bytes:
    letter = EmailMessage(policy=email.policy.SMTP)
    letter["From"], letter["Subject"] = "an@bn.gov.vn", "Hồ sơ"
    letter.set_content("Kính gửi\n", cte="8bit")
    letter.add_attachment(bytes(range(256)), "application", "octet-stream", filename="hồ sơ.bin")
    return letter.as_bytes()


def verified(letter: bytes, folder: Path) -> bytes:
    """What openssl finds to be signed; it fails where the signature does not hold."""
    (folder / "letter").write_bytes(letter)
    words = ("cms", "-verify", "-in", folder / "letter", "-CAfile", authority().certificate)
    return openssl(*words, "-purpose", "smimesign")


@pytest.mark.parametrize(
    "letter",
    [PLAIN, EIGHT_BIT, mixed(), FROM + b"\r\n", FROM + b"\r\nno line end"],
    ids=["plain", "8-bit", "mixed", "empty", "no line end"],
)
@pytest.mark.parametrize("key", ["ecdsa", "rsa"])
def test_openssl_verifies_what_we_sign(letter: bytes, key: str, tmp_path: Path) -> None:
    by = official(address="") if key == "ecdsa" else official(rsa(), address="")
    signed = wrapped([letter], gateway_key(by).sign)
    assert isinstance(signed, bytes)

    entity = verified(signed, tmp_path)

    (found,) = find([signed]).signed
    assert found.content == entity
    assert signed.isascii()
    assert max(map(len, signed.split(b"\r\n"))) <= 998
    assert signed.count(b"\n") == signed.count(b"\r\n")


def test_one_octet_that_is_changed_is_found_by_openssl(tmp_path: Path) -> None:
    signed = wrapped([PLAIN], gateway_key().sign)
    assert isinstance(signed, bytes)

    with pytest.raises(AssertionError, match="digest|verif"):
        verified(signed.replace(b"Kinh gui", b"Kinh guI"), tmp_path)


@pytest.mark.parametrize("letter", [EIGHT_BIT, mixed()], ids=["text", "mixed"])
def test_a_reader_finds_what_was_written(letter: bytes) -> None:
    signed = wrapped([letter], gateway_key().sign)
    assert isinstance(signed, bytes)
    before = email.message_from_bytes(letter, policy=email.policy.SMTP)
    after = email.message_from_bytes(signed, policy=email.policy.SMTP)

    parts = after.get_payload()
    assert isinstance(parts, list)
    inner, signature = (part for part in parts if isinstance(part, Message))
    assert signature.get_content_type() == "application/pkcs7-signature"
    assert [str(after[name]) for name in ("From", "Subject")] == [
        str(before[name]) for name in ("From", "Subject")
    ]
    assert [part.get_content_type() for part in inner.walk()] == [
        part.get_content_type() for part in before.walk()
    ]
    contents = [
        [part.get_payload(decode=True) for part in whole.walk() if not part.is_multipart()]
        for whole in (before, inner)
    ]
    assert contents[0] == contents[1]


def test_fields_that_tell_of_the_content_go_inside_and_others_stay() -> None:
    letter = b"Content-Language: vi\r\nX-Own: 1\r\nContent-ID: <1@x>\r\n" + EIGHT_BIT
    signed = wrapped([letter], gateway_key().sign)
    assert isinstance(signed, bytes)

    block, _ = header.split(signed)
    names = [one.name for one in header.fields(block)]
    assert names == ["x-own", "from", "subject", "mime-version", "content-type"]
    entity = find([signed]).signed[0].content
    assert entity is not None
    inner = [one.name for one in header.fields(header.split(entity)[0])]
    assert sorted(inner) == [
        "content-id",
        "content-language",
        "content-transfer-encoding",
        "content-type",
    ]


def test_the_same_letter_in_pieces_gives_the_same_content() -> None:
    letter = mixed()
    whole = [wrapped(chunks, gateway_key().sign) for chunks in ([letter], _cut(letter))]

    found = [find([one]).signed[0].content for one in whole if isinstance(one, bytes)]
    assert found[0] == found[1]


def _cut(octets: bytes) -> list[bytes]:
    return [octets[at : at + 7] for at in range(0, len(octets), 7)]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (FROM, None),
        (FROM + b"Content-Type: multipart/mixed; boundary=x\r\n", None),
        (FROM + b"Content-Type: multipart/signed; boundary=x\r\n", "signed-already"),
        (FROM + b"Content-Type: multipart/encrypted; boundary=x\r\n", "signed-already"),
        (FROM + b"Content-Type: application/x-pkcs7-mime\r\n", "signed-already"),
        (FROM + b"Content-Type: multipart/report; boundary=x\r\n", "report"),
        (FROM + b"DKIM-Signature: v=1\r\n", "signed-by-dkim"),
        (FROM + b"ARC-Seal: i=1\r\n", "signed-by-dkim"),
        (FROM + b"Content-Type: text/plain\r\nContent-Type: text/html\r\n", "unreadable"),
        (b"From: an@bn.gov.vn, binh@bn.gov.vn\r\n", "other-address"),
        (b"", "other-address"),
    ],
)
def test_what_is_signed_is_encrypted_or_is_a_report_stays_as_it_is(
    fields: bytes, why: str | None
) -> None:
    assert obstacle(header.parse(fields), gateway_key()) == why


def test_a_certificate_for_one_address_signs_for_no_other() -> None:
    own = gateway_key(official())

    assert obstacle(header.parse(b"From: An@BN.gov.vn\r\n"), own) is None
    assert obstacle(header.parse(b"From: binh@bn.gov.vn\r\n"), own) == "other-address"


def test_openpgp_in_the_text_is_not_wrapped() -> None:
    letter = FROM + b"\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nabc\r\n"

    assert wrapped([letter], gateway_key().sign) == "signed-already"


def test_what_cannot_be_put_into_seven_bits_stays_as_it_is() -> None:
    inner = (
        b'Content-Type: application/pdf; name="a.pdf"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    )
    top = FROM + b"Content-Type: multipart/mixed; boundary=m\r\n\r\n"
    letter = top + b"--m\r\n" + inner + b"%PDF-1.7 \xff\r\n--m--\r\n"

    assert wrapped([letter], gateway_key().sign) == "unfit"
