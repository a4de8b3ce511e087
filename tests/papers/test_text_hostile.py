"""Attachments made to harm: bounded in time and memory, told by name, and what was read of them counts."""

import random
import struct
import zlib
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from papers.opened import Opened, Why
from papers.opener import Limits, Opener
from tests.papers.compounds import outlook, powerpoint_97, winmail, word_97
from tests.papers.documents import docx, office, packed, paragraph, pdf, pdf_of, stream, word
from tests.papers.test_text_pdf import shown

SECONDS = 60.0  # the machine may be busy
MARK = paragraph("TỐI MẬT")

pytestmark = pytest.mark.asyncio(loop_scope="module")


def whys(opened: Opened) -> set[Why]:
    return {obstacle.why for obstacle in opened.obstacles}


def nested(depth: int) -> bytes:
    inner = b"x"
    for _ in range(depth):
        inner = packed({"a.zip": inner})
    return inner


async def test_zips_within_one_another_are_opened_to_a_depth(opener: Opener) -> None:
    opened = await opener.text("a.zip", nested(40), SECONDS)

    assert whys(opened) == {Why.TOO_DEEP}
    assert len(opened.pieces) == 7


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def strict() -> AsyncIterator[Opener]:
    """An opener that unpacks 2 MiB and no more: what is true of more takes longer to make."""
    async with Opener(readers=1, limits=Limits(unpacked=2 << 20)) as opener:
        yield opener


async def test_a_bomb_is_unpacked_to_a_bound(strict: Opener) -> None:
    bomb = packed({"mat.txt": bytes(5 << 20)})
    many = packed({f"{n}.zip": packed({"x": bytes(1 << 20)}) for n in range(20)})

    opened = await strict.text("a.zip", bomb, SECONDS)

    assert (whys(opened), opened.pieces[-1].name) == ({Why.BOMB}, "mat.txt")
    assert Why.BOMB in whys(await strict.text("a.zip", many, SECONDS))


async def test_a_bomb_that_lies_about_its_size_is_unpacked_to_a_bound(strict: Opener) -> None:
    octets = packed({"a.txt": bytes(5 << 20)})
    lying = octets.replace(struct.pack("<I", 5 << 20), struct.pack("<I", 900))

    assert whys(await strict.text("a.zip", lying, SECONDS)) <= {Why.BROKEN, Why.BOMB}


@pytest.mark.proof
async def test_hundreds_of_mebibytes_are_not_unpacked(opener: Opener) -> None:
    body = MARK + paragraph("x" * 1_000) * 210_000
    document = office({"word/document.xml": word("document", word("body", body))})

    opened = await opener.text("a.docx", document, SECONDS)

    assert "TỐI MẬT" in opened.pieces[0].first_page
    assert opened.obstacles == ()
    bomb = packed({"a.txt": bytes(300 << 20)})
    assert whys(await opener.text("a.zip", bomb, SECONDS)) == {Why.TOO_LARGE}


