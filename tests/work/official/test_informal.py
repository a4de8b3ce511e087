"""Mails without a document: whom they greet, and what they ask in everyday words."""

import pytest

from tests.work.official.test_document import letter


def leads(mail: str) -> list[str]:
    return [one.lead.value for one in letter(mail).errands if one.lead is not None]


@pytest.mark.parametrize(
    ("greeting", "called"),
    [
        ("Em chào anh Dũng,", "anh Dũng"),
        ("Chị Thoa à,", "Chị Thoa"),
        ("Anh Phúc thân mến,", "Anh Phúc"),
        ("Dạ anh Tài,", "anh Tài"),
        ("Cháu chào bác Tụng ạ,", "bác Tụng"),
    ],
)
def test_a_greeting_is_none_of_the_name(greeting: str, called: str) -> None:
    assert leads(f"{greeting}\n\nGửi lại giúp em bản đã ký trước ngày 20/10/2026 nhé.") == [called]
