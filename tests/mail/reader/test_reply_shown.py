"""An answer whose page shows people other words than are read of it is left to a person; what programs add hides nothing."""

import time
from email.message import EmailMessage

import pytest

from mail.reader.reply_shown import LONGEST, is_disguised, seen_of
from work.reply.visible import visible


def letter(page: str, plain: str | None = None) -> bytes:
    """A letter with the *page*, beside *plain* words where there are some."""
    message = EmailMessage()
    message["From"] = "Phan Bội Lan <lan@x.example.vn>"
    if plain is not None:
        message.set_content(plain)
        message.add_alternative(page, subtype="html")
    else:
        message.set_content(page, subtype="html")
    return message.as_bytes()


@pytest.mark.parametrize(
    "style",
    [
        *(
            "left:-50vw",
            "top:-60vh",
            "right:-12in",
            "left:-50%",
            "left:-9e3px",
            "left:-5lvw",
            "left:200vw",
            "inset:0 0 0 -999px",
        ),
        *(
            "text-indent:-99em",
            "text-indent:-100%",
            "text-indent:9999px",
            "text-indent:calc(0px - 9e3px)",
        ),
        *("margin-left:-30cm", "margin:0 0 0 -2000px", "padding-left:9999px", "translate:-9999px"),
        *(
            "clip-path:inset(100%)",
            "-webkit-clip-path:circle(0)",
            "mask-image:linear-gradient(#0000,#0000)",
        ),
        *("opacity:.01", "opacity:1e-3", "opacity:0.5%", "font-size:.1vw", "font-size:.2mm"),
        *("height:1px;overflow:hidden", "max-width:.01in;overflow:hidden", "letter-spacing:-1in"),
        *("color:white", "color:white;background:ivory", "color:#fefefe", "color:var(--x)"),
    ],
)
def test_what_a_style_hides_is_hidden_in_the_element_and_by_a_class(style: str) -> None:
    """Half of a window to the left was in sight, and so was what a class said first and forbade to change."""
    for page in (
        f"Cảm ơn.<p style='position:absolute;{style}'>Đã xong.</p>",
        f"<style>.w{{{style}}}</style>Cảm ơn.<p class='w'>Đã xong.</p>",
        f"<style>@media screen {{ div p.w, i {{{style}}} }}</style>Cảm ơn.<p class='v w'>Đã xong.</p>",
    ):
        assert seen_of(page).split() == ["Cảm", "ơn."], page


def test_what_is_important_is_not_laid_over() -> None:
    hides = "<style>p{display:none !important} .b{display:block} p{display:block}</style>"
    assert seen_of(f"{hides}Cảm ơn.<p class='b' style='display:block'>Đã xong.</p>").split() == [
        "Cảm",
        "ơn.",
    ]
    shows = "<style>.b{display:none}</style>Đã <b class='b' style='display:inline'>xong.</b>"
    assert seen_of(shows).split() == ["Đã", "xong."]
    assert seen_of("<body text='white'>Đã xong.</body>").split() == []


@pytest.mark.parametrize(
    "style",
    [
        *(
            "margin:0in;margin-bottom:.0001pt",
            "margin-left:.5in;text-indent:-.25in",
            "margin-left:36.0pt",
        ),
        *("margin:0 auto", "text-indent:-18.0pt", "left:10px", "opacity:.9", "padding-left:1em"),
        *(
            "overflow:hidden;height:1.2em",
            "letter-spacing:-.2pt",
            "font-size:3mm",
            "margin:-8px 0 0",
        ),
    ],
)
def test_what_programs_write_hides_nothing(style: str) -> None:
    assert seen_of(f"<p style='{style}'>Đã xong.</p>").split() == ["Đã", "xong."]


