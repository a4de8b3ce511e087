"""However a mail program announces the letter below, an answer above, beneath or beside it is all that is shown."""

import pytest

from work.reply.visible import visible

ME = "Nhắc việc <nhacviec@vp.example.vn>"
ANNOUNCED = {  # what is quoted stands behind ">"
    "gmail vi": f"Vào Th 2, 16 thg 11, 2026 vào lúc 07:45 {ME} đã viết:",
    "gmail vi, new": f"Vào 07:45, Th 2, 16 thg 11, 2026 {ME} đã viết:",
    "gmail vi, broken": "Vào 07:45, Th 2, 16 thg 11, 2026 Nhắc việc <\nnhacviec@vp.example.vn> đã viết:",
    "gmail en": f"On Mon, Nov 16, 2026 at 7:45 AM {ME} wrote:",
    "gmail en, broken": "On Mon, Nov 16, 2026 at 7:45 AM Nhắc việc\n<nhacviec@vp.example.vn> wrote:",
    "apple en": f"On 16 Nov 2026, at 07:45, {ME} wrote:",
    "apple vi": f"Vào 07:45, 16 thg 11, 2026, {ME} đã viết:",
    "apple vi, long": f"Vào ngày 16 thg 11, 2026, lúc 07:45, {ME} đã viết:",
    "thunderbird en": "On 11/16/26 07:45, Nhắc việc wrote:",
    "thunderbird vi": "Vào 16/11/2026 07:45, Nhắc việc đã viết:",
    "roundcube en": "On 2026-11-16 07:45, Nhắc việc wrote:",
    "roundcube vi": "Vào 2026-11-16 07:45, Nhắc việc đã viết:",
    "roundcube vi, short": "Nhắc việc viết 2026-11-16 07:45:",
    "yahoo en": f"On Monday, November 16, 2026 at 07:45:00 AM GMT+7, {ME} wrote:",
    "yahoo vi": f"Vào lúc 07:45:00 GMT+7 Thứ Hai, 16 tháng 11, 2026, {ME} đã viết:",
    "samsung": f"Vào Th 3, 16 thg 11, 2026 lúc 07:45, {ME} viết:",
    "eoffice": f"{ME} đã viết vào 07:45 16/11/2026:",
    "webmail": "Ngày 16/11/2026 07:45, Nhắc việc đã viết:",
    "horde": f"Quoting {ME}:",
    "horde vi": f"Trích dẫn {ME}:",
    "zoho": f"---- On Mon, 16 Nov 2026 07:45:00 +0700 {ME} wrote ----",
    "zoho vi": f"---- Vào Th 2, 16 Thg 11 2026 07:45:00 +0700 {ME} đã viết ----",
    "yandex": '16.11.2026, 07:45, "Nhắc việc" <nhacviec@vp.example.vn>:',
    "no accents": f"Vao Th 2, 16 thg 11, 2026 {ME} da viet:",
}
HEADED = {  # what is quoted stands bare
    "outlook en": f"From: {ME}\nSent: Monday, November 16, 2026 7:45 AM\nTo: An <an@x.example.vn>\nSubject: [Nhắc việc] #1",
    "outlook vi": f"Từ: {ME}\nĐã gửi: 16/11/2026 07:45\nĐến: An <an@x.example.vn>\nChủ đề: [Nhắc việc] #1",
    "outlook vi, older": f"From: {ME}\nGửi: Thứ Hai, 16 tháng 11 2026 7:45\nTới: An\nTiêu đề: [Nhắc việc] #1",
    "outlook mobile": f"________________________________\nTừ: {ME}\nGửi lúc: Thứ Hai, Tháng Mười Một 16, 2026 7:45:00 SA\nĐến: An\nChủ đề: [Nhắc việc] #1",
    "outlook web": f"________________________________________\nFrom: {ME}\nSent: 16 November 2026 07:45\nTo: An\nCc: Bình\nSubject: #1",
    "outlook express": f"-----Original Message-----\nFrom: {ME}\nSent: Monday\nTo: An\nSubject: #1",
    "outlook vi message": f"-----Thư gốc-----\nTừ: {ME}\nNgày gửi: 16/11/2026\nĐến: An\nChủ đề: #1",
    "bold": f"*From:* {ME}\n*Sent:* Monday\n*To:* An\n*Subject:* #1",
    "bold outside": f"**Từ:** {ME}\n**Đã gửi:** Thứ Hai\n**Đến:** An\n**Chủ đề:** #1",
    "zimbra": f"----- Original Message -----\nFrom: {ME}\nTo: An\nSent: Monday, 16 November, 2026 07:45:00\nSubject: #1",
    "zimbra vi": f"Từ: {ME}\nTới: An <an@x.example.vn>\nĐã gửi: Thứ Hai, 16 Tháng Mười Một, 2026 7:45:00 SA\nChủ đề: #1",
    "zimbra vi rule": "----- Thông điệp gốc -----\n",
    "samsung": f"-------- Original message --------\nFrom: {ME}\nDate: 16/11/26 07:45 (GMT+07:00)\nTo: An\nSubject: #1",
    "samsung vi": f"-------- Tin nhắn gốc --------\nTừ: {ME}\nNgày: 16/11/26 07:45 (GMT+07:00)\nĐến: An\nChủ đề: #1",
    "thunderbird forward": f"-------- Forwarded Message --------\nSubject: #1\nDate: Mon, 16 Nov 2026\nFrom: {ME}\nTo: An",
    "subject first": f"Chủ đề: #1\nNgày: 16/11/2026\nTừ: {ME}\nĐến: An",
    "vnpt": f"Người gửi: {ME}\nNgười nhận: An\nNgày gửi: 16/11/2026 07:45\nTiêu đề: #1",
    "vnpt rule": f"--- Nội dung thư gốc ---\nNgười gửi: {ME}\nTiêu đề: #1",
    "time": f"Người gửi: {ME}\nThời gian: 16/11/2026 07:45\nTới: An\nTiêu đề: #1",
    "apart": f"From: {ME}\n\nSent: Monday\n\nTo: An\n\nSubject: #1",
    "one line": f"Từ: {ME} Đã gửi: 16/11/2026 07:45 Đến: An Chủ đề: [Nhắc việc] #1",
    "no subject": f"From: {ME}\nDate: Mon, 16 Nov 2026\nTo: An",
}
ASKED = ("Nhiệm vụ số 1 sẽ đến hạn ngày 20/11/2026.", "Nếu đã xong xin trả lời XONG; hoặc 60%.", "Hệ thống nhắc việc")  # fmt: skip
MARKED, BARE = "\n".join(f"> {line}" for line in ASKED), "\n\n".join(ASKED)


