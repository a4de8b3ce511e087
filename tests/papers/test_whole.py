"""Files that are read to their end: each page, each row, tables as people read them; bounded all the same."""

import io
from datetime import date

import pytest
import xlsxwriter

from papers.opened import Opened, Piece, Why
from papers.opener import Opener
from tests.certified import official, signature
from tests.papers.compounds import outlook, winmail, word_97
from tests.papers.documents import docx, packed, paragraph, pdf, word

SECONDS = 60.0  # the machine may be busy
HEAD = (
    ("UBND TỈNH LAM GIANG", "SỞ Y TẾ", "Số: 12/SYT-VP"),
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
)
READ = "\n".join((*HEAD[0], *HEAD[1]))
ROWS = (("TT", "Nội dung", "Thời hạn"), ("1", "Báo cáo", "15/10"), ("2", "", "20/10"))
TABBED = "TT\tNội dung\tThời hạn\n1\tBáo cáo\t15/10\n2\t\t20/10"

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def whole(opener: Opener, name: str, octets: bytes, kind: str = "") -> Opened:
    return await opener.whole(name, octets, SECONDS, kind)


async def first(opener: Opener, name: str, octets: bytes) -> Piece:
    return (await whole(opener, name, octets)).pieces[0]


def word_table(rows: tuple[tuple[tuple[str, ...], ...], ...]) -> str:
    return "".join(
        ("<w:tbl>", *(f"<w:tr>{''.join(map(_word_cell, row))}</w:tr>" for row in rows), "</w:tbl>")
    )


def _word_cell(lines: tuple[str, ...]) -> str:
    return f"<w:tc>{''.join(map(paragraph, lines))}</w:tc>"


def in_cells(row: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple((cell,) for cell in row)


async def test_a_document_is_read_to_its_last_page_and_its_tables_as_people_read_them(
    opener: Opener,
) -> None:
    page = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    moved = f"<w:moveFrom>{paragraph('moved away')}</w:moveFrom><w:p><w:del><w:r><w:delText>struck out</w:delText></w:r></w:del></w:p>"
    octets = docx(
        word_table(((HEAD[0][:2], HEAD[1][:1]), (HEAD[0][2:], HEAD[1][1:])))
        + paragraph("lời dài " * 2_000)
        + page
        + word_table(tuple(map(in_cells, ROWS)))
        + moved
        + page
        + paragraph("xong trước ngày 15/10/2026"),
        footer1=word("ftr", paragraph("3")),
    )

    text = (await first(opener, "a.docx", octets)).first_page
    assert READ in text
    assert TABBED in text
    assert text.rstrip().endswith("xong trước ngày 15/10/2026")
    assert text.count("\f") == 2
    assert "moved" not in text
    assert "struck" not in text

    beginning = (await opener.text("a.docx", octets, SECONDS)).pieces[0].first_page
    assert "15/10/2026" not in beginning, "who asks for the first page is given no more"


async def test_what_is_hidden_or_struck_out_in_a_document_is_not_read(opener: Opener) -> None:
    """A day that nobody saw made another one of the day that everybody did, and the task opened by it."""
    runs = [
        ("trước ngày 2", ""),
        ("7", "<w:vanish/>"),
        ("5", "<w:strike/>"),
        ("6", "<w:dstrike/>"),
        (" tháng 1", '<w:strike w:val="0"/><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>'),
    ]
    mark = word("pPr", word("rPr", "<w:vanish/>"))  # of the paragraph's end
    body = "".join(word("r", f"<w:rPr>{how}</w:rPr><w:t>{text}</w:t>") for text, how in runs)

    found = await whole(opener, "a.docx", docx(word("p", mark + body)))

    assert found.pieces[0].first_page.strip() == "trước ngày 2 tháng 1"


async def test_what_stands_beside_the_pages_of_a_document_stands_behind_them(
    opener: Opener,
) -> None:
    octets = docx(paragraph("thân"), header1=word("hdr", paragraph("SỞ Y TẾ, số 12/SYT")))
    assert (await first(opener, "a.docx", octets)).first_page == "thân\n\fSỞ Y TẾ, số 12/SYT\n"


async def test_a_page_of_html_has_its_cells_and_what_only_lays_it_out_is_no_table(
    opener: Opener,
) -> None:
    head = "".join(f"<td>{'<br>'.join(cell)}</td>" for cell in HEAD)
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}" for row in ROWS)
    octets = (
        f"<html><style>p{{}}</style><table><tr><td><table><tr>{head}</table><p>Kính gửi</p>"
        f"<table>{rows}</table></td></tr></table>ngày 15/10<script>x()</script></html>"
    ).encode()

    text = (await first(opener, "a.html", octets)).first_page

    assert READ in text
    assert TABBED in text
    assert "x()" not in text
    assert text.rstrip().endswith("ngày 15/10")


