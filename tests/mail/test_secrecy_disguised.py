"""A mark counts however a letter misnames what bears it: by type, name, character set, or in HTML that two programs read differently."""

import base64
import time
from collections.abc import AsyncIterator

import pytest

from mail import header
from mail.content import Content
from mail.hypertext import texts_of
from mail.secrecy import Guard, Ruling
from papers.opener import Opener
from tests.papers.documents import docx, paragraph
from tests.secrecy.looking import DAY, RULES, TOP, outcome, part, with_file

MARKED = "TỐI MẬT\r\nKính gửi: Sở Nội vụ\r\n"


@pytest.fixture
async def opener() -> AsyncIterator[Opener]:
    async with Opener(readers=1) as found:
        yield found


MISNAMED = (
    'Content-Type: text/plain; name="a.docx"',
    "Content-Disposition: attachment; filename=a.docx",
    "Content-Type: text/html\nContent-Disposition: attachment; filename=a.docx",
    "Content-Type: message/delivery-status; name=a.docx",
    "Content-Type: application/pgp-signature; name=a.docx",
    "Content-Type: application/pkcs7-signature; name=a.docx",
    "Content-Type: application/pkcs7-mime; name=a.docx",
    "Content-Type: application/pgp-encrypted; name=a.docx",
)


async def test_a_document_is_opened_whatever_type_it_is_given(opener: Opener) -> None:
    document = docx(paragraph("TỐI MẬT") + paragraph("Kính gửi"))

    for fields in MISNAMED:
        for letter in (with_file(fields, document), TOP + part(fields, document)):
            assert (await outcome(letter, opener)).ruling == Ruling.REFUSE, fields


async def test_a_document_behind_the_first_octets_of_a_picture_is_opened(opener: Opener) -> None:
    fields = "Content-Type: image/gif; name=a.gif\nContent-Disposition: attachment; filename=a.docx"
    document = b"GIF89a" + docx(paragraph("TỐI MẬT"))

    assert (await outcome(with_file(fields, document), opener)).ruling != Ruling.PASS


async def test_a_seal_or_a_logo_makes_nobody_wait() -> None:
    for fields, content in (
        ("Content-Type: application/pkcs7-signature; name=smime.p7s", b"\x30\x82\x01\x00abcd"),
        ("Content-Type: application/pgp-signature; name=signature.asc", b"-----BEGIN PGP SIGN"),
        ("Content-Type: image/gif; name=logo.gif", b"GIF89aabc"),
        ("Content-Type: text/plain; name=a.txt", b"abc"),
    ):
        whole = Content.of(with_file(fields, content))
        assert Guard(RULES).at_once(whole, header.parse(whole.header), DAY) is not None, fields


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("unicode-1-1-utf-7", "utf-7"),
        ("u7", "utf-7"),
        ("us-ascii; charset=utf-7", "utf-7"),
        ('"utf7"', "utf-7"),
        ("ibm037", "cp037"),
        ("x-ebcdic-new", "cp500"),
    ],
)
async def test_a_mark_is_read_in_sets_in_which_ascii_is_something_else(
    charset: str, codec: str
) -> None:
    marked = MARKED if codec == "utf-7" else "TOI MAT\r\nKinh gui\r\n"
    fields = f"Content-Type: text/plain; charset={charset}"
    coded = marked.encode(codec)

    assert (await outcome(TOP + part(fields, coded))).ruling == Ruling.REFUSE
    assert (await outcome(with_file(fields, coded))).ruling == Ruling.REFUSE
    word = base64.b64encode("[TOI MAT] x".encode(codec)).decode()
    if ";" not in charset and '"' not in charset:
        subject = f"Subject: =?{charset}?B?{word}?=\r\n\r\nx".encode()
        assert (await outcome(TOP + subject)).ruling != Ruling.PASS


