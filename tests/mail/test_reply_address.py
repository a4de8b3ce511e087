"""Addresses at which notices are answered: nobody makes one without the key, and case does not matter."""

from dataclasses import replace

from mail.described import Work
from mail.notice import _answered_at
from mail.reply_address import LOCAL_LONGEST, ReplyAddress, plain, token_in
from tests.mail.test_notice import OFFICE, notice, read
from work.letter import Addressee, Envelope

OURS = frozenset({"vanthu@vpcp.gov.vn"})
SIGNS = ReplyAddress("vanthu@vpcp.gov.vn", b"key")


def test_what_was_signed_is_known_by_its_key_and_its_notice_alone() -> None:
    made = SIGNS.of(1234, "reminder:7:1:mail")
    token = token_in(("x@y.vn", made.upper()), OURS)

    assert token is not None
    assert (token.number, token.is_of(b"key", "reminder:7:1:mail")) == (1234, True)
    assert not token.is_of(b"other", "reminder:7:1:mail")
    assert not token.is_of(b"key", "reminder:7:2:mail")
    assert not token._replace(number=1235).is_of(b"key", "reminder:7:1:mail")
    assert token_in((made,), frozenset({"khac@vpcp.gov.vn"})) is None
    assert token_in(("vanthu@vpcp.gov.vn", "vanthu+r1@vpcp.gov.vn"), OURS) is None


def test_the_longest_address_is_one_that_mail_systems_take() -> None:
    longest = ReplyAddress(f"{'a' * LOCAL_LONGEST}@vpcp.gov.vn", b"key").of(2**52 - 1, "x")

    assert len(longest.partition("@")[0]) <= 64


def test_a_letter_to_a_signed_address_goes_on_to_the_plain_one_once() -> None:
    made, other = SIGNS.of(1, "x"), "vanthu+tay@vpcp.gov.vn"
    to = tuple(Addressee(one) for one in (made, "vanthu@vpcp.gov.vn", other))

    found = Work(OURS).addressed(Envelope("a@b.vn", to))

    assert [one.address for one in found.recipients] == ["vanthu@vpcp.gov.vn", other]
    assert plain(made, frozenset()) == made


def test_notices_of_tasks_bear_it_and_others_do_not() -> None:
    writer, told = replace(OFFICE, replies=SIGNS), notice()
    answered = read(told, writer)

    assert answered["Reply-To"] == SIGNS.of(told.id, told.dedup_key)
    assert "trả lời ngay thư này" in answered.get_content()
    assert read(told)["Reply-To"] is None
    assert "không cần trả lời" in read(told).get_content()
    linked = replace(told, kind="linked", facts={})
    assert _answered_at(linked, writer) is None
