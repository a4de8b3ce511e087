"""What DNS says of our signing keys, as verifiers would read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from mail.dns import Absent, Found
from mail.sign.record import Unusable, read_record
from mail.witness import Heard, Witnesses
from work.directory import DkimKey
from work.dkim import Sight


@dataclass(frozen=True, slots=True)
class Seen:
    """One server's word: the octets of p= that the record publishes, None where there is no record.

    *fault* is what a verifier would stumble over, "" when the record is right.
    """

    octets: bytes | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What all who were asked say of a key: *seen* is the worst of it, and what DNS shows as far as anybody can tell.

    *everywhere*: all who answered say the same. *certain* is False when nobody did, and
    then nothing is known. *shown*: somebody gives the very key.
    """

    seen: Seen
    certain: bool = True
    everywhere: bool = True
    shown: bool = False
    ttl: int = 0
    told: tuple[Heard, ...] = ()

    @property
    def fault(self) -> str:
        """What is to be mended, "" when the record is right wherever it was asked for."""
        return self.seen.fault

    def sight(self, key: DkimKey) -> Sight:
        """What the store is to know of it: what one server shows, DNS has."""
        octets = key.public_key if self.shown else self.seen.octets
        return Sight(octets, self.everywhere, self.ttl)


async def look(witnesses: Witnesses, key: DkimKey, *, authorities: bool = False) -> Look:
    """What stands in DNS at the name of *key*; with *authorities* by the zone's own servers too."""
    return judged(await witnesses.txt(key.name, authorities=authorities), key)


def judged(told: Sequence[Heard], key: DkimKey) -> Look:
    """What a verifier makes of what was *told* of *key*."""
    certain = [one for one in told if isinstance(one.said, Found | Absent)]
    if not certain:
        return Look(Seen(None, "no name server answered"), False, False, told=tuple(told))
    words = [(one, _seen(one, key)) for one in certain]
    wrong = [(one, seen) for one, seen in words if seen.fault]
    everywhere = len({seen.octets for _, seen in words}) == 1
    worst = wrong[0][1] if wrong else words[0][1]
    if wrong and len(wrong) < len(words):
        where = ", ".join(one.server for one, _ in wrong)
        worst = Seen(worst.octets, f"{worst.fault} at {where}, though others have it right")
    ttl = max(one.ttl for one in certain)
    return Look(worst, True, everywhere, len(wrong) < len(words), ttl, tuple(told))


def _seen(one: Heard, key: DkimKey) -> Seen:
    match one.said:
        case Found((record,)):
            return _read(record, key)
        case Found(records):
            return Seen(b"", f"there are {len(records)} records; leave only the right one")
        case _:
            return Seen(None, "there is no record")


def _read(record: bytes, key: DkimKey) -> Seen:
    read = read_record(record)
    if isinstance(read, Unusable):
        return Seen(b"", read.reason)
    octets = read.public_key
    return Seen(octets, "" if octets == key.public_key else "the record holds another key")
