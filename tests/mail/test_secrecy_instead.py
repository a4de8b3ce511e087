"""What programs show in the place of a page's text, or beside it, is in doubt at most: attributes, forms, texts read aloud."""

from collections.abc import AsyncIterator

import pytest

from mail.secrecy import Ruling
from papers.opener import Opener
from tests.mail.test_secrecy_documents import LINES, MARK, PAGE, TITLE, docx, found_in
from tests.papers.documents import pdf, stream
from tests.secrecy.documents import zipped


@pytest.fixture
async def opener() -> AsyncIterator[Opener]:
    async with Opener(readers=1) as found:
        yield found


def odt(body: str, styles: str = "") -> bytes:
    content = f'<d xmlns:n="n"><body>{body}<p>nội dung</p></body></d>'
    return zipped(
        {
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": content,
            "styles.xml": f'<s xmlns:n="n">{styles}</s>',
        }
    )


async def test_what_forms_fields_and_lists_of_open_documents_show_is_for_a_person(
    opener: Opener,
) -> None:
    for text, ruling in ((MARK, Ruling.PERSON), ("Bảo mật chung", Ruling.PASS)):
        for name, document in {
            "control": odt(f'<form><text n:current-value="{text}"/></form>'),
            "filled": odt(f'<form><textarea n:value="{text}"/></form>'),
            "label": odt(f'<form><fixed-text n:label="{text}"/></form>'),
            "field": odt(f'<user-field-decl n:string-value="{text}"/>'),
            "condition": odt(f'<p><conditional-text n:string-value-if-true="{text}"/></p>'),
            "list": odt("", f'<list-level-style-number n:num-prefix="{text}"/>'),
        }.items():
            assert (await found_in("a.odt", document, opener)).ruling == ruling, (name, text)
    choices = "".join(f'<form><radio n:label="{one}"/></form>' for one in ("Mật", "Thường"))
    assert (await found_in("a.odt", odt(choices), opener)).ruling == Ruling.PASS, "to choose from"


async def test_what_word_shows_under_a_pointer_or_until_a_form_is_filled_in_is_for_a_person(
    opener: Opener,
) -> None:
    for text, ruling in ((MARK, Ruling.PERSON), ("Bảo mật chung", Ruling.PASS)):
        for body in (
            f'<w:p><w:hyperlink w:tooltip="{text}"/></w:p>',
            f'<w:tbl><w:tblPr><w:tblCaption w:val="{text}"/></w:tblPr></w:tbl>',
            f'<w:tbl><w:tblPr><w:tblDescription w:val="{text}"/></w:tblPr></w:tbl>',
            f'<w:p><w:r><w:fldChar><w:default w:val="{text}"/></w:fldChar></w:r></w:p>',
        ):
            assert (await found_in("a.docx", docx(body + PAGE), opener)).ruling == ruling, body


async def test_texts_in_the_place_of_what_a_form_within_a_page_draws_are_for_a_person(
    opener: Opener,
) -> None:
    drawn = stream(
        f"/Span << /ActualText {TITLE} >> BDC 0 0 m EMC",
        "/Type /XObject /Subtype /Form /BBox [0 0 9 9]",
    )
    page = (
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 11 0 R"
        "/Resources<</XObject<</X 100 0 R>>/Font<</F1 3 0 R>>>>>>"
    )
    document = pdf(f"{LINES} /X Do", objects={10: page, 100: drawn})

    assert (await found_in("a.pdf", document, opener)).ruling == Ruling.PERSON
    plain = pdf(f"{LINES} /X Do", objects={10: page, 100: drawn.replace(TITLE, "(Bao cao)")})
    assert (await found_in("a.pdf", plain, opener)).ruling == Ruling.PASS
