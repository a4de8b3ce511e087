"""[[mailbox]]: what may not stand there."""

import pytest

from congvu.config import load
from tests.congvu.conftest import Secret, Write, complaint

GOOD = '[[mailbox]]\nname = "van-thu"\nhost = "imap.vpcp.gov.vn"\nuser = "vanthu@vpcp.gov.vn"\npassword_file = "p"\n'


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ('token_command = ["/bin/true"]', "exactly one of them says how to log in"),
        ('taken = "move"', 'taken = "move" needs the folder to move to'),
        ('move_to = "INBOX"', "is the folder that is watched"),
        ('flag = "a b"', "flag"),
        ('poll = "10m"', "must lie between one second and nine minutes"),
        ('tls = "none"', "would send the password in the clear"),
        (GOOD, '"van-thu" names 2 of them'),
        (
            GOOD.replace("vanthu@vpcp.gov.vn", "vanthu").replace("van-thu", "b"),
            "name the mailbox's",
        ),
    ],
)
def test_a_mailbox_that_cannot_be_watched_so_stops_the_start(
    write: Write, secret: Secret, more: str, sentence: str
) -> None:
    secret("p")
    assert sentence in complaint(write(f"{GOOD}{more}\n"))


def test_what_is_left_out_is_the_usual(write: Write, secret: Secret) -> None:
    secret("p")
    (one,) = load(write(GOOD)).mailbox
    assert (one.port, one.folder, one.taken, one.letters_to) == (993, "INBOX", "leave", one.user)