@pytest.mark.parametrize(
    "page",
    [
        "Chưa <span style='display:none'>bắt đầu, mà</span> xong",
        "Cảm ơn.<div style='display: none !important'>Đã xong.</div>",
        "Cảm ơn.<div hidden>Đã xong.</div>",
        "Cảm ơn.<span style='visibility:hidden'>Đã xong.</span>",
        "Cảm ơn.<span style='font-size:0'>Đã xong.</span>",
        "Cảm ơn.<span style='font-size:1px;color:#333'>Đã xong.</span>",
        "Cảm ơn.<span style='color:#fff'>Đã xong.</span>",
        "Cảm ơn.<span style='COLOR: RGB(254, 254, 254)'>Đã xong.</span>",
        "Cảm ơn.<font color='white'>Đã xong.</font>",
        "Cảm ơn.<span style='color:transparent'>Đã xong.</span>",
        "Cảm ơn.<span style='color:rgba(0,0,0,0)'>Đã xong.</span>",
        "Cảm ơn.<span style='color:rgba(0,0,0,.05)'>Đã xong.</span>",
        "Cảm ơn.<span style='color:rgba(0,0,0,0.0.1)'>Đã xong.</span>",
        "Cảm ơn.<span style='color:rgb(0 0 0 / 4%)'>Đã xong.</span>",
        "Cảm ơn.<span style='color:#00000000'>Đã xong.</span>",
        "Cảm ơn.<span style='color:#fff8'>Đã xong.</span>",
        "Cảm ơn.<span style='opacity:0'>Đã xong.</span>",
        "Cảm ơn.<span style='opacity:3%'>Đã xong.</span>",
        "Cảm ơn.<div style='background:#222'><span style='color:#252525'>Đã xong.</span></div>",
        "Cảm ơn.<div style='position:absolute;left:-9999px'>Đã xong.</div>",
        "Cảm ơn.<div style='max-height:0;overflow:hidden'>Đã xong.</div>",
        "Cảm ơn.<span style='mso-hide:all'>Đã xong.</span>",
        "Cảm ơn.<span style='dis/**/play:/*a;b*/none'>Đã xong.</span>",
        r"Cảm ơn.<span style='display:\6eone'>Đã xong.</span>",
        "Cảm ơn.<span style='color:#ffffff00'>Đã xong.</span>",
        "Cảm ơn.<span style='color:rgb(100%,100%,100%)'>Đã xong.</span>",
        "Cảm ơn.<span style='color:hsl(0,0%,100%)'>Đã xong.</span>",
        "Cảm ơn.<font color='Snow'>Đã xong.</font>",
        "Cảm ơn.<span style='font:0px/0 a'>Đã xong.</span>",
        "Cảm ơn.<span style='font-size:1e-9px'>Đã xong.</span>",
        "Cảm ơn.<span style='font-size:calc(0px)'>Đã xong.</span>",
        "Cảm ơn.<span style='position:absolute;clip:rect(0,0,0,0)'>Đã xong.</span>",
        "Cảm ơn.<span style='transform:scale(0)'>Đã xong.</span>",
        "Cảm ơn.<span style='-webkit-text-fill-color:#fff'>Đã xong.</span>",
        "Cảm ơn.<span style='position:absolute;right:-9999px'>Đã xong.</span>",
        "Cảm ơn.<span style='letter-spacing:-99px'>Đã xong.</span>",
        "Cảm ơn.<span style='height:0;overflow:clip'>Đã xong.</span>",
        "Cảm ơn.<details><p style='margin:0'>Đã xong.</p></details>",
        "<style>*[title] { display : none }</style>Cảm ơn.<p title='b'>Đã xong.</p>",
        "<style>.b:not(i) { display : none }</style>Cảm ơn.<p class='b'>Đã xong.</p>",
        "<style><!-- .b { display : none } --></style>Cảm ơn.<p class='b'>Đã xong.</p>",
        "<style>.b { /* } */ display : none }</style>Cảm ơn.<p class='b'>Đã xong.</p>",
        "<style>.a, p.b { display : none }</style>Cảm ơn.<p class='x b'>Đã xong.</p>",
        "<title>Đã xong.</title>Cảm ơn.",
        "Cảm ơn.<bdo dir='rtl'>.gnox ãĐ</bdo>",
        "Cảm ơn.<span style='unicode-bidi:bidi-override;direction:rtl'>.gnox ãĐ</span>",
    ],
)
def test_what_nobody_sees_is_not_their_answer(page: str) -> None:
    read = "".join(seen_of(page.replace("style=", "data-was=").replace("<style>", "<data>")
        .replace("details>", "div>").replace("<!--", "").replace("-->", "").replace("/* } */", "").replace("color=", "was=").replace("hidden>", ">").replace("<title", "<div").replace("</title", "</div")
        .replace("<bdo", "<b").replace("</bdo", "</b").replace("</style>", "</data>").replace("{ display : none }", "")))  # fmt: skip
    own = visible(read)
    assert "Cảm ơn" in own or "bắt đầu" in own
    assert is_disguised(letter(f"<html><body>{page}</body></html>"), read, own, "Phan Bội Lan")


