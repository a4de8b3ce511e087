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
    assert "Mức độ khẩn       Thượng khẩn" in told
    assert "Việc 1: thứ Sáu, 13/11/2026" in told
    assert told.endswith("Kết luận: đủ chắc chắn để tự mở việc.\n")


def test_a_person_hears_why_a_letter_needs_them(sample: Office) -> None:
    told = sample.good("read", "--deadlines", "A011.eml")

    assert "Liên quan         Thu hồi 1690/QĐ-SNV" in told
    assert told.endswith("Kết luận: chờ người xác nhận, vì:\n- có nhắc đến văn bản trước\n")


def test_an_office_in_english_reads_letters_and_sentences_in_english(sample: Office) -> None:
    config = sample.folder / "config.toml"
    said = config.read_text("utf-8").replace('language = "vi"', 'language = "en"')
    config.write_text(said, "utf-8")

    told = sample.good("read", "A130.eml")
    sentence = sample.good(
        "read", "--text", "Báo cáo trong 7 ngày làm việc.", "--received", "2026-10-05"
    )

    assert told.startswith("Conclusion: no mark of secrecy; the letter may go (pass).\n")
    assert "Document 1: 5330/SYT-NVD" in told
    assert "Urgency     Very urgent" in told
    assert "Task 1: Friday, 13/11/2026" in told
    assert told.endswith("Conclusion: certain enough to open tasks by itself.\n")
    assert sentence.startswith("Deadline 1: Wednesday, 14/10/2026\n")
    assert "the first day is the one after Monday, 05/10/2026; working days alone" in sentence


def test_a_letter_without_a_document_is_read_sentence_by_sentence(sample: Office) -> None:
    found = sample.json("read", "--deadlines", "A088.eml")

    assert found["document"] is None
    assert [one["words"] for one in found["deadlines"]] == ["trước 11h trưa mai"]
