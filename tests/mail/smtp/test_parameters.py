"""What MAIL and RCPT carry beside the path, and that nothing makes their parser raise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.smtp.parameters import MailFrom, mail_from, rcpt_to
from mail.smtp.reply import Reply
from work.letter import Addressee

KEYWORDS = [
    "SIZE",
    "BODY",
    "SMTPUTF8",
    "RET",
    "ENVID",
    "AUTH",
    "NOTIFY",
    "ORCPT",
    "HOLDFOR",
    "HOLDUNTIL",
    "X-OTHER",
    "-",
    "",
]
VALUES = ["=10", "=", "", "=8BITMIME", "=7bit", "=FULL", "=a+2Bb", "=a+2bb", "=a+", "=<>", "=NEVER"]
VALUES += [
    "=SUCCESS,DELAY",
    "=rfc822;a+40b",
    "=utf-8;\\x{1EC7}",
    "=é",
    "=a=b",
    "=\x7f",
    " ",
    "=0x1",
]
WORDS = st.lists(
    st.tuples(st.sampled_from(KEYWORDS), st.sampled_from(VALUES)).map("".join), max_size=4
)


def test_every_wish_of_mail_is_read() -> None:
    argument = (
        "FROM:<thu@vpcp.gov.vn> SIZE=4096 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=Qd+3Dx+2BY"
        " AUTH=thu+40vpcp.gov.vn"
    )

    assert mail_from(argument, extended=True) == MailFrom(
        "thu@vpcp.gov.vn", 4096, True, True, "HDRS", "Qd=x+Y"
    )


def test_every_wish_of_rcpt_is_read() -> None:
    found = rcpt_to(
        "TO:<thu@moh.gov.vn> notify=delay,SUCCESS orcpt=rfc822;Thu+2B1@MOH.gov.vn",
        extended=True,
        utf8=False,
    )

    wishes = frozenset({"DELAY", "SUCCESS"})
    assert found == Addressee("thu@moh.gov.vn", wishes, "rfc822;Thu+1@MOH.gov.vn")


@pytest.mark.parametrize("text", ["v\\x{103}n@b.vn", "văn@b.vn", "v\\x{103}n\\x{2B}1@b.vn"])
def test_an_original_recipient_in_utf8_becomes_ascii_that_needs_no_xtext(text: str) -> None:
    found = rcpt_to(f"TO:<a@b.vn> ORCPT=utf-8;{text}", extended=True, utf8=True)

    assert isinstance(found, Addressee)
    assert found.orcpt == "utf-8;" + text.replace("ă", "\\x{103}")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("văn@b.vn", "v\\x{103}n@b.vn"),
        ("văn+2B1+3D\\@b.vn", "v\\x{103}n\\x{2B}1\\x{3D}\\x{5C}@b.vn"),
        ("v+C4+83n+2B1+5C@b.vn", "v\\x{103}n\\x{2B}1\\x{5C}@b.vn"),
        ("v+C4n@b.vn", None),
        ("v+C4+83n+0D+0A@b.vn", None),
        ("v+C2+85n@b.vn", None),
        ("văn+0D+0A@b.vn", None),
        ("văn+zz@b.vn", None),
    ],
)
def test_an_original_recipient_in_utf8_that_calls_itself_rfc822_is_taken_for_what_it_is(
    text: str, kept: str | None
) -> None:
    """Postfix 3.7 sends that to whoever offers SMTPUTF8, and gave a 501 back to its sender."""
    found = rcpt_to(f"TO:<a@b.vn> ORCPT=rfc822;{text}", extended=True, utf8=True)

    assert getattr(found, "orcpt", None) == (kept and f"utf-8;{kept}")


def test_a_space_behind_the_colon_is_let_pass() -> None:
    assert mail_from("FROM: <a@b.vn>", extended=False) == MailFrom("a@b.vn")
    assert rcpt_to("to:  <a@b.vn>", extended=False, utf8=False) == Addressee("a@b.vn")


@given(WORDS, WORDS, st.booleans())
def test_each_parameter_is_taken_once_or_the_command_refused(
    first: list[str], second: list[str], utf8: bool
) -> None:
    said = " ".join(["FROM:<a@b.vn>", *first, *second])
    words = [word for word in " ".join([*first, *second]).rstrip(" ").split(" ") if word]
    names = [word.partition("=")[0] for word in words]

    mail = mail_from(said, extended=True)
    rcpt = rcpt_to(f"TO:{said[5:]}", extended=True, utf8=utf8)

    if isinstance(mail, MailFrom):
        assert len(set(names)) == len(names)
        assert set(names) <= {
            "SIZE",
            "BODY",
            "SMTPUTF8",
            "RET",
            "ENVID",
            "AUTH",
            "HOLDFOR",
            "HOLDUNTIL",
        }
    else:
        assert mail.code in {501, 555}
    if isinstance(rcpt, Addressee):
        assert len(set(names)) == len(names)
        assert set(names) <= {"NOTIFY", "ORCPT"}
    else:
        assert rcpt.code in {501, 555}


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(mail_from(text, extended=True), Reply | MailFrom)
    assert isinstance(mail_from(f"FROM:<a@b.vn>{text}", extended=True), Reply | MailFrom)
    assert isinstance(rcpt_to(f"TO:<a@b.vn> {text}", extended=True, utf8=True), Reply | Addressee)