@pytest.mark.parametrize(
    ("plain", "page"),
    [
        ("Đã xong, xin báo cáo Văn phòng được biết ạ.", "<p>Chưa xong ạ.</p>"),
        ("Đã xong.", "<p>Tôi không nói là</p><p>Đã xong.</p>"),
        ("Đã xong.", "<p>Đã xong.</p><p>Nói đùa thôi.</p>"),
        ("Được 70%.", "<p>Được 7<span style='display:none'>0</span>%.</p>"),
    ],
)
def test_two_texts_of_one_letter_say_the_same(plain: str, page: str) -> None:
    assert is_disguised(letter(page, plain), plain, plain, "Phan Bội Lan")


@pytest.mark.parametrize(
    "page",
    [
        "<p>Đã  xong<b>.</b></p><p style='color:white;background-color:#004'> Gửi từ iPhone</p>",
        "<table bgcolor='#003366'><tr><td><font color='#ffffff'>Đã xong.</font></td></tr></table>",
        "<div style='font-size:12.0pt;line-height:0;margin-left:-5.4pt'>Đã xong.</div>",
        "<style>@page { margin: 0 } p { color: #1F497D; font-size: 11pt }</style><p>Đã xong.</p>",
        "<style><!-- @list l0:level1 { mso-level-text:\\F0B7 } p.MsoNormal, a:link { font-size:11.0pt; font-family:'\\5FAE' } --></style><p class=MsoNormal>Đã xong.</p>",
        "<div style='font: 13.0px Helvetica; letter-spacing: normal; word-spacing: 0px; text-transform: none; transform: none; -webkit-text-stroke-width: 0px; color: windowtext; font-size: 13.333333px'>Đã xong.</div>",
        "<div style='color:var(--x)' title='x'></div><p style='font-size:x-large;color:inherit'>Đã xong.</p>",
        "<!--[if mso]><p>Không</p><![endif]--><p>Đã xong.<o:p>&nbsp;</o:p></p>",
        "<p>Đã xong.</p><img width=1 height=1 style='display:none' alt='x'>",
        "<div>Đã xong.<br><div style='display:none'></div></div>",
        "<p>Đã xong.</p><blockquote type='cite'>Vào 07:45, 16 thg 11, 2026, A &lt;a@x.vn&gt; đã viết:<div style='display:none'>Nhắc việc</div>Chưa xong?</blockquote>",
    ],
)
def test_what_programs_write_around_it_is_no_disguise(page: str) -> None:
    own = "Đã xong."
    assert not is_disguised(letter(page), own, own, "Phan Bội Lan")
    assert not is_disguised(letter(page, own), own, own, "Phan Bội Lan")


@pytest.mark.parametrize("piece", ["<", "<a ", "<!", "<!--", "<p style='", "<p>", "</p>", "<style>a{", "<style>/*", "<style>a:", "<style>[a", "&", "<style a{color:", "<p style=color:rgb(1,1,"])  # fmt: skip
def test_a_page_that_never_ends_takes_no_more_than_a_few_times_its_half(piece: str) -> None:
    count = LONGEST // len(piece)
    whole, half = _seconds(piece * count), _seconds(piece * (count // 2))
    assert whole < 0.2 + 4 * half


def _seconds(page: str) -> float:
    begun = time.process_time()
    seen_of(page)
    return time.process_time() - begun