def overlapping(names: int, size: int) -> bytes:
    """A zip of so many names for the same octets."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packer.compress(bytes(size)) + packer.flush()
    sizes = struct.pack("<III", zlib.crc32(bytes(size)), len(data), size)
    head = struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes + struct.pack("<HH", 1, 0)
    body = b"PK\3\4" + head + b"a" + data
    entry = b"PK\1\2\x14\0" + head + bytes(14) + b"a"
    counts = struct.pack("<HHHH", 0, 0, names & 0xFFFF, names & 0xFFFF)
    end = b"PK\5\6" + counts + struct.pack("<IIH", names * len(entry), len(body), 0)
    return body + entry * names + end


async def test_members_that_share_their_octets_are_bounded_alike(strict: Opener) -> None:
    opened = await strict.text("a.zip", overlapping(20_000, 1 << 20), SECONDS)

    assert whys(opened) >= {Why.TOO_MANY}
    assert whys(opened) & {Why.BOMB, Why.BROKEN}
    assert len(opened.pieces) == 300


async def test_a_hundred_thousand_members_are_not_listed(opener: Opener) -> None:
    assert whys(await opener.text("a.zip", overlapping(100_000, 1), SECONDS)) == {Why.TOO_MANY}


async def test_more_files_than_are_opened_are_told(opener: Opener) -> None:
    opened = await opener.text("a.zip", packed({f"{n}.txt": b"x" for n in range(400)}), SECONDS)

    assert whys(opened) == {Why.TOO_MANY}
    assert len(opened.pieces) == 300


async def test_a_long_document_gives_its_first_page_at_once(strict: Opener) -> None:
    body = MARK + paragraph("x" * 1_000) * 3_000
    document = office({"word/document.xml": word("document", word("body", body))})

    opened = await strict.text("a.docx", document, SECONDS)

    assert "TỐI MẬT" in opened.pieces[0].first_page
    assert opened.obstacles == ()


async def test_a_document_that_says_nothing_for_long_is_read_to_a_bound(strict: Opener) -> None:
    opened = await strict.text("a.docx", docx(MARK + "<w:x/>" * 500_000), SECONDS)

    assert "TỐI MẬT" in opened.pieces[0].first_page
    assert whys(opened) == {Why.BOMB}


async def test_elements_within_one_another_are_read_to_a_depth(opener: Opener) -> None:
    deep = docx(MARK + "<w:x>" * 1_000_000)

    opened = await opener.text("a.docx", deep, SECONDS)

    assert "TỐI MẬT" in opened.pieces[0].first_page
    assert whys(opened) == {Why.BROKEN}


@pytest.mark.parametrize("entity", ['"x"', 'SYSTEM "file:///etc/passwd"'])
async def test_documents_with_entities_are_refused(opener: Opener, entity: str) -> None:
    body = f"<!DOCTYPE w [<!ENTITY a {entity}>]>" + word("document", word("body", paragraph("&a;")))

    opened = await opener.text("a.docx", office({"word/document.xml": body}), SECONDS)

    assert whys(opened) == {Why.BROKEN}
    assert opened.pieces[0].first_page == ""


async def test_entities_that_multiply_are_not_expanded(opener: Opener) -> None:
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    page = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "xxxx">{entities}]><a>&a9;</a>'

    opened = await opener.text("a.xml", page.encode(), SECONDS)

    assert sum(len(piece.first_page) for piece in opened.pieces) < 10_000


async def test_a_tree_of_pages_that_goes_round_ends(opener: Opener) -> None:
    loop = {
        1: "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 4 0 R>>>>",
        2: "<</Type/Pages/Kids[3 0 R 2 0 R]/Count 9>>",
        3: "<</Type/Pages/Kids[2 0 R 3 0 R]/Count 9/Parent 2 0 R>>",
        4: "<</Kids[4 0 R 4 0 R]>>",
    }

    assert (await opener.text("a.pdf", pdf_of(loop), SECONDS)).pieces[0].first_page == ""


async def test_a_form_that_draws_itself_ends(opener: Opener) -> None:
    resources = "/Resources<</Font<</F1 3 0 R>>/XObject<</X1 100 0 R>>>>"
    form = stream(
        f"{shown('MAT')} /X1 Do /X1 Do", f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]{resources}"
    )
    octets = pdf("/X1 Do", objects={100: form}).replace(
        b"/Resources<</Font<</F1 3 0 R>>>>", resources.encode()
    )

    opened = await opener.text("a.pdf", octets, SECONDS)

    assert "MAT" in opened.pieces[0].first_page


async def test_a_stream_of_a_pdf_that_unpacks_to_much_is_bounded(opener: Opener) -> None:
    bomb = zlib.compress(b"BT /F1 12 Tf (TUYET MAT) Tj ET " + bytes(100 << 20), 1).decode("latin-1")
    octets = pdf(shown("x"), objects={}).replace(
        stream(shown("x")).encode("latin-1"), stream(bomb, "/Filter/FlateDecode").encode("latin-1")
    )

    opened = await opener.text("a.pdf", octets, 10.0)

    assert opened.obstacles != () or len(opened.pieces[0].first_page) < 100_000


async def test_thousands_of_pages_do_not_matter(opener: Opener) -> None:
    octets = pdf(shown("TUYET MAT" + "x" * 300), *[""] * 5_000)

    opened = await opener.text("a.pdf", octets, SECONDS)

    assert "TUYET MAT" in opened.pieces[0].first_page


async def test_letters_within_letters_are_opened_to_a_depth(opener: Opener) -> None:
    letter = "From: a@b.vn\r\nSubject: x\r\n\r\nx"
    for _ in range(60):
        letter = f"From: a@b.vn\r\nSubject: x\r\nContent-Type: message/rfc822\r\n\r\n{letter}"

    opened = await opener.text("a.eml", letter.encode(), SECONDS)

    assert len(opened.pieces) <= 10


GOOD: dict[str, Callable[[], bytes]] = {
    "docx": lambda: docx(MARK, header1=word("hdr", MARK)),
    "pdf": lambda: pdf(
        shown("MAT"), shown("x"), page="/Annots[3 0 R]", root="/Names<</EmbeddedFiles 2 0 R>>"
    ),
    "doc": lambda: word_97("TỐI MẬT\r" * 20, headers="x"),
    "ppt": lambda: powerpoint_97("TỐI MẬT", "x"),
    "msg": lambda: outlook("a", "b", {"c.txt": b"d" * 100}),
    "dat": lambda: winmail("a", {"c.zip": packed({"d": b"e" * 500})}),
    "rtf": lambda: (
        rb"{\rtf1{\fonttbl{\f0 Arial;}}{\info{\title x}}\f0 T\u7888?I M\'c2\'f2T\par}" * 20
    ),
}


@pytest.mark.parametrize("kind", GOOD)
async def test_a_damaged_file_is_a_value_never_an_exception(opener: Opener, kind: str) -> None:
    good = GOOD[kind]()
    for seed in range(15):
        chance = random.Random(f"{kind} {seed}")
        octets = bytearray(good)
        for _ in range(chance.randint(1, 30)):
            octets[chance.randrange(len(octets))] = chance.randrange(256)

        opened = await opener.text(
            f"a.{kind}", bytes(octets[: chance.randint(1, len(octets))]), SECONDS
        )

        assert whys(opened) <= set(Why) - {Why.CRASHED, Why.BUSY}
        assert opened.pieces