async def test_what_an_answer_quotes_is_marked_as_in_plain_text(opener: Opener) -> None:
    quoted = "<blockquote type=cite><p>Hạn 15/10</p><table><tr><td>a<td>b<tr><td>c<td>d</table></blockquote>"
    octets = f"<p>Xong.</p>{quoted}<blockquote>lùi vào</blockquote>".encode()

    lines = (await first(opener, "a.html", octets)).first_page.split("\n")

    assert [line for line in lines if line.strip(" >")] == [
        "Xong.", "> Hạn 15/10", "> a\tb", "> c\td", "lùi vào",
    ]  # fmt: skip


async def test_an_opendocument_text_has_its_tables(opener: Opener) -> None:
    def table(rows: tuple[tuple[tuple[str, ...], ...], ...]) -> str:
        made = "".join(f"<t:table-row>{''.join(map(cell, row))}</t:table-row>" for row in rows)
        return f"<t:table>{made}</t:table>"

    def cell(lines: tuple[str, ...]) -> str:
        return f"<t:table-cell>{''.join(f'<x:p>{line}</x:p>' for line in lines)}</t:table-cell>"

    body = table((HEAD,)) + table(tuple(map(in_cells, ROWS))) + "<x:p>ngày 15/10</x:p>"
    struck = "<x:tracked-changes><x:deletion><x:p>struck out</x:p></x:deletion></x:tracked-changes>"
    spaces = 'xmlns:o="urn:o" xmlns:t="urn:t" xmlns:x="urn:x"'
    members = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": "<m/>",
        "content.xml": f"<o:document-content {spaces}><o:body>{struck}{body}</o:body></o:document-content>",
    }

    text = (await first(opener, "a.odt", packed(members))).first_page

    assert READ in text
    assert TABBED in text
    assert "struck" not in text
    assert text.rstrip().endswith("ngày 15/10")


async def test_rich_text_has_its_tables_and_pages(opener: Opener) -> None:
    def said(text: str) -> str:
        return "".join(sign if sign.isascii() else f"\\u{ord(sign)}?" for sign in text)

    def row(cells: tuple[tuple[str, ...], ...]) -> str:
        inner = "".join(rf"\pard\intbl {said(chr(10).join(cell))}\cell" for cell in cells)
        return rf"\trowd\cellx1\cellx2{inner}\row".replace("\n", r"\par ")

    tables = row(HEAD) + r"\pard x\par " + "".join(row(in_cells(one)) for one in ROWS)
    octets = rf"{{\rtf1\ansi {tables}\pard\page {said('ngày 15/10')}}}".encode()

    text = (await first(opener, "a.rtf", octets)).first_page

    assert READ in text
    assert TABBED in text
    assert text.rstrip().endswith("ngày 15/10")
    assert "\f" in text


async def test_a_document_of_word_97_has_its_rows(opener: Opener) -> None:
    head = "\x07".join("\r".join(cell) for cell in HEAD) + "\x07\x07"
    rows = "".join("\x07".join(row) + "\x07\x07" for row in ROWS[:2])
    text = (
        await first(opener, "a.doc", word_97(f"{head}{rows}hết\r" + "dài " * 9_000 + "15/10"))
    ).first_page

    assert READ in text
    assert "1\tBáo cáo\t15/10\n" in text
    assert text.rstrip().endswith("15/10")


