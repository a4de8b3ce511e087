"""Why an answer waits for a person is told in words, to its author and to the clerk, in both languages."""

import pytest

from mail.reader import reply_judged
from templates import LANGUAGES, word
from templates.proposal import aside
from work.reply.meaning import Doubt

CODES = [code for code in vars(reply_judged).values() if isinstance(code, str) and code.startswith("reply-")]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_words(language: str) -> None:
    assert len(CODES) == 7
    for code in (*CODES, *(f"reply-{one}" for one in (*Doubt, "files"))):
        assert aside(code, language) != code
    for one in (*Doubt, "files"):
        assert word(f"reply.left.{one}", language)
