"""`congvu document`: entered, listed, shown and filed as a clerk does it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.congvu.office import Office
from tests.congvu.registers import GOOD, register

CAME = (
    *("document", "add", "--register", "den", "--number", "15/BYT-KH", "--issued", "2026-08-03"),
    *("--excerpt", "rà soát thủ tục", "--issuer", "Bộ Y tế", "--received", "04/08/2026"),
)
WENT = (
    *("document", "add", "--register", "di", "--number", "07/QÐ-VPCP", "--issued", "2026-08-05"),
    *("--excerpt", "ban hành quy chế", "--signer", "Đỗ Minh", "--post", "BỘ TRƯỞNG"),
    *("--recipients", "Các Bộ", "--keeper", "VT", "--copies", "12", "--pages", "3"),
    *("--handed-on", "2026-08-06", "--notes", "bản chính", "--circulation", "internal"),
    *("--urgency", "timed-express", "--deliver-by", "2026-08-05 15:30"),
)


def test_what_came_in_is_numbered_and_what_went_out_is_kept_whole(staffed: Office) -> None:
    slip = ["0001-01-01 00:00" if one == "2026-08-05 15:30" else one for one in WENT]
    assert "no day and hour" in staffed.refused(*slip, code=2)
    assert staffed.good(*CAME) == "Document 1 is entered, arrival number 1 of 2026.\n"
    assert staffed.good(*WENT) == "Document 2 is entered.\n"

    hour = datetime(2026, 8, 5, 15, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    sent, came = staffed.json("document", "list")
    assert datetime.fromisoformat(sent.pop("deliver_by")) == hour
    assert sent == {
        "id": 2, "direction": "outgoing", "number": "07/QÐ-VPCP", "issuer": "Văn phòng mẫu",
        "issuer_code": "G22", "issued": "2026-08-05", "kind": "QĐ", "excerpt": "ban hành quy chế",
        "urgency": "timed-express", "circulation": "internal", "received": None,
        "arrival_number": None, "signer": "Đỗ Minh", "post": "BỘ TRƯỞNG", "recipients": "Các Bộ",
        "keeper": "VT", "copies": 12, "pages": 3, "handed_on": "2026-08-06", "notes": "bản chính",
    }  # fmt: skip
    assert (came["arrival_number"], came["received"], came["kind"]) == (1, "2026-08-04", None)


def test_one_document_is_shown_with_its_tasks_and_those_it_may_be(staffed: Office) -> None:
    staffed.good("task", "import", register(staffed.folder, *GOOD), "--yes")
    staffed.good(*WENT)
    again = ["05/8/2026" if one == "2026-08-05" else one for one in WENT]
    again[again.index("07/QÐ-VPCP")] = "7/QĐ-VPCP"
    staffed.good(*again, "--anyway")

    told = staffed.good("document", "show", "5")
    assert "  deliver by    05/08/2026 15:30\n" in told
    assert "  signed by     BỘ TRƯỞNG, Đỗ Minh\n" in told
    assert "  may be        document 6, 7/QĐ-VPCP (same)\n" in told
    assert staffed.json("document", "show", "6")["alike"] == [{"id": 5, "likeness": "same"}]
    task = staffed.json("task", "list")[0]
    shown = staffed.json("document", "show", str(task["document"]["id"]))
    assert (shown["tasks"], shown["number"]) == ([task["id"]], task["document"]["number"])
    assert staffed.refused("document", "show", "99") == (
        "there is no document 99; see congvu document list"
    )


def test_what_may_be_there_already_is_told_and_kept_only_on_wish(staffed: Office) -> None:
    staffed.good(*CAME)
    other_day = [one.replace("2026-08-03", "2026-08-01") for one in CAME]
    other_name = [one.replace("Bộ Y tế", "Bộ y tế").replace("15/BYT", "015/BYT") for one in CAME]
    look = "look at it with congvu document show 1"

    assert staffed.refused(*CAME) == (
        f"that is document 1 already: 15/BYT-KH of Bộ Y tế, 03/08/2026; {look}"
    )
    assert staffed.refused(*CAME, "--anyway") == staffed.refused(*CAME)
    assert staffed.refused(*other_name) == (
        "document 1 is the same: 15/BYT-KH of Bộ Y tế, 03/08/2026;"
        f" {look}, and add --anyway if yours is another"
    )
    assert "is of the same number in that year" in staffed.refused(*other_day)
    assert staffed.good(*other_day, "--anyway") == (
        "Document 2 is entered, arrival number 2 of 2026.\n"
    )
    assert staffed.refused(
        *other_day[:-1], "05/8/2026", "--number", "16/BYT-KH", "--arrival", "2"
    ) == (
        "arrival number 2 of 2026 is that of document 2; leave --arrival out to be given the next"
    )


def test_what_bears_a_mark_of_secrecy_is_refused_and_quoted_nowhere(staffed: Office) -> None:
    secret = [one.replace("rà soát", "TUYỆT MẬT: rà soát") for one in CAME]

    told = staffed.refused(*secret)
    assert told.startswith("it bears a mark of secrecy, so nothing of it was kept")
    assert "rà soát" not in told
    assert staffed.json("document", "list") == []
    staffed.good(*CAME)
    assert "mark of secrecy" in staffed.refused("document", "file", "1", "--notes", "TỐI MẬT")
    assert staffed.json("document", "list")[0]["notes"] is None


def test_what_is_filed_is_told_later(staffed: Office) -> None:
    staffed.good(*CAME)

    staffed.good(
        "document", "file", "1", "--recipients", "Vụ Tổng hợp", "--handed-on", "2026-08-05"
    )

    (one,) = staffed.json("document", "list", "--register", "den")
    assert (one["recipients"], one["handed_on"]) == ("Vụ Tổng hợp", "2026-08-05")
    assert staffed.refused("document", "file", "9", "--notes", "x").startswith(
        "there is no document 9"
    )
    assert "give one of the options" in staffed.refused("document", "file", "1", code=2)


def test_what_cannot_be_is_refused_with_what_to_write(staffed: Office) -> None:
    def refused(*more: str) -> str:
        return staffed.refused(*CAME, *more, code=2)

    assert '"15 / BYT" is no number and sign; write it such as' in refused("--number", "15 / BYT")
    assert "goes with --urgency timed-express alone" in refused("--deliver-by", "2026-08-05 15:30")
    assert "is no day and hour" in refused("--deliver-by", "2026-08-05")
    assert "are of documents that came in" in refused("--register", "di")
    assert "is no type of document" in refused("--type", "Thơ")
    assert "1 to 500 characters" in refused("--excerpt", "x" * 501)
    assert "--received 31/12/2099 is still to come" in refused("--received", "31/12/2099")
    assert "--issued 31/12/2099 is still to come" in refused("--issued", "31/12/2099")
    assert "later than the day it came in" in refused("--received", "2026-08-01")
    assert "say who issued it" in staffed.refused(*CAME[:-4], *CAME[-2:], code=2)


def test_signs_that_steer_a_screen_or_turn_a_line_are_refused(staffed: Office) -> None:
    """They would go on into notices, chats and lists."""
    for sign in ("\x1b[31m", "\u202e", "\x07"):
        words = [one.replace("rà soát", f"rà {sign}soát") for one in CAME]
        assert "cannot be seen" in staffed.refused(*words, code=2)
    assert staffed.json("document", "list") == []


def test_documents_are_chosen_by_register_day_issuer_number_and_urgency(staffed: Office) -> None:
    staffed.good(*CAME)
    staffed.good(*WENT)

    def found(*chosen: str) -> list[int]:
        return [one["id"] for one in staffed.json("document", "list", *chosen)]

    other_day = [one.replace("2026-08-03", "2026-08-01") for one in CAME]
    staffed.good(*other_day, "--anyway")
    assert found("--repeated") == [3, 1]
    assert found("--repeated", "--register", "di") == []
    assert found("--repeated", "--limit", "1") == [3]
    assert found("--register", "di") == found("--issuer", "G22") == [2]
    assert found("--urgency", "timed-express") == found("--number", "07/QÐ-VPCP") == [2]
    assert found("--from", "2026-08-05") == [2]
    assert found("--to", "2026-08-04") == [3, 1]
    assert found("--limit", "1") == [2]
    assert "see them with --limit 10" in staffed.good("document", "list", "--limit", "1")
    assert staffed.good("document", "list", "--number", "1/X-Y") == "No document is like that.\n"


def test_documents_hang_together_and_tasks_of_a_recalled_one_warn(staffed: Office) -> None:
    staffed.good("task", "import", register(staffed.folder, *GOOD), "--yes")
    task = staffed.json("task", "list")[0]
    first = str(task["document"]["id"])
    later = ("--issued", "2026-08-10", "--received", "2026-08-11")
    staffed.good(*CAME, *later, "--number", "20/BYT-KH")

    told = staffed.good("document", "relate", "5", "recalls", first)

    assert told.startswith(f"Document 5 recalls document {first}.\nTask {task['id']} is still open")
    assert "  recalls     document 1, 1/BYT-KH, 03/08/2026" in staffed.good("document", "show", "5")
    assert "  recalled by  document 5, 20/BYT-KH" in staffed.good("document", "show", first)
    related = {"relation": "recalls", "acts": False, "id": 5, "number": "20/BYT-KH"}
    assert staffed.json("document", "show", first)["related"] == [related]
    assert "    recalled by  document 5, 20/BYT-KH" in staffed.good("task", "show", str(task["id"]))
    assert staffed.json("task", "show", str(task["id"]))["overruled"] == [related]
    assert staffed.good("task", "list").count("[document recalled by 20/BYT-KH]") == 1
    assert staffed.json("task", "list")[0]["state"] == "assigned", "a person decides"

    assert "5 recalls document 1 already" in staffed.refused(
        "document", "relate", "5", "recalls", "1"
    )
    assert "the other way round" in staffed.refused("document", "relate", "1", "answers", "5")
    assert "cannot act on itself" in staffed.refused("document", "relate", "5", "answers", "5")
    for pair in (("5", "99"), ("99", "5")):
        told = staffed.refused("document", "relate", pair[0], "answers", pair[1])
        assert told == "there is no document 99; see congvu document list"

    staffed.good("document", "relate", "5", "recalls", first, "--undo")
    assert "recalled" not in staffed.good("task", "list")
    assert "recalls no document 1" in staffed.refused(
        "document", "relate", "5", "recalls", "1", "--undo"
    )


def test_the_exchange_is_noted_for_each_recipient_in_its_order(staffed: Office) -> None:
    staffed.good(*WENT)
    state = ("document", "state", "1")
    assert staffed.good(*state) == "Nothing was told of it yet.\n"

    assert staffed.good(*state, "G22", "01") == "Document 1 with G22: 01 arrived.\n"
    assert staffed.refused(*state, "G22", "05") == (
        "05 (worked on) cannot come now: with G22 it stands at 01; now may come"
        " 02 (refused), 03 (accepted), 13 (asked back by its sender)"
    )
    assert staffed.refused(*state, "G22", "02") == "02 (refused) says why; add --reason"
    assert "told by the sender alone" in staffed.refused(
        *state, "G22", "13", "--told-by", "recipient"
    )
    staffed.good(*state, "G22", "13")
    assert staffed.good(*state, "G22", "14") == "Document 1 with G22: 15 given back.\n"
    assert staffed.refused(*state, "G22", "03").endswith("it stands at 15; nothing can follow that")

    assert [(one["code"], one["reason"]) for one in staffed.json(*state)] == [
        ("01", None), ("13", None), ("15", None),
    ]  # fmt: skip
    assert "G22     " in staffed.good(*state)
    assert (
        staffed.refused("document", "state", "9")
        == "there is no document 9; see congvu document list"
    )
    assert staffed.refused("document", "state", "9", "G22", "01").startswith(
        "there is no document 9"
    )
    assert staffed.refused(*state, "G77", "01") == "there is no agency G77; see congvu agency list"
    assert "give the code behind the agency" in staffed.refused(*state, "G22", code=2)
    assert '"07" is no code of the exchange' in staffed.refused(*state, "G22", "07", code=2)


def test_the_day_of_receipt_is_entered_for_what_came_by_an_import(staffed: Office) -> None:
    staffed.good("task", "import", register(staffed.folder, *GOOD), "--yes")
    term = ("task", "due", "1", "--term", "05 ngày làm việc", "--reason", "bút phê")
    assert "congvu document file 1 --received DAY" in staffed.refused(*term)

    told = staffed.good("document", "file", "1", "--received", "05/08/2026", "--keeper", "VT")

    assert told == "Document 1 is filed.\n"
    found = staffed.json("document", "show", "1")
    assert (found["received"], found["keeper"], found["arrival_number"]) == ("2026-08-05", "VT", 1)
    assert staffed.good(*term).startswith("Task 1 is due on 12/08/2026.")
    again = staffed.good("document", "file", "1", "--received", "06/08/2026")
    assert again.startswith("Document 1 is filed.\nThe deadlines of these still count from the day")
    assert " before: 1; " in " ".join(again.split())


def test_a_day_of_receipt_that_cannot_be_is_refused(staffed: Office) -> None:
    staffed.good("task", "import", register(staffed.folder, *GOOD), "--yes")
    staffed.good(*WENT)
    staffed.good(*CAME, "--arrival", "9")
    late = [*CAME]
    late[late.index("15/BYT-KH")] = "16/BYT-KH"
    late[late.index("04/08/2026")] = "04/08/2027"
    file = ("document", "file", "1", "--received")

    assert "still to come" in staffed.refused(*file, "2099-01-01", code=2)
    assert "--issued 03/08/2026 is later" in staffed.refused(*file, "02/08/2026", code=2)
    assert "document 5 did not come in" in staffed.refused(
        "document", "file", "5", "--received", "2026-08-06"
    )
    assert staffed.refused("document", "file", "99", "--received", "2026-08-06") == (
        "there is no document 99; see congvu document list"
    )
    staffed.good("document", "file", "2", "--received", "05/08/2026")
    assert staffed.json("document", "show", "2")["arrival_number"] == 2