@pytest.mark.parametrize("head", ANNOUNCED.values(), ids=ANNOUNCED.keys())
def test_an_announced_letter_is_not_shown_wherever_the_answer_stands(head: str) -> None:
    for own in ("Đã làm được 70%.", "Sở đã xong,\nđã gửi sang Sở Nội vụ"):
        assert visible(f"{own}\n\n{head}\n{MARKED}") == own
        assert visible(f"{own}\n{head}\n{MARKED}") == own
        assert visible(f"{own}\n{head}\n\n{MARKED}\n") == own
        assert visible(f"{own}\n\n{head}\n\n{BARE}") == own
        assert visible(f"{head}\n{MARKED}\n\n{own}") == own
        assert visible(f"{head}\n> {ASKED[0]}\n\n{own}\n\n> {ASKED[1]}\n> {ASKED[2]}") == own
        assert visible(f"{head}\n> {ASKED[0]}\n{own}\n> {ASKED[1]}\n> {ASKED[2]}") == own
    assert visible(f"{head}\n{MARKED}") == ""


@pytest.mark.parametrize("head", HEADED.values(), ids=HEADED.keys())
def test_what_stands_below_a_head_is_not_shown(head: str) -> None:
    for own in ("Đã làm được 70%.", "Sở đã xong,\nđã gửi sang Sở Nội vụ"):
        for gap in ("\n", "\n\n", "\n\n\n"):
            assert visible(f"{own}{gap}{head}\n\n{BARE}") == own
            assert visible(f"{own}{gap}{head}\n{BARE}") == own
    assert visible(f"{head}\n\n{BARE}") == ""


def test_a_quoted_line_that_was_wrapped_is_not_the_authors() -> None:
    head = ANNOUNCED["gmail vi"]
    long = "> Nếu đã hoàn thành, đề nghị trả lời thư này kèm số, ký hiệu của văn bản và"
    assert visible(f"Được 60%.\n\n{head}\n{long}\nngày ban hành, hoặc trả lời xong\n> hết") == (
        "Được 60%."
    )
    assert visible(f"{head}\nKính gửi đồng chí,\n> Việc 1\n\nĐược 60%.") == "Được 60%."


@pytest.mark.parametrize(
    "own",
    [
        "Đến: nay chưa xong.",
        "Từ: hôm qua\nĐến: hôm nay đã xong",
        "Anh Nam đã viết:",
        "Đã xong.\nHôm qua em viết:\nchưa xong",
        "Ngày: 12/11/2026 đã xong",
        "Tiêu đề: báo cáo\nNội dung: đã xong",
        "Kết quả: đã xong\nNgày: 16/11/2026\nSố: 12/BC-SNV",
    ],
)
def test_the_authors_own_colons_stay(own: str) -> None:
    assert visible(own) == own
