"""Who may approve, as a rule says it."""

from datetime import UTC, datetime, timedelta

import pytest

from work.approval import Approval, Bar, Decision, Entitled, Seal, bar, envelope_digest
from work.person import Person, Position

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HEAD = Person(2, "Trần Thị Bình", "binh@bn.gov.vn", "H05", "Văn phòng", Position.UNIT_HEAD)
ASKED = Approval(
    letter=17,
    rule="outside",
    author=1,
    author_name="Nguyễn Văn An",
    writers=frozenset({"an@bn.gov.vn"}),
    entitled=(Entitled(agency="H05", position=Position.UNIT_HEAD),),
    asked_at=NOW,
    expires_at=NOW + timedelta(days=1),
    seal=Seal(bytes(32), bytes(32)),
)


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        (Entitled(person="binh@bn.gov.vn"), True),
        (Entitled(person="cuong@bn.gov.vn"), False),
        (Entitled(position=Position.UNIT_HEAD).within("H05"), True),
        (Entitled(position=Position.UNIT_HEAD).within("H06"), False),
        (Entitled(unit="Văn phòng", agency="H05").within("H06"), True),
        (Entitled(unit="Phòng Kế toán", agency="H05"), False),
        (Entitled(unit="Văn phòng", agency="H05", position=Position.CLERK), False),
        (Entitled(unit="Văn phòng", agency="H06", position=Position.UNIT_HEAD), False),
    ],
)
def test_people_are_meant_by_all_that_is_named(named: Entitled, meant: bool) -> None:
    assert named.includes(HEAD) is meant


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"decision": Decision.LAPSED}, Bar.DECIDED),
        ({"expires_at": NOW}, Bar.LATE),
        ({"author": 2}, Bar.WRITER),
        ({"writers": frozenset({"binh@bn.gov.vn"})}, Bar.WRITER),
        ({"entitled": ()}, Bar.NOT_ENTITLED),
    ],
)
def test_a_person_decides_once_in_time_and_not_on_their_own(
    changes: dict[str, object], why: Bar | None
) -> None:
    asked = Approval(**{**{name: getattr(ASKED, name) for name in ASKED.__slots__}, **changes})

    assert bar(asked, HEAD, NOW) is why


def test_the_envelope_is_its_sender_and_its_recipients_in_their_order() -> None:
    digests = [
        envelope_digest("a@x.vn", ["b@y.vn", "c@y.vn"]),
        envelope_digest("a@x.vn", ["c@y.vn", "b@y.vn"]),
        envelope_digest("a@x.vn", ["b@y.vn"]),
        envelope_digest("", ["a@x.vn", "b@y.vn", "c@y.vn"]),
    ]

    assert len(set(digests)) == len(digests)
