"""What a letter says to who reads it."""

import base64

from mail.letter_text import letter_text

PLAIN = "Báo cáo trước ngày 15/10/2026."
HTML = "<p>Báo cáo trước&nbsp;ngày <b>15/10/2026</b>.</p>"


def encoded(text: str) -> bytes:
    return base64.b64encode(text.encode())


def part(kind: str, text: str, more: bytes = b"") -> bytes:
    head = f"Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n".encode()
    return head + more + b"\r\n" + encoded(text) + b"\r\n"


def multipart(*parts: bytes) -> bytes:
    joined = b"".join(b"--x\r\n" + one for one in parts)
    return (
        b'Subject: V/v\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n'
        + joined
        + b"--x--\r\n"
    )


def test_subject_and_plain_text_are_read() -> None:
    subject = b"Subject: =?utf-8?B?" + encoded("V/v báo cáo") + b"?=\r\n"

    assert letter_text(subject + part("text/plain", PLAIN)) == f"V/v báo cáo\n\n{PLAIN}"


def test_html_is_read_where_there_is_no_plain_text() -> None:
    both = multipart(part("text/plain", PLAIN), part("text/html", HTML))

    assert letter_text(both).count("15/10/2026") == 1
    assert "Báo cáo trước\xa0ngày 15/10/2026." in letter_text(multipart(part("text/html", HTML)))


def test_files_are_not_opened() -> None:
    named = b"Content-Disposition: attachment; filename=a.txt\r\n"

    assert PLAIN not in letter_text(multipart(part("text/plain", PLAIN, named)))
