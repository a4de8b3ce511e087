"""`congvu read` on sentences and letters: what is asked by when, for people and for programs."""

import json
import re
from pathlib import Path

from tests.congvu.office import Office
from tests.congvu.test_read_marks import CASE
from tests.secrecy.letters import letter

TEXT = "Giao Bộ Y tế báo cáo trước ngày 15/10/2026; trả lời trong 05 ngày làm việc kể từ ngày nhận được."
LETTER = (
    "Received: from a by b; Mon, 05 Oct 2026 20:00:00 -0500\r\nDate: Thu, 01 Oct 2026 08:00:00 +0700\r\n"
    "From: a@b.vn\r\nSubject: V/v\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "Đề nghị báo cáo trong 02 ngày làm việc kể từ ngày nhận được văn bản này.\r\n"
).encode()


def test_json_bears_all_that_the_contract_names(office: Office) -> None:
    found = office.json("read", "--text", TEXT, "--received", "2026-10-05")

    assert found == {
        "document": None,
        "people": [],
        "deadlines": [
            {
                "due": "2026-10-14",
                "exclusive": True,
                "literal": "2026-10-15",
                "recurs": None,
                "addressee": "Bộ Y tế",
                "words": "trước ngày 15/10/2026",
                "rule": "before-date",
                "source": "lời văn",
                "certainty": 0.95,
                "warnings": [],
            },
            {
                "due": "2026-10-12",
                "exclusive": False,
                "literal": "2026-10-12",
                "recurs": None,
                "addressee": None,
                "words": "trong 05 ngày làm việc kể từ ngày nhận được",
                "rule": "working-days",
                "source": "Bộ luật Dân sự 2015, Điều 147, 148",
                "certainty": 0.9,
                "warnings": [],
            },
        ],
        "events": [],
        "periods": [],
        "undated": [],
    }


def test_people_are_told_the_words_the_rule_and_how_it_was_counted(office: Office) -> None:
    told = office.good("read", "--text", TEXT, "--received", "05/10/2026")

    assert "Thời hạn 1: thứ Tư, 14/10/2026" in told
    assert "“trước ngày 15/10/2026”" in told
    assert "ngày đầu tiên là ngày liền sau thứ Hai, 05/10/2026; chỉ đếm ngày làm việc" in told
    assert "Bộ luật Dân sự 2015, Điều 147, 148" in told


def test_events_periods_and_what_has_to_be_asked_are_told_too(office: Office) -> None:
    text = (
        "Hội nghị khai mạc lúc 8 giờ 00 ngày 28/10/2026. Chốt số liệu từ ngày 15/9/2026 đến ngày 14/10/2026."
        " Thanh toán trong vòng 30 ngày sau khi nghiệm thu."
    )
    told = office.good("read", "--text", text, "--received", "2026-10-05")
    found = office.json("read", "--text", text, "--received", "2026-10-05")

    assert told.splitlines() == [
        "Sự kiện: 08:00, thứ Tư, 28/10/2026 (“lúc 8 giờ 00 ngày 28/10/2026”)",
        "Kỳ số liệu: 15/09/2026 đến 14/10/2026 (“từ ngày 15/9/2026 đến ngày 14/10/2026”)",
        "Cần hỏi: không rõ ngày bắt đầu của “trong vòng 30 ngày sau khi”",
        "Không thấy thời hạn nào.",
    ]
    assert found["events"] == [
        {"start": "2026-10-28T08:00:00+07:00", "words": "lúc 8 giờ 00 ngày 28/10/2026"}
    ]
    assert [(one["from"], one["to"]) for one in found["periods"]] == [("2026-09-15", "2026-10-14")]


