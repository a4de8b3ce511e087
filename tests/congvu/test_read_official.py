"""`congvu read` on an official letter: its documents, who is named, and what is asked of whom by when."""

import zipfile

import pytest

from tests.congvu.office import Office
from tests.work.official.scoring import DATA

KEYS = ("number", "issuer", "issued", "urgency", "secrecy", "subject", "kind")


@pytest.fixture
def sample(office: Office) -> Office:
    with zipfile.ZipFile(DATA / "official.zip") as packed:
        packed.extractall(office.folder)
    return office


def test_json_tells_the_document_the_people_and_each_deadline_of_an_attachment(
    sample: Office,
) -> None:
    found = sample.json("read", "--deadlines", "A118.eml")

    assert tuple(found["document"].values()) == (
        "4188/UBND-VX",
        "Ủy ban nhân dân tỉnh Hạ Sơn",
        "2026-11-19",
        "normal",
        None,
        "chăm lo Tết cho người có công, hộ nghèo",
        "công văn",
    )
    assert tuple(found["document"]) == KEYS
    assert {"name": "Sở Y tế", "as": "addressee"} in found["people"]
    told = [(one["due"], one["addressee"], one["words"]) for one in found["deadlines"]]
    assert told == [
        ("2026-12-14", "Sở Nội vụ", "trước ngày 15/12/2026"),
        ("2026-12-20", "Sở Y tế", "chậm nhất 20/12/2026"),
        ("2027-01-31", "UBND các xã, phường", "trước ngày 01/02/2027"),
    ]
    assert [task["file"] for task in found["tasks"]] == ["4188ubndvx.docx"] * 3


def test_people_are_told_what_each_document_is_and_whether_it_may_open(sample: Office) -> None:
    told = sample.good("read", "--deadlines", "A130.eml")

    assert "Văn bản 1: 5330/SYT-NVD" in told
    assert "Mức độ khẩn       thượng khẩn" in told
    assert "Việc 1: thứ Sáu, 13/11/2026" in told
    assert told.endswith("Kết luận: đủ chắc chắn để tự mở việc.\n")


def test_a_person_hears_why_a_letter_needs_them(sample: Office) -> None:
    told = sample.good("read", "--deadlines", "A011.eml")

    assert "Liên quan         thu hồi 1690/QĐ-SNV" in told
    assert "Kết luận: chờ người xác nhận (liên quan đến văn bản trước)." in told


def test_a_letter_without_a_document_is_read_sentence_by_sentence(sample: Office) -> None:
    found = sample.json("read", "--deadlines", "A088.eml")

    assert found["document"] is None
    assert [one["words"] for one in found["deadlines"]] == ["trước 11h trưa mai"]
