"""`congvu petition` as a clerk uses it: masked everywhere, whatever strangers wrote."""

import base64
import csv
import re
import sqlite3
import zipfile

import pytest

from tests.congvu.office import Office

SECRETS = {
    "name": "Phạm Thị Thu Hương",
    "address": "12 Lê Lợi, Việt Trì, Phú Thọ",
    "phone": "0912345678",
    "id_number": "001088012345",
    "email": "thuhuong88@example.vn",
    "words": "Khám bệnh phải nộp bản sao hộ khẩu.",
}
ADD = ("petition", "add", "--channel", "post", "--title", "giấy tờ khi khám bệnh")
CLERK = "van-thu@vpcp.gov.vn"


@pytest.fixture
def desk(staffed: Office) -> Office:
    """An office with a clerk."""
    rows = f"name,email,agency,unit,position\nĐỗ Lan,{CLERK},G22,,clerk\n"
    staffed.good("person", "import", staffed.write("clerk.csv", rows), "--yes")
    return staffed


def sender(office: Office, **changes: str) -> str:
    """A file with who sent it."""
    facts = {**SECRETS, **changes}
    text = "\n".join(f'{key} = "{value}"' for key, value in facts.items() if value)
    return str(office.write("sender.toml", text))


def kept(office: Office, **changes: str) -> str:
    """What keeping one says."""
    return office.good(*ADD, "--sender", sender(office, **changes))


def leaks(text: str) -> list[str]:
    """What of the sender stands in *text*, in whatever grouping of digits."""
    digits = re.sub(r"\D", "", text)
    found = [key for key, value in SECRETS.items() if value in text or "thuhuong88" in text]
    return found + [key for key in ("phone", "id_number") if SECRETS[key] in digits]


def test_one_is_kept_entered_passed_through_and_answered(desk: Office) -> None:
    told = kept(desk)
    assert "Petition 1 is kept as PAKN 1/" in told
    assert "The sender of petition 1 is told by mail (letter 1).\n" in told
    assert desk.good("petition", "classify", "1", "proposal") == "Petition 1 is a proposal.\n"
    assert "is with Nguyễn Văn An, Vụ Tổng hợp" in desk.good(
        "petition", "assign", "1", "an@vpcp.gov.vn"
    )
    preview = desk.good("petition", "answer", "1", "--text", "Không phải nộp.", "--preview")
    assert "Trả lời phản ánh, kiến nghị: PAKN 1/" in preview
    assert "Không phải nộp." in preview
    assert desk.json("petition", "show", "1")["state"] == "handling", "a preview changes nothing"
    done = desk.good(
        *("petition", "answer", "1", "--text", "Không phải nộp.", "--result", "7/VPCP-KSTT"),
        *("--as", "an@vpcp.gov.vn"),
    )
    assert "is answered.\nThe sender of petition 1 is told by mail (letter 2).\n" in done
    desk.good("petition", "publish", "1", "--where", "cổng thông tin")
    desk.good("petition", "close", "1")
    shown = desk.json("petition", "show", "1")
    assert [one["event"] for one in shown["history"]] == [
        *("register", "classify", "assign", "answer", "publish", "close"),
    ]
    assert shown["history"][3]["by"].startswith("person:3,cli:")
    assert [one["states"] for one in shown["letters"]] == [["waiting"], ["waiting"]]
    assert desk.json("petition", "count")["kinds"]["proposal"]["done_rate"] == "100,00%"


def test_nothing_of_who_sent_it_stands_in_a_list_an_export_a_letter_or_the_account(
    desk: Office,
) -> None:
    kept(desk)
    desk.good("petition", "classify", "1", "reflection")
    desk.good("petition", "assign", "1", "an@vpcp.gov.vn")
    desk.good("petition", "supplement", "1", "--ask", "giấy hẹn")
    for command in (
        *(("list",), ("list", "--json"), ("show", "1"), ("show", "1", "--json")),
        *(("explain", "1"), ("explain", "1", "--json"), ("count",)),
        ("supplement", "1", "--given", "-"),
    ):
        done = desk.run("petition", *command, stdin=SECRETS["words"])
        assert done.code == 0, done.err
        assert leaks(done.out + done.err) == [], command
    for name in ("so.csv", "so.xlsx"):
        desk.good("petition", "export", name)
        octets = (desk.folder / name).read_bytes()
        if name.endswith("xlsx"):
            with zipfile.ZipFile(desk.folder / name) as book:
                octets = b"".join(book.read(part) for part in book.namelist())
        assert "Phạm T. T. H…".encode() in octets
        assert leaks(octets.decode("utf-8", "replace")) == []
    for command in (
        ("task", "list"),
        ("task", "show", "1"),
        ("task", "explain", "1"),
        ("document", "show", "1"),
    ):
        assert leaks(desk.good(*command)) == []
    tables = _tables(desk)
    assert {name for name, text in tables.items() if leaks(text)} == {"petitioner", "recipient"}
    assert leaks(tables["recipient"].replace(SECRETS["email"], "")) == [], (
        "the relay knows where to"
    )


