"""Who may send, by the directory alone."""

from datetime import date

import pytest

from work.agency import Agency
from work.directory import Directory, Login, Standing, agency_code, mail_domain

TODAY = date(2026, 11, 24)
HASH = "$argon2id$…"
DIRECTORY = Directory.of(
    (
        Agency("G22", "Văn phòng Chính phủ", "VPCP", frozenset({"vpcp.gov.vn", "chinhphu.vn"})),
        Agency("H22", "Hà Giang", "Hà Giang", frozenset({"hagiang.gov.vn"}), valid_to=TODAY),
        Agency("H60", "Tuyên Quang", "TQ", frozenset({"tq.gov.vn"}), valid_from=TODAY),
        Agency("H05", "Bắc Ninh", "BN", frozenset({"bacninh.gov.vn"}), disabled=True),
    ),
    (
        Login("vpcp", "G22", HASH),
        Login("off", "G22", HASH, disabled=True),
        Login("bn", "H05", HASH),
    ),
)


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("G22", TODAY, Standing.GOOD),
        ("G99", TODAY, Standing.UNKNOWN),
        ("H05", TODAY, Standing.DISABLED),
        ("H22", TODAY, Standing.GOOD),
        ("H22", date(2026, 11, 25), Standing.EXPIRED),
        ("H60", TODAY, Standing.GOOD),
        ("H60", date(2026, 11, 23), Standing.NOT_YET),
    ],
)
def test_an_agency_sends_while_its_code_is_valid_and_not_disabled(
    code: str, day: date, expected: Standing
) -> None:
    assert DIRECTORY.standing(code, day) is expected


def test_an_agency_writes_from_its_own_domains_alone() -> None:
    assert DIRECTORY.may_write_as("G22", "chinhphu.vn", TODAY)
    assert not DIRECTORY.may_write_as("G22", "hagiang.gov.vn", TODAY)
    assert not DIRECTORY.may_write_as("G22", "sub.vpcp.gov.vn", TODAY)
    assert not DIRECTORY.may_write_as("H05", "bacninh.gov.vn", TODAY)


def test_a_login_is_open_while_neither_it_nor_its_agency_is_shut() -> None:
    assert DIRECTORY.open_login("vpcp", TODAY) == Login("vpcp", "G22", HASH)
    assert DIRECTORY.open_login("off", TODAY) is None
    assert DIRECTORY.open_login("bn", TODAY) is None
    assert DIRECTORY.open_login("nobody", TODAY) is None


def test_a_snapshot_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        DIRECTORY.domains["evil.vn"] = "G22"  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("H05", "H05"),
        ("G22.01", "G22.01"),
        ("H37.DN.001", "H37.DN.001"),
        ("000.00.00.G22", "G22"),
        ("000.00.04.G14", "G14.04"),
        ("001.02.03.H05", "H05.03.02.001"),
    ],
)
def test_a_code_is_kept_in_its_new_form(text: str, expected: str) -> None:
    assert agency_code(text) == expected


@pytest.mark.parametrize("text", ["", "h05", "H5", "H05.", "H05.12345", "H05 ", "H05." + "1." * 20])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="such as H05 or G22.01"):
        agency_code(text)


@pytest.mark.parametrize(
    "text",
    ["", "vn", "a@b.vn", "-a.vn", "a..vn", "a.vn.", " a.vn", "a" * 64 + ".vn", "a_b.vn", "faß.vn"],
)
def test_what_is_no_domain_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="such as bacninh.gov.vn"):
        mail_domain(text)