@pytest.mark.parametrize(
    "markup",
    [
        "<!-- <style> --><p>x</p><p>TỐI MẬT</p>",
        "<title><style></title><p>x</p><p>TỐI MẬT</p>",
        '<a title="<style>">x</a><p>TỐI MẬT</p>',
        '<style>p::before{content:"TỐI MẬT"}</style><p>x</p>',
        '<style>p::before{content:"T\\1ed0 I M\\1eac T"}</style><p>x</p>',
        "<p>TỐI M<!-- > x -->ẬT</p>",
        '<p>T<b title="a<b>c">Ố</b>I MẬT</p>',
        '<p>TỐI M<span style="display:none">xyz</span>ẬT</p>',
        "<p><bdo dir=rtl>TẬM IỐT</bdo></p>",
        '<input value="TỐI MẬT"><p>x</p>',
        "<p>TỐI <![CDATA[MẬT]]></p>",
        '<iframe srcdoc="<p>TỐI MẬT</p>"></iframe><p>x</p>',
        "<iframe srcdoc='&lt;p&gt;T&amp;#7888;I M&amp;#7852;T&lt;/p&gt;'></iframe><p>x</p>",
        "<iframe srcdoc=T&#7888;I&#32;M&#7852;T></iframe><p>x</p>",
        '<iframe srcdoc="<p>TỐI MẬT</p>',
        '<iframe src="data:text/html,%3Cp%3ET%E1%BB%90I%20M%E1%BA%ACT%3C/p%3E"></iframe><p>x</p>',
        '<object data="data:text/html;base64,PHA+VOG7kEkgTeG6rFQ8L3A+"></object><p>x</p>',
        "<style>p::before{content:attr(data-x)}</style><p data-x='TỐI MẬT'>x</p>",
        "<ul style=\"list-style-type:'TỐI MẬT'\"><li>x</ul>",
        "<style>p::before{content:'TỐI M' 'ẬT'}</style><p>x</p>",
        "<img alt=MẬT src=x>",
        "<meta charset=utf-7><p>T+HtA-I M+Hqw-T</p>",
    ],
)
async def test_a_mark_that_one_reader_of_html_would_show_is_seen(markup: str) -> None:
    fields = "Content-Type: text/html; charset=utf-8"

    assert (await outcome(TOP + part(fields, markup.encode()))).ruling != Ruling.PASS


ATTACHED = (
    "<html><title><style></title><p>x</p><p>TỐI MẬT</p></html>",
    "<html><textarea><style></textarea><p>TỐI MẬT</p></html>",
    "<html><title>T&#7888;I MẬT</title><p>x</p></html>",
    '<html><style>p::before{content:"TỐI MẬT"}</style><p>x</p></html>',
    '<html><iframe srcdoc="<p>TỐI MẬT</p>"></iframe><p>x</p></html>',
    '<html><iframe src="data:text/html;base64,PHA+VOG7kEkgTeG6rFQ8L3A+"></iframe></html>',
    "<html><meta charset=utf-7><p>T+HtA-I M+Hqw-T</p></html>",
    '<html><meta charset="utf-16"><iframe srcdoc="<p>TỐI MẬT</p>"></iframe></html>',
)


async def test_pages_that_are_attached_are_read_likewise(opener: Opener) -> None:
    fields = "Content-Type: application/octet-stream; name=a.html"

    for markup in ATTACHED:
        found = await outcome(with_file(fields, markup.encode()), opener)
        assert found.ruling != Ruling.PASS, markup


async def test_style_sheets_and_comments_of_usual_letters_are_no_marks() -> None:
    sheet = "<style><!-- .mat-icon{format:auto} .mat{src:url(a) format('woff')} --></style>"
    sheet += (
        "<img src=data:image/png;base64,TUFU><a data-x=mat href=MAT style='list-style:none'></a>"
    )
    markup = sheet + "<!--[if mso]><b>x</b><![endif]--><p style='font-size:0'>x</p><p>Kính gửi</p>"
    fields = "Content-Type: text/html; charset=utf-8"

    assert (await outcome(TOP + part(fields, markup.encode()))).ruling == Ruling.PASS


async def test_letters_that_are_shown_the_other_way_round_are_read_so() -> None:
    fields = "Content-Type: text/plain; charset=utf-8"
    turned = "\u202eTẬM IỐT\u202c\r\nKính gửi\r\n".encode()

    assert (await outcome(TOP + part(fields, turned))).ruling == Ruling.REFUSE


async def test_lines_that_a_reader_joins_are_joined() -> None:
    fields = "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes"

    found = await outcome(TOP + part(fields, "TỐI M \r\nẬT\r\nx".encode()))
    assert found.ruling == Ruling.REFUSE


async def test_a_piece_of_a_letter_is_for_a_person() -> None:
    fields = "Content-Type: message/partial; id=1; number=1; total=2"

    assert (await outcome(TOP + part(fields, b"x"))).ruling == Ruling.PERSON


@pytest.mark.parametrize(
    "crafted",
    [
        "alt=x ",
        "alt=x",
        'alt="" ',
        "alt =",
        "srcdoc='",
        "data:text/html,",
        "<!--",
        '<a "',
        "<a display:none ",
        "<bdo rtl>",
        "rtl",
        "a=b<",
        "<style>",
        "<a hidden>x",
    ],
)
def test_markup_is_read_in_time_linear_in_its_length(crafted: str) -> None:
    def taken(octets: int) -> float:
        begin = time.process_time()
        texts_of(("<bdo " + crafted * octets)[:octets])
        return time.process_time() - begin

    assert taken(1 << 18) < 16 * min(taken(1 << 15) for _ in range(3)) + 0.2
