"""Every letter to who sent a petition, in both languages: it says what it has to, and nothing that is missing."""

from dataclasses import replace
from datetime import date

import pytest

from congvu.parts.petition import body, letter_text
from store.petition_post import Written
from tests.store.petitions import RULES, TODAY
from tests.work.petitions import AT
from web.petition_page import petition_page
from work.petition import Channel, Depth, Kind, Petition, State
from work.petition_letter import Letter, Writing
from work.petitioner import Petitioner

ONE = Petition(
    *(7, 2026, 12, Kind.PROPOSAL, Depth.VERIFY, Channel.POST, "giấy tờ khám bệnh"),
    *(State.REGISTERED, "G18", 3),
    received=TODAY,
    opened_at=AT,
    competent="Thanh tra Bộ",
    ground="unclear",
    result="7/BYT-KH",
)


def writing(kind: Letter, of: Kind = Kind.PROPOSAL) -> Writing:
    due = date(2026, 10, 8) if kind is Letter.RECEIPT else None
    return Writing(
        kind, replace(ONE, kind=of), 1, TODAY, AT, {"letter": "9/BYT"}, "xin nêu rõ", due
    )


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", Letter)
def test_a_letter_names_the_code_and_leaves_nothing_open(kind: Letter, language: str) -> None:
    subject, text = letter_text(RULES, "Bộ Y tế", writing(kind), language)

    assert subject.endswith(": PAKN 12/2026")
    assert "PAKN 12/2026" in text
    assert not any(sign in text for sign in ("{", "None", "\n\n\n\n", "  "))
    said = {
        Letter.RECEIPT: "08/10/2026",
        Letter.SUPPLEMENT: "xin nêu rõ",
        Letter.REDIRECT: "Thanh tra Bộ",
        Letter.ANSWER: "7/BYT-KH",
        Letter.REFUSAL: RULES.grounds_on(TODAY)["unclear"].name(language),
    }
    assert said[kind] in text


@pytest.mark.parametrize(
    ("of", "told", "law"),
    [
        (Kind.COMPLAINT, "Đề nghị Ông/Bà gửi đến", "Luật Khiếu nại số 02/2011/QH13"),
        (Kind.DENUNCIATION, "theo văn bản số 9/BYT", "Điều 24 Luật Tố cáo số 25/2018/QH14"),
        (Kind.REQUEST, "đã được chuyển", "Luật Tiếp công dân số 42/2013/QH13"),
        (Kind.REFLECTION, "đã được chuyển", "Nghị định số 20/2008/NĐ-CP"),
    ],
)
def test_who_is_redirected_is_told_how_and_by_what_act(of: Kind, told: str, law: str) -> None:
    text = body(RULES, writing(Letter.REDIRECT, of), "vi")

    assert told in text
    assert f"Căn cứ: {law}." in text or f"{law}." in text
    assert ("được giữ bí mật" in text) is (of is Kind.DENUNCIATION)


def test_the_product_s_own_choice_is_cited_as_no_law() -> None:
    chosen = replace(writing(Letter.REFUSAL), petition=replace(ONE, ground="abusive"))

    assert "Căn cứ" not in body(RULES, chosen, "vi")
    assert "Căn cứ: Điều 7, 9 Nghị định số 20/2008/NĐ-CP." in body(
        RULES, writing(Letter.REFUSAL), "vi"
    )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_page_bears_the_sender_or_a_line_to_fill_in(language: str) -> None:
    text = "<script>alert(1)</script>\n\nhai"
    who = Petitioner("Lò Văn Pành", "bản <i>Tà Xùa</i>")
    sent = Written(writing(Letter.ANSWER), language)
    page = petition_page("Bộ Y tế", sent, lambda *_: text, who)
    blank = petition_page("Bộ Y tế", sent, lambda *_: text, None)

    assert "Lò Văn Pành" in page
    assert "bản &lt;i&gt;Tà Xùa" in page
    assert "<script" not in page
    assert "Lò Văn Pành" not in blank
    assert "……" in blank
