"""What DNS says of our signing keys, as a verifier would read it."""

from dataclasses import dataclass

from mail.dns import Absent, Found, Resolver, Unknown
from mail.sign.record import Unusable, read_record
from work.directory import DkimKey


@dataclass(frozen=True, slots=True)
class Seen:
    """One look: the octets of p= that the record publishes, None where there is no record.

    *fault* is what a verifier would stumble over, "" when the record is right;
    *certain* is False when no name server answered, and then nothing is known.
    """

    octets: bytes | None
    fault: str = ""
    certain: bool = True


async def look(resolver: Resolver, key: DkimKey) -> Seen:
    """What stands in DNS at the name of *key*."""
    match await resolver.txt(key.name):
        case Absent():
            return Seen(None, "there is no record")
        case Unknown(reason):
            return Seen(None, reason, certain=False)
        case Found((record,)):
            return judged(record, key)
        case Found(records):
            return Seen(b"", f"there are {len(records)} records; leave only the right one")


def judged(record: bytes, key: DkimKey) -> Seen:
    """What a verifier makes of one TXT *record* of *key*."""
    read = read_record(record)
    if isinstance(read, Unusable):
        return Seen(b"", read.reason)
    octets = read.public_key
    return Seen(octets, "" if octets == key.public_key else "the record holds another key")
