"""Text that is not in Unicode is read as what it may be; what is no Vietnamese is read no other way."""

import json
import subprocess
import unicodedata
from pathlib import Path

import pytest

from tests.secrecy.letters import in_1258, in_font
from work import legacy_text
from work.legacy_text import readings, rereadings, tcvn3, viscii, vni, windows_1258

TABLES = json.loads(Path("tests/secrecy/legacy_tables.json").read_text("utf-8"))
SENTENCE = "Sở Nội vụ gửi Công văn số 15 về việc bố trí lực lượng; đề nghị xem xét, trả lời."


@pytest.mark.parametrize(("name", "read"), [("tcvn3", tcvn3), ("vni", vni)])
def test_fonts_are_read_as_another_hand_wrote_them_down(name: str, read: object) -> None:
    assert callable(read)
    told = {
        sign: read(bytes.fromhex(code).decode("latin-1")) for sign, code in TABLES[name].items()
    }

    assert told == {sign: sign for sign in TABLES[name]}


def test_viscii_is_read_as_the_system_reads_it() -> None:
    octets = bytes(range(0x80, 0x100))
    command = ["iconv", "-f", "VISCII", "-t", "UTF-8"]
    told = subprocess.run(command, input=octets, capture_output=True, check=True).stdout

    assert viscii(octets.decode("latin-1")) == told.decode()


def test_windows_1258_is_read_as_python_reads_it() -> None:
    octets = bytes(range(0xA0, 0x100))
    told = unicodedata.normalize("NFC", octets.decode("cp1258"))

    assert windows_1258(octets.decode("latin-1")) == told


@pytest.mark.parametrize(
    "claimed", ["", "iso-8859-1", "utf-8", "us-ascii", "windows-1252", "x-what"]
)
@pytest.mark.parametrize(
    "octets",
    [
        in_font(SENTENCE, "tcvn3"),
        in_font(SENTENCE, "vni"),
        in_1258(SENTENCE),
        SENTENCE.encode(),
        SENTENCE.encode("utf-16"),
        SENTENCE.encode("utf-16-le"),
        SENTENCE.encode("utf-16-be"),
    ],
)
def test_a_sentence_is_among_the_readings_whatever_is_claimed(octets: bytes, claimed: str) -> None:
    composed = [unicodedata.normalize("NFC", one) for one in readings(octets, claimed)]

    assert SENTENCE in composed


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read_by_where_its_zeros_stand(name: str) -> None:
    assert readings(SENTENCE.encode(name), "utf-16") == (SENTENCE,)


def test_letters_of_a_font_are_read_where_a_program_took_them_for_latin_ones() -> None:
    assert "TUYỆT MậT" in [one.replace("ệ", "Ệ") for one in rereadings("TUYÖT MËT")]
    assert "TUYỆT MẬT" in rereadings("TUYEÄT MAÄT")


@pytest.mark.parametrize(
    "text",
    [
        "Café crème à la française, NOËL",
        "Grüße aus München: größer, schöner",
        "niño, señor, mañana",
    ],
)
def test_other_languages_are_read_no_other_way(text: str) -> None:
    assert rereadings(text) == (text,)
    assert readings(text.encode("latin-1"), "iso-8859-1") == (text,)


def test_hostile_octets_take_time_in_proportion() -> None:
    assert legacy_text.readings(b"\xcb" * 300_000)
    assert legacy_text.readings(b"a\xe4" * 150_000)
    assert legacy_text.readings(b"\xff\xfe" + b"\x00\xd8" * 10_000)


@pytest.mark.parametrize(
    "claimed", ["utf-16\0", "gb\0", "utf-7\0", "big5-none", "utf-16-none", "hz-x", "é"]
)
def test_a_character_set_that_nobody_knows_changes_nothing(claimed: str) -> None:
    assert SENTENCE in readings(SENTENCE.encode(), claimed)
