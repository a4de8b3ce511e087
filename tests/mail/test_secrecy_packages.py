"""A mark in a file that an edXML package carries counts as one in any file."""

import base64

import pytest

from mail.secrecy import Ruling
from papers.opener import Opener
from tests.secrecy.looking import outcome, with_file
from tests.store.packages import package


@pytest.mark.parametrize(
    ("text", "ruling"),
    [
        ("TỐI MẬT\nBỘ TÀI CHÍNH\nSố: 1/BTC-NSNN\nKính gửi: Bộ Y tế\n", Ruling.REFUSE),
        ("BỘ TÀI CHÍNH\nSố: 1/BTC-NSNN\nKính gửi: Bộ Y tế\n", Ruling.PASS),
    ],
)
async def test_a_stamped_file_in_a_package_is_refused(text: str, ruling: Ruling) -> None:
    whole = package("due").decode()
    encoded = base64.b64encode(text.encode()).decode()
    inner = f"<edXML:Attachment><edXML:AttachmentName>vb.txt</edXML:AttachmentName><edXML:ContentTransferEncoded>{encoded}</edXML:ContentTransferEncoded></edXML:Attachment>"  # fmt: skip
    end = "</edXML:AttachmentEncoded>"
    octets = whole.replace(end, inner + end).encode()
    fields = "Content-Type: application/octet-stream; name=vb.edxml"

    async with Opener(readers=1) as opener:
        found = await outcome(with_file(fields, octets), opener)

    assert found.ruling is ruling
