"""edXML by its labelled examples: read exactly, or refused whole; states are written as they are read."""

import base64
import csv
import os
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from papers.edxml import read
from papers.edxml_status import written
from papers.edxml_tree import ELEMENTS, Broken
from papers.opened import Kind, Why
from papers.opener import Opener
from papers.opening.xml import is_edxml
from work.edxml import Business, Organ, Package, Reference, Status, agency_code
from work.exchange import Code

FOLDER = Path(__file__).parents[1] / "data" / "edxml"
with (FOLDER / "expected.tsv").open(encoding="utf-8") as _table:
    ROWS = list(csv.DictReader(_table, delimiter="\t", quoting=csv.QUOTE_NONE))


def octets(name: str) -> bytes:
    return (FOLDER / f"{name}.edxml").read_bytes()


def told(name: str) -> dict[str, str]:
    """What the reader says of it, in the words of the table."""
    try:
        found = read(octets(name))
    except Broken:
        return {"sort": "broken"}
    document = found.document
    about = {
        "number": document.number,
        "issued": str(document.issued),
        "organ": agency_code(found.sender.code),
    }
    if isinstance(found, Status):
        return {**about, "sort": "status", "type": str(found.code)}
    return {
        **about,
        "sort": "package",
        "type": str(found.business),
        "urgency": str(found.urgency),
        "due": str(found.due or ""),
        "faults": ",".join(found.faults),
    }


@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_every_example_says_what_its_label_says(row: dict[str, str]) -> None:
    expected = {name: value for name, value in row.items() if value and name != "file"}

    assert is_edxml(octets(row["file"]))
    assert {name: value for name, value in told(row["file"]).items() if value} == expected


def test_every_field_of_a_package_is_read() -> None:
    found = read(octets("new"))

    assert isinstance(found, Package)
    assert found.sender == Organ("000.00.00.G12", "Bộ Tài chính", "vanthu@mof.gov.vn")
    assert [one.name for one in found.recipients] == ["Bộ Y tế"]
    assert (found.kind, found.signer, found.post) == ("Công văn", "Nguyễn Văn Mẫu", "THỨ TRƯỞNG")
    assert found.subject == "báo cáo tình hình giải ngân quý III năm 2026"
    assert (found.places, found.sphere) == (("Như trên", "Lưu: VT"), "Ngân sách")
    assert found.answers == (Reference("000.00.00.G18", "30/BYT-KH", date(2026, 8, 3)),)
    assert found.document.text == "000.00.00.G12,2026/09/28,812/BTC-NSNN"
    (file,) = found.files
    assert file.name == "812_BTC_NSNN.txt"
    assert file.octets.decode().startswith("BỘ TÀI CHÍNH\n")
    assert found.faults == ()
    recall = read(octets("recall"))
    assert isinstance(recall, Package)
    assert (recall.business, recall.reason) == (Business.RECALL, "gửi nhầm nơi nhận")
    assert [one.number for one in recall.about] == ["812/BTC-NSNN"]


def test_a_state_that_is_written_is_read_back_exactly() -> None:
    about = Reference("000.00.00.G22", "7816/VPCP-TTĐT", date(2015, 9, 30), "000.00.00.G22,2015/09/30,7816/VPCP-TTĐT")  # fmt: skip
    sender = Organ("000.00.00.G18", 'Bộ "Y tế" <&>', "vanthu@moh.gov.vn")
    status = Status(sender, about, Code.REFUSED, "sai nơi nhận & <gấp>\x01")

    found = read(written(status, datetime(2026, 10, 1, 8, 5, tzinfo=UTC)))

    assert isinstance(found, Status)
    assert (found.sender, found.document, found.code) == (sender, about, Code.REFUSED)
    assert found.reason == "sai nơi nhận & <gấp>"


@pytest.mark.parametrize(
    "hostile",
    [
        b"<edXML>" + b"<a/>" * (ELEMENTS + 1) + b"</edXML>",
        b"<edXML>" * 2000,
        b'<?xml version="1.0" encoding="utf-9"?><edXML/>',
        b"<edXML/>",
        b"<edXML><MessageStatus><StatusCode>99</StatusCode></MessageStatus></edXML>",
        b"<edXML " + b"a" * 3_000_000,
        b"<edXML>\xff\xfe</edXML>",
    ],
)
def test_what_is_hostile_is_refused_within_a_moment(hostile: bytes) -> None:
    begin = time.process_time()

    with pytest.raises(Broken):
        read(hostile)

    assert time.process_time() - begin < 2


def test_whatever_stands_in_it_nothing_else_is_raised() -> None:
    whole = octets("new")
    for place in range(0, len(whole), 37):
        for broken in (whole[:place] + whole[place + 5 :], whole[:place] + b"\0<" + whole[place:]):
            try:
                read(broken)
            except Broken:
                continue


async def test_files_in_a_package_are_opened_as_any_file_and_a_bomb_in_it_is_one() -> None:
    packed = base64.b64encode(os.urandom(300)).decode()
    bad = octets("new").replace(b"</edXML:AttachmentEncoded>", f"<edXML:Attachment><edXML:AttachmentName>../x.bin</edXML:AttachmentName><edXML:ContentTransferEncoded>{packed}</edXML:ContentTransferEncoded></edXML:Attachment><edXML:Attachment><edXML:ContentTransferEncoded>*</edXML:ContentTransferEncoded></edXML:Attachment></edXML:AttachmentEncoded>".encode())  # fmt: skip
    async with Opener() as opener:
        good = await opener.whole("vb.edxml", octets("new"), 30)
        other = await opener.whole("vb.edxml", bad, 30)
        entity = await opener.whole("vb.edxml", octets("entity"), 30)

    assert [(one.place, one.kind) for one in good.pieces] == [
        (("vb.edxml",), Kind.XML),
        (("vb.edxml", "812_BTC_NSNN.txt"), Kind.TEXT),
    ]
    assert "trước ngày 15 tháng 10 năm 2026" in good.pieces[1].first_page
    assert "QuG7mCBUw4BJ" not in good.pieces[0].first_page
    places = [one.place for one in other.pieces] + [one.place for one in other.obstacles]
    assert ("vb.edxml", "x.bin") in places
    assert (("vb.edxml",), Why.BROKEN) in [(one.place, one.why) for one in other.obstacles]
    assert all("root:" not in one.first_page for one in entity.pieces)
