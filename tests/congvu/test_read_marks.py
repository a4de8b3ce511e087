"""`congvu read`: which marks of secrecy a letter bears, and why; its words are quoted nowhere."""

import base64
import json

import pytest

from congvu.cli import read_marks_words
from mail.secrecy import Ruling
from templates import LANGUAGES
from tests.congvu.office import Office
from tests.secrecy import documents
from tests.secrecy.letters import letter
from work.secrecy.finding import Place, Verdict
from work.secrecy.incident import LETTERS

CASE = {
    "id": "t7",
    "form": "NFC",
    "charset": "utf-8",
    "transfer": "base64",
    "subject": "V/v Hoa Sen",
    "fields": {},
    "body": "Kính gửi: Sở Nội vụ",
    "attachments": [{"name": "hoa sen.pdf", "kind": "pdf", "pages": ["TỐI MẬT\nHoa sen"]}],
}
CLEAR = "Kết luận: không có dấu chỉ độ mật; thư đi được (pass).\n"


def given(office: Office, octets: bytes) -> None:
    (office.folder / "letter.eml").write_bytes(octets)


def test_the_mark_in_an_attachment_is_told_with_its_rule_and_not_its_words(office: Office) -> None:
    given(office, letter(CASE))

    told = office.good("read", "letter.eml")

    assert told.splitlines()[0].endswith("(refuse).")
    assert "Độ mật   Tối mật\n" in told
    assert "Quy tắc  stamp\n" in told
    assert "63/2026/NĐ-CP" in told
    assert "sen" not in told.lower()


def test_json_tells_the_verdict_and_marks_bear_rule_place_level_verdict_reason_and_source(
    office: Office,
) -> None:
    given(office, letter(CASE))

    found = json.loads(office.good("read", "--json", "letter.eml"))["marks"]

    assert (found["verdict"], found["encrypted"], found["unread"]) == ("refuse", False, [])
    (mark,) = found["found"]
    assert (mark["rule"], mark["place"], mark["level"], mark["verdict"]) == (
        "stamp",
        "stamp",
        "toi_mat",
        "refuse",
    )
    assert mark["reason"]
    assert "63/2026/NĐ-CP" in mark["source"]


def test_a_document_by_itself_is_no_letter_and_gets_no_verdict(office: Office) -> None:
    (office.folder / "a.zip").write_bytes(documents.zipped({"a.txt": "TỐI MẬT"}))

    told = office.refused("read", "a.zip")

    assert "a.zip is no letter" in told
    assert ".eml" in told


def test_an_ordinary_letter_has_none(office: Office) -> None:
    plain = {**CASE, "attachments": [{"name": "a.zip", "kind": "zip", "members": []}]}
    given(office, letter(plain))

    assert office.good("read", "--marks", "letter.eml") == CLEAR


def test_rules_of_an_office_are_tried_before_they_are_used(office: Office) -> None:
    given(office, letter({**CASE, "attachments": [], "subject": "HỒ SƠ KÍN: hoa sen"}))
    (office.folder / "own.toml").write_text(
        '[[mark]]\nwords = ["hồ sơ kín"]\nmark = "kin"\nvalid_from = 2026-01-01\nsource = "QĐ 1"\n'
        '[[rule]]\nid = "kin"\nmarks = ["kin"]\nverdict = "person"\nreason = "Kín."\n'
        'valid_from = 2026-01-01\nsource = "QĐ 1"\n',
        "utf-8",
    )

    told = office.good("read", "--rules", "own.toml", "letter.eml")

    assert told.splitlines()[0].endswith("(person).")
    assert office.good("read", "--marks", "letter.eml") == CLEAR
    with (office.folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write('[secrecy]\nrules_file = "own.toml"\n')
    assert office.good("read", "letter.eml").splitlines()[0].endswith("(person).")


def test_a_rule_that_cannot_be_read_is_told_by_its_line(office: Office) -> None:
    given(office, letter({**CASE, "attachments": []}))
    (office.folder / "own.toml").write_text('[[rule]]\nid = "x"\n', "utf-8")

    told = office.refused("read", "--rules", "own.toml", "letter.eml")

    assert "own.toml, line 1" in told


def test_an_archive_with_a_password_is_left_to_a_person(office: Office) -> None:
    octets = documents.zipped({"a.txt": "x"}).replace(
        b"PK\x03\x04\x14\0\0\0", b"PK\x03\x04\x14\0\1\0"
    )
    octets = octets.replace(b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\1\0")
    given(
        office,
        b"Subject: x\r\nContent-Type: application/zip; name=a.zip\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(octets),
    )

    ruling, unread = office.good("read", "letter.eml").splitlines()[:2]
    assert ruling.endswith("(person).")
    assert unread == "Không xem được hết: có mật khẩu hoặc bị mã hóa."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_level_and_ruling_has_words(language: str) -> None:
    places = [{"place": place, "level": level} for place in Place for level in LETTERS]

    for verdict in Verdict:
        for place in places:
            fact = {
                **place,
                "verdict": verdict.name.lower(),
                "rule": "x",
                "reason": "",
                "reason_en": "",
                "source": "",
            }
            assert read_marks_words.title(1, fact, language)
            assert dict(read_marks_words.pairs(fact, language))["level"]
    assert all(str(ruling) in read_marks_words.ruling(ruling, language) for ruling in Ruling)
