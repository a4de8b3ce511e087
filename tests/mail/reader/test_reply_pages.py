"""The pages that mail programs write: of an answer in HTML its author's own words are taken, whatever the program."""

import asyncio
from email.message import EmailMessage

import pytest

from mail.reader.letter import letter
from mail.reader.reply_heard import own_words
from mail.reader.reply_shown import is_disguised
from papers.opener import Opener
from work.official.letter import Letter

ME = "Nhắc việc &lt;nhacviec@vp.example.vn&gt;"
ASKED = (
    "<p>Nhiệm vụ số 1 sẽ đến hạn ngày 20/11/2026.</p><p>Nếu đã xong xin trả lời XONG; hoặc 60%.</p>"
)
PAGES = {
    'owa': f'<div dir="ltr">Được 70%.</div><div id="Signature"><div>Phan Bội Lan<br>Sở Y tế</div></div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font><b>From:</b> {ME}<br><b>Sent:</b> Monday, November 16, 2026 7:45 AM<br><b>To:</b> An<br><b>Subject:</b> #1</font><div>&nbsp;</div></div><div>{ASKED}</div>',
    'outlook desktop': f'<div class="WordSection1"><p class="MsoNormal">Được 70%.<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><p class="MsoNormal">Phan Bội Lan<o:p></o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal"><b>From:</b> {ME} <br><b>Sent:</b> Monday, November 16, 2026 7:45 AM<br><b>To:</b> An<br><b>Subject:</b> #1<o:p></o:p></p></div></div>{ASKED}</div>',
    'outlook vi': f'<p>Được 70%.</p><div style="border-top:solid #B5C4DF 1.0pt"><p><b>Từ:</b> {ME}<br><b>Đã gửi:</b> Thứ Hai<br><b>Đến:</b> An<br><b>Chủ đề:</b> #1</p></div>{ASKED}',
    'gmail': f'<div dir="ltr">Được 70%.</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">Vào Th 2, 16 thg 11, 2026 vào lúc 07:45 {ME} đã viết:<br></div><blockquote class="gmail_quote" style="margin:0px">{ASKED}</blockquote></div><br clear="all"><div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature">Phan Bội Lan</div>',
    'gmail no blockquote': f'<div dir="auto">Được 70%.</div><br><div class="gmail_quote">Vào Th 2, 16 thg 11, 2026 vào lúc 07:45 {ME} đã viết:<br>{ASKED}</div>',
    'apple': f'<html><body dir="auto">Được 70%.<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">Đã gửi từ iPhone của tôi</div><div dir="ltr"><br><blockquote type="cite">Vào 07:45, 16 thg 11, 2026, {ME} đã viết:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">{ASKED}</div></blockquote></body></html>',
    'zimbra': f'<div style="font-family: arial"><div>Được 70%.</div><div><br></div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><blockquote style="border-left:2px solid #1010FF"><b>Từ: </b>"Nhắc việc" &lt;nhacviec@vp.example.vn&gt;<br><b>Tới: </b>"An"<br><b>Đã gửi: </b>Thứ Hai<br><b>Chủ đề: </b>#1<br></blockquote></div><div data-marker="__QUOTED_TEXT__"><blockquote>{ASKED}</blockquote></div></div>',
    'zoho': f'<div>Được 70%.</div><div class="zmail_extra"><div id="Zm-_Id_-Sgn1">---- Vào Th 2, 16 Thg 11 2026 07:45:00 +0700 <b>{ME}</b> đã viết ---</div><blockquote>{ASKED}</blockquote></div>',
    'yahoo': f'<div class="ydp">Được 70%.</div><div class="yahoo_quoted"><div>Vào lúc 07:45:00 GMT+7 Thứ Hai, 16 tháng 11, 2026, {ME} đã viết:</div><div><br></div>{ASKED}</div>',
    'thunderbird': f'<p>Được 70%.</p><div class="moz-cite-prefix">Vào 16/11/2026 07:45, Nhắc việc đã viết:<br></div><blockquote type="cite" cite="mid:x">{ASKED}</blockquote><div class="moz-signature">-- <br>Phan Bội Lan</div>',
    'thunderbird below': f'<div class="moz-cite-prefix">On 16/11/2026 07:45, Nhắc việc wrote:<br></div><blockquote type="cite">{ASKED}</blockquote><p>Được 70%.</p>',
    'table': f'<table><tr><td>Được 70%.</td></tr></table><table><tr><td>Người gửi:</td><td>{ME}</td></tr><tr><td>Ngày gửi:</td><td>16/11/2026</td></tr><tr><td>Người nhận:</td><td>An</td></tr><tr><td>Tiêu đề:</td><td>#1</td></tr></table>{ASKED}',
    'outlook mobile': f'<div dir="auto">Được 70%.</div><div id="ms-outlook-mobile-signature"><div></div>Tải <a href="https://aka.ms/o0ukef">Outlook cho iOS</a></div><hr><div id="divRplyFwdMsg"><b>Từ:</b> {ME}<br><b>Gửi lúc:</b> Thứ Hai<br><b>Đến:</b> An<br><b>Chủ đề:</b> #1<br></div>{ASKED}',
    'samsung': f'<div dir="auto">Được 70%.</div><div id="composer_signature" dir="auto">Gửi từ điện thoại Galaxy của tôi</div><div><br></div><div align="left" dir="auto" style="font-size:100%;color:#000000"><div>-------- Thư gốc --------</div><div>Từ: {ME} </div><div>Ngày: 16/11/26 07:45 (GMT+07:00) </div><div>Đến: An </div><div>Chủ đề: #1 </div></div>{ASKED}',
    'office webmail': f'<p>Được 70%.</p><p>&nbsp;</p><p>-----Thư gốc-----</p><p>{ME}</p>{ASKED}',
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_the_authors_own_words_are_taken_out_of_a_page(page: str) -> None:
    message = EmailMessage()
    message["From"] = "Phan Bội Lan <lan@x.example.vn>"
    message.set_content(f"<html><body>{page}</body></html>", subtype="html")

    async def read() -> Letter:
        async with Opener() as opener:
            return await letter(message.as_bytes(), opener, 30)

    came = asyncio.run(read())
    assert own_words(came) == "Được 70%."
    assert not is_disguised(message.as_bytes(), came.sheets[0].text, "Được 70%.", came.called)
