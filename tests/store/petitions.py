"""Petitions for the tests of the store: an office's hands, and somebody who sends them."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from congvu.parts.petition import body, written
from mail.notice import Writer
from schedules.official import official_calendar
from schedules.petition import clocks_by, rules
from store import Store, petition, petition_act
from store.petition import Hands, Naming, NewPetition
from store.petition_move import Done, Whom
from tests.store.office import BINH, NOW, UNIT, at
from work.act import Act
from work.person import Person
from work.petition import Channel, Depth, Kind, Petition
from work.petitioner import Petitioner
from work.task import Party, Role

TODAY = date(2026, 10, 1)
RULES = rules()
CLOCKS = clocks_by(RULES, official_calendar())
WRITER = Writer("Bộ Y tế", "congvu@moh.gov.vn", "congvu.moh.gov.vn", ZoneInfo("Asia/Ho_Chi_Minh"))
HUONG = Petitioner(
    name="Phạm Thị Thu Hương",
    address="12 Lê Lợi, Việt Trì, Phú Thọ",
    phone="0912 345 678",
    id_number="001088012345",
    email="thuhuong88@example.vn",
    words="Tôi phản ánh việc khám bệnh phải nộp bản sao hộ khẩu.",
)
TO_BINH = Party(Role.LEAD, "G18", UNIT, BINH)


def hands(today: date = TODAY, now: datetime = NOW) -> Hands:
    """What the commands hand in on that day."""
    return Hands(
        today,
        CLOCKS,
        partial(written, RULES, WRITER, now),
        lambda code: Naming("Người gửi", f"{code}: xử lý"),
        now + timedelta(days=5),
        RULES.grounds_told,
        partial(body, RULES),
    )


def whom(day: str = "2026-10-01", person: Person | None = None) -> Whom:
    """Somebody at nine in the morning of *day*."""
    now = at(day, "09:00") if day != "2026-10-01" else NOW
    act = Act("cli:0", now, None if person is None else person.id)
    return Whom(act, hands(date.fromisoformat(day), now))


def new(who: Petitioner = HUONG, **changes: Any) -> NewPetition:
    """A petition that came in today."""
    facts: dict[str, Any] = {
        "title": "giấy tờ khi khám bệnh",
        "channel": Channel.POST,
        "agency": "G18",
        "received": TODAY,
        "who": who,
    }
    return NewPetition(**{**facts, **changes})


async def kept(store: Store, one: NewPetition | None = None) -> Petition:
    """A petition as it is received."""
    found = await store.write(petition.open_, one or new(), hands(), Act("cli:0", NOW))
    assert found is not None
    return found


async def done(
    store: Store, function: Any, number: int, *args: Any, day: str = "2026-10-01"
) -> Done:
    """What an act gave that is to succeed."""
    found = await store.write(function, number, *args, whom(day))
    assert isinstance(found, Done), found
    return found


async def filed(store: Store, kind: Kind = Kind.REFLECTION, **changes: Any) -> int:
    """The id of one that was entered and sorted."""
    number = (await kept(store, new(**changes))).id
    await done(store, petition_act.register, number)
    await done(store, petition_act.classify, number, kind, Depth.VERIFY)
    return number


async def handled(store: Store, **changes: Any) -> int:
    """The id of one that Bình handles."""
    number = await filed(store, **changes)
    await done(store, petition_act.assign, number, TO_BINH)
    return number
