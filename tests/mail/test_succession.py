"""A recipient's agency that has ceased to exist: who took over, and how they are written to."""

from datetime import date

import pytest

from mail.smtp.reply import Reply
from mail.succession import decide
from work.agency import Agency
from work.directory import Directory

DAY = date(2026, 11, 24)
LAST = date(2025, 6, 30)


def gone(code: str, successor: str | None, *domains: str) -> Agency:
    return Agency(
        code, f"Tỉnh {code}", code, frozenset(domains), valid_to=LAST, successor=successor
    )


DIRECTORY = Directory.of(
    [
        Agency("H05", "Tỉnh Bắc Ninh", "BN", frozenset({"bacninh.gov.vn", "bn.gov.vn"})),
        gone("H02", "H05", "bacgiang.gov.vn"),
        gone("H01", "H02", "habac.gov.vn"),
        gone("H70", "H71", "vong.gov.vn"),
        gone("H71", "H70", "tron.gov.vn"),
        gone("H72", "H99", "la.gov.vn"),
        gone("H73", None, "mo-coi.gov.vn"),
        gone("H74", "H75", "im.gov.vn"),
        Agency("H75", "Không thư", "KT"),
        Agency("G01", "Bộ cũ", "BC", frozenset({"cu.gov.vn"}), disabled=True, successor="H05"),
        Agency("G02", "Bộ nghỉ", "BN", frozenset({"nghi.gov.vn"}), disabled=True),
        Agency("G03", "Mới", "M", frozenset({"moi.gov.vn"}), valid_from=date(2027, 1, 1)),
        gone("G04", "G03", "truoc.gov.vn"),
    ],
    [],
)


def answered(address: str, day: date = DAY) -> Reply | None:
    return decide(address, DIRECTORY, lambda: day).reply


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (
            "an@bacgiang.gov.vn",
            "Agency H02 (Tinh H02) ended on 2025-06-30; its successor is H05 (Tinh Bac Ninh):"
            " write to bacninh.gov.vn or bn.gov.vn",
        ),
        ("an@BacGiang.gov.VN", "its successor is H05 (Tinh Bac Ninh): write to bacninh.gov.vn"),
        ("an@habac.gov.vn", "Agency H01 (Tinh H01) ended on 2025-06-30; its successor is H05"),
        ("an@vong.gov.vn", "its successor H71 is not there either, ask the operator who took over"),
        ("an@la.gov.vn", "its successor H99 is not there either"),
        ("an@mo-coi.gov.vn", "no successor is registered, ask the operator which agency took over"),
        ("an@im.gov.vn", "its successor is H75 (Khong thu), ask there for the address"),
        ("an@cu.gov.vn", "Agency G01 (Bo cu) is no longer there; its successor is H05"),
        ("an@truoc.gov.vn", "its successor is G03 (Moi): write to moi.gov.vn"),
    ],
)
def test_it_is_refused_with_the_successor_that_is_there_now(address: str, words: str) -> None:
    reply = answered(address)

    assert reply is not None
    assert (reply.code, reply.status) == (550, "5.1.6")
    assert words in reply.text
    assert reply.text.isascii()


@pytest.mark.parametrize(
    "address",
    [
        "an@bacninh.gov.vn",
        "an@elsewhere.vn",
        "an@sub.bacgiang.gov.vn",
        "an@giang.gov.vn",
        "an@nghi.gov.vn",
        "an@moi.gov.vn",
        "postmaster",
        "an@[10.0.0.1]",
    ],
)
def test_everybody_else_is_written_to(address: str) -> None:
    assert answered(address) is None


def test_it_may_be_written_to_until_its_last_day() -> None:
    assert answered("an@bacgiang.gov.vn", LAST) is None
    assert answered("an@bacgiang.gov.vn", date(2025, 7, 1)) is not None


def test_a_domain_that_the_successor_took_over_is_the_successors() -> None:
    heir = Agency("H05", "Bắc Ninh", "BN", frozenset({"bacgiang.gov.vn"}))
    directory = Directory.of([heir, gone("H02", "H05")], [])

    assert decide("an@bacgiang.gov.vn", directory, lambda: DAY).reply is None