def _tables(office: Office) -> dict[str, str]:
    """All that stands in the store, by table; what letters say is decoded."""
    with sqlite3.connect(office.folder / "congvu.db") as store:
        chosen = "SELECT name FROM sqlite_master WHERE type = 'table'"
        names = [row[0] for row in store.execute(chosen)]
        rows = {name: store.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    octets = [bytes(cell) for row in rows["body"] for cell in row if isinstance(cell, bytes)]
    said = [base64.b64decode(one.partition(b"\r\n\r\n")[2]).decode() for one in octets]
    return {**{name: str(found) for name, found in rows.items()}, "body": "".join(said)}


def test_it_is_shown_whole_to_who_handles_it_and_that_is_recorded(desk: Office) -> None:
    kept(desk)
    assert "--as MAILBOX" in desk.refused("petition", "show", "1", "--whole", code=2)
    refused = desk.refused("petition", "show", "1", "--whole", "--as", "hoa@vpcp.gov.vn")
    assert refused.startswith("that is not for this person")

    whole = desk.good("petition", "show", "1", "--whole", "--as", CLERK)

    assert all(value in whole for value in SECRETS.values())
    assert "see by person:5,cli:" in desk.good("petition", "show", "1")
    desk.good("petition", "classify", "1", "denunciation")
    assert "shown to nobody" in desk.refused("petition", "show", "1", "--whole", "--as", CLERK)
    assert desk.json("petition", "list")[0]["sender"]["name"] == ""


def test_a_letter_without_a_mailbox_is_a_page_and_of_a_denunciation_bears_no_name(
    desk: Office,
) -> None:
    assert "has no mailbox: print the letter with" in kept(
        desk, email="", name="Bà <b>Lò</b> & con"
    )
    assert "--as MAILBOX" in desk.refused("petition", "letter", "1", "thu.html", code=2)
    desk.good("petition", "letter", "1", "thu.html", "--as", CLERK)
    page = (desk.folder / "thu.html").read_text("utf-8")
    assert "Kính gửi: Bà &lt;b&gt;Lò&lt;/b&gt; &amp; con" in page
    assert "GIẤY BIÊN NHẬN" in page
    assert "stands already" in desk.refused("petition", "letter", "1", "thu.html", "--as", CLERK)

    desk.good("petition", "classify", "1", "denunciation")
    desk.good("petition", "forward", "1", "Thanh tra Chính phủ", "--letter", "9/VPCP-V.I")
    desk.good("petition", "letter", "1", "to-cao.html")
    page = (desk.folder / "to-cao.html").read_text("utf-8")
    assert "Thanh tra Chính phủ" in page
    assert "Căn cứ: Điều 24 Luật Tố cáo số 25/2018/QH14." in page
    assert "Lò" not in page
    assert SECRETS["address"] not in page


def test_a_complaint_is_not_dealt_with_here_and_its_sender_is_told_to_whom_to_turn(
    desk: Office,
) -> None:
    kept(desk)
    assert "congvu petition forward 1 BODY" in desk.good("petition", "classify", "1", "complaint")
    assert "of a kind that is not dealt with here" in desk.refused(
        "petition", "assign", "1", "an@vpcp.gov.vn"
    )
    preview = desk.good("petition", "forward", "1", "UBND tỉnh Phú Thọ", "--preview")
    assert "Đề nghị Ông/Bà gửi đến cơ quan có thẩm quyền: UBND tỉnh Phú Thọ." in preview
    assert "02/2011/QH13" in preview
    assert desk.json("petition", "explain", "1")["clocks"][1]["working_days"] == 10


def test_errors_name_the_remedy(desk: Office) -> None:
    assert desk.good("petition", "list") == (
        "No petition is like that; keep one with congvu petition add.\n"
    )
    assert desk.refused("petition", "show", "7") == (
        "there is no petition 7; see congvu petition list"
    )
    kept(desk)
    assert desk.refused("petition", "close", "1") == (
        "petition 1 is entered; possible now: congvu petition classify, supplement --ask, supplement --given,"
        " refuse, withdraw, join"
    )
    assert "write one of: anonymous (" in desk.refused("petition", "refuse", "1", "--ground", "x")
    assert desk.good("task", "export", "tasks.xlsx") == "Wrote 0 tasks to tasks.xlsx.\n"
    assert "watches a petition" in desk.refused("task", "done", "1")
    assert "tells who sent it" in desk.refused(
        *("petition", "add", "--channel", "post", "--title", "đơn của Pham Thi Thu Huong"),
        *("--sender", sender(desk)),
    )


HOSTILE = (
    ('name = "' + "A" * 4096 + '"', "the name is longer than 200 characters"),
    ('name = "An\\u202eGiang"', "turn the line"),
    ('secret_name = "x"', "has 1 keys that are not known"),
    ("name = 5", "all else stands in quotes"),
    ('email = "khong phai"', "the mailbox cannot be one"),
    ('name = "An', "is no TOML"),
    ('words = "' + "A" * 100_001 + '"', "longer than 100000 characters"),
    ("#" * 500_001, "longer than 500000 octets"),
)


def test_a_hostile_sender_is_refused_and_not_quoted(desk: Office) -> None:
    for text, told in HOSTILE:
        refused = desk.refused(*ADD, "--sender", str(desk.write("sender.toml", text)))

        assert told in refused
        assert len(refused) < 200
    assert desk.json("petition", "list") == []


def test_a_formula_stays_a_text_in_the_export(desk: Office) -> None:
    name = "=cmd|' /C calc'!A0"
    desk.good(
        *("petition", "add", "--channel", "phone", "--title", "=HYPERLINK(1)"),
        *("--sender", sender(desk, name=name, email="")),
    )
    desk.good("petition", "export", "so.csv")

    with (desk.folder / "so.csv").open(encoding="utf-8-sig", newline="") as file:
        _, row = csv.reader(file)
    assert row[4] == "'=HYPERLINK(1)"
    assert not any(cell.startswith("=") for cell in row)
    desk.good("petition", "export", "so.xlsx")
    with zipfile.ZipFile(desk.folder / "so.xlsx") as book:
        sheet = b"".join(book.read(part) for part in book.namelist())
    assert b"=HYPERLINK(1)" in sheet
    assert b"<f>" not in sheet


def test_who_sent_it_is_erased_once_it_has_ended(desk: Office) -> None:
    kept(desk)
    assert "possible now" in desk.refused("petition", "erase", "1", "--reason", "x", "--yes")
    desk.good("petition", "refuse", "1", "--ground", "unclear", "--text", "xin nêu rõ")
    desk.good("petition", "erase", "1", "--reason", "theo yêu cầu", "--yes")

    assert "  sender      erased\n" in desk.good("petition", "show", "1")
    assert [name for name, text in _tables(desk).items() if leaks(text)] == ["recipient"]
    assert desk.good("audit", "verify")


MARKED = "TUYỆT MẬT: bảo vệ kỳ họp"


BESIDE = (
    ("petition", "forward", "1", MARKED),
    ("petition", "forward", "1", "Bộ Y tế", "--letter", MARKED),
    ("petition", "supplement", "1", "--ask", MARKED),
    ("petition", "supplement", "1", "--given", MARKED),
    ("petition", "answer", "1", "--text", "đúng", "--result", MARKED),
    ("petition", "publish", "1", "--where", MARKED),
    ("petition", "withdraw", "1", "--reason", MARKED),
    ("petition", "erase", "1", "--yes", "--reason", MARKED),
    ("stand-in", "add", "an@vpcp.gov.vn", CLERK, "--to", "2030-01-01", "--reason", MARKED),
    ("stand-in", "add", "an@vpcp.gov.vn", CLERK, "--to", "2030-01-01", "--document", MARKED),
    ("person", "hand-over", "an@vpcp.gov.vn", CLERK, "--yes", "--reason", MARKED),
    ("agency", "succeed", "G22", "G18", "--on", "2030-01-01", "--yes", "--reason", MARKED),
    ("event", "invite", "1", "--remove", CLERK, "--yes", "--why", MARKED),
    ("event", "change", "1", "--place", "Phòng 2", "--yes", "--why", MARKED),
    ("event", "cancel", "1", "--yes", "--why", MARKED),
    ("form", "open", "BC", "--period", "1", "--reason", MARKED),
    ("form", "submit", "1", "--reason", MARKED),
    ("form", "accept", "1", "--note", MARKED),
    ("form", "return", "1", "--reason", MARKED),
    ("form", "excuse", "1", "--reason", MARKED),
)


@pytest.mark.parametrize("mark", [MARKED, "LƯU HÀNH NỘI BỘ"])
def test_a_mark_of_secrecy_in_whatever_is_said_beside_is_refused(desk: Office, mark: str) -> None:
    for words in BESIDE:
        said = [mark if word == MARKED else word for word in words]
        assert "mark of secrecy" in desk.refused(*said), words


def test_a_mark_that_comes_by_standard_input_is_refused_too(desk: Office) -> None:
    kept(desk)
    desk.good("petition", "supplement", "1", "--ask", "gì?")

    told = desk.refused("petition", "supplement", "1", "--given", "-", stdin=MARKED)

    assert "mark of secrecy" in told
    assert desk.json("petition", "show", "1")["state"] == "supplement"


def test_who_may_not_enter_one_is_told_that_it_waits_and_who_is_disabled_does_nothing(
    desk: Office,
) -> None:
    by = ("--as", "an@vpcp.gov.vn")
    told = " ".join(desk.good(*ADD, "--sender", sender(desk), *by).split())
    assert "It is not entered yet: that is for the clerk or the head of G22" in told
    assert desk.json("petition", "show", "1")["state"] == "received"

    desk.good("person", "disable", "an@vpcp.gov.vn")
    assert "is disabled and does nothing" in desk.refused(*ADD, "--sender", sender(desk), *by)