async def test_every_page_of_a_pdf_is_read(opener: Opener) -> None:
    pages = [f"BT /F1 12 Tf 50 {700 - n} Td (trang {n}) Tj ET" for n in range(8)]

    text = (await first(opener, "a.pdf", pdf(*pages))).first_page

    assert [page.strip() for page in text.split("\f")] == [f"trang {n}" for n in range(8)]


async def test_a_workbook_has_every_row_and_dates_as_they_are_shown(opener: Opener) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Kế hoạch")
        for number in range(700):
            sheet.write_row(number, 0, [number, "rà soát", 12.5])
        sheet.write_datetime(
            700, 1, date(2026, 10, 15), book.add_format({"num_format": "dd/mm/yyyy"})
        )
        book.add_worksheet("ẩn").hide()
        book.add_worksheet("sau").write(0, 0, "phụ lục 2")

    text = (await first(opener, "a.xlsx", out.getvalue())).first_page

    assert text.startswith("0\trà soát\t12.5\n")
    assert "699\trà soát\t12.5\n\t15/10/2026\n\fphụ lục 2" in text


async def test_each_file_of_a_zip_and_of_outlook_is_read_once(opener: Opener) -> None:
    letter = outlook(
        "Kế hoạch", "Kính gửi " + "các sở " * 3_000 + "hết", {"a.docx": docx(paragraph("phụ lục"))}
    )
    both = (
        "Subject: x\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nmột\r\n"
        "--b\r\nContent-Type: text/html\r\n\r\n<p>một</p>\r\n--b--\r\n"
    )
    members: dict[str, bytes | str] = {"thư.msg": letter, "b.txt": "hai", "c.eml": both}
    opened = await whole(opener, "a.zip", packed(members))
    said = {piece.place[1:]: piece.first_page.strip() for piece in opened.pieces}
    assert said["thư.msg",].endswith("hết")
    assert said["thư.msg", "a.docx"] == "phụ lục"
    assert said["b.txt",] == "hai"
    assert [text for place, text in said.items() if place[:1] == ("c.eml",) and text] == ["một"]

    opened = await whole(
        opener, "winmail.dat", winmail("ke hoach", {"a.docx": docx(paragraph("phụ lục"))})
    )
    assert [piece.first_page.strip() for piece in opened.pieces] == ["", "phụ lục"]


async def test_what_there_is_no_room_for_is_an_obstacle(opener: Opener) -> None:
    opened = await whole(opener, "a.docx", docx(paragraph("ậ" * 600_000)))
    assert [(len(piece.first_page), piece.kind) for piece in opened.pieces] == [(512 << 10, "docx")]
    assert [one.why for one in opened.obstacles] == [Why.TOO_LARGE]

    many = await whole(opener, "a.zip", packed({f"{n}.txt": "ậ" * 500_000 for n in range(6)}))
    assert sum(len(piece.first_page) for piece in many.pieces) == 2 << 20
    assert {one.why for one in many.obstacles} == {Why.TOO_LARGE}


@pytest.mark.parametrize("words", [("-nodetach",), ("-nodetach", "-stream")], ids=["der", "ber"])
async def test_what_a_signature_holds_is_read(opener: Opener, words: tuple[str, ...]) -> None:
    signed = signature(
        b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "Số 12, trước 15/10".encode(),
        official(),
        *words,
    )
    opened = await whole(opener, "smime.p7m", signed, "application/pkcs7-mime")
    assert "".join(piece.first_page for piece in opened.pieces) == "Số 12, trước 15/10"
    assert not opened.obstacles

    over = await whole(opener, "smime.p7s", signature(b"x", official()))
    assert [one.why for one in over.obstacles] == [Why.UNKNOWN]
