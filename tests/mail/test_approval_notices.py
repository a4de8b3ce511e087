"""Notes about letters that wait for approval: in both languages, all that is decided by, and no content."""

from dataclasses import replace
from typing import Any

import pytest

from tests.mail.test_notice import notice, read
from work.approval import Decision

FACTS: dict[str, Any] = {
    "letter": 561,
    "receipt": "0000HX",
    "rule": "outside-gov-vn",
    "agency": "Tỉnh Bắc Ninh",
    "author": "Nguyễn Văn An",
    "recipients": 1200,
    "domains": ["example.com", "yte.gov.vn"],
    "other_domains": 3,
    "octets": 3_500_000,
    "expires": "2026-08-19T17:30+07:00",
    "name": "Trần Thị Bình",
}


def text(kind: str, language: str, reason: str = "approver", **more: Any) -> tuple[str, str]:
    """Subject and text."""
    plain = replace(notice(kind, language), reason=reason, facts={**FACTS, **more})
    message = read(plain)
    return str(message["Subject"]), message.get_content()


@pytest.mark.parametrize("kind", ["approval", "approval-reminder"])
@pytest.mark.parametrize(
    ("language", "facts"),
    [
        (
            "vi",
            (
                "Kính gửi Ông/Bà Trần Thị Bình,",
                "Mã tiếp nhận: 0000HX",
                "Người gửi: Nguyễn Văn An, Tỉnh Bắc Ninh",
                "Số người nhận: 1.200 (example.com, yte.gov.vn và 3 tên miền khác)",
                "Dung lượng: 3.418 KiB",
                "Quy tắc: outside-gov-vn",
                "Thời hạn: 17:30 Thứ Tư, 19/08/2026; quá thời hạn, thư được trả lại người gửi.",
                "xin mở /letters/561 trên trang Công vụ",
                "vì có quyền phê duyệt",
            ),
        ),
        (
            "en",
            (
                "Dear Trần Thị Bình,",
                "Receipt: 0000HX",
                "Author: Nguyễn Văn An, Tỉnh Bắc Ninh",
                "Recipients: 1,200 (example.com, yte.gov.vn and 3 more domains)",
                "Size: 3,418 KiB",
                "Rule: outside-gov-vn",
                "Time: until 17:30 on Wednesday, 19/08/2026; after that the letter goes back",
                "open /letters/561 in the console",
                "the rule above lets you approve",
            ),
        ),
    ],
)
def test_who_may_approve_reads_what_it_is_and_until_when(
    kind: str, language: str, facts: tuple[str, ...]
) -> None:
    subject, said = text(kind, language)

    assert [fact for fact in facts if fact not in said] == []
    assert "0000HX" in subject
    assert "17:30" in subject
    assert "\n\n\n" not in said


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("decision", list(Decision))
def test_a_decision_is_told_with_who_and_why(decision: Decision, language: str) -> None:
    facts = {"decision": decision, "approver": "Lê Cường", "why": "sai số liệu", "then": None}

    subject, said = text("approval-decided", language, "author", **facts)

    assert "0000HX" in subject
    assert "Lê Cường" in said
    assert "sai số liệu" in said
    assert "\n\n\n" not in said
    bare = {**facts, "approver": None, "why": None, "then": "first-contact"}
    _, alone = text("approval-decided", language, "author", **bare)
    assert "Lê Cường" not in alone
    assert "first-contact" in alone
    assert "\n\n\n" not in alone


def test_each_decision_has_words_of_its_own() -> None:
    for language in ("vi", "en"):
        told = [
            text("approval-decided", language, decision=d, approver=None, why=None, then=None)
            for d in Decision
        ]
        subjects = {subject for subject, _ in told}
        assert len(subjects) == len(Decision)
