"""A letter that a release rule holds, in an agency with people to approve of it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from store import Store, Tx, approval_asked
from store.directory.agencies import add_agency
from store.directory.people import add_person
from store.schema.notice import notice
from tests.store.letters import NOW, new_letter
from work.agency import Agency
from work.approval import Asked, Entitled
from work.directory import NewPerson
from work.person import Position

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HOUR = timedelta(hours=1)
AN, BINH, CUONG, DUNG = "an@bn.gov.vn", "binh@bn.gov.vn", "cuong@bn.gov.vn", "dung@bn.gov.vn"
RULE = "outside-gov-vn"
HEADS = (Entitled(agency="H05", position=Position.AGENCY_HEAD), Entitled(person=CUONG))
PEOPLE = (
    ("Nguyễn Văn An", AN, Position.AGENCY_HEAD),  # the author, and of a position that may approve
    ("Trần Thị Bình", BINH, Position.AGENCY_HEAD),
    ("Lê Văn Cường", CUONG, Position.CLERK),
    ("Phạm Dung", DUNG, Position.STAFF),
)
END = NOW + 48 * HOUR


async def staffed(store: Store) -> None:
    """Puts the agency and its people into the store."""

    def staff(tx: Tx) -> None:
        bac_ninh = Agency("H05", "Tỉnh Bắc Ninh", "BN", frozenset({"bn.gov.vn"}))
        assert add_agency(tx, bac_ninh, NOW) is None
        for name, mailbox, position in PEOPLE:
            add_person(tx, NewPerson(name, mailbox, "H05", None, position, "vi"), NOW)

    await store.write(staff)


async def author(store: Store, email: str = AN) -> int:
    """The number of the person who wrote it."""
    found = await store.read(approval_asked.ready, email, HEADS, frozenset({email}))
    assert found.author is not None
    return found.author.id


async def held(store: Store, *to: str, entitled: Sequence[Entitled] = HEADS, **facts: Any) -> int:
    """The number of a letter that waits for approval; *facts* of it, and of what is asked."""
    then, end, at = facts.pop("then", None), facts.pop("end", END), facts.pop("at", NOW)
    new = new_letter(*to or ("x@example.com", "y@yte.gov.vn"), hold=RULE, **facts)
    writers = frozenset({AN, new.envelope.sender})
    times = (at + 4 * HOUR, end)
    asked = Asked(RULE, "H05", await author(store), writers, tuple(entitled), *times, then=then)
    accepted = await store.write(approval_asked.accept, new, asked, ZONE, at)
    assert accepted is not None
    return accepted.letter


async def notices(store: Store) -> list[tuple[str, str, str]]:
    """Kind, mailbox and state of each notice, in their order."""

    def read(tx: Tx) -> list[tuple[str, str, str]]:
        rows = tx.all(select(notice).order_by(notice.c.id))
        return [(row.kind, row.address, row.state) for row in rows]

    return await store.read(read)
