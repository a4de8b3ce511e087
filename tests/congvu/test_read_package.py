"""`congvu read` on edXML: what a package says, what its signature is worth, and what dues would come."""

import shutil

import pytest

from tests.congvu.office import Office
from tests.store.packages import FOLDER, mailed, package

WHEN = ("--received", "2026-09-29")


@pytest.fixture
def trusting(office: Office) -> Office:
    """The ministry's office, which believes whom the examples were certified by."""
    shutil.copy(FOLDER / "ca.pem", office.folder / "ca-mau.pem")
    config = office.folder / "config.toml"
    more = '\n[smime]\nanchors = ["ca-mau.pem"]\n\n[intake]\norgan = "000.00.00.G18"\n'
    config.write_text(config.read_text("utf-8") + more, "utf-8")
    return office


def put(office: Office, octets: bytes, name: str = "vb.edxml") -> str:
    (office.folder / name).write_bytes(octets)
    return name


def test_json_tells_fields_files_signature_and_dues_of_a_package_alone_or_in_a_letter(
    trusting: Office,
) -> None:
    alone = trusting.json("read", "--deadlines", *WHEN, put(trusting, package("plain")))

    head = alone["package"]
    assert head["sender"] == {
        "code": "000.00.00.G12", "name": "Bộ Tài chính", "email": "vanthu@mof.gov.vn"
    }  # fmt: skip
    assert head["document"]["id"] == "000.00.00.G12,2026/09/28,812/BTC-NSNN"
    assert (head["business"], head["urgency"], head["due"]) == ("0", "normal", None)
    assert [one["name"] for one in head["files"]] == ["812_BTC_NSNN.txt"]
    (signature,) = head["signatures"]
    assert [signature[key] for key in ("verdict", "anchor", "signer")] == [
        "good", "ca-mau", "Văn thư Bộ Tài chính (mẫu)"
    ]  # fmt: skip
    assert alone["document"]["number"] == "812/BTC-NSNN"
    (due,) = alone["deadlines"]
    assert (due["due"], due["addressee"]) == ("2026-10-14", "Bộ Y tế")
    assert (alone["opens"], alone["doubts"]) == (True, [])
    letter = put(trusting, mailed(package("plain")), "thu.eml")
    assert trusting.json("read", "--deadlines", *WHEN, letter) == alone


def test_a_day_that_the_head_alone_has_is_a_due(trusting: Office) -> None:
    found = trusting.json("read", "--deadlines", *WHEN, put(trusting, package("due")))

    (due,) = found["deadlines"]
    assert (due["due"], due["source"]) == ("2026-10-20", "QCVN 102:2016/BTTTT, DueDate")
    assert found["doubts"] == ["lead-doubtful"]


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("vi", ("Gói edXML: 812/BTC-NSNN", "  Kết quả      nội dung đã bị sửa", "- chữ ký số của gói edXML: nội dung đã bị sửa")),
        ("en", ("edXML package: 812/BTC-NSNN", "  Worth      what was signed was changed", "- a signature of the edXML package: what was signed was changed")),
    ],
)  # fmt: skip
def test_people_hear_in_their_language_why_a_package_waits(
    trusting: Office, language: str, lines: tuple[str, ...]
) -> None:
    config = trusting.folder / "config.toml"
    said = config.read_text("utf-8").replace('language = "vi"', f'language = "{language}"')
    config.write_text(said, "utf-8")
    changed = put(trusting, package("plain", **{"KT. BỘ TRƯỞNG": "BỘ TRƯỞNG"}))

    told = trusting.good("read", "--deadlines", *WHEN, changed).splitlines()

    assert set(lines) <= set(told)
    assert told[-1] == lines[-1]


def test_what_was_not_looked_at_is_told_with_its_remedy(office: Office) -> None:
    told = office.good("read", "--deadlines", *WHEN, put(office, package("plain")))

    assert "  Kết quả      không ai đáng tin bảo đảm\n" in told
    assert "ghi chứng thư số gốc vào anchors của [smime]" in told
    assert "ghi organ của [intake]" in told
    assert told.endswith("Kết luận: đủ chắc chắn để tự mở việc.\n")


def test_states_recalls_and_what_is_no_package_say_what_becomes_of_them(trusting: Office) -> None:
    def told(octets: bytes) -> str:
        return trusting.good("read", "--deadlines", put(trusting, octets))

    assert "  Trạng thái  02 (bị từ chối nhận)\n" in told(package("status_02"))
    assert "Kết luận: nơi gửi đề nghị lấy lại văn bản" in told(package("recall"))
    assert "Kết luận: gói edXML hỏng" in told(b"<edXML><a>1</a></edXML>")
    marked = told(package("plain", **{"Ngân sách": "TỐI MẬT"}))
    assert "812/BTC-NSNN" not in marked


def test_its_signatures_alone_are_told_as_those_of_a_letter(trusting: Office) -> None:
    told = trusting.good("read", "--signatures", put(trusting, package("plain")))

    assert "good, vouched for by ca-mau" in told