def test_every_rule_and_every_warning_has_its_words(office: Office) -> None:
    for text in (
        "Báo cáo trước ngày 31/11/2026.",
        "Báo cáo trước ngày 15/1O/2026 (thứ Hai).",
        "Báo cáo trước 17 giờ 20/10; xong trong chiều nay; trình trong tháng này; ban hành trước quý I/2027.",
        "Báo cáo trong 24 giờ, trong 02 ngày, trong 2 tuần, trong 1 tháng, trong 1 quý, trong nửa năm, trong 7 năm.",
        "Gửi chậm nhất 05 ngày làm việc trước ngày 20/11/2026; gửi chậm nhất 5 ngày trước ngày 20/11/2026.",
        "Gửi chậm nhất 2 tuần trước ngày 20/11/2026; chậm nhất 1 tháng trước ngày 20/11/2026.",
        "Gửi chậm nhất 24 giờ trước 8 giờ 00 ngày 20/11/2026.",
        "Báo cáo trước ngày 20 hằng tháng. Thường xuyên theo dõi. Phấn đấu đến năm 2030 đạt 90%.",
    ):
        assert "Thời hạn" in office.good("read", "--text", text, "--received", "2026-10-05")


def test_each_line_of_a_file_becomes_one_object(office: Office) -> None:
    office.write(
        "lines.tsv",
        "2026-09-24\tBáo cáo trước ngày 15/10/2026.\n"
        "2026-10-07T09:30+07:00\tBáo cáo trong vòng 24 giờ kể từ khi phát hiện.\n"
        "2026-10-05\tCăn cứ Luật ngày 16/6/2025;\n",
    )
    lines = office.good("read", "--lines", "lines.tsv").splitlines()

    assert [[one["due"] for one in json.loads(line)["deadlines"]] for line in lines] == [
        ["2026-10-14"],
        ["2026-10-08T09:30:00+07:00"],
        [],
    ]


def test_a_line_that_cannot_be_read_is_told_in_its_place_and_costs_no_other(office: Office) -> None:
    office.write("lines.tsv", "x\ty\nno tab\n2026-09-24\tBáo cáo trước ngày 15/10/2026.\n")

    done = office.run("read", "--lines", "lines.tsv")

    found = [json.loads(line) for line in done.out.splitlines()]
    assert done.code == 1
    assert [one.get("line") for one in found] == [1, 2, None]
    assert found[2]["deadlines"][0]["due"] == "2026-10-14"
    assert "write the day of receipt, a TAB and the sentence" in done.err


def test_a_letter_is_read_as_of_its_receipt(office: Office) -> None:
    (office.folder / "letter.eml").write_bytes(LETTER)

    found = office.json("read", "letter.eml")
    given = office.json("read", "letter.eml", "--deadlines", "--received", "2026-10-08")

    assert found["marks"]["verdict"] == "pass"
    assert [one["due"] for one in found["deadlines"]] == ["2026-10-08"], "received on the 6th here"
    assert "marks" not in given
    assert [one["due"] for one in given["deadlines"]] == ["2026-10-12"]


def test_of_a_letter_that_bears_a_mark_nothing_is_quoted(office: Office) -> None:
    case = {**CASE, "body": "Báo cáo trước ngày 15/10/2026."}
    (office.folder / "letter.eml").write_bytes(letter(case))

    assert office.json("read", "letter.eml")["deadlines"] is None
    told = office.good("read", "--deadlines", "letter.eml")
    assert told == "Thư mang dấu chỉ độ mật, hoặc chưa rõ: không đọc thời hạn.\n"


def test_no_office_is_needed_to_read_a_sentence(tmp_path: Path) -> None:
    found = Office(tmp_path).json("read", "--text", TEXT, "--received", "2026-10-05")

    assert len(found["deadlines"]) == 2


def test_one_thing_is_read_at_a_time(office: Office) -> None:
    assert "name one of FILE" in office.refused("read", code=2)
    assert "name one of FILE" in office.refused("read", "--text", "a", "--lines", "-", code=2)
    wrong = office.refused("read", "--text", "a", "--received", "soon", code=2)
    assert "is no day or hour; write it such as 2026-10-05" in wrong


def test_what_looks_at_a_letter_wants_one(office: Office) -> None:
    assert office.run("read", "--text", TEXT, "--marks").code == 2


def test_a_letter_whose_date_is_beyond_all_calendars_is_read_as_of_today(
    office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(
        re.sub(rb"Received: .*\r\nDate: [^\r]*", b"Date: Fri, 31 Dec 9999 23:59:59 +0000", LETTER)
    )

    assert len(office.json("read", str(path))["deadlines"]) == 1


def test_a_day_that_no_office_means_is_refused_by_its_words(office: Office) -> None:
    assert office.run("read", "--text", TEXT, "--received", "0001-01-01").code == 2
